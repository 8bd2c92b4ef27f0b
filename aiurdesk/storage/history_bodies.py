"""The files with the long bodies of the history, in the folder of caches."""

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from aiurdesk.storage.files import write_atomically

_SUFFIX = ".body"
_STRAY_AFTER_S = 3600.0
"""A file without an entry is deleted after this time. The entry of a newer one may follow, or come
back with Undo."""


class HistoryBodies:
    """A folder of files; each one belongs to an entry of the history."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, entry_id: int, body: bytes) -> str:
        """Write a body and return the name of its file.

        Raises:
            StorageError: It could not be written.
        """
        name = f"{entry_id}{_SUFFIX}"
        write_atomically(self.folder / name, body)
        return name

    def path(self, name: str) -> Path:
        """Return the path of a file."""
        # The name comes from a database that another program may have written.
        return self.folder / Path(name).name

    def remove(self, name: str) -> None:
        """Delete a file, if it is there."""
        with contextlib.suppress(OSError):
            self.path(name).unlink()

    def remove_all(self) -> None:
        """Delete all files."""
        for path in self._files():
            self.remove(path.name)

    def remove_strays(self, count: int, has_file: Callable[[int], bool]) -> None:
        """Delete the files that belong to no entry, such as after the process was killed.

        Args:
            count: How many entries have a file. There are no strays if there are no more files.
            has_file: Tells whether there is an entry with a file by its id.
        """
        files = self._files()
        if len(files) <= count:
            return
        oldest = time.time() - _STRAY_AFTER_S
        for path in files:
            with contextlib.suppress(OSError):
                if os.stat(path).st_mtime < oldest and not has_file(_entry_id(path)):
                    path.unlink()

    def _files(self) -> list[Path]:
        try:
            # With the unfinished ones of a process that was killed.
            return [path for path in self.folder.iterdir() if _SUFFIX in path.name]
        except OSError:
            return []


def _entry_id(path: Path) -> int:
    """Return the id of the entry that a file belongs to; -1 for an unfinished file."""
    stem = path.name.removesuffix(_SUFFIX)
    return int(stem) if stem.isdecimal() else -1
