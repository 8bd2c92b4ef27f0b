"""Keep other processes away from what must be read and written in one piece."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from aiurdesk.core.errors import StorageError

WAITED_S = 5.0
"""Whoever holds a lock needs it for milliseconds; one that was stopped may hold it for hours."""
_TRIED_EVERY_S = 0.01

if sys.platform == "win32":
    import msvcrt

    def _try_to_lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _unlock(handle: int) -> None:
        # Closing alone frees it some time later.
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_to_lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


@contextlib.contextmanager
def locked(path: Path, waited_s: float = WAITED_S) -> Iterator[None]:
    """Hold a lock file; other threads and processes that want it wait. Blocks.

    The system takes the lock from a process that ends, however it ends. The file itself stays:
    whoever deleted it could delete it under somebody who waits for it.

    Args:
        path: The lock file; folders above it are made.

    Raises:
        StorageError: It cannot be made, or others hold it for too long.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StorageError(
            f"{path} could not be written ({error.strerror or error}). "
            "Make room or allow writing there, then try again."
        ) from error
    try:
        is_held = _lock(handle, path, waited_s)
        try:
            yield
        finally:
            if is_held:
                _unlock(handle)
    finally:
        os.close(handle)


def _lock(handle: int, path: Path, waited_s: float) -> bool:
    """Wait for the lock; False where the file system has no locks, as some of networks."""
    end_s = time.monotonic() + waited_s
    while True:
        try:
            _try_to_lock(handle)
        except (BlockingIOError, PermissionError):  # how POSIX and Windows say that it is held
            if time.monotonic() >= end_s:
                raise StorageError(
                    f"Another aiurdesk has been holding {path} for {waited_s:g} seconds. "
                    "Let it go on or end it, then try again."
                ) from None
            time.sleep(_TRIED_EVERY_S)
        except OSError:
            return False
        else:
            return True
