"""Plans changes of the structure of collections as steps that can be taken back."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TypeAlias

import msgspec
from msgspec.structs import asdict, replace

from aiurdesk.core.collection.file_name import (
    EXAMPLE_SUFFIX,
    EXAMPLES_SUFFIX,
    REQUEST_SUFFIX,
    example_file,
    example_name,
    examples_folder,
    file_name,
    free_name,
    name_of,
)
from aiurdesk.core.collection.folder_file import (
    COLLECTION_FILE,
    FolderSettings,
    write_folder,
)
from aiurdesk.core.collection.literal_secrets import folder_secrets
from aiurdesk.core.collection.request_file import parse_request, write_request
from aiurdesk.core.collection.saved_request import with_paths
from aiurdesk.core.errors import ProblemError, StorageError, storage_errors
from aiurdesk.core.request.conversation import ResponseTest
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.core.translation import tr, trn
from aiurdesk.services.collections.collections import (
    refuse_name_of_environments,
    with_relative_files,
)
from aiurdesk.services.collections.folder_files import (
    changed_order,
    changed_settings,
    key_of,
    keys_in,
    put_in_order,
    take_out_of_order,
)
from aiurdesk.services.sending.reach import settings_reach
from aiurdesk.services.sending.trust import Reach
from aiurdesk.storage.collection_steps import (
    CopyTo,
    FileStep,
    FromTrash,
    MakeFolder,
    Rename,
    ToTrash,
    Trash,
    WriteText,
    apply_steps,
)
from aiurdesk.storage.collections import entry_names, examples_of, read_file


class StructureChange(msgspec.Struct, frozen=True):
    """A change of the structure that was made, with what takes it back."""

    title: str
    """What was done, such as ``Moved Create channel``."""
    back: tuple[FileStep, ...]
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


Planned: TypeAlias = tuple[str, Sequence[FileStep], Path]
"""Title, steps, and the path that is selected afterwards."""


async def make_change(plan: "Plan", trash: Trash) -> StructureChange:
    """Carry a plan out.

    Raises:
        StorageError: It could not be done; everything is as it was.
    """
    return await asyncio.to_thread(_make, plan, trash)


async def take_back(
    change: StructureChange, trash: Trash, *, is_last: bool = True
) -> StructureChange:
    """Take a change back, and return what does it again.

    Args:
        is_last: Nothing was changed since. Otherwise files come back from the trash, but not to
            their places in an order, which may be another one by now.

    Raises:
        StorageError: It could not be done; everything is as it was.
    """
    steps = [step for step in change.back if is_last or isinstance(step, FromTrash)]
    back = await asyncio.to_thread(apply_steps, steps, trash)
    # What comes back from the trash is what the person looks for.
    restored = next((step.path for step in change.back if isinstance(step, FromTrash)), None)
    moved = next((step.target for step in change.back if isinstance(step, Rename)), None)
    return StructureChange(change.title, back, str(restored or moved or ""))


def _make(plan: "Plan", trash: Trash) -> StructureChange:
    try:
        with storage_errors(tr("{filename} could not be read ({strerror}).")):
            title, steps, path = plan._planned()
    except StorageError:
        raise
    except ProblemError as error:
        raise StorageError(error.problem) from error
    return StructureChange(title, apply_steps(steps, trash), str(path))


NEW_REQUEST = SavedRequest(method="GET", url="https://")
"""What a request holds that was created in the tree."""


class MakeCollection(msgspec.Struct, frozen=True):
    """Make a folder a collection."""

    folder: str
    name: str

    def _planned(self) -> Planned:
        folder = Path(self.folder)
        file = folder / COLLECTION_FILE
        name = "" if self.name == folder.name else self.name
        text = write_folder(FolderSettings(name=name), is_top=True)
        steps: list[FileStep] = [] if folder.is_dir() else [MakeFolder(folder)]
        steps += [] if read_file(file) else [WriteText(file, "", text)]
        return tr("Created {name}").format(name=self.name), steps, folder


class NewFolder(msgspec.Struct, frozen=True):
    """Make a folder in a folder, behind all that is in it."""

    parent: str
    name: str = tr("New folder")

    def _planned(self) -> Planned:
        parent = Path(self.parent)
        path = parent / file_name(self.name)
        refuse_name_of_environments(path)
        steps = (MakeFolder(path), *put_in_order(parent, [f"{self.name}/"]))
        return tr("Created {name}").format(name=self.name), steps, path


class NewRequest(msgspec.Struct, frozen=True):
    """Save a new request in a folder, behind all that is in it; a number makes its name new."""

    parent: str
    name: str = tr("New request")
    saved: SavedRequest = NEW_REQUEST

    def _planned(self) -> Planned:
        parent = Path(self.parent)
        name = free_name(self.name, entry_names(parent))
        file = parent / f"{file_name(name)}{REQUEST_SUFFIX}"
        text = write_request(with_relative_files(self.saved, parent))
        return (
            tr("Created {name}").format(name=name),
            (WriteText(file, "", text), *put_in_order(parent, [name])),
            file,
        )


class GiveName(msgspec.Struct, frozen=True):
    """Give a request, a folder or a collection another name."""

    path: str
    name: str

    def _planned(self) -> Planned:
        path, name = Path(self.path), self.name
        # The folder of a collection keeps its name: a repository or a script may know it.
        if (path / COLLECTION_FILE).is_file():
            change = changed_settings(path, lambda settings: replace(settings, name=name))
            return tr("Renamed {name}").format(name=path.name), change, path
        if is_example(path):
            target = path.with_name(example_file(name))
            title = tr("Renamed {name}").format(name=example_name(path.name))
            return title, (Rename(path, target),), target
        before = key_of(path)
        after = f"{name}/" if before.endswith("/") else name
        target = path.with_name(f"{file_name(name)}{_suffix(before)}")
        refuse_name_of_environments(target)

        def swap(order: list[str]) -> list[str]:
            return [after if key == before else key for key in order]

        steps: tuple[FileStep, ...] = (
            *_examples_moved(path, target),
            Rename(path, target),
            *changed_order(path.parent, swap),
        )
        old_name = before.removesuffix("/")
        return tr("Renamed {removesuffix}").format(removesuffix=old_name), steps, target


class ChangeSettings(msgspec.Struct, frozen=True):
    """Change the settings of a folder."""

    folder: str
    before: FolderSettings
    """What a person saw: the file may hold something else by now, which stays."""
    after: FolderSettings

    @property
    def new_reach(self) -> Reach:
        """Permissions that the folder needs after the change and did not need before."""
        return settings_reach(self.after).without(settings_reach(self.before))

    def _planned(self) -> Planned:
        if secrets := folder_secrets(self.after):
            raise StorageError(secrets[0].sentence)
        folder, before, after = Path(self.folder), asdict(self.before), asdict(self.after)
        changed = {key: after[key] for key in after if after[key] != before[key]}
        steps = tuple(changed_settings(folder, lambda current: replace(current, **changed)))
        name = self.before.name or name_of(folder.name)
        return tr("Changed the settings of {name}").format(name=name), steps, folder


class MoveTo(msgspec.Struct, frozen=True):
    """Move requests and folders."""

    paths: tuple[str, ...]
    """In their order."""
    folder: str
    before: str | None = None
    """Key of the entry that they come before, empty for the end. None means where the folder puts
    what is new in it."""

    def _planned(self) -> Planned:
        paths, folder = [Path(path) for path in self.paths], Path(self.folder)
        for path in paths:
            if folder == path or path in folder.parents:
                raise StorageError(tr("A folder cannot be moved into itself."))
        keys = [key_of(path) for path in paths]
        steps = take_out_of_order([path for path in paths if path.parent != folder])
        order_steps = put_in_order(folder, keys, self.before)
        for path in paths:
            if path.parent != folder:
                target = folder / path.name
                refuse_name_of_environments(target)
                # Before the move, while the files are where they are.
                steps += _rewritten(path, target)
                steps += _examples_moved(path, target)
                steps.append(Rename(path, target))
        return (
            tr("Moved {words}").format(words=_words(keys)),
            (*steps, *order_steps),
            folder / paths[0].name,
        )


class Duplicate(msgspec.Struct, frozen=True):
    """Copy a request or a folder, right behind it."""

    path: str

    def _planned(self) -> Planned:
        path = Path(self.path)
        key = key_of(path)
        name = key.removesuffix("/")
        names = (entry.removesuffix("/") for entry in keys_in(path.parent))
        copy = free_name(tr("{name} copy").format(name=name), names)
        target = path.with_name(f"{file_name(copy)}{_suffix(key)}")
        new = f"{copy}/" if key.endswith("/") else copy

        def behind(order: Sequence[str]) -> list[str]:
            # An entry that the order does not name comes by its name, and so does its copy.
            return [entry for old in order for entry in ((old, new) if old == key else (old,))]

        examples = examples_of(path)
        steps: tuple[FileStep, ...] = (
            *((CopyTo(examples, Path(examples_folder(str(target)))),) if examples else ()),
            CopyTo(path, target),
            *changed_order(path.parent, behind),
        )
        return tr("Duplicated {name}").format(name=name), steps, target


class Delete(msgspec.Struct, frozen=True):
    """Move requests and folders to the trash."""

    paths: tuple[str, ...]

    def _planned(self) -> Planned:
        paths = [Path(path) for path in self.paths]
        words = _words([example_name(p.name) if is_example(p) else key_of(p) for p in paths])
        examples = filter(None, map(examples_of, paths))
        # Last: until then a failure leaves all of them where they are.
        steps = [
            *take_out_of_order([path for path in paths if not is_example(path)]),
            *map(ToTrash, (*examples, *paths)),
        ]
        return tr("Deleted {words}").format(words=words), steps, paths[0].parent


class SaveExamples(msgspec.Struct, frozen=True):
    """Save responses beside their request; one of the same name is replaced."""

    request_path: str
    examples: tuple[tuple[str, str], ...]
    """At least one: its name, and the text of its file."""

    def _planned(self) -> Planned:
        request = Path(self.request_path)
        if not request.is_file():
            text = tr("{path} is not there any more. Save the request first.")
            raise StorageError(text.format(path=request))
        folder = Path(examples_folder(self.request_path))
        texts = {folder / example_file(name): text for name, text in self.examples}
        steps = [WriteText(file, read_file(file), text) for file, text in texts.items()]
        count, (name, _) = len(self.examples), self.examples[0]
        title = tr("Saved the example {name}").format(name=name)
        if count > 1:
            title = trn("Saved {count} example", "Saved {count} examples", count)
            title = title.format(count=count)
        return title, steps, next(iter(texts))


Plan: TypeAlias = (
    MakeCollection
    | NewFolder
    | NewRequest
    | GiveName
    | ChangeSettings
    | MoveTo
    | Duplicate
    | Delete
    | SaveExamples
)
"""A change of the structure that a person wants; see ``make_change``."""


def is_example(path: Path) -> bool:
    """Tell whether a path is that of an example of a response."""
    name = path.name
    return (
        path.parent.name.endswith(EXAMPLES_SUFFIX)
        and name.endswith(EXAMPLE_SUFFIX)
        and not name.endswith(REQUEST_SUFFIX)
    )


def _examples_moved(source: Path, target: Path) -> tuple[FileStep, ...]:
    """Return what takes the examples of a request along; before it, so that undo ends with it."""
    examples = examples_of(source)
    if examples is None:
        return ()
    return (Rename(examples, Path(examples_folder(str(target)))),)


def _suffix(key: str) -> str:
    return "" if key.endswith("/") else REQUEST_SUFFIX


def _words(keys: Sequence[str]) -> str:
    return (
        keys[0].removesuffix("/")
        if len(keys) == 1
        else tr("{count} entries").format(count=len(keys))
    )


def _rewritten(source: Path, target: Path) -> Iterator[FileStep]:
    """Yield what lets requests find their files from their new folder."""
    # The paths of files in a request are as seen from its folder.
    files = [source] if source.is_file() else sorted(source.rglob(f"*{REQUEST_SUFFIX}"))
    examples = (folder.glob(f"*{EXAMPLE_SUFFIX}") for folder in map(examples_of, files) if folder)
    for file in (*files, *sorted(chain.from_iterable(examples))):
        if file.is_symlink():
            continue  # What it leads to stays where it is.
        # An example is a request of the folder that its folder lies in.
        folder = file.parent.parent if is_example(file) else file.parent
        new_folder = target.parent / folder.relative_to(source.parent)
        try:
            current = read_file(file)
            saved = parse_request(current)
            after = _seen_from(saved, folder, new_folder, source)
            if after != saved:
                yield WriteText(file, current, write_request(after, current))
        except ProblemError:
            continue  # A broken file is moved as it is.


def _seen_from(saved: SavedRequest, old: Path, new: Path, moving: Path) -> SavedRequest:
    """Return a request with the relative paths in it as seen from another folder."""

    def stays(path: str) -> bool:
        file = Path(os.path.normpath(old / path))
        return Path(path).is_absolute() or (moving.is_dir() and moving in file.parents)

    def from_new(path: str) -> str:
        if stays(path):
            return path
        return Path(os.path.relpath(os.path.normpath(old / path), new)).as_posix()

    def moved_test(test: ResponseTest) -> ResponseTest:
        if test.kind != "schema" or not isinstance(test.expected, str):
            return test
        return replace(test, expected=from_new(test.expected))

    moved = with_paths(saved, from_new)
    return replace(moved, tests=tuple(map(moved_test, saved.tests)))
