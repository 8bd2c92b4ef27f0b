"""Paths to values of JSON that are names and numbers only, in the notation of JMESPath."""

import json
import re
from collections.abc import Iterable
from typing import TypeAlias

_STEP = re.compile(
    r'\.?(?:([A-Za-z_$@][\w$-]*)|"((?:[^"\\]|\\.)*)"|\[(-?[0-9]{1,9}|\*|)\])', re.ASCII
)
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)

Step: TypeAlias = str | int | None
"""A member, an entry from 0, or in a pattern None for any entry."""
Steps: TypeAlias = tuple[Step, ...]


def path_text(steps: Iterable[Step]) -> str:
    """Return steps as a path in the notation of JMESPath."""
    parts = []
    for step in steps:
        if isinstance(step, str):
            name = step if _PLAIN_NAME.fullmatch(step) else json.dumps(step, ensure_ascii=False)
            parts.append(f".{name}")
        else:
            parts.append("[]" if step is None else f"[{step}]")
    return "".join(parts).removeprefix(".")


def pattern_steps(path: str) -> Steps | None:
    """Return the steps of a path that is to be left out; None where it is no such path."""
    steps: list[Step] = []
    position = 0
    while position < len(path):
        match = _STEP.match(path, position)
        if match is None:
            return None
        name, quoted, index = match.groups()
        if name is not None:
            steps.append(name)
        elif quoted is not None:
            try:
                steps.append(json.loads(f'"{quoted}"'))
            except ValueError:
                return None
        else:
            steps.append(None if index in ("", "*") else int(index))
        position = match.end()
    return tuple(steps) or None
