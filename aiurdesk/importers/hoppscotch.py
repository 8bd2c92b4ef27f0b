"""Collections and environments that Hoppscotch exported.

Source: hoppscotch/hoppscotch, packages/hoppscotch-data/src (collection 1 to 11, request 1 to 17).
"""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from aiurdesk.core.preparing.wire_body import URLENCODED
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Body, FormBody, MultipartBody, NoBody, Row
from aiurdesk.core.request.rows import sent_headers
from aiurdesk.core.translation import tr
from aiurdesk.importers.authentication import (
    USER,
    ImportedAuthentication,
    authentication_of,
    jwt_values,
    read_oauth2,
    values_of,
)
from aiurdesk.importers.collection_reading import CollectionReading, ItemReading, file_row
from aiurdesk.importers.examples import headers_of, note_rest, status_of
from aiurdesk.importers.imported import (
    Entries,
    ImportedCollection,
    ImportedExample,
    ImportedFolder,
    ImportedRequest,
)
from aiurdesk.importers.json_document import JsonObject, read_object
from aiurdesk.importers.left_out import LeftOutKind
from aiurdesk.importers.request_parts import RequestParts, request_of, text_body

_TOP = "collections"
_VARIABLE = re.compile(r"<<\s*([^<>\s]+)\s*>>")
_IDENTITIES = ("v", "id", "_ref_id", "name")
_VALUES = {
    "basic": USER,
    "digest": USER,
    "bearer": {"token": "token"},
    "api-key": {"key": "key", "value": "value"},
    "aws-signature": {
        "accessKey": "accessKey",
        "secretKey": "secretKey",
        "region": "region",
        "serviceName": "service",
        "serviceToken": "sessionToken",
    },
}
_SCRIPTS = {
    member: tr("the {words} script.").format(words=words)
    for member, words in (("preRequestScript", "pre-request"), ("testScript", "test"))
}


def is_hoppscotch(text: str) -> bool:
    """Tell whether a text is a collection or environment of Hoppscotch."""
    if text.lstrip("\ufeff \t\r\n")[:1] not in ("{", "["):
        return False
    is_collection = '"folders"' in text and '"requests"' in text and '"name"' in text
    is_other = '"info"' in text or '"_postman' in text or '"clientName"' in text
    is_environment = '"variables"' in text and '"key"' in text and '"v"' in text
    return (is_collection or is_environment) and not is_other and '"order"' not in text


def parse_hoppscotch(text: str) -> ImportedCollection | Problem:
    """Return the requests, or the variables of environments."""
    whole = read_object(text, tr("The Hoppscotch export cannot be read: {error}."), _TOP)
    if isinstance(whole, Problem):
        return whole
    tops = whole.objects(_TOP) if _TOP in whole else [whole]
    reader = CollectionReading(lambda text: _VARIABLE.sub(r"{{\1}}", text))
    if not any("requests" in top or "folders" in top for top in tops):
        for top in tops:
            _add_environment(top, reader)
        reader.reading().note_unread(whole)
        return reader.collection(None)
    if len(tops) == 1:
        root = _folder(tops[0], reader.reading(tops[0].name("Hoppscotch")))
    else:
        root = ImportedFolder("Hoppscotch", _folders(tops, reader.reading()))
    reader.reading().note_rest(whole)
    return reader.collection(root)


def _add_environment(top: JsonObject, reader: CollectionReading) -> None:
    name = top.name("Hoppscotch")
    reading = reader.reading(name)
    top.skip(*_IDENTITIES)
    reader.add_environment(name, reading.listed_variables(top, "variables"))
    reading.note_unread(top)


def _folders(folders: list[JsonObject], above: ItemReading) -> Entries:
    """Return several collections, or the folders of one, without those that lie too deep."""
    made = []
    for folder in folders:
        reading = above.within(folder.name("Folder"))
        if reading.is_too_deep:
            reading.leave_out(folder, tr("the folder lies too deep."), LeftOutKind.REQUEST)
        else:
            made.append(_folder(folder, reading))
    return tuple(made)


def _folder(folder: JsonObject, reading: ItemReading) -> ImportedFolder:
    own = _authentication(folder, reading, is_shared=True).credential
    reading.collection.add_variables(reading.listed_variables(folder, "variables"), reading)
    notes = folder.text("description")
    rows = reading.rows(folder.objects("headers"), "Headers")
    requests = [_request(item, reading) for item in folder.objects("requests")]
    entries = (*_folders(folder.objects("folders"), reading), *requests)
    folder.skip(*_IDENTITIES)
    reading.note_scripts(folder, _SCRIPTS)
    reading.note_unread(folder)
    return ImportedFolder(reading.name, entries, own, sent_headers(rows), reading.notes(notes))


def _request(item: JsonObject, above: ItemReading) -> ImportedRequest:
    reading = above.within(item.name("Request"))
    auth = _authentication(item, reading, is_shared=False)
    parts = _parts(item, auth, reading)
    examples = tuple(_examples(item, reading))
    reading.note_scripts(item, _SCRIPTS)
    item.skip(*_IDENTITIES)
    request = request_of(parts, reading, item.pointer_to("headers"))
    reading.note_unread(item)
    return replace(request, examples=examples)


def _parts(item: JsonObject, auth: ImportedAuthentication, reading: ItemReading) -> RequestParts:
    # Older exports have the host and the path apart.
    typed = item.text("endpoint") or item.text("url") + item.text("path")
    query = reading.rows(item.objects("params"), "Query")
    address = reading.value(typed.strip(), item.pointer_to("endpoint"))
    headers = reading.rows(item.objects("headers"), "Headers")
    values = reading.rows(item.objects("requestVariables"), "Path")
    return RequestParts(
        method=item.text("method"),
        address=address,
        values=values,
        query=query,
        headers=headers,
        body=_body(item.inner("body"), reading),
        authentication=auth,
        notes=reading.notes(item.text("description")),
    )


def _examples(item: JsonObject, reading: ItemReading) -> Iterator[ImportedExample]:
    """Yield the responses that are kept with a request, each with what was sent for it."""
    responses = item.inner("responses")
    for key in responses.names():
        example = responses.inner(key)
        # A member that is no object is noted with the rest of the request.
        if not example.names():
            continue
        name = example.text("name").strip() or key
        sent, apart = (
            example.inner("originalRequest"),
            CollectionReading(reading.collection.rewrite),
        )
        request = None
        if sent.text("endpoint"):
            sent.skip("auth", *_IDENTITIES)
            parts = _parts(sent, ImportedAuthentication(), apart.reading(name))
            request = request_of(parts, apart.reading(name)).request
        yield ImportedExample(
            name,
            status_of(example.text("code")),
            example.text("status"),
            headers_of(example.objects("headers")),
            example.text("body"),
            request,
        )
        example.pass_over("v")
        note_rest(name, example, reading, apart)


def _authentication(
    item: JsonObject, reading: ItemReading, *, is_shared: bool
) -> ImportedAuthentication:
    auth = item.inner("auth")
    kind = auth.text("authType")
    if auth.is_false("authActive") and kind not in ("", "inherit"):
        kind = "none"
    values = values_of(auth, _VALUES.get(kind, {}), reading)
    if kind == "jwt":
        settings = {name: reading.value(auth.text(name), auth.pointer) for name in auth.names()}
        values = jwt_values(settings, reading, auth.pointer)
    if kind == "oauth-2":
        values = read_oauth2(auth.inner("grantTypeInfo"), reading)
    if kind == "api-key":
        is_query = "QUERY" in auth.text("addTo").upper().replace(" ", "_")
        values["in"] = "query" if is_query else "header"
    auth.take_unread()
    return authentication_of(kind, values, reading, auth.pointer, is_shared=is_shared)


def _body(body: JsonObject, reading: ItemReading) -> Body:
    kind = body.text("contentType")
    if kind == "multipart/form-data" and body.is_list("body"):
        rows = [row for entry in body.objects("body") for row in _form_rows(entry, reading)]
        body.skip("showIndividualContentType", "isBulkEditing")
        return MultipartBody(tuple(rows)) if rows else NoBody()
    text = reading.value(body.json("body"), body.pointer_to("body"))
    if kind == URLENCODED:
        rows = [_typed_row(line) for line in text.splitlines() if line.strip()]
        return FormBody(tuple(rows)) if rows else NoBody()
    return text_body(text, kind) if kind else NoBody()


def _typed_row(line: str) -> Row:
    # A line that is switched off begins with a number sign.
    name, _, value = line.strip().removeprefix("#").partition(":")
    return Row(name.strip(), value.strip(), not line.strip().startswith("#"))


def _form_rows(entry: JsonObject, reading: ItemReading) -> tuple[Row, ...]:
    if not entry.is_true("isFile"):
        entry.pass_over("contentType")
        return reading.rows((entry,), "Body")
    name, is_sent = entry.text("key"), not entry.is_off
    content_type = entry.text("contentType")
    entry.skip("value")
    reading.note(
        tr("the file of {name}, which the export does not name.").format(name=name),
        entry.pointer,
        LeftOutKind.FILE,
    )
    return (file_row(name, "", content_type, is_sent=is_sent),)
