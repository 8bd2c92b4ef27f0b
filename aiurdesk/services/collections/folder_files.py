"""The file of a folder in a collection: its settings, and the order of its entries."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from aiurdesk.core.collection.collection import sort_key
from aiurdesk.core.collection.file_name import REQUEST_SUFFIX, name_of
from aiurdesk.core.collection.folder_file import (
    COLLECTION_FILE,
    FOLDER_FILE,
    FolderSettings,
    parse_folder,
    write_folder,
)
from aiurdesk.core.errors import problems_of_file
from aiurdesk.storage.collection_steps import FileStep, WriteText
from aiurdesk.storage.collections import entry_names, read_file, root_of


class FolderFile(msgspec.Struct, frozen=True):
    """The settings of a collection or of a folder in one."""

    file: str
    """Name of the file that they are in."""
    name: str
    """What the collection or the folder is called."""
    settings: FolderSettings
    is_top: bool
    """Whether it is a whole collection, which has an environment and variables."""


async def read_settings(folder: Path) -> FolderFile:
    """Return the settings of a folder.

    Raises:
        StorageError: The file cannot be read, or holds a mistake.
    """

    def read() -> FolderFile:
        file, _, settings = folder_file(folder)
        name = settings.name or name_of(folder.name)
        return FolderFile(file.name, name, settings, file.name == COLLECTION_FILE)

    return await asyncio.to_thread(read)


def key_of(path: Path) -> str:
    """Return how the order of its folder names a request or folder."""
    if path.name.endswith(REQUEST_SUFFIX):
        return name_of(path.name.removesuffix(REQUEST_SUFFIX))
    return f"{name_of(path.name)}/"


def keys_in(folder: Path) -> list[str]:
    """Return the keys of all entries of a folder, as they are shown."""
    keys = dict.fromkeys(entry_names(folder))
    ordered = [name for name in settings_of(folder).order if name in keys]
    rest = sorted((k for k in keys if k not in ordered), key=sort_key)
    return ordered + rest


def folder_file(folder: Path) -> tuple[Path, str, FolderSettings]:
    """Return the file with the settings of a folder, its text, and what it says; blocks.

    Raises:
        StorageError: The file cannot be read, or holds a mistake.
    """
    is_top = root_of(folder).resolve() == folder.resolve()
    file = folder / (COLLECTION_FILE if is_top else FOLDER_FILE)
    text = read_file(file)
    with problems_of_file(file):
        return file, text, parse_folder(text) if text else FolderSettings()


def settings_of(folder: Path) -> FolderSettings:
    """Return the settings of a folder; see ``folder_file``."""
    return folder_file(folder)[2]


def changed_order(folder: Path, change: Callable[[list[str]], list[str]]) -> Sequence[WriteText]:
    """Return the step that changes the order in the file of a folder, if it differs."""
    return changed_settings(
        folder, lambda before: replace(before, order=tuple(change(list(before.order))))
    )


def changed_settings(
    folder: Path, change: Callable[[FolderSettings], FolderSettings]
) -> Sequence[WriteText]:
    """Return the step that changes the file of a folder, if it differs."""
    file, current, settings = folder_file(folder)
    after = change(settings)
    if after == settings:
        return ()
    with problems_of_file(file):
        text = write_folder(after, current, is_top=file.name == COLLECTION_FILE)
    # A file without anything in it is not needed, but may be: an empty text would delete it.
    return (WriteText(file, current, text or "\n"),)


def put_in_order(
    folder: Path, keys: Sequence[str], before: str | None = None
) -> Sequence[FileStep]:
    """Return what gives entries their position in the order of a folder.

    Args:
        before: Key of the entry that they come before, empty for the end. None means the end where
            the order names all others.
    """
    if before is None:
        # Entries that the order does not name follow by name, behind the others. Naming a new one
        # would put it before them.
        if set(entry_names(folder)) - set(settings_of(folder).order) - set(keys):
            return ()
        return changed_order(folder, lambda order: [*_without(keys, order), *keys])
    others = _without(keys, keys_in(folder))
    position = others.index(before) if before in others else len(others)
    order = [*others[:position], *keys, *others[position:]]
    return changed_order(folder, lambda _: order)


def take_out_of_order(paths: Sequence[Path]) -> list[FileStep]:
    """Return what takes entries out of the orders of their folders."""
    steps: list[FileStep] = []
    for folder in dict.fromkeys(path.parent for path in paths):
        keys = [key_of(path) for path in paths if path.parent == folder]
        steps += changed_order(folder, partial(_without, keys))
    return steps


def _without(keys: Sequence[str], order: Sequence[str]) -> list[str]:
    return [key for key in order if key not in keys]
