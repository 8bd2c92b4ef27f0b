"""Values that a test gives to a request, instead of the saved ones."""

import json
import mimetypes
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias, cast

from aiurdesk.core.collection.saved_request import with_values
from aiurdesk.core.environments.environment import reference
from aiurdesk.core.request.request import (
    ANY_BYTES,
    FileValue,
    SavedRequest,
)
from aiurdesk.core.request.request import Value as RequestValue

Value: TypeAlias = str | int | float | Path | Sequence[object] | Mapping[str, object] | None
"""Text, a number or truth value, a path of a file, a list of texts or paths, an object of JSON.

None leaves a parameter out."""
_NO_NAME = re.compile(r"[^A-Za-z0-9_.-]")


class GivenValues:
    """Values by the names of parameters, and the variables that they need."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.variables: dict[str, str] = {}
        self._values = {
            name: () if value is None else tuple(self._as_sent(name, value))
            for name, value in values.items()
        }

    def into(self, saved: SavedRequest) -> SavedRequest:
        """Return a saved request with these values, which replace those of the same names."""
        return with_values(saved, self._values)

    def _as_sent(self, name: str, value: Value) -> Iterator[RequestValue]:
        """Yield a value as a request holds it, and each of several files by itself."""
        if isinstance(value, Path):
            content_type = mimetypes.guess_type(value.name)[0] or ANY_BYTES
            path = self._literal(name, str(value.absolute()))
            yield FileValue(path, value.name, content_type)
        elif isinstance(value, str | bytes) or not isinstance(value, Sequence):
            yield self._literal(name, _text(value))
        elif value and all(isinstance(item, Path) for item in value):
            for item in value:
                yield from self._as_sent(name, cast(Path, item))
        else:
            yield tuple(self._literal(name, _text(item)) for item in value)

    def _literal(self, name: str, text: str) -> str:
        """Return a text that is sent as it is, with braces that are not variables.

        A server may have sent it, and must not be able to ask for another variable.
        """
        if "{{" not in text:
            return text
        # The name comes last: by it, values of secrets are known.
        variable = f"value_{len(self.variables) + 1}.{_NO_NAME.sub('_', name)}"
        self.variables[variable] = text
        return reference(variable)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
