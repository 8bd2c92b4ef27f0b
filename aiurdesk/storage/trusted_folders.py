"""The folders that a person trusts, in a file of the profile."""

from collections.abc import Callable, Container
from typing import Any

from aiurdesk.core.translation import tr
from aiurdesk.storage.json_file import JsonFile

_LIST = "folders"
_USES = "uses"
"""Collection → what its requests used when it was trusted."""


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

    def uses(self, collection: str) -> dict[str, list[str]] | None:
        """Return what the requests of a collection may use, by its kind; None if not known.

        Raises:
            StorageError: The file cannot be read, or is not valid. It is unchanged.
        """
        listed = self.document().get(_USES, {})
        of_collection = listed.get(collection) if isinstance(listed, dict) else None
        if not isinstance(of_collection, dict):
            return None
        return {
            kind: [name for name in names if isinstance(name, str)]
            for kind, names in of_collection.items()
            if isinstance(names, list)
        }

    def set_uses(self, collection: str, uses: dict[str, list[str]]) -> None:
        """Keep what the requests of a collection may use.

        Raises:
            StorageError: The file cannot be read or written.
        """

        def changed(document: dict[str, Any]) -> dict[str, Any]:
            listed = document.get(_USES, {})
            before = listed if isinstance(listed, dict) else {}
            return {**document, _USES: {**before, collection: uses}}

        self.change(changed)

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
            if after == before:
                return document
            gone = {*before} - {*after}
            uses = document.get(_USES, {})
            if isinstance(uses, dict):
                uses = {folder: names for folder, names in uses.items() if folder not in gone}
            return {**document, _LIST: list(after), **({_USES: uses} if uses else {})}

        return self.change(changed)

    def _folders_in(self, document: dict[str, Any]) -> tuple[str, ...]:
        listed = document.get(_LIST, [])
        if not isinstance(listed, list):
            raise self.damaged()
        return tuple(sorted({folder for folder in listed if isinstance(folder, str) and folder}))
