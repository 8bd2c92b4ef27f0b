"""Locks of files and folders that exclude other threads and other processes."""

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from aiurdesk.core.errors import StorageError, storage_errors
from aiurdesk.core.translation import tr
from aiurdesk.storage.paths import make_private_folder

LOCK_TIMEOUT_S = 5.0
"""A lock is held for milliseconds, but a stopped process may hold it for hours."""
FOLDER_TIMEOUT_S = 30.0
"""Each of several that save into one folder waits for the disk twice, which may be a slow one."""
_RETRY_INTERVAL_S = 0.01
# A named pipe instead of the file must not be waited for.
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)

if sys.platform == "win32":
    # It loads OpenSSL, which takes some ms, and is needed here only.
    import hashlib
    import msvcrt

    def _try_to_lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _unlock(handle: int) -> None:
        # Closing the file would release the lock as well, but only some time later.
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_to_lock(handle: int) -> None:
        # flock and not lockf: locks of lockf belong to the process and do not exclude threads.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


def take_lock(handle: int) -> bool | None:
    """Lock an open file without waiting; closing it gives the lock back.

    Returns:
        Whether the lock was free; None if the file system has no locks, as some network drives.
    """
    try:
        _try_to_lock(handle)
    except (BlockingIOError, PermissionError):
        # Raised by POSIX and by Windows when the lock is held elsewhere.
        return False
    except OSError:
        return None
    return True


@contextlib.contextmanager
def locked(path: Path, timeout_s: float = LOCK_TIMEOUT_S) -> Iterator[None]:
    """Hold a lock file. Blocks until the lock is free.

    The operating system releases the lock when the process ends, for any reason. The file
    itself is never deleted: otherwise one process could lock the deleted file while another one
    creates and locks a new one.

    Args:
        path: The lock file. Missing folders are created.
        timeout_s: How long to wait for the lock.

    Raises:
        StorageError: The file cannot be created, or the lock was not free in time.
    """
    text = tr(
        "{path} could not be written ({value}). Free some disk space or allow "
        "writing there, then try again."
    )
    with storage_errors(text, path=path):
        make_private_folder(path.parent)
        handle = os.open(path, _FLAGS, 0o600)
    with _held(handle, path, timeout_s):
        yield


@contextlib.contextmanager
def locked_folder(folder: Path, timeout_s: float = FOLDER_TIMEOUT_S) -> Iterator[None]:
    """Hold the lock of a folder, which needs no file in it. Blocks until the lock is free.

    Args:
        folder: It has to exist.
        timeout_s: How long to wait for the lock.

    Raises:
        StorageError: The folder cannot be opened, or the lock was not free in time.
    """
    if sys.platform == "win32":
        # No folder can be opened there, so the locks of one user are files elsewhere.
        name = hashlib.sha256(str(folder.resolve()).casefold().encode()).hexdigest()[:32]
        with locked(Path(tempfile.gettempdir()) / f"aiurdesk-{name}.lock", timeout_s):
            yield
        return
    with storage_errors(tr("{folder} could not be read ({value})."), folder=folder):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    with _held(handle, folder, timeout_s):
        yield


@contextlib.contextmanager
def _held(handle: int, path: Path, timeout_s: float) -> Iterator[None]:
    """Hold the lock of an open file or folder, and close it."""
    try:
        is_held = _wait_for_lock(handle, path, timeout_s)
        try:
            yield
        finally:
            if is_held:
                _unlock(handle)
    finally:
        os.close(handle)


def _wait_for_lock(handle: int, path: Path, timeout_s: float) -> bool:
    """Wait for the lock; return False if the file system has none."""
    deadline_s = time.monotonic() + timeout_s
    while (taken := take_lock(handle)) is False:
        if time.monotonic() >= deadline_s:
            text = tr(
                "Another aiurdesk has locked {path} for {timeout_s:g} seconds. Let it "
                "finish or end it, then try again."
            )
            raise StorageError(text.format(path=path, timeout_s=timeout_s))
        time.sleep(_RETRY_INTERVAL_S)
    return taken is True


_MOST_WINDOWS = 50


class WindowClaim:
    """The right of this process to write one of the files, until it ends or gives it up."""

    def __init__(self, window_file: Path) -> None:
        """Claim the first file that no other process has claimed.

        Without a lock, as on a disk that takes no new files, it is the first file.
        """
        self._first = window_file
        self._handle: int | None = None
        self.number = 1
        """1 for the first window of the profile."""
        with contextlib.suppress(OSError):
            self._claim()

    @property
    def is_first(self) -> bool:
        """Whether no other window of the profile is open."""
        return self.number == 1

    @property
    def file(self) -> Path:
        """The file that this process writes."""
        return _file(self._first, self.number)

    def left_over(self) -> Iterator[Path]:
        """Yield the files of further windows that have ended, or that wrote the claimed file."""
        for number in range(2, _MOST_WINDOWS + 1):
            file = _file(self._first, number)
            # The lock of its own file is held by this process, so it would not be found free.
            if file.exists() and (number == self.number or _is_free(file)):
                yield file

    def give_up(self) -> None:
        """Let another process claim the file."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _claim(self) -> None:
        for number in range(1, _MOST_WINDOWS + 1):
            self._handle = _lock(_file(self._first, number))
            if self._handle is not None:
                self.number = number
                return


def _file(first: Path, number: int) -> Path:
    return first if number == 1 else first.with_name(f"{first.stem}-{number}{first.suffix}")


def _is_free(file: Path) -> bool:
    handle = _lock(file)
    if handle is not None:
        os.close(handle)
    return handle is not None


def _lock(file: Path) -> int | None:
    """Return the handle of a lock for a file, or None where another process holds it.

    Raises:
        OSError: The file cannot be made.
    """
    make_private_folder(file.parent)
    # A file of its own: the other one is replaced with each save, and a lock would go with it.
    handle = os.open(file.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    # The system lets go of it when the process ends, however it ends.
    if take_lock(handle):
        return handle
    os.close(handle)
    return None
