"""Reads the text files of a folder."""

import contextlib
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from aiurdesk.core.errors import StorageError, storage_errors
from aiurdesk.core.problem import FilePlace, Problem
from aiurdesk.core.translation import tr
from aiurdesk.storage.file_lock import take_lock
from aiurdesk.storage.regular_file import read_regular_file

_MOST_BYTES = 16 * 1024 * 1024


class FolderTexts(NamedTuple):
    """The text files of a folder."""

    files: tuple[tuple[str, str], ...] = ()
    """Path and text of each file, sorted by name."""
    mistakes: tuple[Problem, ...] = ()
    """One problem for each file that could not be read."""


def read_folder(folder: Path, suffix: str) -> FolderTexts:
    """Read the text files with a suffix in a folder; a missing folder has none.

    Hidden files are left out: editors keep locks and unsaved changes in them.
    """
    try:
        # Sorted, so that for two tables of one name the same one counts on every computer.
        paths = sorted(path for path in folder.iterdir() if path.suffix == suffix)
    except FileNotFoundError:
        return FolderTexts()
    except OSError as error:
        words = tr("{folder} could not be read ({strerror}).")
        words = words.format(folder=folder, strerror=error.strerror)
        return FolderTexts(mistakes=(Problem(words, FilePlace(str(folder))),))
    files: list[tuple[str, str]] = []
    mistakes: list[Problem] = []
    for path in paths:
        if path.name.startswith("."):
            continue
        try:
            # Windows' Notepad begins UTF-8 files with a byte order mark.
            files.append((str(path), read_regular_file(path, _MOST_BYTES).decode("utf-8-sig")))
        except OSError as error:
            text = tr("{path} could not be read ({strerror}).")
            told = text.format(path=path, strerror=error.strerror)
            mistakes.append(Problem(told, FilePlace(str(path))))
        except UnicodeDecodeError as error:
            text = tr("{path} is not UTF-8 text: byte {value} cannot be read.")
            told = text.format(path=path, value=error.start + 1)
            mistakes.append(Problem(told, FilePlace(str(path))))
    return FolderTexts(tuple(files), tuple(mistakes))


_PREFIX = ".aiurdesk-"
_UNFINISHED = re.compile(r"\.aiurdesk-[0-9a-f]{8}")
_LEFT_OVER_S = 3600.0


def write_new_folder(
    folder: Path, files: Iterable[tuple[str, str]], is_stopped: Callable[[], bool]
) -> bool:
    """Write many new files, and return whether all of them were written.

    They are not flushed to the disk one by one: that takes minutes for tens of thousands, and what
    they were made of is still there after a crash.

    Args:
        folder: What they get into: a new folder, or an empty one.
        files: Paths within it, with slashes, and texts.
        is_stopped: Tells whether they are not needed any more. Then nothing is left of them.

    Raises:
        StorageError: The folder holds something, or a file cannot be written; nothing is left.
    """
    refused = tr(
        "{folder} could not be written ({value}). Nothing was imported. Free "
        "some disk space or allow writing there, then try again."
    )
    with storage_errors(refused, folder=folder):
        is_there = folder.is_dir()
        _remove_left_over(folder if is_there else folder.parent)
        if folder.is_file() or is_there and any(folder.iterdir()):
            text = tr("{folder} is not empty. Name a new folder for the collection.")
            raise StorageError(text.format(folder=folder))
        # Beside the folder, which then appears in one step; a folder that is there stays itself.
        around = folder if is_there else folder.parent
        around.mkdir(parents=True, exist_ok=True)
        made, handle = _make(around)
        try:
            if not _write(made, files, is_stopped):
                return False
            if is_there:
                for entry in made.iterdir():
                    entry.rename(folder / entry.name)
            else:
                made.rename(folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
            if handle is not None:
                os.close(handle)
    return True


def _make(around: Path) -> tuple[Path, int | None]:
    """Make the folder that is renamed later; it is locked while the handle is open."""
    while True:
        made = around / f"{_PREFIX}{os.urandom(4).hex()}"
        made.mkdir()
        if sys.platform == "win32":
            return made, None
        with contextlib.suppress(FileNotFoundError):
            handle = os.open(made, os.O_RDONLY | os.O_DIRECTORY)
            # Another process may have come before the lock, and taken it for one that was left.
            if take_lock(handle) is not False and made.is_dir():
                return made, handle
            os.close(handle)


def _remove_left_over(around: Path) -> None:
    """Delete what a killed import left beside its target; a running one keeps its folder."""
    with contextlib.suppress(OSError), os.scandir(around) as entries:
        for entry in entries:
            if _UNFINISHED.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    _remove_if_left(entry.path)


def _remove_if_left(path: str) -> None:
    if sys.platform == "win32":
        # No folder can be locked there.
        if time.time() - os.stat(path).st_mtime > _LEFT_OVER_S:
            shutil.rmtree(path, ignore_errors=True)
        return
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if take_lock(handle):
            shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(handle)


def _write(made: Path, files: Iterable[tuple[str, str]], is_stopped: Callable[[], bool]) -> bool:
    folders = {""}
    for path, text in files:
        if is_stopped():
            return False
        inner = os.path.dirname(path)  # noqa: PTH120 - a path takes ten times as long
        if inner not in folders:
            (made / inner).mkdir(parents=True, exist_ok=True)
            folders.add(inner)
        with open(f"{made}/{path}", "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    return True
