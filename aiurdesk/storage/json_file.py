"""A file of the profile that holds one JSON object, which several processes may change."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiurdesk.core.errors import StorageError, storage_errors
from aiurdesk.core.translation import tr
from aiurdesk.storage.file_lock import locked
from aiurdesk.storage.files import write_atomically
from aiurdesk.storage.regular_file import read_regular_file

Stamp = tuple[int, int, int] | None
"""Another one means that the file was written since."""


class JsonFile:
    """Reads and changes the file. All calls block."""

    def __init__(self, file: Path, what: str) -> None:
        """Prepare; nothing is read.

        Args:
            file: It does not have to exist.
            what: What it holds, such as ``the list of trusted folders``.
        """
        self._file = file
        self._what = what

    def stamp(self) -> Stamp:
        """Return what tells this content of the file from another one; None without a file."""
        try:
            status = os.stat(self._file)  # noqa: PTH116 - asked before each request that needs it
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino

    def document(self) -> dict[str, Any]:
        """Return the object; an empty one without a file.

        Raises:
            StorageError: The file cannot be read, or holds no object. It is unchanged.
        """
        text = tr("{file} could not be read ({value}). Allow reading it, then try again.")
        with storage_errors(text, file=self._file):
            try:
                content = read_regular_file(self._file)
            except FileNotFoundError:
                return {}
        try:
            document = json.loads(content.decode(errors="surrogatepass"))
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise self.damaged()
        return document

    def damaged(self) -> StorageError:
        """Return the error for a file that does not hold what it should."""
        return StorageError(
            tr("{file} is not {what} that it should be. Mend or delete it, then try again.").format(
                file=self._file, what=self._what
            )
        )

    def change(self, change: Callable[[dict[str, Any]], dict[str, Any]]) -> bool:
        """Write what a function makes of the object; return whether that is another one.

        Raises:
            StorageError: The file cannot be read or written.
        """
        with locked(self._file.with_suffix(".lock")):
            document = self.document()
            after = change(document)
            if after == document:
                return False
            text = json.dumps(after, ensure_ascii=False, indent=1)
            # A path of bytes that are not UTF-8 has surrogates for them.
            write_atomically(self._file, text.encode(errors="surrogatepass"))
            return True
