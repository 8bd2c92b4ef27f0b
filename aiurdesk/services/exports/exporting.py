"""Reads collections and entries of the history for a format of another program."""

import asyncio
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from msgspec.structs import replace

from aiurdesk.core.collection.collection import CollectionFolder
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.saved_request import request_of
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.redaction import redact_prepared
from aiurdesk.core.exporters import COLLECTION_FORMATS
from aiurdesk.core.exporters.exported import (
    CollectionFormat,
    Exported,
    ExportedExample,
    ExportedFolder,
    ExportedItem,
    exported_exchange,
    exported_item,
)
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.dialect import Dialect
from aiurdesk.services.collections.collections import open_selection
from aiurdesk.services.dialects.collection_dialects import CollectionDialects
from aiurdesk.services.exports.collection_page import write_page
from aiurdesk.services.exports.service_page import write_service_page
from aiurdesk.services.library import Library
from aiurdesk.storage.collections import write_file
from aiurdesk.storage.examples import read_example_of

PAGE = CollectionFormat("html", tr("HTML page"), ".html", write_page)
FORMATS = {one.id: one for one in (*COLLECTION_FORMATS, PAGE)}
"""By the names that the command line takes."""


async def export_collection(path: Path, form: CollectionFormat, library: Library) -> Exported:
    """Return a collection, a folder of it or one request in a format.

    What of it could not be read, or cannot be carried over, is listed in ``left_out``.

    Raises:
        StorageError: There is no such folder or file, or it cannot be read.
    """
    selection = await open_selection(path)
    collection = selection.collection
    requests, mistakes = await asyncio.to_thread(
        _all_exported, selection.requests, library, collection.root.path
    )
    environments = {
        name: tuple((variable.name, variable.value) for variable in saved.variables)
        for name, saved in collection.environments.items()
    }
    variables = collection.root.settings.variables
    notes = _notes(collection.root)
    exported = form.write(
        ExportedFolder(
            collection.name,
            _nested(requests, (), notes),
            variables,
            environments,
            notes.get((), ""),
        )
    )
    return replace(
        exported, left_out=(*map(str, (*selection.mistakes, *mistakes)), *exported.left_out)
    )


def export_service(name: str, library: Library) -> Exported | None:
    """Return the page of a service, or None where there is none of that name. Blocks."""
    service = library.service(name)
    if service is None:
        return None
    dialect = library.dialects.of_address(service.base_url, service.table)
    return write_service_page(service, library.endpoints_of(service.id), dialect)


def write_har(path: Path, exchanges: Iterable[Exchange]) -> None:
    """Write what was sent and received as an HTTP archive, with dots for secrets.

    Raises:
        StorageError: The file cannot be written.
    """
    requests = tuple(
        exported_exchange(
            exchange.request.saved_name or exchange.request.endpoint.shown_title,
            replace(exchange, prepared=redact_prepared(exchange.prepared)),
        )
        for exchange in exchanges
    )
    save_export(path, FORMATS["har"].write(ExportedFolder(path.stem, requests)))


def save_export(path: Path, exported: Exported) -> None:
    """Write a file.

    Raises:
        StorageError: It cannot be written.
    """
    write_file(path, exported.text)


def _notes(folder: CollectionFolder, names: tuple[str, ...] = ()) -> dict[tuple[str, ...], str]:
    """Return the notes of a folder and of those in it, by their names."""
    notes = {names: folder.settings.notes}
    for inner in folder.folders:
        notes |= _notes(inner, (*names, inner.name))
    return notes


def _nested(
    requests: list[tuple[tuple[str, ...], ExportedItem]],
    path: tuple[str, ...],
    notes: Mapping[tuple[str, ...], str],
) -> tuple[ExportedItem | ExportedFolder, ...]:
    """Return requests in their folders; the requests of a folder follow each other."""
    depth = len(path)
    entries: list[ExportedItem | ExportedFolder] = []
    for folder, group in groupby(requests, lambda row: row[0][depth : depth + 1]):
        if folder:
            inner = (*path, folder[0])
            made = _nested(list(group), inner, notes)
            entries.append(ExportedFolder(folder[0], made, notes=notes.get(inner, "")))
        else:
            entries += [request for _, request in group]
    return tuple(entries)


def _all_exported(
    requests: Iterable[CollectionRequest], library: Library, root: str
) -> tuple[list[tuple[tuple[str, ...], ExportedItem]], list[Problem]]:
    """Return requests with their folders and examples, and which examples cannot be read."""
    mistakes: list[Problem] = []
    made = []
    dialects = CollectionDialects().of_folder(root).by_name
    for one in requests:
        item = _exported(one, library, dialects)
        examples = []
        for name in one.examples:
            try:
                example = read_example_of(Path(one.path), name)
                sent = _exported(replace(one, saved=example.request), library).sent
            except ProblemError as error:
                mistakes.append(error.problem)
            else:
                examples.append(ExportedExample(name, sent, example.response, example.notes))
        made.append((one.folder_names, replace(item, examples=tuple(examples))))
    return made, mistakes


def _exported(
    one: CollectionRequest, library: Library, dialects: Mapping[str, Dialect] | None = None
) -> ExportedItem:
    request = one.with_inherited(request_of(one.saved, library))
    service = library.service(request.endpoint.service_id)
    item = exported_item(one.name, request, service.base_url if service else "")
    if dialects is None:
        return item
    name = request.dialect or (service.table if service else "")
    return replace(item, dialect=library.dialects.of_address(item.sent.url, name, dialects))
