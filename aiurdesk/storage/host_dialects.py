"""Which dialect a person chose for which host, in a file of the profile."""

import json
import os
from pathlib import Path
from typing import Any

from aiurdesk.core.errors import StorageError
from aiurdesk.storage.file_lock import locked
from aiurdesk.storage.files import write_atomically
from aiurdesk.storage.regular_file import read_regular_file

_MEMBER, _DECLINED = "hosts", "declined"
Stamp = tuple[int, int, int] | None
"""Another one means that the file was written since."""


class HostDialects:
    """Reads and writes the file. All calls block."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def stamp(self) -> Stamp:
        """Return what tells this content of the file from another one; None without a file."""
        try:
            status = os.stat(self._file)  # noqa: PTH116 - asked for each host of no known service
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino

    def read(self) -> dict[str, str]:
        """Return the names of dialects by host. A file that is not valid has none."""
        try:
            return _hosts_in(self._document())
        except StorageError:
            # It only says how to read responses; each of them says which dialect judged it.
            return {}

    def put(self, host: str, name: str) -> None:
        """Choose a dialect for a host; an empty name takes the choice back.

        Raises:
            StorageError: The file cannot be read or written.
        """
        with locked(self._file.with_suffix(".lock")):
            document = self._document()
            hosts = {**_hosts_in(document), host: name}
            hosts = {host: name for host, name in sorted(hosts.items()) if name}
            self._write({**document, _MEMBER: hosts})

    def declined(self) -> frozenset[str]:
        """Return the hosts for which no dialect is to be offered."""
        try:
            return _declined_in(self._document())
        except StorageError:
            return frozenset()

    def decline(self, host: str) -> None:
        """Offer no dialect for a host from now on.

        Raises:
            StorageError: The file cannot be read or written.
        """
        with locked(self._file.with_suffix(".lock")):
            document = self._document()
            self._write({**document, _DECLINED: sorted({*_declined_in(document), host})})

    def _write(self, document: dict[str, Any]) -> None:
        # What a later version wrote beside the hosts stays.
        text = json.dumps(document, ensure_ascii=False, indent=1)
        write_atomically(self._file, text.encode())

    def _document(self) -> dict[str, Any]:
        try:
            document = json.loads(read_regular_file(self._file))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            raise StorageError(
                f"{self._file} could not be read ({error}). Repair it or delete it, then try again."
            ) from error
        return document if isinstance(document, dict) else {}


def _declined_in(document: dict[str, Any]) -> frozenset[str]:
    hosts = document.get(_DECLINED)
    listed = hosts if isinstance(hosts, list) else []
    return frozenset(host for host in listed if isinstance(host, str))


def _hosts_in(document: dict[str, Any]) -> dict[str, str]:
    hosts = document.get(_MEMBER)
    if not isinstance(hosts, dict):
        return {}
    return {host: name for host, name in hosts.items() if isinstance(name, str)}
