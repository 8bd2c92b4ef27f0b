"""One request of Insomnia, and the texts in it, which are templates."""

import re

from aiurdesk.core.preparing.wire_body import JSON, URLENCODED
from aiurdesk.core.request.graphql_text import graphql_body
from aiurdesk.core.request.request import Body, FileBody, FormBody, MultipartBody, NoBody, Row
from aiurdesk.core.translation import tr
from aiurdesk.importers.authentication import USER, Authentication, authentication_of, values_of
from aiurdesk.importers.collection_reading import ItemReading, file_row
from aiurdesk.importers.imported import ImportedRequest
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.oauth2 import read_oauth2
from aiurdesk.importers.request_parts import (
    RequestParts,
    content_type_of,
    media_type,
    request_of,
    text_body,
)

NO_MEANING = (
    "_id", "id", "_type", "parentId", "created", "modified", "metaSortKey", "isPrivate", "meta",
    "settingStoreCookies", "settingSendCookies", "settingDisableRenderRequestBody",
    "settingEncodeUrl", "settingRebuildPath", "settingFollowRedirects", "dataPropertyOrder",
    "environmentPropertyOrder", "environmentType", "color", "scope", "settings", "name", "type",
    "kvPairData", "gitSyncId", "description", "segmentParams",
)  # fmt: skip
"""Members that say which thing of Insomnia this is, or that were read under another name."""
_VARIABLE = re.compile(
    r"\{\{\s*(?:_\.)?([A-Za-z_][\w.-]*)\s*\}\}|\{\{\s*_\[['\"]([^'\"]+)['\"]\]\s*\}\}"
)
_TAG = re.compile(r"\{%-?\s*+(\w++)\s*+([^%]*+)%\}")
_SCRIPTS = {
    "preRequestScript": tr("the pre-request script."),
    "afterResponseScript": tr("the test script."),
    "preRequest": tr("the pre-request script."),
    "afterResponse": tr("the test script."),
}
_VALUES = {
    "basic": USER,
    "digest": USER,
    "bearer": {"token": "token", "prefix": "prefix"},
    "iam": {
        "accessKeyId": "accessKey",
        "secretAccessKey": "secretKey",
        "sessionToken": "sessionToken",
        "region": "region",
        "service": "service",
    },
}


def insomnia_text(text: str) -> str:
    """Return a template of Insomnia with variables as they are written here."""
    if "{" not in text:
        return text
    text = _VARIABLE.sub(lambda match: "{{" + (match[1] or match[2]) + "}}", text)
    return _TAG.sub(_dynamic, text) if "{%" in text else text


def _dynamic(match: re.Match[str]) -> str:
    tag, rest = match[1], match[2]
    if tag in ("now", "timestamp") and ("iso" in rest or not rest.strip()):
        return "{{$isoTimestamp}}"
    return "{{$uuid}}" if tag == "uuid" else match[0]


def flat_values(holder: JsonObject, start: str = "") -> dict[str, str]:
    """Return the values of an environment; those within objects get a name with dots."""
    values: dict[str, str] = {}
    for name in holder.names():
        inner = holder.inner(name)
        if inner.names():
            values |= flat_values(inner, f"{start}{name}.")
        else:
            values[f"{start}{name}"] = holder.json(name)
    return values


def read_request(item: JsonObject, reading: ItemReading) -> ImportedRequest:
    """Return a request; who calls it notes what is left of the item."""
    notes = description_of(item)
    note_scripts(item, reading)
    auth = read_authentication(item, reading, is_shared=False)
    headers = reading.rows(item.objects("headers"), "Headers")
    address = reading.member(item, "url").strip()
    request_parts = RequestParts(
        method=item.text("method"),
        address=address,
        query=reading.rows(item.objects("parameters"), "Query"),
        values=reading.rows(item.objects("pathParameters"), "Path"),
        headers=headers,
        body=_body(item.inner("body"), content_type_of(headers), reading),
        authentication=auth,
        notes=reading.notes(notes),
    )
    made = request_of(request_parts, reading, item.pointer_to("headers"))
    sent = (
        text for row in request_parts.query if row.is_sent for text in (row.name, str(row.value))
    )
    _note_tags(reading, item, address, *sent, *(str(row.value) for row in headers))
    return made


def description_of(holder: JsonObject) -> str:
    """Return the description of a request or folder; version 5 has it elsewhere."""
    return holder.text("description") or holder.inner("meta").text("description")


def note_scripts(holder: JsonObject, reading: ItemReading) -> None:
    """Note the scripts of a request or folder; earlier versions have them beside the rest."""
    reading.note_scripts(holder, _SCRIPTS)
    reading.note_scripts(holder.inner("scripts"), _SCRIPTS)


def read_authentication(
    item: JsonObject, reading: ItemReading, *, is_shared: bool
) -> Authentication:
    """Return how a request or folder authenticates."""
    auth = item.inner("authentication")
    kind = "none" if auth.is_true("disabled") else auth.text("type")
    names = _VALUES.get(kind, {})
    values = values_of(auth, {n: here for n, here in names.items() if n in auth}, reading)
    if kind == "apikey":
        where = {"queryParams": "query", "cookie": "cookie"}.get(auth.text("addTo"), "header")
        value = reading.value(auth.text("value"), auth.pointer)
        values = {"key": auth.text("key"), "value": value, "in": where}
    if kind == "oauth2":
        values = read_oauth2(auth, reading)
    auth.take_unread()
    return authentication_of(kind, values, reading, auth.pointer, is_shared=is_shared)


def _note_tags(reading: ItemReading, holder: JsonObject, *texts: str) -> None:
    if any("{%" in text for text in texts):
        reading.note(tr("a template tag of Insomnia. Write a value or a variable."), holder.pointer)


def _body(body: JsonObject, content_type: str, reading: ItemReading) -> Body:
    kind = body.text("mimeType")
    plain = media_type(kind)
    params = body.objects("params")
    if plain == "application/octet-stream" and body.text("fileName"):
        return FileBody(body.text("fileName"))
    if plain.startswith("multipart/"):
        return MultipartBody(tuple(_form_row(entry, reading) for entry in params))
    if plain == URLENCODED and params:
        return FormBody(reading.rows(params, "Body"))
    text = reading.member(body, "text")
    _note_tags(reading, body, text)
    # A document of GraphQL is kept as the JSON that is sent.
    if plain == "application/graphql":
        return graphql_body(text) or text_body(text, JSON)
    return text_body(text, kind or content_type) if text else NoBody()


def _form_row(entry: JsonObject, reading: ItemReading) -> Row:
    if entry.text("type") != "file":
        entry.pass_over("fileName")
        (row,) = reading.rows((entry,), "Body")
        return row
    reading.describe("Body", entry.text("name"), entry)
    entry.pass_over("id", "value")
    path = entry.text("fileName")
    return file_row(entry.text("name"), path, is_sent=not entry.is_off)
