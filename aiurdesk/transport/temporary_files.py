"""A private folder for the bodies of long responses that does not outlive the program.

The folder is deleted by its owner, also if SIGTERM or SIGHUP end the process. Nothing can be done
about SIGKILL, so each process deletes the folders of processes that have ended. A lock on each
folder tells whether its process is still running: the system releases the lock when the process
ends, for any reason.
"""

import contextlib
import os
import shutil
import signal
import stat
import sys
import tempfile
import threading
import weakref
from typing import BinaryIO

PREFIX = "aiurdesk-bodies-"

if sys.platform == "win32":
    import msvcrt

    def _open(folder: str) -> int:
        # Windows cannot lock a folder.
        return os.open(os.path.join(folder, "lock"), os.O_RDWR | os.O_CREAT)

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _open(folder: str) -> int:
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)

    def _lock(handle: int) -> None:
        # flock and not lockf: locks of lockf do not exclude another folder of the same process.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class TemporaryFiles:
    """A private folder for files; it is created when it is first needed."""

    def __init__(self) -> None:
        # Bodies are written from the event loop, frames of sockets from other threads.
        self._lock = threading.Lock()
        self._folder = ""
        self._delete: weakref.finalize[[str, int], TemporaryFiles] | None = None

    def create(self) -> tuple[BinaryIO, str]:
        """Create a file and return it opened, with its path. Blocks for a moment.

        Raises:
            OSError: The file or its folder cannot be created.
        """
        with self._lock:
            self._open_folder()
            number, path = tempfile.mkstemp(dir=self._folder)
        return os.fdopen(number, "wb"), path

    def create_path(self) -> str:
        """Create a file and return its path. Blocks for a moment.

        Raises:
            OSError: The file or its folder cannot be created.
        """
        file, path = self.create()
        file.close()
        return path

    def create_folder(self) -> str:
        """Create a folder and return its path. Blocks for a moment.

        Raises:
            OSError: It cannot be created.
        """
        with self._lock:
            self._open_folder()
            return tempfile.mkdtemp(dir=self._folder)

    def remove(self, path: str | None) -> None:
        """Delete a file of this folder; do nothing for a missing file or any other path."""
        if path and self._delete is not None and os.path.dirname(path) == self._folder:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)

    def remove_all(self) -> None:
        """Delete the folder with all its files."""
        if self._delete is not None:
            self._delete()
            self._delete = None

    def _open_folder(self) -> None:
        # Programs that clean up may have deleted the folder.
        if self._delete is not None and os.path.isdir(self._folder):
            return
        self.remove_all()
        self._folder, handle = _new_folder()
        # Also called when the program ends in order.
        self._delete = weakref.finalize(self, _delete_folder, self._folder, handle)
        _delete_on_signals()


def clean_up_in_background() -> threading.Thread:
    """Delete abandoned folders in a thread that nothing waits for, and return the thread."""
    thread = threading.Thread(target=remove_abandoned_folders, name="clean-up", daemon=True)
    with contextlib.suppress(RuntimeError):  # no further thread can be started
        thread.start()
    return thread


def remove_abandoned_folders() -> None:
    """Delete what processes that were killed have left behind. Blocks for a moment."""
    try:
        entries = list(os.scandir(tempfile.gettempdir()))
    except OSError:  # there is no temporary folder
        return
    for entry in entries:
        if entry.name.startswith(PREFIX) and _is_own_folder(entry.path):
            _delete_if_abandoned(entry.path)


_open_folders: dict[str, int] = {}
"""Path → handle with the lock."""


def _new_folder() -> tuple[str, int]:
    while True:
        path = tempfile.mkdtemp(prefix=PREFIX)
        # Another process may take the folder for an abandoned one until it is locked.
        try:
            handle = _open(path)
        except FileNotFoundError:
            continue
        except OSError:
            with contextlib.suppress(OSError):
                os.rmdir(path)
            raise
        if _try_to_lock(handle) is not False and os.path.isdir(path):
            _open_folders[path] = handle
            return path, handle
        os.close(handle)


def _try_to_lock(handle: int) -> bool | None:
    """Return whether the lock was free, or None if the file system has no locks."""
    try:
        _lock(handle)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return None
    return True


def _is_own_folder(path: str) -> bool:
    """Tell whether a path is a folder of this user; anybody may create one with such a name."""
    try:
        status = os.lstat(path)
    except OSError:
        return False
    is_own = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return stat.S_ISDIR(status.st_mode) and is_own


def _delete_if_abandoned(path: str) -> None:
    try:
        handle = _open(path)
    except OSError:  # its owner has just deleted it
        return
    if _try_to_lock(handle):
        _delete_folder(path, handle)
    else:
        os.close(handle)


def _delete_folder(path: str, handle: int) -> None:
    _open_folders.pop(path, None)
    if sys.platform == "win32":
        os.close(handle)  # Windows deletes no open file
        shutil.rmtree(path, ignore_errors=True)
    else:
        shutil.rmtree(path, ignore_errors=True)
        os.close(handle)


def _delete_on_signals() -> None:
    """Delete the folders before a signal ends the process, unless the program handles it."""
    # Python sets signal handlers in the main thread only.
    if threading.current_thread() is not threading.main_thread():
        return
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _delete_and_end)


def _delete_and_end(number: int, _frame: object) -> None:
    for path, handle in list(_open_folders.items()):
        _delete_folder(path, handle)
    # Raised once more, so that the parent process sees the signal as the reason for the end.
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)
