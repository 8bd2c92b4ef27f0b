"""The folders that a person trusts, in a file of the profile."""

from collections.abc import Callable, Container
from typing import Any

from aiurdesk.core.translation import tr
from aiurdesk.storage.json_file import JsonFile

_LIST = "folders"


class TrustedFolders(JsonFile):
    """Reads and writes the file. All calls block."""

    what = tr("the list of trusted folders")

    def read(self) -> tuple[str, ...]:
        """Return the folders, without links and sorted.

        Raises:
            StorageError: The file cannot be read, or is not valid. It is unchanged.
        """
        return self._folders_in(self.document())

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
        def changed(document: dict[str, Any]) -> dict[str, Any]:
            before = self._folders_in(document)
            after = tuple(sorted({*change(before)}))
            # What a later version wrote beside the list stays.
            return document if after == before else {**document, _LIST: list(after)}

        return self.change(changed)

    def _folders_in(self, document: dict[str, Any]) -> tuple[str, ...]:
        listed = document.get(_LIST, [])
        if not isinstance(listed, list):
            raise self.damaged()
        return tuple(sorted({folder for folder in listed if isinstance(folder, str) and folder}))
