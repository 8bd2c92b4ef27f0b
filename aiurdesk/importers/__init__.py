"""Texts of other programs as requests, without any I/O; each format is a file here and a row."""

from collections.abc import Callable
from typing import TypeAlias

import msgspec

from aiurdesk.importers.curl import is_curl, parse_curl
from aiurdesk.importers.imported_collection import ImportedCollection
from aiurdesk.importers.imported_request import ImportedRequest, ImportMistake
from aiurdesk.importers.postman import is_postman, parse_postman

Imported: TypeAlias = ImportedRequest | ImportedCollection | ImportMistake


class Importer(msgspec.Struct, frozen=True):
    """One format."""

    title: str
    """As it is named in a list of formats."""
    is_of: Callable[[str], bool]
    """Tells whether a text is of this format; it looks at little of it."""
    parse: Callable[[str], Imported]


IMPORTERS: tuple[Importer, ...] = (
    Importer("a curl command", is_curl, parse_curl),
    Importer("a Postman collection 2.1", is_postman, parse_postman),
)
"""The first one that knows a text reads it."""
