"""Files with requests as they go over the wire, as JetBrains and the REST client of VS Code read.

Source: github.com/JetBrains/http-request-in-editor-spec (spec.md); marketplace.visualstudio.com,
humao.rest-client.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile
from urllib.parse import unquote_plus

import msgspec

from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import (
    Body,
    FileBody,
    FormBody,
    GraphqlBody,
    MultipartBody,
    NoBody,
    Row,
    SendOptions,
)
from aiurdesk.core.translation import tr
from aiurdesk.importers.authentication import ImportedAuthentication, authentication_of
from aiurdesk.importers.collection_reading import (
    CollectionReading,
    ItemReading,
    file_row,
    usual_name,
)
from aiurdesk.importers.imported import (
    ImportedCollection,
    ImportedFolder,
    ImportedRequest,
)
from aiurdesk.importers.json_document import read_object
from aiurdesk.importers.left_out import LeftOutKind
from aiurdesk.importers.request_parts import (
    RequestParts,
    content_type_of,
    media_type,
    request_of,
    text_body,
)

_GRAPHQL = "GRAPHQL"
METHODS = "GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|TRACE|CONNECT|GRAPHQL|WEBSOCKET"
_METHOD = re.compile(r"([A-Z][A-Z-]*)\s+")
_VERSION = re.compile(r"HTTP/[0-9.]+")
_HEADER = re.compile(r"([^\s:]+)\s*:\s*(.*)")
_PROCESS = re.compile(r"\{\{\s*\$(?:processEnv|dotenv|env\.)\s*%?([A-Za-z_]\w*)\s*\}\}")
_RANDOM = re.compile(r"\{\{\s*\$(random\.uuid|randomInt|timestamp)\b[^{}]*\}\}")
_NAMES = {"random.uuid": "$uuid", "randomInt": "$randomInt", "timestamp": "$timestamp"}
_OF_ANOTHER = re.compile(r"\{\{\s*(\w+\.(?:request|response)\.[^{}]*)\}\}")
_BOUNDARY = re.compile(r"boundary=\"?([^\";,\s]+)", re.IGNORECASE)
_PAIR = re.compile(r"(\w+)=\"([^\"]*)\"")
_FILE = re.compile(r"<(?:@\w*)?\s+(\S.*)")
_OF_TRANSPORT = frozenset({"host", "content-length"})
_NO_REDIRECT = "@no-redirect"
_PASSED_OVER = frozenset({_NO_REDIRECT, "@name", "@no-log", "@no-cookie-jar", "@prompt", "@note"})


class HttpMessage(msgspec.Struct, frozen=True):
    """The lines of a request."""

    name: str
    lines: tuple[str, ...]
    """The request line, headers and body."""
    directives: tuple[str, ...] = ()
    """Such as ``@no-redirect``."""


def http_text(text: str) -> str:
    """Return a text with variables as they are written here."""
    if "{{" not in text:
        return text
    text = _PROCESS.sub(r"{{env:\1}}", text)
    return _RANDOM.sub(lambda match: "{{" + _NAMES[match[1]] + "}}", text)


def read_message(message: HttpMessage, above: ItemReading) -> ImportedRequest:
    """Return a request.

    Args:
        message: Its lines.
        above: The reading of the folder that it lies in.
    """
    head = tuple(takewhile(str.strip, message.lines))
    method, address, headers = _head(head)
    reading = above.within(message.name or usual_name(method, address))
    headers = tuple(Row(row.name, reading.value(str(row.value), "")) for row in headers)
    address = reading.value(_with_host(address, headers), "")
    auth, headers = _authentication(headers, reading)
    lines = message.lines[len(head) :]
    is_document = method == _GRAPHQL or any(map(_says_graphql, headers))
    if is_document:
        body = _document(_without_handlers(lines, reading), reading)
        headers = tuple(row for row in headers if not _says_graphql(row))
    else:
        body = _body(lines, content_type_of(headers), reading)
    headers = tuple(row for row in headers if row.name.casefold() not in _OF_TRANSPORT)
    if isinstance(body, MultipartBody):
        headers = tuple(row for row in headers if row.name.casefold() != "content-type")
    for directive in message.directives:
        if directive not in _PASSED_OVER:
            reading.note(
                tr("the directive {directive}.").format(directive=directive), "", LeftOutKind.OPTION
            )
    redirects = False if _NO_REDIRECT in message.directives else None
    request_parts = RequestParts(
        method={_GRAPHQL: "POST", "WEBSOCKET": "GET"}.get(method, method),
        address=address,
        headers=headers,
        body=body,
        authentication=auth,
        options=SendOptions(follows_redirects=redirects),
    )
    request = request_of(request_parts, reading)
    for text in (address, *(str(row.value) for row in headers), *message.lines[len(head) :]):
        for other in _OF_ANOTHER.findall(text):
            reading.note(
                tr("{{{{{other}}}}}, a value of another request.").format(other=other),
                "",
                LeftOutKind.VARIABLE,
                tr("Capture it there."),
            )
    return request


def _head(lines: tuple[str, ...]) -> tuple[str, str, tuple[Row, ...]]:
    first, *rest = lines
    address = first.strip()
    method = "GET"
    if named := _METHOD.match(address):
        method, address = named[1], address[named.end() :]
    words = address.rsplit(maxsplit=1)
    if len(words) == 2 and _VERSION.fullmatch(words[1]):
        address = words[0]
    headers: list[Row] = []
    for text in rest:
        plain = text.strip()
        # The query may go on in further lines.
        if not headers and (text[:1].isspace() and plain[:1] in "/?&" or plain[:1] in "?&"):
            address += plain
        elif plain.startswith(("#", "//")):
            continue
        elif header := _HEADER.fullmatch(plain):
            headers.append(Row(header[1], header[2]))
    return method, address, tuple(headers)


def _with_host(address: str, headers: tuple[Row, ...]) -> str:
    host = next((str(row.value) for row in headers if row.name.casefold() == "host"), "")
    if not address.startswith("/") or not host:
        return address
    scheme = "" if "://" in host or host.startswith("{{") else "http://"
    return f"{scheme}{host}{address}"


def _authentication(
    headers: tuple[Row, ...], reading: ItemReading
) -> tuple[ImportedAuthentication, tuple[Row, ...]]:
    """Return what an editor would encode: user name and password beside each other."""
    for row in headers:
        words = str(row.value).split(maxsplit=2)
        if row.name.casefold() != "authorization" or not words:
            continue
        kind = words[0].casefold()
        if len(words) == 2 and kind == "basic" and ":" in words[1]:
            words[1:] = words[1].split(":", 1)
        if len(words) == 3 and kind in ("aws", "basic", "digest"):
            values = {"username": words[1], "password": words[2]}
            if kind == "aws":
                values = _aws_values(words[1], *words[2].split())
            auth = authentication_of(kind, values, reading, "")
            return auth, tuple(other for other in headers if other is not row)
    return ImportedAuthentication(), headers


def _aws_values(access_key: str, secret_key: str, *options: str) -> dict[str, str]:
    """Return what follows AWS in a header of the REST client of VS Code."""
    said = dict(option.partition(":")[::2] for option in options)
    return {
        "accessKey": access_key,
        "secretKey": secret_key,
        "sessionToken": said.get("token", ""),
        "region": said.get("region", ""),
        "service": said.get("service", ""),
    }


def _body(lines: tuple[str, ...], content_type: str, reading: ItemReading) -> Body:
    kept = _without_handlers(lines, reading)
    text = "\n".join(kept).strip("\n")
    plain = media_type(content_type)
    if plain.startswith("multipart/") and (boundary := _BOUNDARY.search(content_type)):
        return MultipartBody(tuple(_form_rows(text, boundary[1], reading)))
    files = [file[1].strip() for line in kept if (file := _FILE.fullmatch(line))]
    if files:
        if len(kept) > 1:
            reading.note(
                tr("the text beside the file {value} in the body.").format(value=files[0]),
                "",
                LeftOutKind.BODY,
            )
        return FileBody(files[0], content_type) if content_type else FileBody(files[0])
    # A text without a pair is sent as it is, as by curl.
    if plain == "application/x-www-form-urlencoded" and "=" in text:
        joined = "".join(line.strip() for line in text.splitlines())
        pairs = [pair for pair in joined.split("&") if pair]
        halves = (pair.partition("=") for pair in pairs)
        rows = tuple(Row(unquote_plus(name), unquote_plus(value)) for name, _, value in halves)
        return FormBody(rows) if rows else NoBody()
    return text_body(reading.value(text, ""), content_type)


def _says_graphql(row: Row) -> bool:
    # What VS Code's client has instead of a method.
    return row.name.casefold() == "x-request-type" and str(row.value).casefold() == "graphql"


def _document(lines: list[str], reading: ItemReading) -> Body:
    """Return a document, which the variables follow behind an empty line."""
    text = "\n".join(lines).strip()
    if not text:
        return NoBody()
    variables = re.search(r"\n[ \t]*\n(?=\s*\{[ \t\r\n]*[\"}])", text)
    end = variables.start() if variables else len(text)
    query, values = text[:end].strip(), text[end:].strip()
    return GraphqlBody(reading.value(query, ""), reading.value(values, ""))


def _without_handlers(lines: tuple[str, ...], reading: ItemReading) -> list[str]:
    """Return the body without what handles the response."""
    kept: list[str] = []
    left = iter(lines)
    for line in left:
        if not line.startswith((">", "<>")):
            kept.append(line)
            continue
        if line.startswith(">") and not line.startswith(">>"):
            is_open = "{%" in line and "%}" not in line
            inner = takewhile(lambda inner: "%}" not in inner, left) if is_open else ()
            script = "\n".join((line, *inner))
            reading.note_script(tr("the script that handles the response."), "", script)
    while kept and not kept[0].strip():
        kept.pop(0)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _form_rows(text: str, boundary: str, reading: ItemReading) -> list[Row]:
    rows = []
    for part in re.split(rf"(?:^|\n)--{re.escape(boundary)}(?:--)?[ \t]*(?:\n|$)", text):
        head, _, content = part.partition("\n\n")
        values = dict(_PAIR.findall(head))
        if "name" not in values:
            continue
        kind = re.search(r"^content-type\s*:\s*(\S.*)$", head, re.IGNORECASE | re.MULTILINE)
        content_type = kind[1].strip() if kind else ""
        file = _FILE.fullmatch(content.strip())
        if file or "filename" in values:
            path = file[1].strip() if file else ""
            if not path:
                name = values["filename"]
                reading.note(
                    tr("the content of the file {name}.").format(name=name),
                    "",
                    LeftOutKind.FILE,
                    tr("Choose a file."),
                )
            filename = values.get("filename", "")
            rows.append(file_row(values["name"], path or filename, content_type, filename))
        else:
            rows.append(Row(values["name"], reading.value(content.strip("\n"), "")))
    return rows


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


def parse_http_file(text: str) -> ImportedCollection | Problem:
    """Return the requests of a file."""
    reader = CollectionReading(http_text)
    entries = _requests(text, reader.reading())
    if not entries:
        return Problem(tr("This file has no request such as GET https://host/path."))
    return reader.collection(ImportedFolder(tr("HTTP requests"), entries))


def is_http_folder(files: Mapping[str, str]) -> bool:
    """Tell whether a folder holds such files."""
    return any(path.endswith((".http", ".rest")) for path in files)


def parse_http_folder(files: Mapping[str, str]) -> ImportedCollection | Problem:
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
    if isinstance(whole, Problem):
        reader.reading(path).note(whole.sentence, "", LeftOutKind.VARIABLE)
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
            script = "\n".join(whole.lines[number : end + 1])
            above.within(name or "Request").note_script(tr("the pre-request script."), "", script)
            return _message(left, above)
        else:
            return HttpMessage(name, whole.lines[number:], tuple(directives))
    return None
