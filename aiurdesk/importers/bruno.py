"""Collections of Bruno: a folder of ``.bru`` files, one of these files, or an export as JSON.

Source: usebruno/bruno, packages/bruno-schema (records), docs.usebruno.com/bru-lang (files).
"""

import re
from collections.abc import Mapping
from typing import Any

from aiurdesk.core.problem import Problem
from aiurdesk.core.request.rows import sent_headers
from aiurdesk.core.translation import tr
from aiurdesk.importers.bru_text import environment_record, record_of
from aiurdesk.importers.bruno_request import (
    bruno_text,
    note_scripts,
    read_bruno_auth,
    read_bruno_request,
)
from aiurdesk.importers.collection_reading import CollectionReading, ItemReading
from aiurdesk.importers.imported import (
    Entries,
    ImportedCollection,
    ImportedFolder,
    ImportedRequest,
)
from aiurdesk.importers.json_document import JsonObject, read_object
from aiurdesk.importers.left_out import LeftOutKind

_OF_COLLECTION = "bruno.json"
_OF_FOLDER = frozenset({"folder.bru", "collection.bru"})
PART_OF_FOLDER = tr(
    "This file belongs to a collection in a folder, and holds no request. Import the folder."
)
_BLOCK = re.compile(
    r"(?:(?:meta|auth|headers|query|docs|tests|vars|script)|(?:auth|vars|script):[\w-]+) [{\[]\s*$",
    re.MULTILINE,
)
_ENVIRONMENT = re.compile(r"vars(?::secret)? [{\[]\s*$", re.MULTILINE)
_SETTINGS = re.compile(r'"type"\s*:\s*"collection"')
_LONGEST_SETTINGS = 2_000
_IDENTITIES = (
    "uid", "version", "type", "seq", "filename", "pathname", "collapsed", "exportedAt",
    "exportedUsing", "brunoConfig", "activeEnvironmentUid", "environmentPath", "tags", "name",
)  # fmt: skip


def is_bruno(text: str) -> bool:
    """Tell whether a text is a file of Bruno, or an export of it."""
    start = text.lstrip("\ufeff \t\r\n")
    if _BLOCK.match(start):
        return True
    if start[:1] == "{" and _SETTINGS.search(start) and '"version"' in start[:_LONGEST_SETTINGS]:
        return True
    if start[:1] != "{" or '"info"' in text[:2_000] or '"_type"' in text[:2_000]:
        return False
    return (
        '"items"' in text and '"version"' in text and ('"brunoConfig"' in text or '"seq"' in text)
    )


def parse_bruno(text: str) -> ImportedCollection | Problem:
    """Return the request of a file, or the requests of an export."""
    words = tr("The Bruno file cannot be read: {error}.")
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] == "{":
        whole = read_object(text, words)
        if isinstance(whole, Problem):
            return whole
        return _collection(whole) if "items" in whole else Problem(PART_OF_FOLDER)
    is_environment = _ENVIRONMENT.match(start) is not None
    record = environment_record(text, "Bruno") if is_environment else record_of(text)
    if isinstance(record, Problem):
        return Problem(words.format(error=record.sentence), record.at)
    if is_environment:
        return read_record({"items": [], "environments": [record]})
    if "url" not in record["request"]:
        return Problem(PART_OF_FOLDER)
    return read_record({"name": "Bruno", "items": [record]})


def read_record(record: dict[str, Any]) -> ImportedCollection | Problem:
    """Return the requests of a record as Bruno exports it."""
    return _collection(JsonObject(record))


def is_bruno_folder(files: Mapping[str, str]) -> bool:
    """Tell whether a folder is a collection of Bruno."""
    return _OF_COLLECTION in files or any(path.endswith(".bru") for path in files)


def parse_bruno_folder(files: Mapping[str, str]) -> ImportedCollection | Problem:
    """Return the requests and environments of a folder.

    Args:
        files: Their paths within the folder, with slashes, and texts.
    """
    reader = CollectionReading(bruno_text)
    tree: dict[str, Any] = {"name": "Bruno", "items": [], "environments": []}
    if _OF_COLLECTION in files:
        own = read_object(files[_OF_COLLECTION], f"{_OF_COLLECTION}: {{error}}.")
        if isinstance(own, Problem):
            return own
        tree["name"] = own.text("name")
        own.skip("version", "type", "ignore", "presets", "size", "filesCount")
        reader.reading(_OF_COLLECTION).note_unread(own)
    for path, text in sorted(files.items()):
        if path.endswith(".bru"):
            problem = _add(tree, path, text)
            if problem is not None:
                words = tr("the file. It cannot be read: {error}.")
                reader.reading(path).note(
                    words.format(error=problem.sentence), "", LeftOutKind.REQUEST
                )
    return _collection(JsonObject(tree), reader)


def _add(tree: dict[str, Any], path: str, text: str) -> Problem | None:
    """Add a file to the record of the collection, or say why it cannot be read."""
    *folders, file = path.split("/")
    if folders and folders[-1] == "environments" and not text.lstrip().startswith("meta"):
        # A collection may lie in another one.
        name = " ".join((*folders[:-1], file.removesuffix(".bru")))
        environment = environment_record(text, name)
        if isinstance(environment, Problem):
            return environment
        tree["environments"].append(environment)
        return None
    holder = tree
    for folder in folders:
        inner = next((i for i in holder["items"] if i.get("folder") == folder), None)
        if inner is None:
            inner = {"type": "folder", "name": folder, "folder": folder, "items": []}
            holder["items"].append(inner)
        holder = inner
    record = record_of(text)
    if isinstance(record, Problem):
        return record
    if file in _OF_FOLDER:
        holder["root"] = record
        if folders:
            holder["seq"] = record.get("seq", "")
            holder["name"] = record.get("name") or holder["name"]
    else:
        holder["items"].append({"name": file.removesuffix(".bru"), **record})
    return None


def _collection(
    whole: JsonObject, reader: CollectionReading | None = None
) -> ImportedCollection | Problem:
    """Return what the record of a collection says."""
    reader = reader or CollectionReading(bruno_text)
    if not whole.is_list("items"):
        return Problem(tr("The Bruno collection has no list of requests."))
    reading = reader.reading(whole.name("Bruno"))
    root = _folder(whole, reading)
    for environment in whole.objects("environments"):
        within = reader.reading(environment.name("Environment"))
        variables = within.listed_variables(environment, "variables")
        reader.add_environment(within.title, variables)
        environment.skip("uid", "color")
        within.note_unread(environment)
    whole.skip(*_IDENTITIES)
    reading.note_rest(whole)
    return reader.collection(root)


def _folder(holder: JsonObject, reading: ItemReading) -> ImportedFolder:
    """Return a folder, or the collection, with all in it, and note the rest of its settings."""
    root = holder.inner("root")
    request = root.inner("request")
    root.inner("meta").skip("name", "seq", "type")
    root.skip(*_IDENTITIES)
    variables = reading.listed_variables(request.inner("vars"), "req")
    reading.collection.add_variables(variables, reading)
    headers = reading.rows(request.objects("headers"), "Headers")
    note_scripts(request, reading)
    notes = reading.notes(request.text("docs") or root.text("docs"))
    own = read_bruno_auth(request, reading, is_shared=True).credential
    return ImportedFolder(
        reading.name, _entries(holder, reading), own, sent_headers(headers), notes
    )


def _entries(holder: JsonObject, above: ItemReading) -> Entries:
    entries: list[ImportedRequest | ImportedFolder] = []
    for item in sorted(holder.objects("items"), key=_sort_key):
        reading = above.within(item.name("Request"))
        kind = item.text("type")
        item.skip("folder", *_IDENTITIES)
        if reading.is_too_deep:
            reading.leave_out(item, tr("the folder lies too deep."), LeftOutKind.REQUEST)
        elif "items" in item or kind == "folder":
            entries.append(_folder(item, reading))
        elif kind in ("js", "grpc", "grpc-request") or "request" not in item:
            words = tr("the request of the kind {value}.").format(value=kind or "unknown")
            reading.leave_out(item, words, LeftOutKind.REQUEST)
        else:
            entries.append(read_bruno_request(item, reading))
        reading.note_unread(item)
    return tuple(entries)


def _sort_key(item: JsonObject) -> tuple[bool, float, str]:
    # As in Bruno: folders come first.
    return "items" not in item, item.number("seq", float("inf")), item.text("name")
