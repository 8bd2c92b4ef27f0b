"""Reads the description of an API in the helper process, and makes the files of a service of it."""

import contextlib
import hashlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from aiurdesk.core.api.catalogue import service_record
from aiurdesk.core.api.endpoint import ApiDescription, SecurityScheme, Server
from aiurdesk.core.credentials.user_info import without_user_info
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.formats.toml.toml_reading import read_toml
from aiurdesk.core.formats.toml.toml_text import toml_text
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request_secrets import secrets_of_address
from aiurdesk.core.translation import tr
from aiurdesk.importers.aiursoft_doc import is_aiursoft_doc, parse_aiursoft_doc
from aiurdesk.importers.imported import ImportedService
from aiurdesk.importers.left_out import LeftOut
from aiurdesk.importers.openapi import is_openapi, name_of, parse_openapi
from aiurdesk.importers.openapi.operations import word
from aiurdesk.importers.openapi.refs import NotRetrieved
from aiurdesk.importers.openapi.text import read_text
from aiurdesk.services.api_services.service_changes import (
    ServiceChanges,
    changes_between,
    with_edits,
)
from aiurdesk.storage.collections import leads_out
from aiurdesk.storage.regular_file import read_regular_file
from aiurdesk.storage.service_folders import (
    FILES_FOLDER,
    SCHEMAS_FILE,
    SERVICE_FILE,
    SOURCE_FILE,
    description_name,
    other_files,
    read_service_file,
)

_MOST_OTHER_FILES = 500
_MOST_OTHER_BYTES = 16 * 1024 * 1024
_NOT_A_NAME = "api"
_SECRET_ADDRESS = LeftOut(tr("the secret in the address of the description, which no file keeps"))


class DescriptionJob(msgspec.Struct, frozen=True):
    """A description that is to become a service."""

    text: bytes
    source: str
    """Its URL or the path of its file; empty where it came through standard input."""
    fetched_at: str
    """ISO 8601, in UTC."""
    name: str = ""
    """The id of the service; empty means that the title decides."""
    folder: str = ""
    """Where other files may be read, with the description in it; empty for nowhere."""
    before: str = ""
    """The folder of the service that is updated; empty for a new one."""
    groups: tuple[str, ...] = ()
    """The groups of endpoints that are wanted; empty for all of them."""

    @property
    def address(self) -> str:
        """The URL that the description came from, or empty text."""
        return self.source if self.source.startswith(("http://", "https://")) else ""


class DescriptionRead(msgspec.Struct, frozen=True):
    """A service as it is to be written, and what is to be said of it."""

    name: str
    title: str
    endpoint_count: int
    files: tuple[tuple[str, bytes], ...]
    """Paths within the folder of the service, and contents."""
    servers: tuple[Server, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    changes: ServiceChanges = ServiceChanges()
    groups: tuple[tuple[str, int], ...] = ()
    """Titles and numbers of endpoints, in the order of the description."""
    security: tuple[SecurityScheme, ...] = ()
    base_url: str = ""


def read_description(job: DescriptionJob) -> DescriptionRead | Problem:
    """Return what a description becomes, or why it becomes nothing."""
    document = _document(job.text)
    if isinstance(document, Problem):
        return document
    name = job.name or name_of(document) or _name_of_source(job)
    siblings = _Siblings(job.folder)
    file = PurePosixPath(job.source).name if job.folder else "openapi.json"
    imported = _imported(document, name, file, job.address, siblings)
    if isinstance(imported, Problem):
        return imported
    wanted = _wanted(imported.description, job.groups)
    record, changes = service_record(wanted), ServiceChanges()
    if job.before:
        record, changes = _updated(record, job, name)
    is_json = job.text.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    own_name = "description.json" if is_json else "description.yaml"
    address, left_out = job.source, imported.left_out
    if secrets_of_address(job.address):
        address = without_user_info(address.partition("?")[0])
        left_out = (*left_out, _SECRET_ADDRESS)
    source: dict[str, Any] = {
        "address": address,
        "file": file,
        "fetched_at": job.fetched_at,
        "sha256": hashlib.sha256(job.text).hexdigest(),
    }
    if job.groups:
        source["groups"] = list(job.groups)
    files = [
        (SERVICE_FILE, _service_text(record)),
        (SCHEMAS_FILE, msgspec.json.encode(imported.schemas)),
        (own_name, job.text),
        (SOURCE_FILE, toml_text(source).encode()),
        *((f"{FILES_FOLDER}/{path}", content) for path, content in siblings.read.items()),
    ]
    description = imported.description
    return DescriptionRead(
        name,
        description.service.name,
        len(wanted.endpoints),
        tuple(files),
        description.service.servers,
        left_out,
        changes,
        tuple(Counter(endpoint.group for endpoint in description.endpoints).items()),
        description.service.security,
        description.service.base_url,
    )


def _service_text(record: dict[str, Any]) -> bytes:
    """Return the text of the file of a service: a row after the other, which takes less memory."""
    head = {name: value for name, value in record.items() if name != "endpoints"}
    start = msgspec.json.format(msgspec.json.encode(head), indent=2).removesuffix(b"\n}")
    pieces = [start, b',\n  "endpoints": [']
    for number, row in enumerate(record["endpoints"]):
        text = msgspec.json.format(msgspec.json.encode(row), indent=2)
        pieces += [b",\n    " if number else b"\n    ", text.replace(b"\n", b"\n    ")]
    pieces.append(b"\n  ]\n}\n")
    return b"".join(pieces)


def _document(text: bytes) -> Any | Problem:
    if text[:1] in (b"{", b"["):
        # Most descriptions, without a copy of them as text.
        with contextlib.suppress(msgspec.DecodeError, RecursionError):
            return msgspec.json.decode(text)
    try:
        # Python reads UTF-16 only when told; PowerShell writes it.
        is_wide = text[:2] in (b"\xff\xfe", b"\xfe\xff")
        decoded = text.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        return Problem(
            tr("It is not UTF-8 text: byte {value} cannot be read.").format(value=error.start + 1)
        )
    start = decoded.lstrip()[:1]
    if start == "<":
        return Problem(
            tr(
                "It is XML or a web page, such as WSDL, which cannot be imported. "
                "OpenAPI 3.0 to 3.2 and Swagger 2.0 can."
            )
        )
    if start == "#" and "\n## " in decoded and "openapi" not in decoded[:2000].lower():
        return Problem(
            tr(
                "It is a page in Markdown, not a description that programs read. Name "
                "the address of its JSON."
            )
        )
    return read_text(decoded)


def _imported(
    document: Any, name: str, file: str, address: str, siblings: "_Siblings"
) -> ImportedService | Problem:
    if is_aiursoft_doc(document):
        return parse_aiursoft_doc(document, name, address)
    if isinstance(document, list) and not document:
        return Problem(tr("It is an empty list: the service describes no endpoint."))
    if not is_openapi(document) and isinstance(document, dict) and "item" in document:
        return Problem(
            tr(
                "This is a collection of Postman. Import it with 'aiurdesk import', "
                "which makes saved requests of it."
            )
        )
    return parse_openapi(document, name, file=file, address=address, retrieve=siblings.retrieve)


def _wanted(description: ApiDescription, groups: tuple[str, ...]) -> ApiDescription:
    """Return a description with the endpoints of the groups that are wanted."""
    if not groups:
        return description
    wanted = (endpoint for endpoint in description.endpoints if endpoint.group in groups)
    return msgspec.structs.replace(description, endpoints=tuple(wanted))


def _updated(
    record: dict[str, Any], job: DescriptionJob, name: str
) -> tuple[dict[str, Any], ServiceChanges]:
    """Return the new file of a service with what people had edited, and what is different."""
    before = Path(job.before)
    current = msgspec.json.decode(read_service_file(before))
    generated = _generated(before, name, job)
    merged, kept = with_edits(current, generated, record)
    changes = changes_between(current, merged)
    return merged, msgspec.structs.replace(changes, kept=kept)


def _generated(folder: Path, name: str, job: DescriptionJob) -> Mapping[str, Any]:
    """Return the file of a service as it was made of the description that is beside it."""
    own_name = description_name(folder)
    document = _document(read_service_file(folder, own_name))
    siblings = _Siblings("", dict(other_files(folder)))
    imported = _imported(document, name, _file_of(folder) or own_name, job.address, siblings)
    # Nothing can be told from edits then: the file as it is counts as made.
    if isinstance(imported, Problem):
        return {"endpoints": []}
    return service_record(_wanted(imported.description, job.groups))


def _file_of(folder: Path) -> str:
    try:
        return str(read_toml(read_service_file(folder, SOURCE_FILE).decode()).get("file", ""))
    except (ProblemError, UnicodeDecodeError):
        return ""


def _name_of_source(job: DescriptionJob) -> str:
    """Return a name for a service whose description has no title: of its host or its file."""
    if job.address:
        host = job.address.partition("://")[2].partition("/")[0].partition(":")[0]
        return word(host.removeprefix("www.")) or _NOT_A_NAME
    return word(PurePosixPath(job.source.replace("\\", "/")).stem) or _NOT_A_NAME


class _Siblings:
    """The other files of the folder of a description: read once, and kept to be stored."""

    def __init__(self, folder: str, given: Mapping[str, bytes] | None = None) -> None:
        self._folder = Path(folder) if folder else None
        self._given = given or {}
        self.read: dict[str, bytes] = {}

    def retrieve(self, path: str) -> Any:
        """Return what a file holds, as ``refs.Retrieve``."""
        content = self._content(path)
        value = _document(content)
        if isinstance(value, Problem):
            raise NotRetrieved(value.sentence)  # noqa: TRY004 - a value, not a type, is wrong
        self.read[path] = content
        return value

    def _content(self, path: str) -> bytes:
        if path in self._given:
            return self._given[path]
        if self._folder is None:
            raise NotRetrieved(tr("other files are not read for a description that came alone"))
        if len(self.read) >= _MOST_OTHER_FILES:
            raise NotRetrieved(
                tr("more than {most_other_files} files are not read").format(
                    most_other_files=_MOST_OTHER_FILES
                )
            )
        root = self._folder.resolve()
        file = (root / path).resolve()
        if not file.is_relative_to(root) or leads_out(str(root / path), root):
            raise NotRetrieved(tr("it is outside its folder"))
        try:
            return read_regular_file(file, _MOST_OTHER_BYTES)
        except OSError as error:
            raise NotRetrieved(
                tr("the file could not be read ({value})").format(value=error.strerror or error)
            ) from error
