"""Credentials as plain values for a file; never a secret."""

from collections.abc import Mapping
from typing import Any

import msgspec

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.structs import SomeText, read_struct

# The file of a later version may say more; an earlier version must not call that a mistake.


class _Entry(msgspec.Struct, frozen=True):
    id: SomeText
    name: SomeText
    scheme: SomeText
    origins: tuple[str, ...] = ()
    values: Mapping[str, str] = msgspec.field(default_factory=dict)


class _File(msgspec.Struct, frozen=True):
    credentials: tuple[_Entry, ...] = ()


def credential_record(credential: Credential) -> dict[str, Any]:
    """Return a credential as plain values."""
    return {**msgspec.to_builtins(credential), "values": dict(credential.values)}


def parse_credentials(raw: Any) -> tuple[tuple[Credential, ...], tuple[str, ...]]:
    """Return the credentials of a file's content and a phrase for each mistake in it."""
    # One wrong entry costs only itself; the others can be used.
    file, problems = read_struct(raw, _File)
    mistakes = [*problems]
    credentials: dict[str, Credential] = {}
    for entry in (file or _File()).credentials:
        values = tuple(entry.values.items())
        credential = Credential(entry.id, entry.name, entry.scheme, entry.origins, values)
        if credentials.setdefault(credential.id, credential) is not credential:
            mistakes.append(f"credential {entry.name}: its id appears twice; the first one is used")
    return tuple(credentials.values()), tuple(mistakes)
