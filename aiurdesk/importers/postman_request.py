"""The address and the body of a request of Postman."""

from collections.abc import Iterator

import msgspec

from aiurdesk.core.request.request import (
    ANY_BYTES,
    PLAIN_TEXT,
    Body,
    FileBody,
    FormBody,
    Header,
    MultipartBody,
    NoBody,
    OffRow,
    Row,
    TextBody,
)
from aiurdesk.core.request.typed import path_names
from aiurdesk.core.translation import tr
from aiurdesk.importers.collection_reading import ItemReading, file_row
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.left_out import LeftOutKind
from aiurdesk.importers.request_parts import (
    complete_address,
    content_type_of,
    read_graphql,
    text_body,
)

_PRUNED = frozenset({"GET", "HEAD", "COPY", "PURGE", "UNLOCK"})
"""Methods that Postman sends without a body unless told otherwise.

Source: postman-runtime 7, lib/requester/core.js.
"""
_TYPES = {
    "json": "application/json",
    "xml": "application/xml",
    "html": "text/html",
    "javascript": "application/javascript",
    # As Postman sends it, without a charset.
    "text": "text/plain",
}


def read_body(
    request: JsonObject,
    method: str,
    headers: tuple[Header, ...],
    reading: ItemReading,
    *,
    is_kept: bool,
) -> Body:
    """Return the body of a request.

    Args:
        request: The request.
        method: Its method.
        headers: Those that are sent; the type of a text may be among them.
        reading: Takes what cannot be taken over.
        is_kept: Whether a method such as GET is sent with a body too.
    """
    holder = request.inner("body")
    body = _of_mode(holder, content_type_of(headers), reading)
    reason = ""
    if holder.is_true("disabled"):
        reason = tr("the body, which is switched off.")
    elif method in _PRUNED and not is_kept:
        reason = tr("the body, which Postman does not send with {method}.").format(method=method)
    if not reason or isinstance(body, NoBody):
        return body
    reading.note(reason, holder.pointer, LeftOutKind.BODY)
    return NoBody()


def _of_mode(holder: JsonObject, content_type: str, reading: ItemReading) -> Body:
    mode = holder.text("mode")
    match mode:
        case "":
            return NoBody()
        case "raw":
            return _raw(holder, content_type, reading)
        case "urlencoded" | "formdata":
            return _form(holder, mode, reading)
        case "file":
            return _file(holder, content_type, reading)
        case "graphql":
            return read_graphql(holder.inner("graphql"), reading)
    reading.leave_out(
        holder, tr("the body of the kind {mode}.").format(mode=mode), LeftOutKind.BODY
    )
    return NoBody()


def _raw(holder: JsonObject, content_type: str, reading: ItemReading) -> Body:
    text = reading.value(holder.text("raw"), holder.pointer_to("raw"))
    language = holder.inner("options").inner("raw").text("language")
    # A header that was typed wins over the language that was chosen, as in Postman.
    return text_body(text, content_type or _TYPES.get(language, _TYPES["text"]))


def _form(holder: JsonObject, mode: str, reading: ItemReading) -> Body:
    rows = tuple(row for entry in holder.objects(mode) for row in _rows(entry, reading))
    if not any(row.is_sent for row in rows):
        # With rows that are all switched off Postman sends none, and an empty form is a body here.
        if rows:
            reading.note(
                tr("the form, whose rows are all switched off."),
                holder.pointer_to(mode),
                LeftOutKind.BODY,
            )
        return NoBody()
    return MultipartBody(rows) if mode == "formdata" else FormBody(rows)


def _rows(entry: JsonObject, reading: ItemReading) -> Iterator[Row]:
    name, is_sent, kind = entry.text("key"), not entry.is_off, entry.text("type")
    reading.describe("Body", name, entry)
    if kind != "file":
        texts = tuple(reading.value(text, entry.pointer) for text in entry.texts("value"))
        yield Row(name, texts if entry.is_list("value") else "".join(texts), is_sent)
        return
    paths = [path for path in entry.texts("src") if path]
    content_type, filename = entry.text("contentType"), entry.text("fileName")
    if is_sent and not paths:
        reading.note(
            tr("the file of {name}, which nobody has chosen.").format(name=name),
            entry.pointer,
            LeftOutKind.FILE,
        )
    # One row of Postman may have several files; here each has a row.
    for path in paths or [""]:
        yield file_row(name, path, content_type, filename, is_sent=is_sent)


def _file(holder: JsonObject, content_type: str, reading: ItemReading) -> Body:
    file = holder.inner("file")
    path, content = holder.text("file") or file.text("src"), file.text("content")
    if path:
        return FileBody(path, content_type or ANY_BYTES)
    if content:
        text = reading.value(content, file.pointer_to("content"))
        return TextBody(text, content_type or PLAIN_TEXT)
    return NoBody()


class PostmanAddress(msgspec.Struct, frozen=True):
    """The address of a request, and the values that belong to it."""

    text: str
    values: tuple[Row, ...] = ()
    """Of the path."""
    off: tuple[OffRow, ...] = ()
    """Of the query."""


def read_address(request: JsonObject, reading: ItemReading) -> PostmanAddress:
    """Return the address of a request; empty where it has none."""
    typed = request.string("url").strip()
    if typed:
        return PostmanAddress(complete_address(reading.value(typed, request.pointer_to("url"))))
    url = request.inner("url")
    pairs = [_pair(row, reading) for row in url.objects("query")]
    address = complete_address(reading.value(_written(url, pairs, reading), url.pointer))
    off = (
        OffRow(index, pair.name, reading.value(pair.text, url.pointer_to("query")))
        for index, pair in enumerate(pairs)
        if pair.is_off
    )
    return PostmanAddress(address, tuple(_path_values(url, address, reading)), tuple(off))


class _Pair(msgspec.Struct, frozen=True):
    """One entry of the query."""

    name: str
    text: str
    has_value: bool
    is_off: bool

    @property
    def typed(self) -> str:
        return f"{self.name}={self.text}" if self.has_value else self.name

    @property
    def sent(self) -> str:
        """The entry as Postman sends it."""
        # Only what would end it: a person may have encoded the rest.
        name = self.name.replace("&", "%26").replace("#", "%23").replace("=", "%3D")
        text = self.text.replace("&", "%26").replace("#", "%23")
        return f"{name}={text}" if self.has_value else name


def _pair(row: JsonObject, reading: ItemReading) -> _Pair:
    name = row.text("key")
    reading.describe("Query", name, row)
    # What Postman adds to the entries of a text that it takes apart.
    row.pass_over("equals", "type")
    return _Pair(name, row.text("value"), "value" in row, row.is_off)


def _written(url: JsonObject, pairs: list[_Pair], reading: ItemReading) -> str:
    start, fragment = _start(url), url.text("hash")
    raw_start, raw_query, raw_fragment = _divided(url.string("raw").strip())
    said = {*raw_query.split("&")} - {"", *(pair.typed for pair in pairs)}
    is_other = raw_start and not f"://{start}".rstrip("/").endswith(f"://{raw_start}".rstrip("/"))
    if start and (is_other or pairs and said or raw_fragment not in ("", fragment)):
        reading.note(
            tr("the text of the address, which is not what is sent."),
            url.pointer_to("raw"),
            LeftOutKind.ADDRESS,
        )
    query = "&".join(pair.sent for pair in pairs if not pair.is_off)
    # An object without these parts was written by hand, and means its text.
    query = query if pairs else raw_query
    fragment = fragment if start else fragment or raw_fragment
    return f"{start or raw_start}{query and f'?{query}'}{fragment and f'#{fragment}'}"


def _start(url: JsonObject) -> str:
    """Return what comes before the query; empty where the object does not say it."""
    host = ".".join(url.texts("host")).rstrip("/")
    if not host:
        return ""
    protocol, port = url.text("protocol").removesuffix("://"), url.text("port")
    segments = url.texts("path")
    scheme = f"{protocol}://" if protocol and "://" not in host else ""
    # A text has its slash; a list may begin with an empty segment, which Postman sends.
    path = "/".join(segments)
    path = path if url.is_list("path") else path.removeprefix("/")
    return f"{scheme}{host}{port and f':{port}'}{segments and '/' or ''}{path}"


def _divided(address: str) -> tuple[str, str, str]:
    """Return the start, the query and the fragment of an address."""
    before, _, fragment = address.partition("#")
    start, _, query = before.partition("?")
    return start, query, fragment


def _path_values(url: JsonObject, address: str, reading: ItemReading) -> Iterator[Row]:
    names = {name.casefold() for name in path_names(address)}
    for row in url.objects("variable"):
        name = row.text("key") or row.text("id")
        row.pass_over("id", "type", "name")
        value = reading.value(row.text("value"), row.pointer)
        reading.describe("Path", name, row)
        if name.casefold() in names and not row.is_off:
            yield Row(name, value)
        elif name or value:
            # Postman keeps the ones that were taken out of the address.
            reading.note(
                tr("the path variable {name}, which the address lacks.").format(name=name),
                row.pointer,
                LeftOutKind.VARIABLE,
            )
