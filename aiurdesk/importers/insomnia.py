"""Collections and environments that Insomnia exported, as version 4 or 5, in JSON or YAML.

Source: exports of Insomnia 4 to 12; there is no published schema.
"""

import re

from aiurdesk.core.preparing.wire_body import JSON, URLENCODED
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.graphql_text import graphql_body
from aiurdesk.core.request.request import (
    Body,
    FileBody,
    FormBody,
    Header,
    MultipartBody,
    NoBody,
    Row,
)
from aiurdesk.core.request.rows import sent_headers
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
from aiurdesk.importers.imported import (
    Entries,
    ImportedCollection,
    ImportedEnvironment,
    ImportedFolder,
    ImportedRequest,
)
from aiurdesk.importers.json_document import JsonObject, read_object, read_yaml
from aiurdesk.importers.left_out import LeftOutKind
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
) -> ImportedAuthentication:
    """Return how a request or folder authenticates."""
    auth = item.inner("authentication")
    kind = "none" if auth.is_true("disabled") else auth.text("type")
    names = _VALUES.get(kind, {})
    values = values_of(auth, {n: here for n, here in names.items() if n in auth}, reading)
    if kind == "apikey":
        where = {"queryParams": "query", "cookie": "cookie"}.get(auth.text("addTo"), "header")
        value = reading.value(auth.text("value"), auth.pointer)
        values = {"key": auth.text("key"), "value": value, "in": where}
    if kind == "oauth1":
        values = read_oauth1(auth, reading)
    if kind == "oauth2":
        values = read_oauth2(auth, reading)
    auth.take_unread()
    return authentication_of(kind, values, reading, auth.pointer, is_shared=is_shared)


def _note_tags(reading: ItemReading, holder: JsonObject, *texts: str) -> None:
    if any("{%" in text for text in texts):
        reading.note(
            tr("a template tag of Insomnia."),
            holder.pointer,
            LeftOutKind.VARIABLE,
            tr("Write a value or a variable."),
        )


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


_EXPORT = re.compile(r"__export_format\W{1,5}(\d+)")
_VERSION_5 = re.compile(r"^\W{0,9}type\W{1,5}([a-z]+)\.insomnia\.rest/5\.", re.MULTILINE)
_FOLDER, _REQUESTS = "request_group", frozenset({"request", "websocket_request"})


def is_insomnia(text: str) -> bool:
    """Tell whether a text is an export of Insomnia, of any version."""
    return bool(_EXPORT.search(text[:4_000]) or _VERSION_5.search(text[:4_000]))


def parse_insomnia(text: str) -> ImportedCollection | Problem:
    """Return the requests and environments of an export."""
    words = tr("The Insomnia export cannot be read: {error}.")
    is_json = text.lstrip("\ufeff \t\r\n")[:1] == "{"
    read = read_object(text, words) if is_json else read_yaml(text, words)
    if isinstance(read, Problem):
        return read
    whole = read if isinstance(read, JsonObject) else JsonObject(read)
    if "__export_format" not in whole:
        return _version_5(whole)
    version = whole.text("__export_format")
    if version not in ("3", "4"):
        return Problem(
            tr(
                "This is an Insomnia export of version {version}. Import it into "
                "Insomnia, and export it from there as version 5."
            ).format(version=version)
        )
    if not whole.is_list("resources"):
        return Problem(tr("The Insomnia export has no list of resources."))
    return _Version4(whole).collection()


class _Version4:
    """Reads a flat list of things that name what they lie in."""

    def __init__(self, whole: JsonObject) -> None:
        self._whole = whole
        self._reader = CollectionReading(insomnia_text)
        self._resources = whole.objects("resources")
        self._within: dict[str, list[JsonObject]] = {}
        for resource in self._resources:
            self._within.setdefault(resource.text("parentId"), []).append(resource)
        self._read: set[str] = set()

    def collection(self) -> ImportedCollection:
        """Return everything; several workspaces become folders."""
        names = {resource.text("_id") for resource in self._resources}
        # What lies in something that was not exported is at the top.
        top = [r for r in self._resources if r.text("parentId") not in names]
        spaces = [resource for resource in top if resource.text("_type") == "workspace"]
        others = [resource for resource in top if resource.text("_type") != "workspace"]
        name = spaces[0].text("name") if spaces else "Insomnia"
        notes = ""
        if len(spaces) == 1:
            notes = description_of(spaces[0]).strip()
            others += self._within.get(spaces[0].text("_id"), [])
            self._pass_over(spaces.pop())
        reading = self._reader.reading()
        entries = self._entries([*spaces, *others], reading)
        self._note_rest()
        reading.note_rest(self._whole)
        return self._reader.collection(ImportedFolder(name or "Insomnia", entries, notes=notes))

    def _entries(self, resources: list[JsonObject], above: ItemReading) -> Entries:
        entries: list[ImportedRequest | ImportedFolder] = []
        for resource in sorted(resources, key=lambda item: item.number("metaSortKey", 0.0)):
            kind, reading = resource.text("_type"), above.within(resource.name("Request"))
            if kind in _REQUESTS:
                entries.append(read_request(resource, reading))
                self._pass_over(resource)
            elif kind in (_FOLDER, "workspace") and not reading.is_too_deep:
                own, headers = _folder_settings(resource, reading)
                within = self._within.pop(resource.text("_id"), [])
                inner = self._entries(within, reading)
                self._pass_over(resource)
                notes = description_of(resource).strip()
                entries.append(ImportedFolder(reading.name, inner, own, headers, notes))
            elif kind == "environment":
                self._environment(resource, is_base=True)
        return tuple(entries)

    def _environment(self, resource: JsonObject, *, is_base: bool) -> None:
        _add_environment(resource, resource.name("Environment"), self._reader, is_base=is_base)
        self._pass_over(resource)
        for inner in self._within.pop(resource.text("_id"), []):
            if inner.text("_type") == "environment":
                self._environment(inner, is_base=False)

    def _pass_over(self, resource: JsonObject) -> None:
        self._read.add(resource.text("_id"))
        resource.skip(*NO_MEANING)
        self._reader.reading(resource.text("name")).note_unread(resource)

    def _note_rest(self) -> None:
        """Note the things of other kinds, such as tests and cookie jars."""
        self._whole.skip("_type", "__export_date", "__export_source")
        for resource in self._resources:
            if resource.text("_id") in self._read:
                continue
            kind, name = resource.text("_type").replace("_", " "), resource.text("name")
            if kind != "cookie jar" or resource.count("cookies"):
                self._reader.reading(name).note(f"the {kind or 'thing'}.", resource.pointer)
            resource.take_unread()


def _version_5(whole: JsonObject) -> ImportedCollection | Problem:
    """Return folders with what lies in them."""
    kind = whole.text("type").partition(".")[0]
    has_environments = "environments" in whole or kind == "environment"
    has_requests = whole.is_list("collection")
    if not has_requests and not has_environments:
        return Problem(tr("This {kind} of Insomnia holds no requests to import.").format(kind=kind))
    reader = CollectionReading(insomnia_text)
    reading = reader.reading(whole.name("Insomnia"))
    entries = _entries(whole, "collection", reading)
    base = whole.inner("environments")
    base.skip(*NO_MEANING)
    title = base.text("name") or tr("Base Environment")
    _add_environment(base, title, reader, is_base=True)
    for inner in base.objects("subEnvironments"):
        inner.skip(*NO_MEANING)
        _add_environment(inner, inner.name("Environment"), reader, is_base=False)
    notes = description_of(whole).strip()
    whole.skip("schema_version", *NO_MEANING)
    jar = whole.inner("cookieJar")
    if not jar.count("cookies"):
        whole.skip("cookieJar")
        jar.take_unread()
    reading.note_rest(whole)
    if has_requests:
        return reader.collection(ImportedFolder(reading.name, entries, notes=notes))
    made = reader.collection(None)
    # A collection's variables need a collection.
    environment = ImportedEnvironment(tr("Base Environment"), made.variables)
    return ImportedCollection(None, (), (environment, *made.environments), made.left_out)


def _entries(holder: JsonObject, member: str, above: ItemReading) -> Entries:
    entries: list[ImportedRequest | ImportedFolder] = []
    for item in holder.objects(member):
        reading = above.within(item.name("Request"))
        if "children" in item and reading.is_too_deep:
            reading.leave_out(item, tr("the folder lies too deep."), LeftOutKind.REQUEST)
            continue
        if "protoMethodName" in item or "protoFileId" in item:
            reading.leave_out(item, tr("the request of gRPC."), LeftOutKind.REQUEST)
            continue
        if "children" in item or "url" not in item and "method" not in item:
            own, headers = _folder_settings(item, reading)
            within = _entries(item, "children", reading)
            notes = description_of(item).strip()
            entries.append(ImportedFolder(reading.name, within, own, headers, notes))
        else:
            entries.append(read_request(item, reading))
        item.skip(*NO_MEANING)
        reading.note_unread(item)
    return tuple(entries)


def _add_environment(
    holder: JsonObject, name: str, reader: CollectionReading, *, is_base: bool
) -> None:
    """Add an environment; the variables of the base are the collection's."""
    reading = reader.reading(name)
    values = flat_values(holder.inner("data"))
    variables = reading.variables(values, holder.pointer_to("data"))
    if is_base:
        reader.add_variables(variables, reading)
    else:
        reader.add_environment(name, variables)


def _folder_settings(
    holder: JsonObject, reading: ItemReading
) -> tuple[str | None, tuple[Header, ...]]:
    """Return credential and headers of a folder; its variables become the collection's."""
    values = flat_values(holder.inner("environment"))
    variables = reading.variables(values, holder.pointer_to("environment"))
    reading.collection.add_variables(variables, reading)
    note_scripts(holder, reading)
    own = read_authentication(holder, reading, is_shared=True).credential
    return own, sent_headers(reading.rows(holder.objects("headers"), "Headers"))
