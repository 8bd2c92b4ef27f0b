"""Path templates: ``{name}`` stands for a segment, ``{**name}`` for the rest of the path."""

import re
from collections.abc import Mapping

from aiurdesk.core.addresses.encoding import rest_of_path, segment

_PLACEHOLDER = r"\{(\*\*)?([^{}/]+)\}"
_LAST_PLACEHOLDER = r"/\{(?:\*\*)?([^{}/]+)\}$"


def without_absent_end(template: str, texts: Mapping[str, str]) -> str:
    """Remove placeholders that have no text from the end of a template, each with its slash.

    Args:
        template: The path template.
        texts: Texts of the path parameters, by their names in lower case.
    """
    # As in ASP.NET's default route, ``{controller}/{action}/{id?}``: its end may be left out.
    while (match := re.search(_LAST_PLACEHOLDER, template)) and match.group(1).lower() not in texts:
        template = template[: match.start()]
    return template or "/"


def placeholders(template: str) -> tuple[str, ...]:
    """Return the names of the placeholders, with the case of the template."""
    return tuple(name for _, name in re.findall(_PLACEHOLDER, template))


def fill(template: str, texts: Mapping[str, str]) -> str:
    """Replace placeholders with escaped texts. A placeholder without a text becomes empty."""

    def written(match: re.Match[str]) -> str:
        text = texts.get(match.group(2).lower(), "")
        return rest_of_path(text) if match.group(1) else segment(text)

    return re.sub(_PLACEHOLDER, written, template)
