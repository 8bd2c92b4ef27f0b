"""Texts of other programs as requests, without any I/O; each format is a file here and a row."""

from collections.abc import Callable
from enum import Enum
from typing import TypeAlias

import msgspec

from aiurdesk.importers.curl import is_curl, parse_curl
from aiurdesk.importers.data_file import is_data_file, parse_data_file
from aiurdesk.importers.imported_collection import ImportedCollection
from aiurdesk.importers.imported_request import ImportedRequest, ImportMistake
from aiurdesk.importers.postman import is_postman, parse_postman
from aiurdesk.importers.postman_environment import is_postman_environment, parse_postman_environment

Imported: TypeAlias = ImportedRequest | ImportedCollection | ImportMistake


class Holds(Enum):
    """What texts of a format hold."""

    REQUEST = "one request"
    COLLECTION = "many requests"
    ENVIRONMENTS = "environments only"


class Importer(msgspec.Struct, frozen=True):
    """One format."""

    title: str
    """As it is named in a list of formats."""
    is_of: Callable[[str], bool]
    """Tells whether a text is of this format; it looks at little of it."""
    parse: Callable[[str], Imported]
    patterns: tuple[str, ...] = ("*",)
    """What files of this format are called, for a dialog that chooses one."""
    holds: Holds = Holds.REQUEST


IMPORTERS: tuple[Importer, ...] = (
    Importer("a curl command", is_curl, parse_curl, ("*.sh", "*.txt")),
    Importer(
        "a Postman collection 2.0 or 2.1",
        is_postman,
        parse_postman,
        ("*.json",),
        Holds.COLLECTION,
    ),
    Importer(
        "an environment or the globals of Postman",
        is_postman_environment,
        parse_postman_environment,
        ("*.json",),
        Holds.ENVIRONMENTS,
    ),
)
"""The first one that knows a text reads it."""
REFUSED: tuple[Importer, ...] = (Importer("a data file", is_data_file, parse_data_file),)
"""What is known but holds nothing to import; ``parse`` says what to do with it."""


def importer_of(text: str) -> Importer | None:
    """Return the importer that reads a text, or None."""
    return next((importer for importer in IMPORTERS if importer.is_of(text)), None)


def import_text(text: str) -> Imported | None:
    """Return the requests that a text holds; None where it is of no known format."""
    importer = next((row for row in (*IMPORTERS, *REFUSED) if row.is_of(text)), None)
    return None if importer is None else importer.parse(text)
