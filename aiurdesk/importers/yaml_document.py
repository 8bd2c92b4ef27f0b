"""YAML of other programs, read as JSON is: numbers stay as they are written."""

import re

from aiurdesk.core.translation import tr
from aiurdesk.importers.imported_request import ImportMistake
from aiurdesk.importers.json_document import Json, JsonObject, NotAnObject, Number

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
"""As JSON writes it; anything else that YAML takes for a number stays a text."""


def read_yaml_object(text: str) -> JsonObject:
    """Return the mapping that a text is.

    Raises:
        NotAnObject: It is something else, or takes too much.
    """
    return JsonObject(read_yaml_mapping(text))


def read_yaml_mapping(text: str) -> dict[str, Json]:
    """Return the members of the mapping that a text is; ``Raises`` as ``read_yaml_object``."""
    # Not at the top: it imports all that reads descriptions of APIs, and few texts are YAML.
    from aiurdesk.importers.openapi.text import plain_value, read_yaml

    def plain(scalar: str) -> Json:
        if _NUMBER.fullmatch(scalar):
            return Number(scalar)
        value = plain_value(scalar)
        return value if value is None or isinstance(value, bool) else scalar

    value = read_yaml(text, plain)
    if isinstance(value, ImportMistake):
        sentence = value.text.rstrip(".")
        raise NotAnObject(f"{sentence[:1].lower()}{sentence[1:]}")
    if not isinstance(value, dict):
        raise NotAnObject(tr("it is not an object"))
    return value
