"""A lock file that excludes other threads and other processes."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from aiurdesk.core.errors import StorageError

LOCK_TIMEOUT_S = 5.0
"""A lock is held for milliseconds, but a stopped process may hold it for hours."""
_RETRY_INTERVAL_S = 0.01
# A named pipe in the place of the file must not be waited for.
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)

if sys.platform == "win32":
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


@contextlib.contextmanager
def locked(path: Path, timeout_s: float = LOCK_TIMEOUT_S) -> Iterator[None]:
    """Hold a lock file. Blocks until the lock is free.

    The operating system releases the lock when the process ends, for whatever reason. The file
    itself is never deleted: otherwise one process could lock the deleted file while another one
    creates and locks a new one.

    Args:
        path: The lock file. Missing folders are created.
        timeout_s: How long to wait for the lock.

    Raises:
        StorageError: The file cannot be created, or the lock was not free in time.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, _FLAGS, 0o600)
    except OSError as error:
        raise StorageError(
            f"{path} could not be written ({error.strerror or error}). "
            "Free some disk space or allow writing there, then try again."
        ) from error
    try:
        is_held = _lock(handle, path, timeout_s)
        try:
            yield
        finally:
            if is_held:
                _unlock(handle)
    finally:
        os.close(handle)


def _lock(handle: int, path: Path, timeout_s: float) -> bool:
    """Wait for the lock; return False if the file system has no locks, as some network drives."""
    deadline_s = time.monotonic() + timeout_s
    while True:
        try:
            _try_to_lock(handle)
        except (BlockingIOError, PermissionError):
            # Raised by POSIX and by Windows when the lock is held elsewhere.
            if time.monotonic() >= deadline_s:
                raise StorageError(
                    f"Another aiurdesk has locked {path} for {timeout_s:g} seconds. "
                    "Let it finish or end it, then try again."
                ) from None
            time.sleep(_RETRY_INTERVAL_S)
        except OSError:
            return False
        else:
            return True
