"""Collections of Bruno: a folder of ``.bru`` files, one of these files, or an export as JSON.

Source: usebruno/bruno, packages/bruno-schema (records), docs.usebruno.com/bru-lang (files).
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from aiurdesk.core.request.request import Header
from aiurdesk.core.request.rows import sent_headers
from aiurdesk.core.translation import tr
from aiurdesk.importers.bru_record import environment_record, record_of
from aiurdesk.importers.bru_text import BruMistake
from aiurdesk.importers.bruno_request import (
    bruno_text,
    note_scripts,
    read_bruno_auth,
    read_bruno_request,
)
from aiurdesk.importers.collection_reading import (
    DEEPEST,
    CollectionReading,
    enabled_variables,
    rows_of,
)
from aiurdesk.importers.imported_collection import (
    ImportedCollection,
    ImportedFolder,
    NamedRequest,
)
from aiurdesk.importers.imported_request import ImportMistake
from aiurdesk.importers.json_document import JsonObject, NotAnObject, read_object

_OF_COLLECTION = "bruno.json"
_OF_FOLDER = frozenset({"folder.bru", "collection.bru"})
_IDENTITIES = (
    "uid", "version", "type", "seq", "filename", "pathname", "collapsed", "exportedAt",
    "exportedUsing", "brunoConfig", "activeEnvironmentUid", "environmentPath", "tags", "name",
)  # fmt: skip


def is_bruno(text: str) -> bool:
    """Tell whether a text is a file of Bruno, or an export of it."""
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("meta {"):
        return True
    if start[:1] != "{" or '"info"' in text[:2_000] or '"_type"' in text[:2_000]:
        return False
    return (
        '"items"' in text and '"version"' in text and ('"brunoConfig"' in text or '"seq"' in text)
    )


def parse_bruno(text: str) -> ImportedCollection | ImportMistake:
    """Return the request of a file, or the requests of an export."""
    try:
        if text.lstrip("\ufeff \t\r\n")[:1] == "{":
            return _Reading().collection(read_object(text.lstrip("\ufeff")))
        record = record_of(text)
    except (NotAnObject, BruMistake) as error:
        return ImportMistake(tr("The Bruno file cannot be read: {error}.").format(error=error))
    return _Reading().collection(JsonObject({"name": "Bruno", "items": [record]}))


def read_record(record: dict[str, Any]) -> ImportedCollection | ImportMistake:
    """Return the requests of a record as Bruno exports it."""
    return _Reading().collection(JsonObject(record))


def is_bruno_folder(files: Mapping[str, str]) -> bool:
    """Tell whether a folder is a collection of Bruno."""
    return _OF_COLLECTION in files or any(path.endswith(".bru") for path in files)


def parse_bruno_folder(files: Mapping[str, str]) -> ImportedCollection | ImportMistake:
    """Return the requests and environments of a folder.

    Args:
        files: Their paths within the folder, with slashes, and texts.
    """
    reading = _Reading()
    tree: dict[str, Any] = {"name": "Bruno", "items": [], "environments": []}
    try:
        if _OF_COLLECTION in files:
            own = read_object(files[_OF_COLLECTION])
            tree["name"] = own.text("name")
            own.skip("version", "type", "ignore", "presets", "size", "filesCount")
            reading.note_rest(own, _OF_COLLECTION)
    except NotAnObject as error:
        return ImportMistake(f"{_OF_COLLECTION}: {error}.")
    for path, text in sorted(files.items()):
        if path.endswith(".bru"):
            try:
                _add(tree, path, text)
            except BruMistake as error:
                reading.note(path, tr("the file. It cannot be read: {error}.").format(error=error))
    return reading.collection(JsonObject(tree))


def _add(tree: dict[str, Any], path: str, text: str) -> None:
    """Add a file to the record of the collection."""
    *folders, file = path.split("/")
    if folders and folders[-1] == "environments" and not text.lstrip().startswith("meta"):
        # A collection may lie in another one.
        name = " ".join((*folders[:-1], file.removesuffix(".bru")))
        tree["environments"].append(environment_record(text, name))
        return
    holder = tree
    for folder in folders:
        inner = next((i for i in holder["items"] if i.get("folder") == folder), None)
        if inner is None:
            inner = {"type": "folder", "name": folder, "folder": folder, "items": []}
            holder["items"].append(inner)
        holder = inner
    record = record_of(text)
    if file in _OF_FOLDER:
        holder["root"] = record
        if folders:
            holder["seq"] = record.get("seq", "")
            holder["name"] = record.get("name") or holder["name"]
    else:
        holder["items"].append({"name": file.removesuffix(".bru"), **record})


class _Reading:
    """Reads the record of a collection."""

    def __init__(self) -> None:
        self._reader = CollectionReading(bruno_text)

    def note(self, title: str, words: str) -> None:
        """Note something that was left out."""
        self._reader.reading(title).note(words, "")

    def note_rest(self, holder: JsonObject, title: str) -> None:
        """Note all that nothing has read of an object."""
        self._reader.reading(title).note_unread(holder)

    def collection(self, whole: JsonObject) -> ImportedCollection | ImportMistake:
        """Return the whole collection."""
        if not whole.is_list("items"):
            return ImportMistake(tr("The Bruno collection has no list of requests."))
        name = whole.text("name").strip() or "Bruno"
        reading = self._reader.reading(name)
        own = self._settings(whole, (name,), None)
        entries = self._entries(whole, (), own.credential)
        for environment in whole.objects("environments"):
            title = environment.text("name").strip() or "Environment"
            within = self._reader.reading(title)
            source = environment.pointer_to("variables")
            variables = enabled_variables(environment.objects("variables"), within, source)
            self._reader.add_environment(title, variables)
            environment.skip("uid", "color")
            within.note_unread(environment)
        whole.skip(*_IDENTITIES)
        reading.note_unread(whole)
        reading.note_repeated(whole)
        return self._reader.collection(
            ImportedFolder(name, entries, own.credential, own.headers, own.notes)
        )

    def _entries(
        self, holder: JsonObject, path: tuple[str, ...], above: str | None
    ) -> tuple[NamedRequest | ImportedFolder, ...]:
        entries: list[NamedRequest | ImportedFolder] = []
        for item in sorted(holder.objects("items"), key=_sort_key):
            name = item.text("name").strip() or "Request"
            inner = (*path, name)
            reading = self._reader.reading(*inner)
            kind = item.text("type")
            item.skip("folder", *_IDENTITIES)
            if len(inner) > DEEPEST:
                reading.note(tr("the folder lies too deep."), item.pointer)
                item.take_unread()
            elif "items" in item or kind == "folder":
                own = self._settings(item, inner, above)
                credential = above if own.credential is None else own.credential
                within = self._entries(item, inner, credential)
                entries.append(ImportedFolder(name, within, own.credential, own.headers, own.notes))
            elif kind in ("js", "grpc", "grpc-request") or "request" not in item:
                reading.note(
                    tr("the request of the kind {value}.").format(value=kind or "unknown"),
                    item.pointer,
                )
                item.take_unread()
            else:
                entries.append(read_bruno_request(item, inner, self._reader, above))
            reading.note_unread(item)
        return tuple(entries)

    def _settings(
        self, holder: JsonObject, path: tuple[str, ...], above: str | None
    ) -> "_Settings":
        """Return what a folder gives its requests, and note the rest of it."""
        reading = self._reader.reading(*path)
        root = holder.inner("root")
        request = root.inner("request")
        root.inner("meta").skip("name", "seq", "type")
        root.skip(*_IDENTITIES)
        variables = request.inner("vars")
        source = variables.pointer_to("req")
        rows = enabled_variables(variables.objects("req"), reading, source)
        self._reader.add_variables(rows, reading)
        headers = rows_of(request.objects("headers"), "Headers", reading)
        note_scripts(request, reading)
        notes = reading.notes(request.text("docs") or root.text("docs"))
        auth = read_bruno_auth(request, reading, self._reader, above, is_shared=True)
        return _Settings(auth.credential, sent_headers(headers), notes)


class _Settings(msgspec.Struct, frozen=True):
    """What a folder gives its requests."""

    credential: str | None
    headers: tuple[Header, ...]
    notes: str


def _sort_key(item: JsonObject) -> tuple[bool, float, str]:
    # As in Bruno: folders come first.
    try:
        number = float(item.text("seq"))
    except ValueError:
        number = float("inf")
    return "items" not in item, number, item.text("name")
