"""One request of a record of Bruno."""

import re

from aiurdesk.core.request.request import Body, FileBody, FormBody, MultipartBody, NoBody, Row
from aiurdesk.core.request.response_test import Capture, ResponseTest
from aiurdesk.core.translation import tr, trn
from aiurdesk.importers.authentication import Authentication, Holder
from aiurdesk.importers.collection_reading import CollectionReading, file_row, rows_of
from aiurdesk.importers.imported_collection import NamedRequest
from aiurdesk.importers.item_reading import ItemReading, is_off
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.oauth2 import read_oauth2
from aiurdesk.importers.request_parts import (
    RequestParts,
    complete_address,
    content_type_of,
    read_graphql,
    request_of,
    text_body,
    with_query,
    without_query,
)
from aiurdesk.importers.written_tests import capture_of, status_test, value_test

_PROCESS = re.compile(r"\{\{\s*process\.env\.([A-Za-z_]\w*)\s*\}\}")
_TYPES = {
    "json": "application/json",
    "xml": "application/xml",
    "sparql": "application/sparql-query",
}
_OPERATORS = {"eq": "equals", "contains": "contains", "matches": "matches"}
_KINDS = {"isString": "string", "isNumber": "number", "isBoolean": "boolean", "isArray": "array"}
_ASSERTION = re.compile(
    r"(eq|neq|[gl]te?|in|notIn|contains|notContains|length|matches|notMatches|startsWith|endsWith|"
    r"between|is[A-Z][A-Za-z]+)\b\s*(.*)",
    re.DOTALL,
)
_VALUES = {
    "basic": {"username": "username", "password": "password"},
    "digest": {"username": "username", "password": "password"},
    "awsv4": {
        "accessKeyId": "accessKey",
        "secretAccessKey": "secretKey",
        "sessionToken": "sessionToken",
        "region": "region",
        "service": "service",
    },
    "bearer": {"token": "token"},
    "apikey": {"key": "key", "value": "value", "placement": "in"},
}


def bruno_text(text: str) -> str:
    """Return a text of Bruno with variables as they are written here."""
    return _PROCESS.sub(r"{{env:\1}}", text) if "process.env" in text else text


def read_bruno_request(
    item: JsonObject, path: tuple[str, ...], reader: CollectionReading, above: str | None
) -> NamedRequest:
    """Return a request; who calls it notes what is left of the item.

    Args:
        item: The record.
        path: Its name and those of the folders that it lies in.
        reader: Takes what cannot be carried over.
        above: The credential of the folder.
    """
    reading = reader.reading(*path)
    request = item.inner("request")
    auth = read_bruno_auth(request, reading, reader, above, is_shared=False)
    headers = rows_of(request.objects("headers"), "Headers", reading)
    params = request.objects("params")
    query = [entry for entry in params if entry.text("type") != "path"]
    in_path = rows_of((e for e in params if e.text("type") == "path"), "Path", reading)
    typed = reading.value(request.text("url").strip(), request.pointer_to("url"))
    rows = rows_of(query, "Query", reading)
    # The address has the query too; its rows are what is sent.
    start = complete_address(without_query(typed) if rows else typed)
    address, off = with_query(start, rows)
    tests, captures = _tests(request, reading)
    note_scripts(request, reading)
    if examples := item.count("examples"):
        words = trn("{count} saved example.", "{count} saved examples.", examples)
        reading.note(words.format(count=examples), item.pointer_to("examples"))
        item.skip("examples")
    item.inner("settings").skip("encodeUrl", "timeout", "followRedirects", "maxRedirects")
    parts = RequestParts(
        method=request.text("method"),
        address=address,
        values=tuple((row.name, row.value) for row in in_path if row.is_sent),
        off=off,
        headers=headers,
        body=_body(request.inner("body"), content_type_of(headers), reading),
        authentication=auth,
        notes=reading.notes(request.text("docs") or item.text("docs")),
        tests=tests,
        captures=captures,
    )
    return NamedRequest(path[-1], request_of(parts, reading, request.pointer_to("headers")))


def read_bruno_auth(
    request: JsonObject,
    reading: ItemReading,
    reader: CollectionReading,
    above: str | None,
    *,
    is_shared: bool,
) -> Authentication:
    """Return how a request or folder authenticates; arguments as in ``read_bruno_request``."""
    auth = request.inner("auth")
    kind = auth.text("mode") or request.text("auth")
    own = auth.inner(kind)
    values = {
        here: reading.value(own.text(theirs), own.pointer)
        for theirs, here in _VALUES.get(kind, {}).items()
    }
    if kind == "oauth2":
        values = read_oauth2(own, reading)
    if values.get("in") in ("queryparams", "query"):
        values["in"] = "query"
    auth.take_unread()
    kind = "aws" if kind == "awsv4" else kind
    return reader.authentications.of(kind, values, Holder(above, is_shared, auth.pointer), reading)


def _body(body: JsonObject, content_type: str, reading: ItemReading) -> Body:
    mode = body.text("mode")
    # Bruno keeps what was typed for other modes; it is not sent.
    used = {"form-urlencoded": "formUrlEncoded", "multipart-form": "multipartForm"}.get(mode, mode)
    unused = [n for n in body.names() if n not in (used, "mode") and not body.is_blank(n)]
    for name in unused if mode else ():
        reading.note(
            tr("the body of the kind {name}, which is not chosen.").format(name=name),
            body.pointer_to(name),
        )
        body.skip(name)
    used = used or next(iter(unused), "")
    match used:
        case "formUrlEncoded":
            rows = rows_of(body.objects(used), "Body", reading)
            return FormBody(rows) if any(row.is_sent for row in rows) else NoBody()
        case "multipartForm":
            form = tuple(row for e in body.objects(used) for row in _form_rows(e, reading))
            return MultipartBody(form) if any(row.is_sent for row in form) else NoBody()
        case "graphql":
            return read_graphql(body.inner(used), reading)
        case "file":
            return _file(body, content_type, reading)
    text = reading.value(body.json(used), body.pointer_to(used)) if used != "none" else ""
    return text_body(text, content_type or _TYPES.get(used, ""))


def _file(body: JsonObject, content_type: str, reading: ItemReading) -> Body:
    for entry in body.objects("file"):
        paths = [*entry.texts("value"), entry.text("filePath")]
        kind = content_type or entry.text("contentType")
        is_chosen = not is_off(entry) and not entry.is_false("selected")
        entry.skip("name", "type", "selected")
        if is_chosen and (path := next(filter(None, paths), "")):
            return FileBody(path, kind) if kind else FileBody(path)
    reading.note(tr("the file of the body, which nobody has chosen."), body.pointer_to("file"))
    return NoBody()


def _form_rows(entry: JsonObject, reading: ItemReading) -> tuple[Row, ...]:
    content_type = entry.text("contentType")
    name, is_sent = entry.text("name"), not is_off(entry)
    if entry.text("type") != "file":
        if content_type:
            reading.note(
                tr("the content type of the text {name}.").format(name=name),
                entry.pointer_to("contentType"),
            )
        return rows_of((entry,), "Body", reading)
    reading.describe("Body", name, entry)
    paths = entry.texts("value") or [""]
    entry.skip("uid")
    return tuple(file_row(name, path, content_type, is_sent=is_sent) for path in paths)


def note_scripts(request: JsonObject, reading: ItemReading) -> None:
    """Note the scripts of a request or folder."""
    script = request.inner("script")
    for holder, member, words in (
        (script, "req", tr("pre-request script")),
        (script, "res", tr("script after the response")),
        (request, "tests", tr("test script")),
    ):
        if holder.text(member).strip():
            reading.note(f"the {words}.", holder.pointer_to(member))


def _tests(
    request: JsonObject, reading: ItemReading
) -> tuple[tuple[ResponseTest, ...], tuple[Capture, ...]]:
    tests: list[ResponseTest] = []
    captures: list[Capture] = []
    for entry in request.objects("assertions"):
        name, value = entry.text("name"), entry.text("value")
        entry.pass_over("uid")
        made = None if is_off(entry) else _test(name, value)
        if made is None:
            reading.note(tr("the assertion about {name}.").format(name=name), entry.pointer)
        else:
            tests.append(made)
    for entry in request.inner("vars").objects("req"):
        reading.note(
            tr("the variable {text}, which only it has.").format(text=entry.text("name")),
            entry.pointer,
        )
        entry.take_unread()
    for entry in request.inner("vars").objects("res"):
        name, value = entry.text("name"), entry.text("value")
        entry.pass_over("uid", "local")
        is_of_body = not is_off(entry) and value.startswith("res.body.")
        capture = capture_of(name, value.removeprefix("res.body.")) if is_of_body else None
        if capture is None:
            reading.note(
                tr("the variable {name}, which the response sets.").format(name=name), entry.pointer
            )
        else:
            captures.append(capture)
    return tuple(tests), tuple(captures)


def _test(name: str, value: str) -> ResponseTest | None:
    match = _ASSERTION.fullmatch(value.strip())
    operator, expected = (match[1], match[2]) if match else ("eq", value.strip())
    if name == "res.status":
        return status_test(expected) if operator == "eq" else None
    path = name.removeprefix("res.body.").removeprefix("res.body")
    if path == name or not path:
        return None
    if operator in ("isDefined", "isUndefined"):
        return value_test(path, "true" if operator == "isDefined" else "false", "exists")
    if operator in _KINDS:
        return value_test(path, _KINDS[operator], "type")
    # These words stand for values that no test can expect.
    if operator not in _OPERATORS or expected in ("null", "undefined", ""):
        return None
    return value_test(path, expected, _OPERATORS[operator])
