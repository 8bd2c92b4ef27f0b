"""Collections and environments that Insomnia exported, as version 4 or 5, in JSON or YAML.

Source: exports of Insomnia 4 to 12; there is no published schema.
"""

import re

from aiurdesk.core.request.request import Header
from aiurdesk.core.request.rows import sent_headers
from aiurdesk.core.translation import tr
from aiurdesk.importers.collection_reading import DEEPEST, CollectionReading, rows_of, variables_of
from aiurdesk.importers.imported_collection import (
    ImportedCollection,
    ImportedEnvironment,
    ImportedFolder,
    NamedRequest,
)
from aiurdesk.importers.imported_request import ImportMistake
from aiurdesk.importers.insomnia_request import (
    NO_MEANING,
    flat_values,
    insomnia_text,
    note_scripts,
    read_authentication,
    read_request,
)
from aiurdesk.importers.item_reading import ItemReading
from aiurdesk.importers.json_document import JsonObject, NotAnObject, read_object
from aiurdesk.importers.yaml_document import read_yaml_object

_EXPORT = re.compile(r"__export_format\W{1,5}(\d+)")
_VERSION_5 = re.compile(r"^\W{0,9}type\W{1,5}([a-z]+)\.insomnia\.rest/5\.", re.MULTILINE)
_FOLDER, _REQUESTS = "request_group", frozenset({"request", "websocket_request"})


def is_insomnia(text: str) -> bool:
    """Tell whether a text is an export of Insomnia, of any version."""
    return bool(_EXPORT.search(text[:4_000]) or _VERSION_5.search(text[:4_000]))


def parse_insomnia(text: str) -> ImportedCollection | ImportMistake:
    """Return the requests and environments of an export."""
    text = text.lstrip("\ufeff")
    try:
        whole = read_object(text) if text.lstrip()[:1] == "{" else read_yaml_object(text)
    except NotAnObject as error:
        return ImportMistake(tr("The Insomnia export cannot be read: {error}.").format(error=error))
    if "__export_format" not in whole:
        return _Version5().collection(whole)
    version = whole.text("__export_format")
    if version not in ("3", "4"):
        return ImportMistake(
            tr(
                "This is an Insomnia export of version {version}. Import it into "
                "Insomnia, and export it from there as version 5."
            ).format(version=version)
        )
    if not whole.is_list("resources"):
        return ImportMistake(tr("The Insomnia export has no list of resources."))
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
        notes = _description(spaces[0]) if len(spaces) == 1 else ""
        if len(spaces) == 1:
            others += self._within.get(spaces[0].text("_id"), [])
            self._pass_over(spaces[0])
            entries = self._entries(others, (), None)
        else:
            entries = self._entries([*spaces, *others], (), None)
        self._note_rest()
        return self._reader.collection(ImportedFolder(name or "Insomnia", entries, notes=notes))

    def _entries(
        self, resources: list[JsonObject], path: tuple[str, ...], above: str | None
    ) -> tuple[NamedRequest | ImportedFolder, ...]:
        entries: list[NamedRequest | ImportedFolder] = []
        for resource in sorted(resources, key=_sort_key):
            kind, name = resource.text("_type"), resource.text("name").strip() or "Request"
            inner = (*path, name)
            if kind in _REQUESTS:
                entries.append(read_request(resource, inner, self._reader, above))
                self._pass_over(resource)
            elif kind in (_FOLDER, "workspace") and len(inner) <= DEEPEST:
                entries.append(self._folder(resource, inner, above))
            elif kind == "environment":
                self._environment(resource, is_base=True)
        return tuple(entries)

    def _folder(
        self, resource: JsonObject, path: tuple[str, ...], above: str | None
    ) -> ImportedFolder:
        own = _folder_settings(resource, path, self._reader, above)
        headers = _headers(resource, self._reader.reading(*path))
        within = self._within.pop(resource.text("_id"), [])
        entries = self._entries(within, path, above if own is None else own)
        self._pass_over(resource)
        return ImportedFolder(path[-1], entries, own, headers, _description(resource))

    def _environment(self, resource: JsonObject, *, is_base: bool) -> None:
        name = resource.text("name").strip() or "Environment"
        reading = self._reader.reading(name)
        values = flat_values(resource.inner("data"))
        variables = tuple(variables_of(values, reading, resource.pointer_to("data")))
        if is_base:
            self._reader.add_variables(variables, reading)
        else:
            self._reader.add_environment(name, variables)
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
        self._reader.reading("").note_unread(self._whole)
        self._reader.reading("").note_repeated(self._whole)


class _Version5:
    """Reads folders with what lies in them."""

    def __init__(self) -> None:
        self._reader = CollectionReading(insomnia_text)

    def collection(self, whole: JsonObject) -> ImportedCollection | ImportMistake:
        """Return everything."""
        kind = whole.text("type").partition(".")[0]
        name = whole.text("name").strip() or "Insomnia"
        has_environments = "environments" in whole or kind == "environment"
        if not whole.is_list("collection") and not has_environments:
            return ImportMistake(
                tr("This {kind} of Insomnia holds no requests to import.").format(kind=kind)
            )
        reading = self._reader.reading(name)
        entries = self._entries(whole, "collection", (), None)
        self._environments(whole.inner("environments"))
        notes = _description(whole)
        whole.skip("schema_version", *NO_MEANING)
        jar = whole.inner("cookieJar")
        if not jar.count("cookies"):
            whole.skip("cookieJar")
            jar.take_unread()
        reading.note_unread(whole)
        reading.note_repeated(whole)
        if not whole.is_list("collection"):
            return self._environments_only()
        return self._reader.collection(ImportedFolder(name, entries, notes=notes))

    def _environments_only(self) -> ImportedCollection:
        made = self._reader.collection(None)
        # The variables of a collection have no place where there is none.
        base = ImportedEnvironment(tr("Base Environment"), made.variables)
        return ImportedCollection(None, (), (base, *made.environments), made.left_out)

    def _entries(
        self, holder: JsonObject, member: str, path: tuple[str, ...], above: str | None
    ) -> tuple[NamedRequest | ImportedFolder, ...]:
        entries: list[NamedRequest | ImportedFolder] = []
        for item in holder.objects(member):
            inner = (*path, item.text("name").strip() or "Request")
            reading = self._reader.reading(*inner)
            if "children" in item and len(inner) > DEEPEST:
                reading.note(tr("the folder lies too deep."), item.pointer)
                item.take_unread()
                continue
            if "protoMethodName" in item or "protoFileId" in item:
                reading.note(tr("the request of gRPC."), item.pointer)
                item.take_unread()
                continue
            if "children" in item or "url" not in item and "method" not in item:
                own = _folder_settings(item, inner, self._reader, above)
                within = self._entries(item, "children", inner, above if own is None else own)
                headers, notes = _headers(item, reading), _description(item)
                entries.append(ImportedFolder(inner[-1], within, own, headers, notes))
            else:
                entries.append(read_request(item, inner, self._reader, above))
            item.skip(*NO_MEANING)
            reading.note_unread(item)
        return tuple(entries)

    def _environments(self, base: JsonObject) -> None:
        base.skip(*NO_MEANING)
        reading = self._reader.reading(base.text("name") or tr("Base Environment"))
        values = flat_values(base.inner("data"))
        self._reader.add_variables(variables_of(values, reading, base.pointer_to("data")), reading)
        for inner in base.objects("subEnvironments"):
            name = inner.text("name").strip() or "Environment"
            inner.skip(*NO_MEANING)
            own = flat_values(inner.inner("data"))
            within = self._reader.reading(name)
            self._reader.add_environment(name, variables_of(own, within, inner.pointer_to("data")))


def _folder_settings(
    holder: JsonObject, path: tuple[str, ...], reader: CollectionReading, above: str | None
) -> str | None:
    """Return the credential of a folder; its variables become the collection's."""
    reading = reader.reading(*path)
    values = flat_values(holder.inner("environment"))
    reader.add_variables(variables_of(values, reading, holder.pointer_to("environment")), reading)
    note_scripts((holder, holder.inner("scripts")), reading)
    return read_authentication(holder, reading, reader, above, is_shared=True).credential


def _headers(holder: JsonObject, reading: ItemReading) -> tuple[Header, ...]:
    return sent_headers(rows_of(holder.objects("headers"), "Headers", reading))


def _description(holder: JsonObject) -> str:
    return (holder.text("description") or holder.inner("meta").text("description")).strip()


def _sort_key(resource: JsonObject) -> float:
    try:
        return float(resource.text("metaSortKey"))
    except ValueError:
        return 0.0
