"""Reads what other programs write as requests, and makes collections of it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from aiurdesk.core.collection.file_name import REQUEST_SUFFIX, file_name, folded_name
from aiurdesk.core.collection.folder_file import (
    COLLECTION_FILE,
    FOLDER_FILE,
    FolderSettings,
    write_folder,
)
from aiurdesk.core.collection.literal_secrets import (
    literal_secrets,
    secret_variables,
    variable_place,
)
from aiurdesk.core.collection.moved_secrets import reference, suggested_name, with_reference
from aiurdesk.core.collection.request_file import write_request
from aiurdesk.core.collection.saved_request import saved_request
from aiurdesk.core.errors import AiurdeskError, DataMistake, StorageError
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.user_info import user_info_of, without_user_info
from aiurdesk.importers import IMPORTERS, Imported
from aiurdesk.importers.imported_collection import (
    ImportedCollection as ImportedCollection,
)
from aiurdesk.importers.imported_collection import ImportedFolder, NamedRequest
from aiurdesk.importers.imported_request import ImportedRequest as ImportedRequest
from aiurdesk.importers.imported_request import ImportMistake as ImportMistake
from aiurdesk.services.reach import collection_reach
from aiurdesk.services.trust import Trust
from aiurdesk.storage.collections import read_file, write_file

_LONGEST_NAME = 80
_MOST_SECRETS = 100
"""Of one request that references take the place of; one with more is left out."""


def import_text(text: str) -> Imported | None:
    """Return the requests that a text holds; None where it is of no known format."""
    importer = next((each for each in IMPORTERS if each.is_of(text)), None)
    return None if importer is None else importer.parse(text)


def import_words(imported: ImportedRequest) -> str:
    """Return what is said of an imported request: what it lacks, line by line."""
    if not imported.not_carried_over:
        return ""
    return "\n".join(("Not everything was taken over:", *imported.not_carried_over))


class CollectionMade(msgspec.Struct, frozen=True):
    """A folder that became a collection."""

    folder: Path
    request_count: int
    not_carried_over: tuple[str, ...]
    """A sentence for each thing that is not in it, or not as it was."""

    @property
    def words(self) -> str:
        """What is said of it, what it lacks line by line."""
        noun = "request was" if self.request_count == 1 else "requests were"
        first = f"{self.request_count} {noun} imported into {self.folder}."
        if not self.not_carried_over:
            return first
        return "\n".join((f"{first} Not everything was taken over:", *self.not_carried_over))


async def import_file(file: Path, folder: Path, trust: Trust) -> CollectionMade:
    """Make a collection of a file of another program.

    Args:
        file: What was exported.
        folder: Becomes the collection; it must be new or empty.
        trust: The folder is trusted, unless what was imported makes use of that.

    Raises:
        AiurdeskError: The file is of no known format or cannot be read, or the folder holds
            something or cannot be written.
    """
    text = await asyncio.to_thread(_text_of, file)
    imported = await asyncio.to_thread(import_text, text)
    if imported is None:
        known = " or ".join(importer.title for importer in IMPORTERS)
        raise AiurdeskError(f"{file} is of no format that can be imported. Choose {known}.")
    if isinstance(imported, ImportMistake):
        raise AiurdeskError(f"{file}: {imported.text}")
    if isinstance(imported, ImportedRequest):
        # A single request becomes a collection with one entry, so that there is one way to write.
        root = ImportedFolder(folder.name, (NamedRequest(file.stem, imported.request),))
        imported = ImportedCollection(root, not_carried_over=imported.not_carried_over)
    made = await asyncio.to_thread(_write, imported, folder)
    reach = await collection_reach(str(folder))
    if reach.is_empty:
        await asyncio.to_thread(trust.add, folder)
        return made
    # What a stranger wrote: only the folder is the person's.
    note = f"Trust in the folder: its requests use {reach.words}."
    return replace(made, not_carried_over=(*made.not_carried_over, note))


def _text_of(file: Path) -> str:
    if not file.is_file():
        raise StorageError(f"There is no file {file}.")
    return read_file(file)


def _write(imported: ImportedCollection, folder: Path) -> CollectionMade:
    # Nothing of a person's is overwritten: an import that went wrong can be deleted as a whole.
    if folder.is_file() or folder.is_dir() and any(folder.iterdir()):
        raise StorageError(f"{folder} is not empty. Name a new folder for the collection.")
    notes = list(imported.not_carried_over)
    places = {found.place for found in secret_variables(imported.variables)}
    secret = [name for name, _ in imported.variables if variable_place(name) in places]
    notes += [
        f"The value of the variable {name}, which is or looks like a secret. Give it one with a "
        "credential, or let an environment ask for it."
        for name in secret
    ]
    variables = tuple((name, "" if name in secret else v) for name, v in imported.variables)
    count = _write_folder(imported.root, folder, notes, FolderSettings(variables=variables))
    return CollectionMade(folder, count, tuple(notes))


def _write_folder(
    imported: ImportedFolder, folder: Path, notes: list[str], top: FolderSettings | None = None
) -> int:
    """Write a folder and all in it, and return how many requests that were.

    Args:
        imported: What to write.
        folder: Where to.
        notes: What is not carried over is added to it.
        top: What the file of the collection says; None where the folder lies within one.
    """
    # That name is the folder of environments.
    order, count, taken = [], 0, {folded_name("environments")}
    for entry in imported.entries:
        name = _free_name(entry.name, taken)
        if isinstance(entry, ImportedFolder):
            count += _write_folder(entry, folder / file_name(name), notes)
            order.append(f"{name}/")
        elif _write_request(entry.request, name, folder, notes):
            count += 1
            order.append(name)
    settings = replace(top or FolderSettings(), order=tuple(order))
    if top is not None and imported.name != folder.name:
        # The name of a folder cannot hold every character; the file says the whole name.
        settings = replace(settings, name=imported.name)
    file = folder / (FOLDER_FILE if top is None else COLLECTION_FILE)
    write_file(file, write_folder(settings, is_top=top is not None))
    return count


def _write_request(request: Request, name: str, folder: Path, notes: list[str]) -> bool:
    """Write a request without its secrets, and return whether it could be written."""
    # Exports often hold tokens, and a collection is made to be shared.
    if user_info_of(request.endpoint.path) is not None:
        path = without_user_info(request.endpoint.path)
        request = replace(request, endpoint=replace(request.endpoint, path=path))
        notes.append(
            f"{name}: the user name and password in the address. Make a Basic credential of them."
        )
    taken: set[str] = set()
    for _ in range(_MOST_SECRETS):
        found = next(iter(literal_secrets(saved_request(request), request.endpoint)), None)
        wanted = suggested_name(request, found.place) if found else ""
        moved = next(each for each in _numbered(wanted) if each not in taken)
        changed = with_reference(request, found.place, moved) if found else request
        # Such as a secret within a list that a test expects.
        if found is None or changed == request:
            break
        request = changed
        taken.add(moved)
        notes.append(
            f"{name}: the {found.place}, which {found.reason}. The file says {reference(moved)}: "
            f"make a credential {moved} of it."
        )
    saved = saved_request(request)
    if left := literal_secrets(saved, request.endpoint):
        notes.extend(f"{name} was left out: {each.sentence}" for each in left)
        return False
    try:
        write_file(folder / f"{file_name(name)}{REQUEST_SUFFIX}", write_request(saved))
    except DataMistake as mistake:
        notes.append(f"{name} was left out: {mistake}")
        return False
    return True


def _free_name(wanted: str, taken: set[str]) -> str:
    """Return a name that no other entry of the folder has but for case, and take it."""
    start = wanted.strip()[:_LONGEST_NAME].strip() or "Request"
    name = next(each for each in _numbered(start) if folded_name(each) not in taken)
    taken.add(folded_name(name))
    return name


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name} {number}"
        number += 1
