"""Texts of other programs as requests, without any I/O; each format is a file here and a row."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TypeAlias

import msgspec

from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.importers.bruno import (
    is_bruno,
    is_bruno_folder,
    parse_bruno,
    parse_bruno_folder,
)
from aiurdesk.importers.curl import is_curl, parse_curl
from aiurdesk.importers.curl_commands import is_curl_file, parse_curl_file
from aiurdesk.importers.data_file import is_data_file, parse_data_file
from aiurdesk.importers.foreign_format import is_foreign, parse_foreign
from aiurdesk.importers.har import is_har, parse_har
from aiurdesk.importers.hoppscotch import is_hoppscotch, parse_hoppscotch
from aiurdesk.importers.http_file import (
    is_http_file,
    is_http_folder,
    parse_http_file,
    parse_http_folder,
)
from aiurdesk.importers.imported import ImportedCollection, ImportedRequest
from aiurdesk.importers.insomnia import is_insomnia, parse_insomnia
from aiurdesk.importers.open_collection import (
    is_open_collection,
    is_open_collection_folder,
    parse_open_collection,
    parse_open_collection_folder,
)
from aiurdesk.importers.postman import is_postman, parse_postman
from aiurdesk.importers.postman_variables import is_postman_environment, parse_postman_environment
from aiurdesk.importers.thunder_client import is_thunder_client, parse_thunder_client

Imported: TypeAlias = ImportedRequest | ImportedCollection | Problem


class Holds(Enum):
    """Content of the files of a format: one request, many requests, or environments."""

    REQUEST = "one request"
    COLLECTION = "many requests"
    ENVIRONMENTS = "environments only"


class Importer(msgspec.Struct, frozen=True):
    """A format of files that can be imported."""

    title: str
    """As it is named in a list of formats."""
    is_of: Callable[[str], bool]
    """Tells whether a text is of this format; it looks at little of it."""
    parse: Callable[[str], Imported]
    patterns: tuple[str, ...] = ("*",)
    """What files of this format are called, for a dialog that chooses one."""
    holds: Holds = Holds.REQUEST
    is_of_folder: Callable[[Mapping[str, str]], bool] = lambda _files: False
    """Tells whether the files of a folder, by their paths within it, are of this format."""
    parse_folder: Callable[[Mapping[str, str]], Imported] | None = None
    program: str = ""
    """What people call it where there is room for a word; without it, the title is shown."""


IMPORTERS: tuple[Importer, ...] = (
    Importer(
        tr("a file with several curl commands"),
        is_curl_file,
        parse_curl_file,
        ("*.sh", "*.txt"),
        Holds.COLLECTION,
        program="curl",
    ),
    Importer(
        tr("a curl command"),
        is_curl,
        parse_curl,
        ("*.sh", "*.txt"),
        program="curl",
    ),
    Importer(
        tr("a Postman collection 2.0 or 2.1"),
        is_postman,
        parse_postman,
        ("*.json",),
        Holds.COLLECTION,
        program="Postman",
    ),
    Importer(
        tr("an environment or the globals of Postman"),
        is_postman_environment,
        parse_postman_environment,
        ("*.json",),
        Holds.ENVIRONMENTS,
        program="Postman",
    ),
    Importer(
        tr("an export of Insomnia 4 or 5"),
        is_insomnia,
        parse_insomnia,
        ("*.json", "*.yaml", "*.yml"),
        Holds.COLLECTION,
        program="Insomnia",
    ),
    Importer(
        tr("an export of Thunder Client"),
        is_thunder_client,
        parse_thunder_client,
        ("*.json",),
        Holds.COLLECTION,
        program="Thunder Client",
    ),
    Importer(
        tr("an export of Hoppscotch"),
        is_hoppscotch,
        parse_hoppscotch,
        ("*.json",),
        Holds.COLLECTION,
        program="Hoppscotch",
    ),
    Importer(
        tr("a file or folder of OpenCollection"),
        is_open_collection,
        parse_open_collection,
        ("*.yml", "*.yaml"),
        Holds.COLLECTION,
        is_open_collection_folder,
        parse_open_collection_folder,
        program="OpenCollection",
    ),
    Importer(
        tr("a folder, a .bru file or an export of Bruno"),
        is_bruno,
        parse_bruno,
        ("*.bru", "bruno.json"),
        Holds.COLLECTION,
        is_bruno_folder,
        parse_bruno_folder,
        program="Bruno",
    ),
    Importer(
        tr("a file of requests of JetBrains or VS Code"),
        is_http_file,
        parse_http_file,
        ("*.http", "*.rest"),
        Holds.COLLECTION,
        is_http_folder,
        parse_http_folder,
        program=".http",
    ),
    Importer(
        tr("a HAR file"),
        is_har,
        parse_har,
        ("*.har", "*.json"),
        Holds.COLLECTION,
        program="HAR",
    ),
)
"""The first one that knows a text reads it."""
REFUSED: tuple[Importer, ...] = (
    Importer(tr("another format"), is_foreign, parse_foreign),
    Importer(tr("a data file"), is_data_file, parse_data_file),
)
"""What is known but holds nothing to import; ``parse`` says what to do with it."""


def importer_of(text: str) -> Importer | None:
    """Return the importer that reads a text, or None."""
    return next((importer for importer in IMPORTERS if importer.is_of(text)), None)


def import_text(text: str) -> Imported | None:
    """Return the requests that a text holds; None where it is of no known format."""
    importer = next((row for row in (*IMPORTERS, *REFUSED) if row.is_of(text)), None)
    return None if importer is None else importer.parse(text)


def import_folder(files: Mapping[str, str]) -> Imported | None:
    """Return the requests of a folder; None where it is of no known format.

    Args:
        files: Their paths within the folder, with slashes, and texts.
    """
    parse = next((row.parse_folder for row in IMPORTERS if row.is_of_folder(files)), None)
    return parse(files) if parse else None
