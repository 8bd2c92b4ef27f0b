"""The certificates that a person added for hosts, in a file of the profile."""

from typing import Any

from aiurdesk.core.environments.certificates import (
    HostCertificate,
    certificate_record,
    read_certificate,
)
from aiurdesk.core.translation import tr
from aiurdesk.storage.json_file import JsonFile

_LIST = "certificates"


class StoredCertificates(JsonFile):
    """Reads and writes the file. All calls block."""

    what = tr("the list of certificates")

    def read(self) -> tuple[HostCertificate, ...]:
        """Return the certificates, in the order in which they were added.

        An entry that cannot be read is left out, and stays in the file.

        Raises:
            StorageError: The file cannot be read, or is not valid. It is unchanged.
        """
        read = map(read_certificate, self._entries_in(self.document()))
        return tuple(certificate for certificate in read if certificate is not None)

    def add(self, certificate: HostCertificate) -> None:
        """Put a certificate in, instead of the same one for the same host.

        Raises:
            StorageError: The file cannot be read or written.
        """
        self.change(
            lambda document: {
                **document,
                _LIST: [*self._others(document, certificate), certificate_record(certificate)],
            }
        )

    def remove(self, certificate: HostCertificate) -> bool:
        """Take a certificate out; return whether it was there.

        Raises:
            StorageError: The file cannot be read or written.
        """

        def changed(document: dict[str, Any]) -> dict[str, Any]:
            others = self._others(document, certificate)
            return {**document, _LIST: others} if _LIST in document else document

        return self.change(changed)

    def _others(self, document: dict[str, Any], certificate: HostCertificate) -> list[object]:
        def is_other(entry: object) -> bool:
            read = read_certificate(entry)
            return read is None or not read.is_like(certificate)

        return list(filter(is_other, self._entries_in(document)))

    def _entries_in(self, document: dict[str, Any]) -> list[object]:
        listed = document.get(_LIST, [])
        if not isinstance(listed, list):
            raise self.damaged()
        return listed
