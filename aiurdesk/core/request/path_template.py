"""Path templates: ``{name}`` is a segment, ``{**name}`` the rest of the path."""

import re
from collections.abc import Mapping

from aiurdesk.core.request.encoding import rest_of_path, segment

_PLACEHOLDER = r"\{(\*\*)?([^{}/]+)\}"
_LAST_PLACEHOLDER = r"/\{(?:\*\*)?([^{}/]+)\}$"


def without_absent_end(template: str, texts: Mapping[str, str]) -> str:
    """Remove placeholders without a text from the end of a template, each with its slash.

    Args:
        texts: Those of path parameters, by their names in lower case.
    """
    while (found := re.search(_LAST_PLACEHOLDER, template)) and found.group(1).lower() not in texts:
        template = template[: found.start()]
    return template or "/"


def placeholders(template: str) -> tuple[str, ...]:
    """Return the names in a template, as it spells them."""
    return tuple(name for _, name in re.findall(_PLACEHOLDER, template))


def fill(template: str, texts: Mapping[str, str]) -> str:
    """Put escaped texts in the place of the placeholders; one without a text becomes empty."""

    def written(found: re.Match[str]) -> str:
        text = texts.get(found.group(2).lower(), "")
        return rest_of_path(text) if found.group(1) else segment(text)

    return re.sub(_PLACEHOLDER, written, template)
