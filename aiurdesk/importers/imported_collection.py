"""What an importer makes of a text that holds many requests."""

import msgspec

from aiurdesk.core.request.request import Request


class NamedRequest(msgspec.Struct, frozen=True):
    """A request with its name."""

    name: str
    request: Request
    """With the secrets that stood in the text; no file keeps them."""


class ImportedFolder(msgspec.Struct, frozen=True):
    """Requests and folders in their order."""

    name: str
    entries: "tuple[NamedRequest | ImportedFolder, ...]" = ()


class ImportedCollection(msgspec.Struct, frozen=True):
    """Requests for a collection, and what is not in them."""

    root: ImportedFolder
    variables: tuple[tuple[str, str], ...] = ()
    not_carried_over: tuple[str, ...] = ()
    """A sentence for each thing that was left out."""
