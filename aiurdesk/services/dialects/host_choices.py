"""The dialects that a person chose for hosts."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from aiurdesk import storage

if TYPE_CHECKING:
    from aiurdesk.storage.host_dialects import HostDialects
    from aiurdesk.storage.json_file import Stamp


class HostChoices:
    """The dialects that a person chose for hosts. The file is read again when it has changed."""

    def __init__(self, file: Callable[[], Path] | None = None) -> None:
        """Prepare; nothing is read.

        Args:
            file: Returns the file of the profile; without it nothing is kept.
        """
        self._file = file
        self._opened: HostDialects | None = None
        self._names: dict[str, str] = {}
        self._declined: frozenset[str] = frozenset()
        self._stamp: Stamp = None

    def name_for(self, host: str) -> str:
        """Return the name of the dialect for a host, ``http`` for none; empty without a choice.

        Blocks for a moment.
        """
        self._look()
        return self._names.get(host.casefold(), "")

    @property
    def names(self) -> Mapping[str, str]:
        """The names of the dialects by their hosts. Blocks for a moment."""
        self._look()
        return dict(self._names)

    def is_declined(self, host: str) -> bool:
        """Return whether no dialect is to be offered for a host. Blocks for a moment."""
        self._look()
        return host.casefold() in self._declined

    async def decline(self, host: str) -> None:
        """Offer no dialect for a host from now on.

        Raises:
            StorageError: The file cannot be read or written.
        """
        store = self._store()
        if store is None:
            self._declined |= {host.casefold()}
        else:
            await asyncio.to_thread(store.decline, host.casefold())

    async def choose(self, host: str, name: str) -> None:
        """Judge a host by a dialect from now on; an empty name takes the choice back.

        Raises:
            StorageError: The file cannot be read or written.
        """
        store = self._store()
        if store is None:
            self._names[host.casefold()] = name
        else:
            await asyncio.to_thread(store.put, host.casefold(), name)

    def _look(self) -> None:
        """Read the file again if it has changed."""
        store = self._store()
        if store is not None and (stamp := store.stamp()) != self._stamp:
            self._names, self._declined, self._stamp = store.read(), store.declined(), stamp

    def _store(self) -> "HostDialects | None":
        if self._opened is None and self._file is not None:
            self._opened = storage.host_dialects.HostDialects(self._file())
        return self._opened
