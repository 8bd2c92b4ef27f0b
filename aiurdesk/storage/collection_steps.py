"""Changes the files of collections by steps that can be taken back."""

import contextlib
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import msgspec

from aiurdesk.core.collection.file_name import folded_name
from aiurdesk.core.errors import StorageError
from aiurdesk.core.translation import tr
from aiurdesk.storage.collections import read_file, write_file
from aiurdesk.storage.file_lock import locked_folder


class Rename(msgspec.Struct, frozen=True):
    """Rename or move a file or folder."""

    source: Path
    target: Path


class WriteText(msgspec.Struct, frozen=True):
    """Change a file from one text to another one."""

    file: Path
    before: str
    """Empty if there is no file."""
    after: str


class MakeFolder(msgspec.Struct, frozen=True):
    """Make an empty folder."""

    path: Path


class CopyTo(msgspec.Struct, frozen=True):
    """Copy a file or folder."""

    source: Path
    target: Path


class ToTrash(msgspec.Struct, frozen=True):
    """Move a file or folder to the trash of the desktop."""

    path: Path


class FromTrash(msgspec.Struct, frozen=True):
    """Move a file or folder back from the trash."""

    path: Path
    trashed: Path
    """Where it is in the trash."""


FileStep: TypeAlias = Rename | WriteText | MakeFolder | CopyTo | ToTrash | FromTrash
Trash: TypeAlias = Callable[[Path], Path]
"""Moves a file or folder to the trash, and returns where it is there.

Raises ``StorageError`` if it could not be moved.
"""


def apply_steps(steps: Sequence[FileStep], trash: Trash) -> tuple[FileStep, ...]:
    """Change the files, and return the steps that take the change back. Blocks meanwhile.

    If a step fails, those before it are taken back.

    Raises:
        StorageError: A file could not be changed, or it is not what it was.
    """
    taken: list[FileStep] = []
    try:
        for step in steps:
            # The last one first, which is the order in which they are taken back.
            taken.insert(0, _apply(step, trash))
    except StorageError:
        for back in taken:
            # The first failure is reported, not this one.
            with contextlib.suppress(StorageError):
                _apply(back, trash)
        raise
    return tuple(taken)


def _apply(step: FileStep, trash: Trash) -> FileStep:
    try:
        return _applied(step, trash)
    except OSError as error:
        path = error.filename or ""
        text = tr("{path} could not be changed ({value}). Allow writing there, then try again.")
        raise StorageError(text.format(path=path, value=error.strerror or error)) from error


def _applied(step: FileStep, trash: Trash) -> FileStep:
    match step:
        case Rename(source, target):
            _check_free(target, source)
            target.parent.mkdir(parents=True, exist_ok=True)
            _rename(source, target)
            return Rename(target, source)
        case WriteText(file, before, after):
            return _written(file, before, after, trash)
        case MakeFolder(path):
            _check_free(path)
            path.mkdir(parents=True)
            return ToTrash(path)
        case CopyTo(source, target):
            _check_free(target)
            if source.is_dir():
                # A link stays a link: what it leads to may lie outside, and be large.
                shutil.copytree(source, target, symlinks=True)
            else:
                shutil.copy2(source, target)
            return ToTrash(target)
        case ToTrash(path):
            return FromTrash(path, trash(path))
        case FromTrash(path, trashed):
            _check_free(path)
            _restore(path, trashed)
            return ToTrash(path)


def _rename(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != 18:  # EXDEV: the target is on another disk
            raise
        shutil.move(source, target)


def _written(file: Path, before: str, after: str, trash: Trash) -> FileStep:
    if not before:
        file.parent.mkdir(parents=True, exist_ok=True)
    with locked_folder(file.parent):
        if read_file(file) != before:
            raise StorageError(
                tr("{file} was changed meanwhile, so it is left as it is.").format(file=file)
            )
        # Through the trash, so that undoing a new file loses nothing that was typed into it since.
        if not after:
            return FromTrash(file, trash(file))
        write_file(file, after)
    return WriteText(file, after, before) if before else ToTrash(file)


def _check_free(target: Path, source: Path | None = None) -> None:
    """Refuse a name that is taken, also where only case or accents differ."""
    folded = folded_name(target.name)
    with contextlib.suppress(FileNotFoundError), os.scandir(target.parent) as entries:
        for entry in entries:
            is_itself = source is not None and Path(entry.path) == source
            if folded_name(entry.name) == folded and not is_itself:
                text = tr(
                    "{path} has this name already, or one that differs in case or accents "
                    "only. Choose another name."
                )
                raise StorageError(text.format(path=entry.path))


def _restore(path: Path, trashed: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    _rename(trashed, path)
    if trashed.parent.name == "files":
        # The other half of an entry of the trash. Source: freedesktop.org Trash specification 1.0.
        info = trashed.parent.parent / "info" / f"{trashed.name}.trashinfo"
        info.unlink(missing_ok=True)
