"""The body of a request of Postman."""

from collections.abc import Iterator

from aiurdesk.core.request.request import (
    ANY_BYTES,
    PLAIN_TEXT,
    Body,
    FileBody,
    FormBody,
    Header,
    MultipartBody,
    NoBody,
    Row,
    TextBody,
)
from aiurdesk.core.translation import tr
from aiurdesk.importers.collection_reading import ItemReading, file_row
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.request_parts import content_type_of, read_graphql, text_body

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
    reading.note(reason, holder.pointer)
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
    reading.leave_out(holder, tr("the body of the kind {mode}.").format(mode=mode))
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
            reading.note(tr("the form, whose rows are all switched off."), holder.pointer_to(mode))
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
            tr("the file of {name}, which nobody has chosen.").format(name=name), entry.pointer
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
