"""File of the profile with the dialects that a person chose for hosts."""

from typing import Any

from aiurdesk.core.errors import StorageError
from aiurdesk.core.translation import tr
from aiurdesk.storage.json_file import JsonFile

_MEMBER, _DECLINED = "hosts", "declined"


class HostDialects(JsonFile):
    """Reads and writes the file. All calls block."""

    what = tr("the list of dialects")

    def read(self) -> dict[str, str]:
        """Return the names of dialects by host. A file that is not valid has none."""
        return _hosts_in(self._readable_document())

    def put(self, host: str, name: str) -> None:
        """Choose a dialect for a host; an empty name takes the choice back.

        Raises:
            StorageError: The file cannot be read or written.
        """

        def changed(document: dict[str, Any]) -> dict[str, Any]:
            hosts = {**_hosts_in(document), host: name}
            hosts = {host: name for host, name in sorted(hosts.items()) if name}
            return {**document, _MEMBER: hosts}

        self.change(changed)

    def declined(self) -> frozenset[str]:
        """Return the hosts for which no dialect is to be offered."""
        return _declined_in(self._readable_document())

    def decline(self, host: str) -> None:
        """Offer no dialect for a host from now on.

        Raises:
            StorageError: The file cannot be read or written.
        """
        self.change(
            lambda document: {**document, _DECLINED: sorted({*_declined_in(document), host})}
        )

    def _readable_document(self) -> dict[str, Any]:
        try:
            return self.document()
        except StorageError:
            # It only says how to read responses; each of them says which dialect judged it.
            return {}


def _declined_in(document: dict[str, Any]) -> frozenset[str]:
    hosts = document.get(_DECLINED)
    listed = hosts if isinstance(hosts, list) else []
    return frozenset(host for host in listed if isinstance(host, str))


def _hosts_in(document: dict[str, Any]) -> dict[str, str]:
    hosts = document.get(_MEMBER)
    if not isinstance(hosts, dict):
        return {}
    return {host: name for host, name in hosts.items() if isinstance(name, str)}
