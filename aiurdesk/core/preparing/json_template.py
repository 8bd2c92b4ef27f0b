"""JSON with ``{{variables}}`` in it: what is wrong with it, and what it becomes."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache

from aiurdesk.core.api.constraints import Constraints, Refusal
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.variables.environment import VARIABLE, resolve

MOST_CHECKED_CHARS = 1_000_000
"""A longer JSON text is sent unchecked: checking would delay every key that is typed."""
_STRING_OR_VARIABLE = re.compile(r'"(?:[^"\\\n]|\\.)*+"|' + VARIABLE.pattern)


# An edit asks for it several times, and reading a megabyte takes 20 ms.
@lru_cache(maxsize=2)
def json_problem(text: str) -> str:
    """Return why a text is not JSON, with the place of the mistake; empty where it is JSON."""
    if len(text) > MOST_CHECKED_CHARS:
        return ""
    traits = ParameterKind.JSON.traits
    written = traits.write(Constraints(), text, traits.example)
    return written.text if isinstance(written, Refusal) else ""


def template_problem(text: str) -> str:
    """Return why a text with ``{{variables}}`` is not JSON, whatever their values are."""
    # A number of the same length, so that the place of a mistake stays the same.
    return json_problem(VARIABLE.sub(lambda match: "0".ljust(len(match.group())), text))


def resolve_json(text: str, variables: Mapping[str, str]) -> str | tuple[str, ...]:
    """Replace variables as ``resolve`` does; within a string their values are escaped."""
    if "{{" not in text:
        return text
    missing: dict[str, None] = {}

    def value_of(variable: re.Match[str]) -> str:
        resolved = resolve(variable.group(), variables)
        if isinstance(resolved, tuple):
            missing.update(dict.fromkeys(resolved))
            return ""
        return resolved

    def replaced(match: re.Match[str]) -> str:
        if not match.group().startswith('"'):
            return value_of(match)
        return VARIABLE.sub(
            lambda inner: json.dumps(value_of(inner), ensure_ascii=False)[1:-1], match.group()
        )

    written = _STRING_OR_VARIABLE.sub(replaced, text)
    return tuple(missing) if missing else written
