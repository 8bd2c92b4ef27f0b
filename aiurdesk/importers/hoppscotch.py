"""Collections and environments that Hoppscotch exported.

Source: hoppscotch/hoppscotch, packages/hoppscotch-data/src (collection 1 to 11, request 1 to 17).
"""

import re

from aiurdesk.core.request.request import Body, FormBody, MultipartBody, NoBody, Row
from aiurdesk.core.request.rows import sent_headers
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
from aiurdesk.importers.oauth2 import read_oauth2
from aiurdesk.importers.request_parts import (
    RequestParts,
    complete_address,
    request_of,
    text_body,
    with_query,
)

_TOP = "collections"
_VARIABLE = re.compile(r"<<\s*([^<>\s]+)\s*>>")
_IDENTITIES = ("v", "id", "_ref_id", "name")
_VALUES = {
    "basic": ("username", "password"),
    "digest": ("username", "password"),
    "bearer": ("token",),
    "apikey": ("key", "value"),
    "aws": ("accessKey", "secretKey", "region", "serviceName", "serviceToken"),
}
_NAMES = {"serviceName": "service", "serviceToken": "sessionToken"}
_KINDS = {
    "api-key": "apikey",
    "aws-signature": "aws",
    "oauth-2": "oauth2",
    "none": "none",
    "inherit": "inherit",
}


def is_hoppscotch(text: str) -> bool:
    """Tell whether a text is a collection or environment of Hoppscotch."""
    if text.lstrip("\ufeff \t\r\n")[:1] not in ("{", "["):
        return False
    is_collection = '"folders"' in text and '"requests"' in text and '"name"' in text
    is_other = '"info"' in text or '"_postman' in text or '"clientName"' in text
    is_environment = '"variables"' in text and '"key"' in text and '"v"' in text
    return (is_collection or is_environment) and not is_other and '"order"' not in text


def parse_hoppscotch(text: str) -> ImportedCollection | ImportMistake:
    """Return the requests, or the variables of environments."""
    try:
        whole = read_object(text.lstrip("\ufeff"), _TOP)
    except NotAnObject as error:
        return ImportMistake(
            tr("The Hoppscotch export cannot be read: {error}.").format(error=error)
        )
    tops = whole.objects(_TOP) if _TOP in whole else [whole]
    reader = _Reading()
    if not any("requests" in top or "folders" in top for top in tops):
        return reader.environments(tops, whole)
    return reader.collections(tops, whole)


def _rewritten(text: str) -> str:
    return _VARIABLE.sub(lambda match: "{{" + match[1] + "}}", text)


class _Reading:
    """Reads collections or environments."""

    def __init__(self) -> None:
        self._reader = CollectionReading(_rewritten)

    def environments(self, tops: list[JsonObject], whole: JsonObject) -> ImportedCollection:
        """Return environments only."""
        for top in tops:
            name = top.text("name").strip() or "Hoppscotch"
            reading = self._reader.reading(name)
            top.skip(*_IDENTITIES)
            source = top.pointer_to("variables")
            variables = enabled_variables(top.objects("variables"), reading, source)
            self._reader.add_environment(name, variables)
            reading.note_unread(top)
        self._reader.reading("").note_unread(whole)
        return self._reader.collection(None)

    def collections(self, tops: list[JsonObject], whole: JsonObject) -> ImportedCollection:
        """Return one collection; several become its folders."""
        if len(tops) == 1:
            name = tops[0].text("name").strip() or "Hoppscotch"
            root = self._folder(tops[0], (), name, None)
        else:
            folders = tuple(self._inner_folder(top, (), None) for top in tops)
            root = ImportedFolder("Hoppscotch", tuple(filter(None, folders)))
        reading = self._reader.reading("")
        reading.note_unread(whole)
        reading.note_repeated(whole)
        return self._reader.collection(root)

    def _inner_folder(
        self, folder: JsonObject, path: tuple[str, ...], above: str | None
    ) -> ImportedFolder | None:
        name = folder.text("name").strip() or "Folder"
        if len(path) >= DEEPEST:
            self._reader.reading(*path, name).note(tr("the folder lies too deep."), folder.pointer)
            folder.take_unread()
            return None
        return self._folder(folder, (*path, name), name, above)

    def _folder(
        self, folder: JsonObject, path: tuple[str, ...], name: str, above: str | None
    ) -> ImportedFolder:
        reading = self._reader.reading(*(path or (name,)))
        own = self._authentication(folder, reading, above, is_shared=True).credential
        within = above if own is None else own
        source = folder.pointer_to("variables")
        variables = enabled_variables(folder.objects("variables"), reading, source)
        self._reader.add_variables(variables, reading)
        notes = folder.text("description")
        rows = rows_of(folder.objects("headers"), "Headers", reading)
        requests = [self._request(r, path, within) for r in folder.objects("requests")]
        folders = [self._inner_folder(f, path, within) for f in folder.objects("folders")]
        folder.skip(*_IDENTITIES)
        _note_scripts(folder, reading)
        reading.note_unread(folder)
        notes = reading.notes(notes)
        return ImportedFolder(
            name, (*filter(None, folders), *requests), own, sent_headers(rows), notes
        )

    def _request(self, item: JsonObject, path: tuple[str, ...], above: str | None) -> NamedRequest:
        name = item.text("name").strip() or "Request"
        reading = self._reader.reading(*path, name)
        auth = self._authentication(item, reading, above, is_shared=False)
        # Older exports have the host and the path apart.
        typed = item.text("endpoint") or item.text("url") + item.text("path")
        query = rows_of(item.objects("params"), "Query", reading)
        url = complete_address(reading.value(typed.strip(), item.pointer_to("endpoint")))
        address, off = with_query(url, query)
        headers = rows_of(item.objects("headers"), "Headers", reading)
        values = rows_of(item.objects("requestVariables"), "Path", reading)
        _note_scripts(item, reading)
        if "responses" in item and item.inner("responses").names():
            reading.note(tr("saved responses."), item.pointer_to("responses"))
        item.skip("responses", *_IDENTITIES)
        body = _body(item.inner("body"), reading)
        parts = RequestParts(
            method=item.text("method"),
            address=address,
            values=tuple((row.name, row.value) for row in values if row.is_sent),
            off=off,
            headers=headers,
            body=body,
            authentication=auth,
            notes=reading.notes(item.text("description")),
        )
        request = request_of(parts, reading, item.pointer_to("headers"))
        reading.note_unread(item)
        return NamedRequest(name, request)

    def _authentication(
        self, item: JsonObject, reading: ItemReading, above: str | None, *, is_shared: bool
    ) -> Authentication:
        auth = item.inner("auth")
        kind = auth.text("authType")
        kind = _KINDS.get(kind, kind)
        holder = Holder(above, is_shared, auth.pointer)
        if auth.is_false("authActive"):
            kind = "none" if kind not in ("", "inherit") else kind
        values = {
            _NAMES.get(name, name): reading.value(auth.text(name), auth.pointer)
            for name in _VALUES.get(kind, ())
        }
        if kind == "oauth2":
            values = read_oauth2(auth.inner("grantTypeInfo"), reading)
        if kind == "apikey":
            is_query = "QUERY" in auth.text("addTo").upper().replace(" ", "_")
            values["in"] = "query" if is_query else "header"
        auth.take_unread()
        return self._reader.authentications.of(kind, values, holder, reading)


def _note_scripts(item: JsonObject, reading: ItemReading) -> None:
    for member, words in (("preRequestScript", "pre-request"), ("testScript", "test")):
        text = item.text(member).strip()
        # What newer versions write into each one.
        if text and text != "export {};":
            reading.note(tr("the {words} script.").format(words=words), item.pointer_to(member))


def _body(body: JsonObject, reading: ItemReading) -> Body:
    kind = body.text("contentType")
    if kind == "multipart/form-data" and body.is_list("body"):
        rows = [row for entry in body.objects("body") for row in _form_rows(entry, reading)]
        body.skip("showIndividualContentType", "isBulkEditing")
        return MultipartBody(tuple(rows)) if rows else NoBody()
    text = reading.value(body.json("body"), body.pointer_to("body"))
    if kind == "application/x-www-form-urlencoded":
        rows = [_typed_row(line) for line in text.splitlines() if line.strip()]
        return FormBody(tuple(rows)) if rows else NoBody()
    return text_body(text, kind) if kind else NoBody()


def _typed_row(line: str) -> Row:
    # A line that is switched off begins with a number sign.
    name, _, value = line.strip().removeprefix("#").partition(":")
    return Row(name.strip(), value.strip(), not line.strip().startswith("#"))


def _form_rows(entry: JsonObject, reading: ItemReading) -> list[Row]:
    if not entry.is_true("isFile"):
        entry.pass_over("contentType")
        return list(rows_of((entry,), "Body", reading))
    name, is_sent = entry.text("key"), not is_off(entry)
    content_type = entry.text("contentType")
    entry.skip("value")
    reading.note(
        tr("the file of {name}, which the export does not name.").format(name=name), entry.pointer
    )
    return [file_row(name, "", content_type, is_sent=is_sent)]
