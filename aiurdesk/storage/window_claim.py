"""Which process writes which file of the state of the window.

The first window of a profile writes ``window.json``. A further one can only be open where it could
not reach the first; it writes ``window-2.json``, the next one ``window-3.json``. Each holds a lock
for as long as its process lives, so that a later start knows whose windows have ended.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from aiurdesk.storage.file_lock import take_lock
from aiurdesk.storage.paths import make_private_folder

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
