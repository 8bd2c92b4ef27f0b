"""A collection of Postman 2.1.

Source: schema.getpostman.com/json/collection/v2.1.0/collection.json.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from aiurdesk.core.credentials.user_info import (
    UserAndPassword,
    encoded_login,
    user_and_password,
)
from aiurdesk.core.exporters.exported import (
    CONTENT_TYPE,
    CollectionFormat,
    Exported,
    ExportedExample,
    ExportedFolder,
    ExportedItem,
    left_out_of,
    texts,
    written_json,
)
from aiurdesk.core.request.conversation import Capture, ResponseTest
from aiurdesk.core.request.request import (
    Body,
    FileBody,
    FileValue,
    FormBody,
    GraphqlBody,
    Header,
    JsonBody,
    MultipartBody,
    Row,
    TextBody,
)
from aiurdesk.core.translation import tr

_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_PRUNED = frozenset(("GET", "HEAD", "COPY", "PURGE", "UNLOCK"))
"""Methods that Postman sends without a body unless told otherwise."""
_LANGUAGES = {"application/xml": "xml", "text/html": "html", "application/javascript": "javascript"}


def write_postman(folder: ExportedFolder) -> Exported:
    """Return the text of the collection; variables of environments become variables of its file."""
    left_out: list[str] = []
    document = {
        "info": {"name": folder.name, **_description(folder.notes), "schema": _SCHEMA},
        "item": [_entry(entry, "", left_out) for entry in folder.entries],
        "variable": [{"key": name, "value": value} for name, value in folder.variables],
    }
    left_out += [
        tr("The environment {name}; Postman has it in a file of its own.").format(name=name)
        for name in folder.environments
    ]
    return Exported(written_json(document), tuple(left_out))


def _entry(entry: ExportedItem | ExportedFolder, path: str, left_out: list[str]) -> dict[str, Any]:
    title = f"{path}{entry.name}"
    if isinstance(entry, ExportedFolder):
        items = [_entry(inner, f"{title}/", left_out) for inner in entry.entries]
        return {"name": entry.name, **_description(entry.notes), "item": items}
    left_out += left_out_of(title, entry, has_tests=True, has_rows_off=True, has_examples=True)
    item: dict[str, Any] = {"name": entry.name, "request": _request(entry)}
    if entry.sent.content_type and entry.sent.method in _PRUNED:
        item["protocolProfileBehavior"] = {"disableBodyPruning": True}
    script, lost = _script(entry.saved.tests, entry.saved.captures)
    left_out += [f"{title}: {words}" for words in lost]
    if entry.examples:
        item["response"] = [_example(one, entry) for one in entry.examples]
    if script:
        code = {"type": "text/javascript", "exec": script}
        item["event"] = [{"listen": "test", "script": code}]
    return item


def _example(one: ExportedExample, entry: ExportedItem) -> dict[str, Any]:
    response = one.response
    sent = _request(replace(entry, sent=one.sent, saved=replace(entry.saved, notes=one.notes)))
    written: dict[str, Any] = {"name": one.name, "originalRequest": sent}
    if response.status:
        written |= {"code": response.status, "status": response.reason}
    is_json = "json" in one.content_type
    return written | {
        "_postman_previewlanguage": "json" if is_json else "text",
        "header": [_pair(header) for header in response.headers],
        "cookie": [],
        "body": one.text,
    }


def _description(notes: str) -> dict[str, str]:
    return {"description": notes} if notes else {}


def _request(entry: ExportedItem) -> dict[str, Any]:
    sent = entry.sent
    login = next(filter(None, map(_login, sent.headers)), None)
    headers = [_pair(header) for header in sent.headers if login is None or not _login(header)]
    if isinstance(sent.body, TextBody | FileBody):
        headers.append(_pair(Header(CONTENT_TYPE, sent.content_type)))
    request: dict[str, Any] = {"method": sent.method, "header": headers, "url": _url(sent.url)}
    if login is not None:
        names = {"username": login.user, "password": login.password.reveal()}
        pairs = [{"key": name, "value": value, "type": "string"} for name, value in names.items()]
        request["auth"] = {"type": "basic", "basic": pairs}
    request |= _description(entry.saved.notes)
    if body := _body(sent.body):
        request["body"] = body
    return request


def _login(header: Header) -> UserAndPassword | None:
    """Return user name and password of a header that is encoded when it is sent."""
    is_encoded = header.value == encoded_login(header.value)
    is_of_server = header.name.casefold() == "authorization"
    return None if is_encoded or not is_of_server else user_and_password(header.value)


def _pair(header: Header) -> dict[str, str]:
    return {"key": header.name, "value": header.value}


def _url(url: str) -> dict[str, Any]:
    whole, sharp, fragment = url.partition("#")
    address, _, query = whole.partition("?")
    scheme, slashes, rest = address.partition("://")
    host, _, path = (rest if slashes else address).partition("/")
    written: dict[str, Any] = {"raw": url}
    if slashes:
        written["protocol"] = scheme
    name, colon, port = host.rpartition(":")
    has_port = bool(colon) and port.isdigit()
    written["host"] = (name if has_port else host).split(".") if "{{" not in host else [host]
    if has_port:
        written["port"] = port
    if path or address.endswith("/"):
        written["path"] = path.split("/")
    if query:
        pairs = (pair.partition("=") for pair in query.split("&"))
        written["query"] = [
            {"key": name, "value": value if sign else None} for name, sign, value in pairs
        ]
    if sharp:
        written["hash"] = fragment
    return written


def _body(body: Body | bytes) -> dict[str, Any] | None:
    match body:
        case JsonBody(text):
            options = {"raw": {"language": "json"}}
            return {"mode": "raw", "raw": text, "options": options}
        case GraphqlBody(query, variables, operation):
            named = {"operationName": operation} if operation else {}
            return {"mode": "graphql", "graphql": {"query": query, "variables": variables, **named}}
        case TextBody(text, content_type):
            language = _LANGUAGES.get(content_type.partition(";")[0].strip(), "text")
            return {"mode": "raw", "raw": text, "options": {"raw": {"language": language}}}
        case FormBody(rows):
            return {"mode": "urlencoded", "urlencoded": list(_fields(rows))}
        case MultipartBody(rows):
            return {"mode": "formdata", "formdata": list(_fields(rows))}
        case FileBody(path):
            return {"mode": "file", "file": {"src": path}}
    return None


def _fields(rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    for row in rows:
        off = {} if row.is_sent else {"disabled": True}
        if isinstance(row.value, FileValue):
            kind = {"contentType": row.value.content_type}
            if not row.value.path.endswith(row.value.filename):
                kind["fileName"] = row.value.filename
            yield {"key": row.name, "type": "file", "src": row.value.path, **kind, **off}
            continue
        for text in texts(row.value):
            yield {"key": row.name, "value": text, "type": "text", **off}


def _script(
    tests: tuple[ResponseTest, ...], captures: tuple[Capture, ...]
) -> tuple[list[str], list[str]]:
    """Return the lines of a script, and what of the tests and captures is not in it."""
    lines: list[str] = []
    lost: list[str] = []
    for test in tests:
        line = _test(test)
        if line:
            lines.append(line)
        else:
            what = f"{test.kind} {test.subject}".rstrip()
            lost.append(tr("a test of {what}.").format(what=what))
    for capture in captures:
        if capture.source == "value" and _is_plain(capture.subject):
            value = f"pm.response.json().{capture.subject}"
            lines.append(f"pm.collectionVariables.set({json.dumps(capture.variable)}, {value});")
        else:
            lost.append(tr("the capture {variable}.").format(variable=capture.variable))
    return lines, lost


def _test(test: ResponseTest) -> str:
    expected = json.dumps(test.expected, ensure_ascii=False)
    if test.kind == "status" and isinstance(test.expected, int):
        check = f"pm.response.to.have.status({expected});"
        return f'pm.test("status is {test.expected}", function () {{ {check} }});'
    if test.kind == "value" and test.comparison == "equals" and _is_plain(test.subject):
        title = json.dumps(f"{test.subject} equals {test.expected}", ensure_ascii=False)
        check = f"pm.expect(pm.response.json().{test.subject}).to.eql({expected});"
        return f"pm.test({title}, function () {{ {check} }});"
    return ""


def _is_plain(path: str) -> bool:
    """Tell whether a path is the same in JavaScript."""
    return all(name.isidentifier() for name in path.split("."))


POSTMAN = CollectionFormat(
    "postman", "Postman collection 2.1", ".postman_collection.json", write_postman
)
