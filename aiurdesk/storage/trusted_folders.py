"""The folders that a person trusts, in a file of the profile."""

import json
import os
from collections.abc import Callable, Container
from pathlib import Path
from typing import Any

from aiurdesk.core.errors import StorageError
from aiurdesk.storage.file_lock import locked
from aiurdesk.storage.files import write_atomically
from aiurdesk.storage.regular_file import read_regular_file

_LIST = "folders"
Stamp = tuple[int, int, int] | None
"""Another one means that the file was written since."""


class TrustedFolders:
    """Reads and writes the file. All calls block."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def stamp(self) -> Stamp:
        """Return what tells this content of the file from another one; None without a file."""
        try:
            status = os.stat(self._file)  # noqa: PTH116 - asked before each request that needs it
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino

    def read(self) -> tuple[str, ...]:
        """Return the folders, without links and sorted.

        Raises:
            StorageError: The file cannot be read, or is not valid. It is unchanged.
        """
        return _folders_in(self._document())

    def add(self, folder: str) -> None:
        """Put a folder in.

        Raises:
            StorageError: The file cannot be read or written.
        """
        self._change(lambda folders: (*folders, folder))

    def remove(self, folders: Container[str]) -> bool:
        """Take folders out; return whether one of them was there.

        Raises:
            StorageError: The file cannot be read or written.
        """
        return self._change(lambda there: tuple(path for path in there if path not in folders))

    def _change(self, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> bool:
        with locked(self._file.with_suffix(".lock")):
            document = self._document()
            before = _folders_in(document)
            after = tuple(sorted({*change(before)}))
            if after == before:
                return False
            # What a later version wrote beside the list stays.
            text = json.dumps({**document, _LIST: list(after)}, ensure_ascii=False, indent=1)
            # A path of bytes that are not UTF-8 has surrogates for them.
            write_atomically(self._file, text.encode(errors="surrogatepass"))
            return True

    def _document(self) -> dict[str, Any]:
        try:
            document = json.loads(read_regular_file(self._file).decode(errors="surrogatepass"))
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise StorageError(
                f"{self._file} could not be read ({error.strerror or error}). "
                "Allow reading it, then try again."
            ) from error
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict) or not isinstance(document.get(_LIST, []), list):
            raise StorageError(
                f"{self._file} is not the list of trusted folders that it should be. "
                "Mend or delete it, then try again."
            )
        return document


def _folders_in(document: dict[str, Any]) -> tuple[str, ...]:
    listed = document.get(_LIST, [])
    return tuple(sorted({folder for folder in listed if isinstance(folder, str) and folder}))
