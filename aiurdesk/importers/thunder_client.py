"""Collections and environments that Thunder Client exported.

Source: exports of Thunder Client 1.x and 2.x; there is no published schema.
"""

from aiurdesk.core.request.request import Body, FileBody, FormBody, MultipartBody, NoBody, Request
from aiurdesk.core.request.response_test import Capture, ResponseTest
from aiurdesk.core.translation import tr
from aiurdesk.importers.authentication import Authentication, Holder
from aiurdesk.importers.collection_reading import (
    DEEPEST,
    CollectionReading,
    enabled_variables,
    file_row,
    rows_of,
)
from aiurdesk.importers.imported_collection import (
    ImportedCollection,
    ImportedFolder,
    NamedRequest,
)
from aiurdesk.importers.imported_request import ImportMistake
from aiurdesk.importers.item_reading import ItemReading, is_off
from aiurdesk.importers.json_document import JsonObject, NotAnObject, read_object
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
from aiurdesk.importers.written_tests import status_test, value_test

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


def parse_thunder_client(text: str) -> ImportedCollection | ImportMistake:
    """Return the requests, or the variables of an environment."""
    try:
        whole = read_object(text.lstrip("\ufeff"))
    except NotAnObject as error:
        return ImportMistake(
            tr("The Thunder Client export cannot be read: {error}.").format(error=error)
        )
    reader = CollectionReading()
    whole.skip(*_IDENTITIES)
    if whole.is_list("requests"):
        return _Reading(reader).collection(whole)
    if not whole.is_list("data"):
        return ImportMistake(tr("The Thunder Client export has no list of requests."))
    name = whole.text("environmentName").strip() or whole.text("name") or tr("Thunder Client")
    reading = reader.reading(name)
    reader.add_environment(name, enabled_variables(whole.objects("data"), reading, "/data"))
    reading.note_unread(whole)
    return reader.collection(None)


class _Reading:
    """Reads a flat list of requests and folders that name what they lie in."""

    def __init__(self, reader: CollectionReading) -> None:
        self._reader = reader
        self._within: dict[str, list[JsonObject]] = {}

    def collection(self, whole: JsonObject) -> ImportedCollection:
        """Return the whole collection."""
        name = whole.text("collectionName").strip() or whole.text("colName").strip()
        name = name or tr("Thunder Client")
        items = [*whole.objects("folders"), *whole.objects("requests")]
        names = {folder.text("_id") for folder in whole.objects("folders")}
        for item in items:
            container = item.text("containerId")
            self._within.setdefault(container if container in names else "", []).append(item)
        reading = self._reader.reading(name)
        own = self._settings(whole, reading, None)
        root = ImportedFolder(name, self._entries("", (), own), own)
        # Folders that lie in each other are in nothing.
        for lost in [item for left in self._within.values() for item in left]:
            self._reader.reading(lost.text("name")).note(tr("lies in no folder."), lost.pointer)
            lost.take_unread()
        reading.note_unread(whole)
        reading.note_repeated(whole)
        return self._reader.collection(root)

    def _entries(
        self, container: str, path: tuple[str, ...], above: str | None
    ) -> tuple[NamedRequest | ImportedFolder, ...]:
        entries: list[NamedRequest | ImportedFolder] = []
        for item in sorted(self._within.pop(container, []), key=_sort_key):
            inner = (*path, item.text("name").strip() or "Request")
            reading = self._reader.reading(*inner)
            if "url" in item or "method" in item:
                entries.append(NamedRequest(inner[-1], self._request(item, reading, above)))
            elif len(inner) <= DEEPEST:
                own = self._settings(item, reading, above)
                within = above if own is None else own
                folders = self._entries(item.text("_id"), inner, within)
                entries.append(ImportedFolder(inner[-1], folders, own))
            item.skip(*_IDENTITIES)
            reading.note_unread(item)
        return tuple(entries)

    def _settings(self, holder: JsonObject, reading: ItemReading, above: str | None) -> str | None:
        settings = holder.inner("settings")
        return self._authentication(settings, reading, above, is_shared=True).credential

    def _request(self, item: JsonObject, reading: ItemReading, above: str | None) -> Request:
        auth = self._authentication(item, reading, above, is_shared=False)
        typed = item.text("url").strip()
        headers = rows_of(item.objects("headers"), "Headers", reading)
        params = item.objects("params")
        in_path = [entry for entry in params if entry.is_true("isPath")]
        query = [entry for entry in params if not entry.is_true("isPath")]
        start = complete_address(reading.value(without_query(typed), item.pointer))
        rows = rows_of(query, "Query", reading)
        # The address has the query too; its rows are what is sent.
        address, off = with_query(start, rows) if rows else (complete_address(typed), ())
        values = rows_of(in_path, "Path", reading)
        tests, captures = _tests(item, reading)
        parts = RequestParts(
            method=item.text("method"),
            address=address,
            values=tuple((row.name, row.value) for row in values if row.is_sent),
            off=off,
            headers=headers,
            body=_body(item.inner("body"), content_type_of(headers), reading),
            authentication=auth,
            notes=reading.notes(item.text("docs")),
            tests=tests,
            captures=captures,
        )
        return request_of(parts, reading, item.pointer_to("headers"))

    def _authentication(
        self, item: JsonObject, reading: ItemReading, above: str | None, *, is_shared: bool
    ) -> Authentication:
        auth = item.inner("auth")
        kind = auth.text("type")
        values: dict[str, str] = {}
        if kind == "basic":
            basic = auth.inner("basic")
            values = {name: basic.text(name) for name in ("username", "password")}
        elif kind == "bearer":
            prefix = auth.text("bearerPrefix")
            values = {"token": auth.text("bearer")}
            values |= {"prefix": prefix} if prefix not in ("", "Bearer") else {}
        values = {name: reading.value(value, auth.pointer) for name, value in values.items()}
        auth.take_unread()
        holder = Holder(above, is_shared, auth.pointer)
        return self._reader.authentications.of(kind, values, holder, reading)


def _body(body: JsonObject, content_type: str, reading: ItemReading) -> Body:
    kind = body.text("type")
    form, files = body.objects("form"), body.objects("files")
    match kind:
        case "formencoded":
            body.skip("raw", "files")
            return FormBody(rows_of(form, "Body", reading))
        case "formdata":
            rows = (
                file_row(entry.text("name"), entry.text("value"), is_sent=not is_off(entry))
                for entry in files
            )
            body.skip("raw")
            return MultipartBody((*rows_of(form, "Body", reading), *rows))
        case "binary" if body.text("binary"):
            return FileBody(body.text("binary"))
        case "graphql":
            body.skip("raw", "form")
            return read_graphql(body.inner("graphql"), reading)
    body.skip("form", "files")
    text = reading.value(body.text("raw"), body.pointer_to("raw"))
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
                tr("the test {kind} {action}.").format(kind=kind, action=action), entry.pointer
            )
        else:
            tests.append(made)
    return tuple(tests), tuple(captures)


def _sort_key(item: JsonObject) -> float:
    try:
        return float(item.text("sortNum"))
    except ValueError:
        return 0.0
