"""Files with requests as they go over the wire, as JetBrains and the REST client of VS Code read.

Source: github.com/JetBrains/http-request-in-editor-spec (spec.md); marketplace.visualstudio.com,
humao.rest-client.
"""

import re
from collections.abc import Iterator, Mapping

from aiurdesk.core.translation import tr
from aiurdesk.importers.collection_reading import CollectionReading, ItemReading
from aiurdesk.importers.http_message import METHODS, HttpMessage, http_text, read_message
from aiurdesk.importers.imported import (
    ImportedCollection,
    ImportedFolder,
    ImportedRequest,
    ImportMistake,
)
from aiurdesk.importers.json_document import read_object

_READ_FOR_A_REQUEST = 200_000
"""Characters before the first request; notes of a collection may be long."""
_SEPARATOR = re.compile(r"###+(.*)")
_COMMENT = re.compile(r"\s*(?:#(?!##)|//)\s*(.*)")
_NAMED = re.compile(r"@name(?:\s*=\s*|\s+)(\S.*)")
_DIRECTIVE = re.compile(r"@[a-z][\w-]*")
_VARIABLE = re.compile(r"@([^\s=]+)\s*=\s*(.*)")
_REQUEST_LINE = re.compile(
    rf"(?:{METHODS})\s+\S+|[A-Z][A-Z-]+\s+\S+\s+HTTP/[0-9.]+|https?://\S+\s+HTTP/[0-9.]+"
)
_ENVIRONMENTS = "http-client.env.json"
_PRIVATE_ENVIRONMENTS = "http-client.private.env.json"


def is_http_file(text: str) -> bool:
    """Tell whether a text begins with a request line, behind comments and variables."""
    for line in text.lstrip("\ufeff")[:_READ_FOR_A_REQUEST].splitlines():
        plain = line.strip()
        if not plain or _COMMENT.match(line) or _VARIABLE.fullmatch(plain):
            continue
        if not _SEPARATOR.match(plain):
            return _REQUEST_LINE.match(plain) is not None
    return False


def parse_http_file(text: str) -> ImportedCollection | ImportMistake:
    """Return the requests of a file."""
    reader = CollectionReading(http_text)
    entries = _requests(text, reader.reading())
    if not entries:
        return ImportMistake(tr("This file has no request such as GET https://host/path."))
    return reader.collection(ImportedFolder(tr("HTTP requests"), entries))


def is_http_folder(files: Mapping[str, str]) -> bool:
    """Tell whether a folder holds such files."""
    return any(path.endswith((".http", ".rest")) for path in files)


def parse_http_folder(files: Mapping[str, str]) -> ImportedCollection | ImportMistake:
    """Return the requests of all files, a folder for each; ``files`` as for ``import_folder``."""
    reader = CollectionReading(http_text)
    folders = []
    for path, text in sorted(files.items()):
        if path.endswith((".http", ".rest")):
            within = reader.reading().within(path.rpartition(".")[0].replace("/", " "))
            folders.append(ImportedFolder(within.name, _requests(text, within)))
        elif path in (_ENVIRONMENTS, _PRIVATE_ENVIRONMENTS):
            _add_environments(text, path, reader)
    return reader.collection(ImportedFolder(tr("HTTP requests"), tuple(folders)))


def _add_environments(text: str, path: str, reader: CollectionReading) -> None:
    whole = read_object(text, tr("the environments. They cannot be read: {error}."))
    if isinstance(whole, ImportMistake):
        reader.reading(path).note(whole.text, "")
        return
    is_private = path == _PRIVATE_ENVIRONMENTS
    for name in whole.names():
        reading = reader.reading(name)
        own = whole.inner(name)
        pairs = {member: own.text(member) for member in own.names()}
        variables = reading.variables(pairs, own.pointer, pairs if is_private else ())
        reader.add_environment(f"{name} private" if is_private else name, variables)
        reading.note_unread(own)


def _messages(text: str) -> Iterator[HttpMessage]:
    """Yield what stands between separators."""
    name, lines = "", list[str]()
    for line in text.lstrip("\ufeff").splitlines():
        separator = _SEPARATOR.fullmatch(line)
        if separator is None:
            lines.append(line)
            continue
        yield HttpMessage(name, tuple(lines))
        name, lines = separator[1].strip(), []
    yield HttpMessage(name, tuple(lines))


def _requests(text: str, above: ItemReading) -> tuple[ImportedRequest, ...]:
    messages = (_message(message, above) for message in _messages(text))
    return tuple(read_message(message, above) for message in messages if message is not None)


def _message(whole: HttpMessage, above: ItemReading) -> HttpMessage | None:
    """Return a request without what stands before it; None where there is only that."""
    name, directives = whole.name, []
    for number, line in enumerate(whole.lines):
        plain = line.strip()
        if not plain:
            continue
        if comment := _COMMENT.match(line):
            named = _NAMED.match(comment[1])
            name = named[1].strip() if named else name
            if not named and _DIRECTIVE.match(comment[1]):
                directives.append(comment[1].split()[0])
        elif variable := _VARIABLE.fullmatch(plain):
            pair = {variable[1]: variable[2].strip()}
            above.collection.add_variables(above.variables(pair, ""), above)
        elif plain.startswith(("<", ">")):
            # A script before the request, whose lines follow.
            end = next(
                (at for at, rest in enumerate(whole.lines) if at >= number and "%}" in rest), number
            )
            left = HttpMessage(whole.name or name, whole.lines[end + 1 :])
            above.within(name or "Request").note(tr("the pre-request script."), "")
            return _message(left, above)
        else:
            return HttpMessage(name, whole.lines[number:], tuple(directives))
    return None
