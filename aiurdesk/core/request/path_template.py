"""Path templates: ``{name}`` is a segment, ``{**name}`` the rest of the path."""

import re
from collections.abc import Mapping

from aiurdesk.core.request.encoding import rest_of_path, segment

_HOLE = r"\{(\*\*)?([^{}/]+)\}"
_LAST_HOLE = r"/\{(?:\*\*)?([^{}/]+)\}$"


def without_absent_end(template: str, texts: Mapping[str, str]) -> str:
    """Cut holes without a text off the end of a template, each with its slash.

    Args:
        texts: Those of path parameters, by their names in lower case.
    """
    while (found := re.search(_LAST_HOLE, template)) and found.group(1).lower() not in texts:
        template = template[: found.start()]
    return template or "/"


def holes(template: str) -> tuple[str, ...]:
    """Return the names in a template, as they are spelled there."""
    return tuple(name for _, name in re.findall(_HOLE, template))


def fill(template: str, texts: Mapping[str, str]) -> str:
    """Put escaped texts into the holes of a template; a hole without a text stays empty."""

    def written(found: re.Match[str]) -> str:
        text = texts.get(found.group(2).lower(), "")
        return rest_of_path(text) if found.group(1) else segment(text)

    return re.sub(_HOLE, written, template)
