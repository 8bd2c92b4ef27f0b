"""The authentication of a collection, folder or request of Postman."""

from collections.abc import Mapping
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from aiurdesk.core.credentials.credential import NO_CREDENTIAL
from aiurdesk.core.request.request import Header
from aiurdesk.core.variables.environment import is_reference, reference, variable_names
from aiurdesk.importers.credential_names import CredentialNames
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.postman_reading import ItemReading

_SCHEMES = {"basic": "Basic", "bearer": "Bearer", "apikey": "API key"}
"""Kinds that there are here too, with their names here."""


class Authentication(msgspec.Struct, frozen=True):
    """How a request, or those in a folder, authenticate."""

    credential: str | None = None
    """As in a request: None where nothing is said."""
    header: Header | None = None
    """One whose value is a variable, such as a token that an earlier request gave."""
    query: str = ""
    """The same for a key in the query."""


class PostmanAuth:
    """Reads authentication; a secret becomes the name of a credential."""

    def __init__(self) -> None:
        self._names = CredentialNames()

    def read(
        self, holder: JsonObject, reading: ItemReading, above: str | None, *, is_shared: bool
    ) -> Authentication:
        """Read what a collection, folder or request says.

        Args:
            holder: The collection, folder or request.
            reading: Takes what has to be filled in, and what cannot be taken over.
            above: The credential of the folder that it lies in.
            is_shared: Whether other requests inherit it.
        """
        auth = holder.inner("auth")
        kind = auth.text("type")
        if not kind:
            return Authentication()
        # Another one must not take its place.
        without = NO_CREDENTIAL if above else None
        if kind not in _SCHEMES:
            if kind != "noauth":
                words = f"the authentication {kind}. Choose a credential in the Auth tab."
                reading.note(words, auth.pointer)
                auth.take_unread()
            return Authentication(without)
        values = {name: reading.value(v, auth.pointer) for name, v in auth.pairs(kind).items()}
        source = auth.pointer_to(kind)
        # A capture or an environment gives such a value, and no credential can hold it.
        if not is_shared and (written := _as_written(kind, values)) is not None:
            return replace(written, credential=without)
        name = self._names.name_for((kind, *sorted(values.items())), reading.title)
        reading.note(_words(name, kind, values), source)
        return Authentication(name)


def _as_written(kind: str, values: Mapping[str, str]) -> Authentication | None:
    """Return what a secret adds to a request that consists of variables; None where it does not."""
    match kind, values:
        case "bearer", {"token": token, **others} if is_reference(token) and not others:
            return Authentication(header=Header("Authorization", f"Bearer {token}"))
        case "apikey", {"key": key, "value": value, **others} if key and is_reference(value):
            if others in ({}, {"in": "header"}):
                return Authentication(header=Header(key, value))
            if others == {"in": "query"}:
                return Authentication(query=f"{quote(key, safe='')}={value}")
    return None


def _words(name: str, kind: str, values: Mapping[str, str]) -> str:
    kind_of_name = "query parameter" if values.get("in") == "query" else "header"
    where = (
        f" for the {kind_of_name} {values['key']}" if kind == "apikey" and values.get("key") else ""
    )
    names = dict.fromkeys(n for value in values.values() for n in variable_names(value))
    variables = " and ".join(map(reference, names))
    origin = f" Postman has it in {variables}." if names else ""
    return (
        f"the secret of the authentication. Add a credential {name!r} of the scheme "
        f"{_SCHEMES[kind]}{where}; the file refers to it.{origin}"
    )
