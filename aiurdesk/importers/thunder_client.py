"""Collections and environments that Thunder Client exported.

Source: exports of Thunder Client 1.x and 2.x; there is no published schema.
"""

from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import Capture, ResponseTest
from aiurdesk.core.request.request import Body, FileBody, FormBody, MultipartBody, NoBody
from aiurdesk.core.translation import tr
from aiurdesk.importers.authentication import (
    USER,
    ImportedAuthentication,
    authentication_of,
    values_of,
)
from aiurdesk.importers.collection_reading import CollectionReading, ItemReading, file_row
from aiurdesk.importers.imported import (
    Entries,
    ImportedCollection,
    ImportedFolder,
    ImportedRequest,
)
from aiurdesk.importers.json_document import JsonObject, read_object
from aiurdesk.importers.left_out import LeftOutKind
from aiurdesk.importers.postman_scripts import status_test, value_test
from aiurdesk.importers.request_parts import (
    RequestParts,
    content_type_of,
    read_graphql,
    request_of,
    text_body,
    without_query,
)

_IDENTITIES = (
    "_id", "colId", "containerId", "created", "modified", "sortNum", "clientName", "collectionId",
    "dateExported", "version", "ref", "name", "reqs", "default",
)  # fmt: skip
_TYPES = {"json": "application/json", "xml": "application/xml", "text": "text/plain; charset=utf-8"}


def is_thunder_client(text: str) -> bool:
    """Tell whether a text is an export of Thunder Client."""
    return text.lstrip("\ufeff \t\r\n")[:1] == "{" and (
        '"Thunder Client"' in text[:4_000] or '"colName"' in text[:4_000] and '"requests"' in text
    )


def parse_thunder_client(text: str) -> ImportedCollection | Problem:
    """Return the requests, or the variables of an environment."""
    whole = read_object(text, tr("The Thunder Client export cannot be read: {error}."))
    if isinstance(whole, Problem):
        return whole
    whole.skip(*_IDENTITIES)
    if whole.is_list("requests"):
        return _collection(whole)
    if not whole.is_list("data"):
        return Problem(tr("The Thunder Client export has no list of requests."))
    name = whole.text("environmentName").strip() or whole.text("name") or tr("Thunder Client")
    reader = CollectionReading()
    reading = reader.reading(name)
    reader.add_environment(name, reading.listed_variables(whole, "data"))
    reading.note_unread(whole)
    return reader.collection(None)


def _collection(whole: JsonObject) -> ImportedCollection:
    """Return a flat list of requests and folders that name what they lie in."""
    name = whole.text("collectionName").strip() or whole.text("colName").strip()
    reader = CollectionReading()
    reading = reader.reading(name or tr("Thunder Client"))
    folders = whole.objects("folders")
    names = {folder.text("_id") for folder in folders}
    within: dict[str, list[JsonObject]] = {}
    for item in (*folders, *whole.objects("requests")):
        container = item.text("containerId")
        within.setdefault(container if container in names else "", []).append(item)
    own = _authentication(whole.inner("settings"), reading, is_shared=True).credential
    root = ImportedFolder(reading.name, _entries("", within, reading), own)
    # Folders that lie in each other are in nothing.
    for lost in [item for left in within.values() for item in left]:
        reader.reading(lost.text("name")).leave_out(
            lost, tr("lies in no folder."), LeftOutKind.REQUEST
        )
    reading.note_rest(whole)
    return reader.collection(root)


def _entries(container: str, within: dict[str, list[JsonObject]], above: ItemReading) -> Entries:
    """Return what lies in a container, and take it out of ``within``."""
    entries: list[ImportedRequest | ImportedFolder] = []
    for item in sorted(within.pop(container, []), key=lambda item: item.number("sortNum", 0.0)):
        reading = above.within(item.name("Request"))
        if "url" in item or "method" in item:
            entries.append(_request(item, reading))
        elif not reading.is_too_deep:
            settings = item.inner("settings")
            own = _authentication(settings, reading, is_shared=True).credential
            inner = _entries(item.text("_id"), within, reading)
            entries.append(ImportedFolder(reading.name, inner, own))
        item.skip(*_IDENTITIES)
        reading.note_unread(item)
    return tuple(entries)


def _request(item: JsonObject, reading: ItemReading) -> ImportedRequest:
    auth = _authentication(item, reading, is_shared=False)
    typed = item.text("url").strip()
    headers = reading.rows(item.objects("headers"), "Headers")
    params = item.objects("params")
    address = reading.value(without_query(typed), item.pointer)
    query = reading.rows((entry for entry in params if not entry.is_true("isPath")), "Query")
    values = reading.rows((entry for entry in params if entry.is_true("isPath")), "Path")
    tests, captures = _tests(item, reading)
    request_parts = RequestParts(
        method=item.text("method"),
        # The address has the query too; its rows are what is sent.
        address=address if query else typed,
        values=values,
        query=query,
        headers=headers,
        body=_body(item.inner("body"), content_type_of(headers), reading),
        authentication=auth,
        notes=reading.notes(item.text("docs")),
        tests=tests,
        captures=captures,
    )
    return request_of(request_parts, reading, item.pointer_to("headers"))


def _authentication(
    item: JsonObject, reading: ItemReading, *, is_shared: bool
) -> ImportedAuthentication:
    auth = item.inner("auth")
    kind = auth.text("type")
    values: dict[str, str] = {}
    if kind == "basic":
        values = values_of(auth.inner("basic"), USER, reading)
    elif kind == "bearer":
        values = values_of(auth, {"bearer": "token", "bearerPrefix": "prefix"}, reading)
    auth.take_unread()
    return authentication_of(kind, values, reading, auth.pointer, is_shared=is_shared)


def _body(body: JsonObject, content_type: str, reading: ItemReading) -> Body:
    kind = body.text("type")
    form, files = body.objects("form"), body.objects("files")
    match kind:
        case "formencoded":
            body.skip("raw", "files")
            return FormBody(reading.rows(form, "Body"))
        case "formdata":
            rows = (
                file_row(entry.text("name"), entry.text("value"), is_sent=not entry.is_off)
                for entry in files
            )
            body.skip("raw")
            return MultipartBody((*reading.rows(form, "Body"), *rows))
        case "binary" if body.text("binary"):
            return FileBody(body.text("binary"))
        case "graphql":
            body.skip("raw", "form")
            return read_graphql(body.inner("graphql"), reading)
    body.skip("form", "files")
    text = reading.member(body, "raw")
    return text_body(text, content_type or _TYPES.get(kind, "")) if kind != "none" else NoBody()


def _tests(
    item: JsonObject, reading: ItemReading
) -> tuple[tuple[ResponseTest, ...], tuple[Capture, ...]]:
    tests: list[ResponseTest] = []
    captures: list[Capture] = []
    for entry in item.objects("tests"):
        kind, action, value = entry.text("type"), entry.text("action"), entry.text("value")
        path = entry.text("custom").removeprefix("json.")
        made = None
        if action == "equal" and kind == "res-code":
            made = status_test(value)
        elif action == "equal" and kind == "json-query":
            made = value_test(path, value)
        elif kind == "set-env-var" and entry.text("custom").startswith("json."):
            captures.append(Capture(value.strip("{} "), "value", path))
            continue
        if made is None:
            reading.note(
                tr("the test {kind} {action}.").format(kind=kind, action=action),
                entry.pointer,
                LeftOutKind.TEST,
            )
        else:
            tests.append(made)
    return tuple(tests), tuple(captures)
