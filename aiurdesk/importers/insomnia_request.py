"""One request of Insomnia, and the texts in it, which are templates."""

import re
from collections.abc import Iterable

from aiurdesk.core.request.graphql_text import graphql_body
from aiurdesk.core.request.request import Body, FileBody, FormBody, MultipartBody, NoBody, Row
from aiurdesk.core.translation import tr
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
    request_of,
    text_body,
    with_query,
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
    "preRequestScript": tr("pre-request script"),
    "afterResponseScript": tr("test script"),
    "preRequest": tr("pre-request script"),
    "afterResponse": tr("test script"),
}


def insomnia_text(text: str) -> str:
    """Return a template of Insomnia with variables as they are written here."""
    if "{" not in text:
        return text
    text = _VARIABLE.sub(lambda match: "{{" + (match[1] or match[2]) + "}}", text)
    return _TAG.sub(_dynamic, text) if "{%" in text else text


def _dynamic(match: re.Match[str]) -> str:
    tag, rest = match[1], match[2]
    if tag == "uuid":
        return "{{$uuid}}"
    if tag in ("now", "timestamp"):
        return "{{$isoTimestamp}}" if "iso" in rest or not rest.strip() else match[0]
    return match[0]


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


def read_request(
    item: JsonObject, path: tuple[str, ...], reader: CollectionReading, above: str | None
) -> NamedRequest:
    """Return a request; who calls it notes what is left of the item.

    Args:
        item: What Insomnia says of it.
        path: Its name and those of the folders that it lies in.
        reader: Takes what cannot be carried over.
        above: The credential of the folder.
    """
    reading = reader.reading(*path)
    description = item.text("description") or item.inner("meta").text("description")
    note_scripts((item, item.inner("scripts")), reading)
    auth = read_authentication(item, reading, reader, above, is_shared=False)
    headers = rows_of(item.objects("headers"), "Headers", reading)
    url = reading.value(item.text("url").strip(), item.pointer_to("url"))
    query = rows_of(item.objects("parameters"), "Query", reading)
    address, off = with_query(complete_address(url), query)
    values = rows_of(item.objects("pathParameters"), "Path", reading)
    body = _body(item.inner("body"), headers, reading)
    parts = RequestParts(
        method=item.text("method"),
        address=address,
        values=tuple((row.name, row.value) for row in values),
        off=off,
        headers=headers,
        body=body,
        authentication=auth,
        notes=reading.notes(description),
    )
    request = request_of(parts, reading, item.pointer_to("headers"))
    for text in (address, *(str(row.value) for row in headers)):
        if "{%" in text:
            reading.note(
                tr("a template tag of Insomnia. Write a value or a variable."), item.pointer
            )
    return NamedRequest(path[-1], request)


def note_scripts(holders: Iterable[JsonObject], reading: ItemReading) -> None:
    """Note the scripts of a request or folder; earlier versions have them beside the rest."""
    for holder in holders:
        for member, words in _SCRIPTS.items():
            if holder.text(member).strip():
                reading.note(f"the {words}.", holder.pointer_to(member))


_VALUES = {
    "basic": ("username", "password"),
    "digest": ("username", "password"),
    "bearer": ("token", "prefix"),
    "iam": ("accessKeyId", "secretAccessKey", "sessionToken", "region", "service"),
}
_KEY_NAMES = {"accessKeyId": "accessKey", "secretAccessKey": "secretKey"}


def read_authentication(
    item: JsonObject,
    reading: ItemReading,
    reader: CollectionReading,
    above: str | None,
    *,
    is_shared: bool,
) -> Authentication:
    """Return how a request or folder authenticates; arguments as in ``read_request``."""
    auth = item.inner("authentication")
    kind = auth.text("type")
    auth.skip("useISO88591")
    if auth.is_true("disabled"):
        kind = "none"
    holder = Holder(above, is_shared, auth.pointer)
    values = {
        _KEY_NAMES.get(name, name): reading.value(auth.text(name), auth.pointer)
        for name in _VALUES.get(kind, ())
        if name in auth
    }
    kind = "aws" if kind == "iam" else kind
    if kind == "apikey":
        where = {"queryParams": "query", "cookie": "cookie"}.get(auth.text("addTo"), "header")
        value = reading.value(auth.text("value"), auth.pointer)
        values = {"key": auth.text("key"), "value": value, "in": where}
    if kind == "oauth2":
        values = read_oauth2(auth, reading)
    auth.take_unread()
    if values.get("prefix", "Bearer") in ("", "Bearer"):
        values.pop("prefix", None)
    return reader.authentications.of(kind, values, holder, reading)


def _body(body: JsonObject, headers: tuple[Row, ...], reading: ItemReading) -> Body:
    kind = body.text("mimeType")
    plain = kind.partition(";")[0].strip().casefold()
    params = body.objects("params")
    if plain == "application/octet-stream" and body.text("fileName"):
        return FileBody(body.text("fileName"))
    if plain.startswith("multipart/"):
        return MultipartBody(tuple(_form_row(entry, reading) for entry in params))
    if plain == "application/x-www-form-urlencoded" and params:
        return FormBody(rows_of(params, "Body", reading))
    text = reading.value(body.text("text"), body.pointer_to("text"))
    if "{%" in text:
        reading.note(tr("a template tag of Insomnia. Write a value or a variable."), body.pointer)
    # A document of GraphQL is kept as the JSON that is sent.
    if plain == "application/graphql":
        return graphql_body(text) or text_body(text, "application/json")
    return text_body(text, kind or content_type_of(headers)) if text else NoBody()


def _form_row(entry: JsonObject, reading: ItemReading) -> Row:
    if entry.text("type") != "file":
        entry.pass_over("fileName")
        (row,) = rows_of((entry,), "Body", reading)
        return row
    reading.describe("Body", entry.text("name"), entry)
    entry.pass_over("id", "value")
    path = entry.text("fileName")
    return file_row(entry.text("name"), path, is_sent=not is_off(entry))
