"""One request of a record of Bruno."""

import re
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from aiurdesk.core.request.conversation import Capture, MessageKind, ResponseTest, SocketMessage
from aiurdesk.core.request.request import (
    Body,
    FileBody,
    FormBody,
    MultipartBody,
    NoBody,
    Row,
)
from aiurdesk.core.translation import tr
from aiurdesk.importers.authentication import (
    USER,
    ImportedAuthentication,
    authentication_of,
    read_oauth1,
    read_oauth2,
    values_of,
)
from aiurdesk.importers.collection_reading import CollectionReading, ItemReading, file_row
from aiurdesk.importers.examples import headers_of, note_rest, status_of
from aiurdesk.importers.imported import ImportedExample, ImportedRequest
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.left_out import LeftOutKind
from aiurdesk.importers.postman_scripts import capture_of, status_test, value_test
from aiurdesk.importers.request_parts import (
    RequestParts,
    content_type_of,
    read_graphql,
    request_of,
    text_body,
    without_query,
)

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
    "basic": USER,
    "digest": USER,
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
_SCRIPTS = {
    "req": tr("the pre-request script."),
    "res": tr("the script after the response."),
}


def bruno_text(text: str) -> str:
    """Return a text of Bruno with variables as they are written here."""
    return _PROCESS.sub(r"{{env:\1}}", text) if "process.env" in text else text


def read_bruno_request(item: JsonObject, reading: ItemReading) -> ImportedRequest:
    """Return the request of a record; who calls it notes what is left of the item."""
    request = item.inner("request")
    auth = read_bruno_auth(request, reading, is_shared=False)
    headers = reading.rows(request.objects("headers"), "Headers")
    params = request.objects("params")
    values = reading.rows((e for e in params if e.text("type") == "path"), "Path")
    typed = reading.member(request, "url").strip()
    query = reading.rows((e for e in params if e.text("type") != "path"), "Query")
    tests, captures = _tests(request, reading)
    note_scripts(request, reading)
    examples = tuple(_examples(item, reading))
    item.inner("settings").skip("encodeUrl", "timeout", "followRedirects", "maxRedirects")
    messages = tuple(_messages(request.inner("body"), reading))
    request_parts = RequestParts(
        method=request.text("method"),
        messages=messages,
        # The address has the query too; its rows are what is sent.
        address=without_query(typed) if query else typed,
        values=values,
        query=query,
        headers=headers,
        body=_body(request.inner("body"), content_type_of(headers), reading),
        authentication=auth,
        notes=reading.notes(request.text("docs") or item.text("docs")),
        tests=tests,
        captures=captures,
    )
    made = request_of(request_parts, reading, request.pointer_to("headers"))
    return replace(made, examples=examples)


def _examples(item: JsonObject, reading: ItemReading) -> Iterator[ImportedExample]:
    """Yield the responses that are kept with a request; what is left of one is noted."""
    for example in item.objects("examples"):
        name = example.text("name").strip() or tr("Example")
        # What was sent then is read apart: notes on it would repeat those on the request.
        apart = CollectionReading(reading.collection.rewrite)
        request = None
        if "url" in example.inner("request"):
            request = read_bruno_request(example, apart.reading(name)).request
        response = example.inner("response")
        written, body = response.text("status"), response.inner("body")
        yield ImportedExample(
            name,
            status := status_of(written),
            response.text("statusText"),
            headers_of(response.objects("headers")),
            body.text("content") or body.text("data"),
            request,
            example.text("description"),
        )
        body.pass_over("type")
        example.pass_over("uid", "itemUid", "type")
        note_rest(name, example, reading, apart, is_other=bool(written and not status))
    item.count("examples")


def note_scripts(request: JsonObject, reading: ItemReading) -> None:
    """Note the scripts of a request or folder."""
    reading.note_scripts(request.inner("script"), _SCRIPTS)
    reading.note_scripts(request, {"tests": f"the {tr('test script')}."})


def read_bruno_auth(
    request: JsonObject, reading: ItemReading, *, is_shared: bool
) -> ImportedAuthentication:
    """Return how a request or folder authenticates."""
    auth = request.inner("auth")
    kind = auth.text("mode") or request.text("auth")
    own = auth.inner(kind)
    for name in auth.names():
        # Bruno keeps what was typed for other kinds; it is not sent.
        if name not in (kind, "mode") and not auth.is_blank(name):
            words = tr("the authentication of the kind {name}, which is not chosen.")
            reading.note(words.format(name=name), auth.pointer_to(name), LeftOutKind.AUTHENTICATION)
    values = values_of(own, _VALUES.get(kind, {}), reading)
    if kind == "oauth1":
        values = read_oauth1(own, reading)
    if kind == "oauth2":
        values = read_oauth2(own, reading)
    if values.get("in") == "queryparams":
        values["in"] = "query"
    auth.take_unread()
    return authentication_of(kind, values, reading, auth.pointer, is_shared=is_shared)


def _body(body: JsonObject, content_type: str, reading: ItemReading) -> Body:
    mode = body.text("mode")
    if mode == "ws" or "ws" in body and not mode:
        return NoBody()
    # Bruno keeps what was typed for other modes; it is not sent.
    used = {"form-urlencoded": "formUrlEncoded", "multipart-form": "multipartForm"}.get(mode, mode)
    unused = [n for n in body.names() if n not in (used, "mode") and not body.is_blank(n)]
    for name in unused if mode else ():
        reading.note(
            tr("the body of the kind {name}, which is not chosen.").format(name=name),
            body.pointer_to(name),
            LeftOutKind.BODY,
        )
        body.skip(name)
    used = used or next(iter(unused), "")
    match used:
        case "formUrlEncoded":
            rows = reading.rows(body.objects(used), "Body")
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


_MESSAGES: Mapping[str, MessageKind] = {"json": "json", "binary": "base64"}


def _messages(body: JsonObject, reading: ItemReading) -> Iterator[SocketMessage]:
    """Yield the messages of a socket."""
    for entry in body.objects("ws"):
        name, content = entry.text("name") or entry.text("title"), entry.text("content")
        kind = _MESSAGES.get(entry.text("type"), "text")
        entry.pass_over("selected", "uid")
        if content.strip():
            yield SocketMessage(reading.value(content.strip("\n"), entry.pointer), kind, name)


def _file(body: JsonObject, content_type: str, reading: ItemReading) -> Body:
    for entry in body.objects("file"):
        paths = [*entry.texts("value"), entry.text("filePath")]
        kind = content_type or entry.text("contentType")
        is_chosen = not entry.is_off and not entry.is_false("selected")
        entry.skip("name", "type", "selected")
        if is_chosen and (path := next(filter(None, paths), "")):
            return FileBody(path, kind) if kind else FileBody(path)
    reading.note(
        tr("the file of the body, which nobody has chosen."),
        body.pointer_to("file"),
        LeftOutKind.FILE,
    )
    return NoBody()


def _form_rows(entry: JsonObject, reading: ItemReading) -> tuple[Row, ...]:
    content_type = entry.text("contentType")
    name, is_sent = entry.text("name"), not entry.is_off
    if entry.text("type") != "file":
        if content_type:
            reading.note(
                tr("the content type of the text {name}.").format(name=name),
                entry.pointer_to("contentType"),
                LeftOutKind.BODY,
            )
        return reading.rows((entry,), "Body")
    reading.describe("Body", name, entry)
    paths = entry.texts("value") or [""]
    entry.skip("uid")
    return tuple(file_row(name, path, content_type, is_sent=is_sent) for path in paths)


def _tests(
    request: JsonObject, reading: ItemReading
) -> tuple[tuple[ResponseTest, ...], tuple[Capture, ...]]:
    tests: list[ResponseTest] = []
    captures: list[Capture] = []
    for entry in request.objects("assertions"):
        name, value = entry.text("name"), entry.text("value")
        entry.pass_over("uid")
        made = None if entry.is_off else _test(name, value)
        if made is None:
            reading.note(
                tr("the assertion about {name}.").format(name=name), entry.pointer, LeftOutKind.TEST
            )
        else:
            tests.append(made)
    for entry in request.inner("vars").objects("req"):
        reading.note(
            tr("the variable {text}, which only it has.").format(text=entry.text("name")),
            entry.pointer,
            LeftOutKind.VARIABLE,
        )
        entry.take_unread()
    for entry in request.inner("vars").objects("res"):
        name, value = entry.text("name"), entry.text("value")
        entry.pass_over("uid", "local")
        is_of_body = not entry.is_off and value.startswith("res.body.")
        capture = capture_of(name, value.removeprefix("res.body.")) if is_of_body else None
        if capture is None:
            reading.note(
                tr("the variable {name}, which the response sets.").format(name=name),
                entry.pointer,
                LeftOutKind.VARIABLE,
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
