"""A file of the profile that holds one JSON object, which several processes may change."""

import json
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, ClassVar

from aiurdesk.core.errors import StorageError, storage_errors
from aiurdesk.core.translation import tr
from aiurdesk.storage.file_lock import locked
from aiurdesk.storage.files import remove_left_over_in, write_atomically
from aiurdesk.storage.regular_file import read_regular_file

Stamp = tuple[int, int, int] | None
"""Another one means that the file was written since."""


class JsonFile:
    """Reads and changes the file, which does not have to exist. All calls block."""

    what: ClassVar[str] = ""
    """What it holds, such as ``the list of trusted folders``."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def stamp(self) -> Stamp:
        """Return what tells this content of the file from another one; None without a file."""
        try:
            status = os.stat(self.file)  # noqa: PTH116 - asked before each request that needs it
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino

    def document(self) -> dict[str, Any]:
        """Return the object; an empty one without a file.

        Raises:
            StorageError: The file cannot be read, or holds no object. It is unchanged.
        """
        try:
            document = self.content()
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise self.damaged()
        return document

    def content(self) -> Any:
        """Return what the file holds; an empty object without a file.

        Raises:
            StorageError: The file cannot be read.
            ValueError: It is not JSON.
            RecursionError: It is JSON that is nested very deeply.
        """
        text = tr("{file} could not be read ({value}). Allow reading it, then try again.")
        with storage_errors(text, file=self.file):
            try:
                return json.loads(read_regular_file(self.file).decode(errors="surrogatepass"))
            except FileNotFoundError:
                return {}

    def damaged(self) -> StorageError:
        """Return the error for a file that does not hold what it should."""
        text = tr("{file} is not {what} that it should be. Mend or delete it, then try again.")
        return StorageError(text.format(file=self.file, what=self.what))

    def change(self, change: Callable[[dict[str, Any]], dict[str, Any]]) -> bool:
        """Write what a function makes of the object; return whether that is another one.

        Raises:
            StorageError: The file cannot be read or written.
        """
        with self.locked():
            document = self.document()
            after = change(document)
            if after == document:
                return False
            self.write(after)
            return True

    def locked(self) -> AbstractContextManager[None]:
        """Keep other threads and processes from changing the file.

        Raises:
            StorageError: The lock cannot be had.
        """
        return locked(self.file.with_suffix(".lock"))

    def write(self, document: dict[str, Any]) -> None:
        """Replace the content of the file, while it is locked.

        Raises:
            StorageError: The file cannot be written.
        """
        text = json.dumps(document, ensure_ascii=False, indent=1)
        # A path of bytes that are not UTF-8 has surrogates for them.
        write_atomically(self.file, text.encode(errors="surrogatepass"))
        remove_left_over_in(self.file.parent)
