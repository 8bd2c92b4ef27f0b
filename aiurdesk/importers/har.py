"""Exchanges that a browser or a proxy recorded, or one request of such a record.

Source: HTTP Archive 1.2, w3c.github.io/web-performance/specs/HAR/Overview.html.
"""

import re

from aiurdesk.core.request.request import ANY_BYTES, Body, FormBody, MultipartBody, NoBody, Row
from aiurdesk.core.translation import tr, trn
from aiurdesk.importers.collection_reading import (
    CollectionReading,
    file_row,
    rows_of,
    usual_name,
)
from aiurdesk.importers.imported_collection import (
    ImportedCollection,
    ImportedFolder,
    NamedRequest,
)
from aiurdesk.importers.imported_request import ImportMistake
from aiurdesk.importers.item_reading import ItemReading
from aiurdesk.importers.json_document import JsonObject, NotAnObject, read_object
from aiurdesk.importers.request_parts import (
    RequestParts,
    complete_address,
    content_type_of,
    request_of,
    text_body,
    with_query,
)

_LOG = re.compile(r'\{\s*"log"\s*:\s*\{')
_OF_OTHERS = ('"info"', '"item', '"requests"', '"resources"', '"v"', '"meta"', '"paths"')
_OF_TRANSPORT = frozenset({"host", "content-length"})
_FORM = "application/x-www-form-urlencoded"


def is_har(text: str) -> bool:
    """Tell whether a text is a record, or one request as a record has it."""
    if _LOG.match(text.lstrip("\ufeff \t\r\n")):
        return True
    is_request = text.lstrip("\ufeff \t\r\n")[:1] == "{" and '"method"' in text and '"url"' in text
    # Others have these words too, but say what they are.
    return is_request and not any(word in text for word in _OF_OTHERS)


def parse_har(text: str) -> ImportedCollection | ImportMistake:
    """Return the requests of a record, without what was answered."""
    try:
        whole = read_object(text.lstrip("\ufeff"))
    except NotAnObject as error:
        return ImportMistake(tr("The HAR file cannot be read: {error}.").format(error=error))
    if "log" not in whole and not whole.string("url"):
        return ImportMistake(tr("This is neither a HAR file nor a request of one."))
    if "log" in whole and not whole.inner("log").is_list("entries"):
        return ImportMistake(tr("The HAR file has no list of entries."))
    reader = CollectionReading()
    log = whole.inner("log")
    named = [(entry.text("comment"), entry.inner("request")) for entry in log.objects("entries")]
    if "log" not in whole:
        named = [("", whole)]
    entries = [_request(request, name.strip(), reader) for name, request in named]
    reading = reader.reading("HAR")
    _pass_over_record(log, reading)
    reading.note_unread(whole)
    reading.note_repeated(whole)
    root = ImportedFolder("HAR", tuple(entry for entry in entries if entry is not None))
    return reader.collection(root)


def _pass_over_record(log: JsonObject, reading: ItemReading) -> None:
    log.skip("version", "creator", "browser", "pages")
    responses = 0
    for entry in log.objects("entries"):
        # A request that was never sent has status 0.
        responses += entry.inner("response").text("status") not in ("", "0")
        entry.skip(*(name for name in entry.names() if name.startswith("_")))
        entry.skip(
            "startedDateTime", "time", "cache", "timings", "serverIPAddress", "connection",
            "pageref", "response",
        )  # fmt: skip
    if responses:
        words = trn(
            "{count:,} recorded response, with times.",
            "{count:,} recorded responses, with times.",
            responses,
        )
        reading.note(words.format(count=responses), "/log/entries")


def _request(request: JsonObject, comment: str, reader: CollectionReading) -> NamedRequest | None:
    method, typed = request.text("method").upper() or "GET", request.text("url").strip()
    name = comment or usual_name(method, typed)
    reading = reader.reading(name)
    if not typed:
        reading.note(tr("a request without an address."), request.pointer)
        request.take_unread()
        return None
    request.pass_over("httpVersion", "headersSize", "bodySize")
    rows = rows_of(request.objects("headers"), "Headers", reading)
    headers = tuple(row for row in rows if not _is_of_transport(row))
    query = rows_of(request.objects("queryString"), "Query", reading)
    address, _ = (typed, ()) if "?" in typed else with_query(typed, query)
    headers = _with_cookies(request, headers)
    body = _body(request.inner("postData"), content_type_of(headers), reading)
    if isinstance(body, MultipartBody):
        # The recorded boundary is not the one that will be sent.
        headers = tuple(row for row in headers if row.name.casefold() != "content-type")
    notes = request.text("comment")
    reading.note_unread(request)
    parts = RequestParts(
        method=method,
        address=complete_address(address),
        headers=headers,
        body=body,
        notes=reading.notes(notes),
    )
    return NamedRequest(name, request_of(parts, reading, request.pointer_to("headers")))


def _is_of_transport(row: Row) -> bool:
    # HTTP/2 writes the method and the address as headers.
    return row.name.startswith(":") or row.name.casefold() in _OF_TRANSPORT


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
        reading.note(
            tr("the body, which is recorded in base64. Choose a file instead."), data.pointer
        )
        return NoBody()
    rows = tuple(_form_row(entry, reading) for entry in data.objects("params"))
    plain = kind.partition(";")[0].strip().casefold()
    if rows and (plain.startswith("multipart/") or not text):
        is_form = plain == _FORM and not any(not isinstance(row.value, str) for row in rows)
        return FormBody(rows) if is_form else MultipartBody(rows)
    if plain.startswith("multipart/"):
        reading.note(tr("the parts of the body, which are recorded as one text."), data.pointer)
        return NoBody()
    if rows and plain == _FORM:
        return FormBody(rows)
    return text_body(text, kind)


def _form_row(entry: JsonObject, reading: ItemReading) -> Row:
    name, path = entry.text("name"), entry.text("fileName")
    content_type = entry.text("contentType")
    reading.describe("Body", name, JsonObject({"description": entry.text("comment")}))
    value = entry.text("value")
    return file_row(name, path, content_type or ANY_BYTES) if path else Row(name, value)
