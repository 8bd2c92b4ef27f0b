"""Writes files atomically, and moves unreadable files out of the way."""

import contextlib
import os
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from aiurdesk.core.errors import storage_errors
from aiurdesk.core.translation import tr
from aiurdesk.storage.file_lock import take_lock
from aiurdesk.storage.paths import make_private_folder
from aiurdesk.storage.regular_file import open_regular_file

UNFINISHED = ".aiurdesk-part"
"""The end of the name of a file while it is written; the name begins with a dot."""
_LEFT_OVER_S = 60.0
_HAS_EFFECTIVE_IDS = os.access in os.supports_effective_ids
_MOST_ENTRIES = 100_000
_DEEPEST = 4
"""Files of the program lie at most this many folders below those of a profile."""


def write_atomically(path: Path, content: bytes | Iterable[bytes], mode: int | None = None) -> None:
    """Replace a file in one step. After a crash it has either the old or the new content.

    Missing folders are created.

    Args:
        path: The file.
        content: What it holds afterwards, in one piece or in several.
        mode: Its permissions; None means that only the owner can read it.

    Raises:
        StorageError: The file cannot be written; the text names it.
    """
    text = tr(
        "{path} could not be written ({value}). Free some disk space or allow "
        "writing there, then try again."
    )
    with storage_errors(text, path=path):
        make_private_folder(path.parent)
        file = UnfinishedFile(path)
        try:
            for piece in (content,) if isinstance(content, bytes) else content:
                file.write(piece)
            file.finish(mode)
        except BaseException:
            file.discard()
            raise


class UnfinishedFile:
    """A file that is written piece by piece, and then takes the place of another in one step.

    All methods block, and raise ``OSError`` where the disk refuses.
    """

    def __init__(self, path: Path) -> None:
        """Begin it beside ``path``, which stays as it is."""
        self._path = path
        handle, name = _new_file(path)
        self._name = Path(name)
        self._file = os.fdopen(handle, "wb")

    def write(self, content: bytes) -> None:
        """Add a piece."""
        self._file.write(content)

    def finish(self, mode: int | None = None) -> None:
        """Replace the file at the path.

        Args:
            mode: Its permissions; None means that only the owner can read it.
        """
        with self._file as file:
            file.flush()
            if mode is not None:
                self._name.chmod(mode)
            # Without fsync, a crash after the rename could leave an empty file.
            os.fsync(file.fileno())
            if sys.platform != "win32":
                # Before it is closed, which would give its lock back.
                self._name.replace(self._path)
        if sys.platform == "win32":
            # An open file cannot be renamed there.
            self._name.replace(self._path)

    def discard(self) -> None:
        """Delete what was written, unless it has taken its place."""
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(OSError):
            self._name.unlink()


def mode_to_write(path: Path, most: int = 0o666) -> int:
    """Return the permissions of a file that will be written: its own, or those of its folder.

    Args:
        path: The file; a link is to be followed before.
        most: What a new one may have.

    Raises:
        OSError: It may not be written.
    """
    if not path.exists():
        return stat.S_IMODE(path.parent.stat().st_mode) & most
    if not os.access(path, os.W_OK, effective_ids=_HAS_EFFECTIVE_IDS):
        # Replacing a file asks for the folder's permission only.
        raise PermissionError(13, "Permission denied")
    return stat.S_IMODE(path.stat().st_mode)


def _new_file(path: Path) -> tuple[int, str]:
    """Make the file that takes the place of another one, and return its descriptor and its path.

    It is locked until it is closed: only the file of a process that has ended is free.
    """
    while True:
        # In the same folder, because a file can be renamed only within one file system.
        # mkstemp creates the file for its owner only (mode 600).
        handle, name = tempfile.mkstemp(UNFINISHED, f".{path.name}.", path.parent)
        # Another process may have come before the lock, and taken it for one that was left.
        if take_lock(handle) is not False and Path(name).exists():
            return handle, name
        os.close(handle)


def remove_left_over(path: str) -> None:
    """Delete an unfinished file that a killed process left; a running process keeps its own."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            # Not locked there, but the file of a living process cannot be deleted.
            if time.time() - os.stat(path).st_mtime > _LEFT_OVER_S:
                os.unlink(path)
            return
        handle = open_regular_file(Path(path), os.O_RDWR)
        try:
            # While it is locked here, no process can begin to write it.
            if take_lock(handle):
                os.unlink(path)
        finally:
            os.close(handle)


def remove_left_over_in(folder: Path) -> None:
    """Delete the unfinished files that killed processes left in a folder of few files."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") and entry.name.endswith(UNFINISHED):
                remove_left_over(entry.path)


def remove_all_left_over(folders: Iterable[Path]) -> None:
    """Delete the unfinished files that killed processes left below folders. Blocks for a moment."""
    left = _MOST_ENTRIES
    todo = [(str(folder), 0) for folder in dict.fromkeys(folders)]
    for path, depth in todo:
        with contextlib.suppress(OSError), os.scandir(path) as entries:
            for entry in entries:
                left -= 1
                if left < 0:
                    return
                if entry.name.startswith(".") and entry.name.endswith(UNFINISHED):
                    remove_left_over(entry.path)
                elif depth < _DEEPEST and entry.is_dir(follow_symlinks=False):
                    todo.append((entry.path, depth + 1))


def remove_all_left_over_in_background(folders: Iterable[Path]) -> threading.Thread:
    """Do so in a thread that nothing waits for, and return the thread."""
    thread = threading.Thread(
        target=remove_all_left_over, args=(tuple(folders),), name="left-over", daemon=True
    )
    with contextlib.suppress(RuntimeError):  # no further thread can be started
        thread.start()
    return thread


def set_aside(path: Path) -> Path:
    """Rename an unreadable file within its folder and return its new path.

    The new name has a number, so that no earlier file is overwritten.
    """
    number = 1
    while (aside := path.with_name(f"{path.name}.unreadable-{number}")).exists():
        number += 1
    path.rename(aside)
    return aside
