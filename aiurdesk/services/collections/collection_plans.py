"""Plans changes of the structure of collections as steps that can be taken back."""

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import asdict, replace

from aiurdesk.core.collection.collection import sort_key
from aiurdesk.core.collection.file_name import REQUEST_SUFFIX, file_name, folded_name, name_of
from aiurdesk.core.collection.folder_file import (
    COLLECTION_FILE,
    FOLDER_FILE,
    FolderSettings,
    parse_folder,
    write_folder,
)
from aiurdesk.core.collection.literal_secrets import folder_secrets
from aiurdesk.core.collection.request_file import parse_request, write_request
from aiurdesk.core.collection.saved_request import SavedRequest, with_paths
from aiurdesk.core.errors import DataMistake, StorageError
from aiurdesk.core.request.response_test import ResponseTest
from aiurdesk.services.collections.collections import (
    refuse_name_of_environments,
    with_relative_files,
)
from aiurdesk.storage.collection_steps import (
    CopyTo,
    FromTrash,
    MakeFolder,
    Rename,
    Step,
    ToTrash,
    Trash,
    WriteText,
    apply_steps,
)
from aiurdesk.storage.collections import entry_names, read_file, root_of


class Change(msgspec.Struct, frozen=True):
    """A change of the structure that was made, with what takes it back."""

    title: str
    """What was done, such as ``Moved Create channel``."""
    back: tuple[Step, ...]
    path: str = ""
    """What is selected afterwards."""

    @property
    def moves(self) -> tuple[tuple[str, str], ...]:
        """Old and new paths of what was renamed or moved."""
        return tuple(
            (str(step.target), str(step.source))
            for step in reversed(self.back)
            if isinstance(step, Rename)
        )


Plan = Callable[[], tuple[str, Sequence[Step], Path]]
"""Returns title, steps, and the path that is selected afterwards; reads files."""


async def make_change(plan: Plan, trash: Trash) -> Change:
    """Carry a plan out.

    Raises:
        StorageError: It could not be done; everything is as it was.
    """
    return await asyncio.to_thread(_make, plan, trash)


async def take_back(change: Change, trash: Trash) -> Change:
    """Take a change back, and return what does it again.

    Raises:
        StorageError: It could not be done; everything is as it was.
    """
    back = await asyncio.to_thread(apply_steps, change.back, trash)
    # What comes back from the trash is what the person looks for.
    restored = next((step.path for step in change.back if isinstance(step, FromTrash)), None)
    moved = next((step.target for step in change.back if isinstance(step, Rename)), None)
    return Change(change.title, back, str(restored or moved or ""))


def _make(plan: Plan, trash: Trash) -> Change:
    try:
        title, steps, path = plan()
    except DataMistake as mistake:
        raise StorageError(str(mistake)) from mistake
    except OSError as error:
        raise StorageError(f"{error.filename} could not be read ({error.strerror}).") from error
    return Change(title, apply_steps(steps, trash), str(path))


def new_collection(folder: Path, name: str) -> Plan:
    """Make a folder a collection."""

    def plan() -> tuple[str, Sequence[Step], Path]:
        file = folder / COLLECTION_FILE
        shown = "" if name == folder.name else name
        text = write_folder(FolderSettings(name=shown), is_top=True)
        steps: list[Step] = [] if folder.is_dir() else [MakeFolder(folder)]
        steps += [] if read_file(file) else [WriteText(file, "", text)]
        return f"Created {name}", steps, folder

    return plan


def new_folder(parent: Path, name: str) -> Plan:
    """Make a folder in a folder, behind all that is in it."""

    def plan() -> tuple[str, Sequence[Step], Path]:
        path = parent / file_name(name)
        refuse_name_of_environments(path)
        return f"Created {name}", (MakeFolder(path), *_appended(parent, f"{name}/")), path

    return plan


def new_request(parent: Path, name: str, saved: SavedRequest) -> Plan:
    """Save a new request in a folder, behind all that is in it; a number makes its name new."""

    def plan() -> tuple[str, Sequence[Step], Path]:
        taken = {folded_name(each) for each in entry_names(parent)}
        free = next(each for each in _numbered(name) if folded_name(each) not in taken)
        file = parent / f"{file_name(free)}{REQUEST_SUFFIX}"
        text = write_request(with_relative_files(saved, parent))
        return f"Created {free}", (WriteText(file, "", text), *_appended(parent, free)), file

    return plan


def renamed(path: Path, name: str) -> Plan:
    """Give a request, a folder or a collection another name."""

    def plan() -> tuple[str, Sequence[Step], Path]:
        # The folder of a collection keeps its name: a repository or a script may know it.
        if (path / COLLECTION_FILE).is_file():
            return f"Renamed {path.name}", _renamed_collection(path, name), path
        before = _key(path)
        after = f"{name}/" if before.endswith("/") else name
        suffix = "" if before.endswith("/") else REQUEST_SUFFIX
        target = path.with_name(f"{file_name(name)}{suffix}")
        refuse_name_of_environments(target)
        steps = [Rename(path, target), *_order(path.parent, lambda o: _swap(o, before, after))]
        return f"Renamed {before.removesuffix('/')}", steps, target

    return plan


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
        file, settings = _settings_file(folder), _settings(folder)
        name = settings.name or name_of(folder.name)
        return FolderFile(file.name, name, settings, file.name == COLLECTION_FILE)

    return await asyncio.to_thread(read)


def with_settings(folder: Path, before: FolderSettings, after: FolderSettings) -> Plan:
    """Change the settings of a folder.

    Args:
        before: What was shown: the file may hold something else by now, which stays.
        after: What they are to be.
    """

    def plan() -> tuple[str, Sequence[Step], Path]:
        if secrets := folder_secrets(after):
            raise StorageError(secrets[0].sentence)
        shown, given = asdict(before), asdict(after)
        changed = {key: given[key] for key in given if given[key] != shown[key]}
        steps = _changed(folder, lambda current: replace(current, **changed))
        return f"Changed the settings of {before.name or name_of(folder.name)}", [*steps], folder

    return plan


def moved(paths: Sequence[Path], folder: Path, before: str | None = None) -> Plan:
    """Move requests and folders.

    Args:
        paths: What is moved, in its order.
        folder: Where to.
        before: Key of the entry that they come before, empty for the end. None means the place
            that the folder gives to what is new in it.
    """

    def plan() -> tuple[str, Sequence[Step], Path]:
        for path in paths:
            if folder == path or path in folder.parents:
                raise StorageError("A folder cannot be moved into itself.")
        steps: list[Step] = []
        # Before anything moves: the keys of folders are read from the disk.
        keys = [_key(path) for path in paths]
        others = dict.fromkeys(path.parent for path in paths if path.parent != folder)
        for parent in others:
            left = [_key(path) for path in paths if path.parent == parent]
            steps += _order(parent, _without(left))
        order_steps = _placed(folder, keys, before)
        for path in paths:
            if path.parent != folder:
                target = folder / path.name
                refuse_name_of_environments(target)
                # Before the move, while the files are where they are.
                steps += _rewritten(path, target)
                steps.append(Rename(path, target))
        what = keys[0].removesuffix("/") if len(keys) == 1 else f"{len(keys)} entries"
        return f"Moved {what}", (*steps, *order_steps), folder / paths[0].name

    return plan


def duplicated(path: Path) -> Plan:
    """Copy a request or a folder, right behind it."""

    def plan() -> tuple[str, Sequence[Step], Path]:
        key = _key(path)
        name = key.removesuffix("/")
        taken = {folded_name(each.removesuffix("/")) for each in _keys(path.parent)}
        copy = next(each for each in _numbered(f"{name} copy") if folded_name(each) not in taken)
        suffix = "" if key.endswith("/") else REQUEST_SUFFIX
        target = path.with_name(f"{file_name(copy)}{suffix}")
        new = f"{copy}/" if key.endswith("/") else copy

        def behind(order: Sequence[str]) -> list[str]:
            place = order.index(key) + 1 if key in order else len(order)
            # An entry that the order does not name comes by its name, and so does its copy.
            return [*order[:place], new, *order[place:]] if key in order else list(order)

        return (
            f"Duplicated {name}",
            (CopyTo(path, target), *_order(path.parent, behind)),
            target,
        )

    return plan


def deleted(paths: Sequence[Path]) -> Plan:
    """Move requests and folders to the trash."""

    def plan() -> tuple[str, Sequence[Step], Path]:
        steps: list[Step] = []
        keys = {path: _key(path) for path in paths}
        for parent in dict.fromkeys(path.parent for path in paths):
            gone = tuple(key for path, key in keys.items() if path.parent == parent)
            steps += _order(parent, _without(gone))
        # Last: until then a failure leaves all of them where they are.
        steps += [ToTrash(path) for path in paths]
        shown = next(iter(keys.values())).removesuffix("/")
        what = shown if len(keys) == 1 else f"{len(keys)} entries"
        return f"Deleted {what}", steps, paths[0].parent

    return plan


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name} {number}"
        number += 1


def _key(path: Path) -> str:
    """Return how the order of its folder names a request or folder."""
    if path.name.endswith(REQUEST_SUFFIX):
        return name_of(path.name.removesuffix(REQUEST_SUFFIX))
    return f"{name_of(path.name)}/"


def _keys(folder: Path) -> list[str]:
    """Return the keys of all entries of a folder, as they are shown."""
    keys = dict.fromkeys(entry_names(folder))
    ordered = [name for name in _settings(folder).order if name in keys]
    rest = sorted((k for k in keys if k not in ordered), key=sort_key)
    return ordered + rest


def _settings_file(folder: Path) -> Path:
    is_top = root_of(folder).resolve() == folder.resolve()
    return folder / (COLLECTION_FILE if is_top else FOLDER_FILE)


def _settings(folder: Path) -> FolderSettings:
    file = _settings_file(folder)
    text = read_file(file)
    try:
        return parse_folder(text) if text else FolderSettings()
    except DataMistake as mistake:
        raise StorageError(f"{file}, {mistake}") from mistake


def _order(folder: Path, change: Callable[[list[str]], list[str]]) -> Iterator[Step]:
    """Yield the step that changes the order in the file of a folder, if it differs."""
    return _changed(folder, lambda each: replace(each, order=tuple(change(list(each.order)))))


def _changed(folder: Path, change: Callable[[FolderSettings], FolderSettings]) -> Iterator[Step]:
    """Yield the step that changes the file of a folder, if it differs."""
    file = _settings_file(folder)
    current, settings = read_file(file), _settings(folder)
    after = change(settings)
    if after == settings:
        return
    is_top = file.name == COLLECTION_FILE
    try:
        text = write_folder(after, current, is_top=is_top)
    except DataMistake as mistake:
        raise StorageError(f"{file}, {mistake}") from mistake
    # A file without anything in it is not needed, but may be: an empty text would delete it.
    yield WriteText(file, current, text or "\n")


def _appended(folder: Path, key: str) -> Iterator[Step]:
    """Yield what puts a new entry last, where the order names all others."""
    # Entries without a place follow by name, behind those with one. Naming the new one would put it
    # before all of them.
    if set(entry_names(folder)) - set(_settings(folder).order) - {key}:
        return iter(())
    return _order(folder, lambda order: [*(each for each in order if each != key), key])


def _placed(folder: Path, keys: Sequence[str], before: str | None) -> list[Step]:
    """Return what puts entries into a place of a folder."""
    if before is None:
        there = set(entry_names(folder))
        is_ordered = not there - set(_settings(folder).order) - set(keys)
        if not is_ordered:
            return []
        return list(_order(folder, lambda o: [*(each for each in o if each not in keys), *keys]))
    others = [key for key in _keys(folder) if key not in keys]
    place = others.index(before) if before in others else len(others)
    order = [*others[:place], *keys, *others[place:]]
    return list(_order(folder, lambda _: order))


def _without(keys: Sequence[str]) -> Callable[[list[str]], list[str]]:
    return lambda order: [each for each in order if each not in keys]


def _swap(order: list[str], before: str, after: str) -> list[str]:
    return [after if each == before else each for each in order]


def _renamed_collection(folder: Path, name: str) -> list[Step]:
    file = folder / COLLECTION_FILE
    current, settings = read_file(file), _settings(folder)
    text = write_folder(replace(settings, name=name), current, is_top=True)
    return [WriteText(file, current, text)]


def _rewritten(source: Path, target: Path) -> Iterator[Step]:
    """Yield what lets requests find their files from their new folder."""
    # The paths of files in a request are as seen from its folder.
    files = [source] if source.is_file() else sorted(source.rglob(f"*{REQUEST_SUFFIX}"))
    for file in files:
        if file.is_symlink():
            continue  # What it leads to stays where it is.
        new_folder_path = target.parent / file.relative_to(source.parent)
        current = read_file(file)
        try:
            saved = parse_request(current)
            after = _seen_from(saved, file.parent, new_folder_path.parent, source)
            if after != saved:
                yield WriteText(file, current, write_request(after, current))
        except DataMistake:
            continue  # A broken file is moved as it is.


def _seen_from(saved: SavedRequest, old: Path, new: Path, moving: Path) -> SavedRequest:
    """Return a request with the relative paths in it as seen from another folder."""

    def stays(path: str) -> bool:
        found = Path(os.path.normpath(old / path))
        return Path(path).is_absolute() or (moving.is_dir() and moving in found.parents)

    def from_new(path: str) -> str:
        if stays(path):
            return path
        return Path(os.path.relpath(os.path.normpath(old / path), new)).as_posix()

    def test(each: ResponseTest) -> ResponseTest:
        if each.kind != "schema" or not isinstance(each.expected, str):
            return each
        return replace(each, expected=from_new(each.expected))

    moved = with_paths(saved, from_new)
    return replace(moved, tests=tuple(test(each) for each in saved.tests))
