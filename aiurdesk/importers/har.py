"""Exchanges that a browser or a proxy recorded, or one request of such a record.

Source: HTTP Archive 1.2, w3c.github.io/web-performance/specs/HAR/Overview.html.
"""

import base64
import binascii
import contextlib
import re
from collections.abc import Iterator

from msgspec.structs import replace

from aiurdesk.core.preparing.wire_body import URLENCODED
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import (
    ANY_BYTES,
    Body,
    FormBody,
    Header,
    MultipartBody,
    NoBody,
    Row,
)
from aiurdesk.core.translation import tr
from aiurdesk.importers.collection_reading import (
    CollectionReading,
    ItemReading,
    file_row,
    usual_name,
)
from aiurdesk.importers.examples import headers_of, status_of
from aiurdesk.importers.imported import (
    ImportedCollection,
    ImportedExample,
    ImportedFolder,
    ImportedRequest,
)
from aiurdesk.importers.json_document import JsonObject, read_object
from aiurdesk.importers.left_out import LeftOutKind
from aiurdesk.importers.request_parts import (
    RequestParts,
    content_type_of,
    media_type,
    request_of,
    text_body,
)

MOST_ENTRIES = 50_000
"""A browser records some hundreds in a minute; more would take gigabytes."""
_LOG = re.compile(r'\{\s*"log"\s*:\s*\{')
_REQUEST = re.compile(r'"request"\s*+:')
_OF_OTHERS = ('"info"', '"item', '"requests"', '"resources"', '"v"', '"meta"', '"paths"')
_OF_TRANSPORT = frozenset({"host", "content-length"})


def is_har(text: str) -> bool:
    """Tell whether a text is a record, or one request as a record has it."""
    if _LOG.match(text.lstrip("\ufeff \t\r\n")):
        return True
    is_request = text.lstrip("\ufeff \t\r\n")[:1] == "{" and '"method"' in text and '"url"' in text
    # Others have these words too, but say what they are.
    return is_request and not any(word in text for word in _OF_OTHERS)


def parse_har(text: str) -> ImportedCollection | Problem:
    """Return the requests of a record, with what was answered as examples."""
    # Before it is read, which takes many times its size. Within texts, the quotes are escaped.
    if sum(1 for _ in _REQUEST.finditer(text)) > MOST_ENTRIES:
        return _too_many()
    whole = read_object(text, tr("The HAR file cannot be read: {error}."))
    if isinstance(whole, Problem):
        return whole
    if "log" not in whole and not whole.string("url"):
        return Problem(tr("This is neither a HAR file nor a request of one."))
    if "log" in whole and not whole.inner("log").is_list("entries"):
        return Problem(tr("The HAR file has no list of entries."))
    log = whole.inner("log")
    if log.count("entries") > MOST_ENTRIES:
        return _too_many()
    reader = CollectionReading()
    recorded = log.objects("entries") if "log" in whole else [JsonObject({})]
    entries = []
    for entry in recorded:
        request = entry.inner("request") if "log" in whole else whole
        made = _request(request, entry.text("comment").strip(), reader)
        if made is not None:
            reading = reader.reading(made.name)
            entries.append(replace(made, examples=tuple(_examples(entry, reading))))
    reading = reader.reading("HAR")
    _pass_over_record(log, reading)
    reading.note_rest(whole)
    return reader.collection(ImportedFolder("HAR", tuple(entries)))


def _too_many() -> Problem:
    text = tr(
        "The HAR file has more than {most_entries:,} entries. Record a shorter time, or delete "
        "entries of it, then import it again."
    )
    return Problem(text.format(most_entries=MOST_ENTRIES))


def _pass_over_record(log: JsonObject, reading: ItemReading) -> None:
    log.skip("version", "creator", "browser", "pages")
    for entry in log.objects("entries"):
        entry.skip(*(name for name in entry.names() if name.startswith("_")))
        entry.skip(
            "startedDateTime", "time", "cache", "timings", "serverIPAddress", "connection",
            "pageref",
        )  # fmt: skip


def _examples(entry: JsonObject, reading: ItemReading) -> Iterator[ImportedExample]:
    """Yield what was answered; a request that was never answered has status 0."""
    response = entry.inner("response")
    status, reason = status_of(response.text("status")), response.text("statusText").strip()
    if status:
        name = f"{status} {reason}".strip()
        headers = tuple(h for h in headers_of(response.objects("headers")) if h.name[0] != ":")
        content = response.inner("content")
        kind = content.text("mimeType")
        if kind and not any(header.name.casefold() == "content-type" for header in headers):
            headers = (*headers, Header("Content-Type", kind))
        body: str | bytes = content.text("text")
        if content.text("encoding") == "base64":
            with contextlib.suppress(binascii.Error, ValueError):
                body = base64.b64decode(body, validate=True)
        yield ImportedExample(name, status, reason, headers, body, notes=response.text("comment"))
    # Cookies stand in the headers too, and the rest is about the connection.
    response.skip(*response.names())


def _request(
    request: JsonObject, comment: str, reader: CollectionReading
) -> ImportedRequest | None:
    method, typed = request.text("method").upper() or "GET", request.text("url").strip()
    name = comment or usual_name(method, typed)
    reading = reader.reading().within(name)
    if not typed:
        reading.leave_out(request, tr("a request without an address."), LeftOutKind.REQUEST)
        return None
    request.pass_over("httpVersion", "headersSize", "bodySize")
    rows = reading.rows(request.objects("headers"), "Headers")
    # HTTP/2 writes the method and the address as headers, which begin with a colon.
    kept = (row for row in rows if row.name.casefold() not in _OF_TRANSPORT)
    headers = tuple(row for row in kept if not row.name.startswith(":"))
    query = reading.rows(request.objects("queryString"), "Query")
    headers = _with_cookies(request, headers)
    body = _body(request.inner("postData"), content_type_of(headers), reading)
    if isinstance(body, MultipartBody):
        # The recorded boundary is not the one that will be sent.
        headers = tuple(row for row in headers if row.name.casefold() != "content-type")
    notes = request.text("comment")
    reading.note_unread(request)
    request_parts = RequestParts(
        method=method,
        address=typed,
        query=() if "?" in typed else tuple(row for row in query if row.is_sent),
        headers=headers,
        body=body,
        notes=reading.notes(notes),
    )
    return request_of(request_parts, reading, request.pointer_to("headers"))


def _with_cookies(request: JsonObject, headers: tuple[Row, ...]) -> tuple[Row, ...]:
    cookies = []
    for cookie in request.objects("cookies"):
        cookies.append(f"{cookie.text('name')}={cookie.text('value')}")
        cookie.skip(*cookie.names())
    # A browser records them twice.
    if not cookies or any(row.name.casefold() == "cookie" for row in headers):
        return headers
    return (*headers, Row("Cookie", "; ".join(cookies)))


def _body(data: JsonObject, content_type: str, reading: ItemReading) -> Body:
    kind = data.text("mimeType") or content_type
    text = data.text("text")
    if data.text("encoding") == "base64":
        reading.note(tr("the body, which is recorded in base64."), data.pointer, LeftOutKind.BODY)
        return NoBody()
    rows = tuple(_form_row(entry, reading) for entry in data.objects("params"))
    plain = media_type(kind)
    if rows and (plain.startswith("multipart/") or not text):
        is_form = plain == URLENCODED and not any(not isinstance(row.value, str) for row in rows)
        return FormBody(rows) if is_form else MultipartBody(rows)
    if plain.startswith("multipart/"):
        reading.note(
            tr("the parts of the body, which are recorded as one text."),
            data.pointer,
            LeftOutKind.BODY,
        )
        return NoBody()
    if rows and plain == URLENCODED:
        return FormBody(rows)
    return text_body(text, kind)


def _form_row(entry: JsonObject, reading: ItemReading) -> Row:
    name, path = entry.text("name"), entry.text("fileName")
    content_type = entry.text("contentType")
    reading.describe("Body", name, JsonObject({"description": entry.text("comment")}))
    value = entry.text("value")
    return file_row(name, path, content_type or ANY_BYTES) if path else Row(name, value)
