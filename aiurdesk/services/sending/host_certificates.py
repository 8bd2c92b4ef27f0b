"""The certificates that a person added for hosts: authorities, and client certificates."""

import asyncio
import importlib
import secrets
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from aiurdesk import storage, transport
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.certificates import CertificateKind, HostCertificate
from aiurdesk.core.errors import ProblemError, StorageError, storage_errors
from aiurdesk.core.problem import FilePlace, Problem
from aiurdesk.core.translation import printable, tr
from aiurdesk.services.processes.evaluation import (
    ENDED,
    NOT_READ,
    NOT_STARTED,
    Stopped,
    evaluate,
    too_slow,
)
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.storage.regular_file import read_regular_file
from aiurdesk.transport.address import parse_address
from aiurdesk.transport.tls import MAX_CERTIFICATE_BYTES, ClientCertificate, TrustedCertificate
from aiurdesk.transport.transport import SendFailure

if TYPE_CHECKING:
    from aiurdesk.core.environments.certificates import CertificateChain, ChainLink
    from aiurdesk.storage.certificates import StoredCertificates
    from aiurdesk.storage.json_file import Stamp
    from aiurdesk.storage.secrets import SecretStore
    from aiurdesk.transport.certificate_file import CertificateFile

DEFAULT_PORT = 443
MOST_S = 20.0
"""How long a PKCS#12 file may take, which says itself how often its passphrase is hashed."""


class Removed(msgspec.Struct, frozen=True):
    """A certificate that was removed, to put it back."""

    certificate: HostCertificate
    passphrase: Secret | None = None
    """Of its key."""


class HostCertificates:
    """Adds, removes and finds certificates. The file is read again when it has changed.

    A private key is in the file, encrypted with a random passphrase, which is in the keyring.
    Without a keyring, a client certificate is kept until the program ends.
    """

    def __init__(
        self,
        file: Callable[[], Path] | None = None,
        open_store: "Callable[[], SecretStore] | None" = None,
        processes: HelperProcesses | None = None,
        most_s: float = MOST_S,
    ) -> None:
        """Prepare; nothing is read.

        Args:
            file: Returns the file of the profile; without it nothing is kept.
            open_store: Returns where secrets are stored.
            processes: Read the files that are added.
            most_s: How long one of them may take.
        """
        self._file = file
        self._open_store = open_store
        self._processes = processes or HelperProcesses()
        self._most_s = most_s
        # Certificate → passphrase, of those that end with the program.
        self._of_run: dict[HostCertificate, Secret] = {}
        # Of certificates in the file, by id, as far as they were needed.
        self._passphrases: dict[str, Secret] = {}
        self.lent: ClientCertificate | None = None
        """Shown to the hosts of all requests from now on, but not to those that a redirect leads
        to: it says who calls."""
        self._lent_to: set[tuple[str, int]] = set()

    def stamp(self) -> "tuple[Stamp, tuple[HostCertificate, ...]]":
        """Return what changes with the certificates. Blocks for a moment."""
        stamp = None if self._stored is None else self._stored.stamp()
        return stamp, tuple(self._of_run)

    async def listed(self) -> tuple[HostCertificate, ...]:
        """Return all certificates.

        Raises:
            StorageError: The file cannot be read, or is not valid.
        """
        kept = () if self._stored is None else await asyncio.to_thread(self._stored.read)
        return (*kept, *self._of_run)

    async def read_file(self, path: str, passphrase: Secret) -> "CertificateFile":
        """Read a file with certificates, in a process that is ended if it takes too long.

        Raises:
            StorageError: It cannot be read, has no certificate, or the passphrase is wrong. The
                text names the file.
        """
        content = await asyncio.to_thread(_content_of, path)
        job = partial(_read_content, content, passphrase)
        (read,) = await evaluate(self._processes, [job], None, len(content), self._most_s)
        if isinstance(read, Stopped):
            raise StorageError(
                tr("{path} could not be read. {reason}").format(
                    path=path, reason=_why_stopped(read, self._most_s)
                )
            )
        if isinstance(read, Problem):
            raise StorageError(Problem(f"{path} {read.sentence}", FilePlace(path)))
        return read

    async def add_file(self, path: str, where: str, passphrase: Secret) -> HostCertificate:
        """Add what is in a file: authorities, or a client certificate if it has a key.

        Args:
            path: PEM, DER or PKCS#12.
            where: A host, with or without a port, or an address.
            passphrase: Of the key; empty for none.

        Raises:
            StorageError: The file cannot be read, or the file of the profile cannot be written.
            KeyringFailure: The passphrase of a key could not be stored.
            ProblemError: The host is not valid.
        """
        host_and_port(where)  # before the file is read, which may take some seconds
        return await self.add(await self.read_file(path, passphrase), where)

    async def add(self, read: "CertificateFile", where: str) -> HostCertificate:
        """Add what was read from a file, as ``add_file`` does."""
        host, port = host_and_port(where)
        if read.client is None:
            added = _added(CertificateKind.AUTHORITY, host, port, read.links, read.pem)
            await self._write(added)
            return added
        added = _added(CertificateKind.CLIENT, host, port, read.links, read.client.pem)
        added = replace(added, id=secrets.token_hex(8))
        await self.put_back(Removed(added, read.client.passphrase))
        return added

    async def trust(self, chain: "CertificateChain") -> HostCertificate | None:
        """Trust the authority of a chain that was refused, for its host and port.

        Returns:
            What was added; None if nothing in the chain would help.

        Raises:
            StorageError: The file cannot be written.
        """
        anchor = chain.anchor
        if anchor is None:
            return None
        kind = CertificateKind.AUTHORITY
        added = _added(kind, chain.host, chain.port, (anchor,), anchor.pem)
        await self._write(added)
        return added

    async def remove(self, certificate: HostCertificate) -> Removed:
        """Remove a certificate, with the passphrase of its key.

        Raises:
            StorageError: The file cannot be written.
            KeyringFailure: The passphrase could not be read or deleted.
        """
        if certificate in self._of_run:
            return Removed(certificate, self._of_run.pop(certificate))
        passphrase = self._passphrases.pop(certificate.id, None)
        if certificate.id and passphrase is None:
            passphrase = await self._store().get(_key(certificate))
        if self._stored is not None:
            await asyncio.to_thread(self._stored.remove, certificate)
        # Behind the file: a certificate whose passphrase is gone would be of no use.
        if certificate.id:
            await self._store().delete(_key(certificate))
        return Removed(certificate, passphrase)

    async def put_back(self, removed: Removed) -> None:
        """Add a certificate with the passphrase of its key.

        Raises:
            StorageError: The file cannot be written.
            KeyringFailure: The passphrase could not be stored.
        """
        certificate, passphrase = removed.certificate, removed.passphrase
        if certificate.kind is CertificateKind.AUTHORITY or passphrase is None:
            await self._write(certificate)
            return
        if not await self.keeps_keys():
            self._of_run[certificate] = passphrase
            return
        store = self._store()
        before = [one for one in await self.listed() if one.is_like(certificate)]
        await store.set(_key(certificate), passphrase)
        try:
            await self._write(certificate)
        except BaseException:
            await store.delete(_key(certificate))
            raise
        for one in before:
            if one.id not in ("", certificate.id):
                await store.delete(_key(one))

    async def keeps_keys(self) -> bool:
        """Return whether client certificates are kept after the program ends."""
        if self._open_store is None:
            return False
        await self._store().detect()
        return self._store().is_persistent

    def note(self, url: str) -> None:
        """Note that a person sends a request to this address."""
        if self.lent is not None and (target := _target(url)):
            self._lent_to.add(target)

    async def client_for(self, host: str, port: int) -> ClientCertificate | None:
        """Return the client certificate for a host and port.

        Raises:
            KeyringFailure: The passphrase of its key could not be read.
            ProblemError: The keyring has it no longer.
        """
        if self.lent is not None and (host, port) in self._lent_to:
            return self.lent
        covering = [
            one
            for one in await self.usable()
            if one.kind is CertificateKind.CLIENT and one.covers(host, port)
        ]
        if not covering:
            return None
        # One for this very port comes first, and of several the one that was added last.
        chosen = max(reversed(covering), key=lambda one: one.port is not None)
        if chosen in self._of_run:
            return ClientCertificate(chosen.pem, self._of_run[chosen])
        if chosen.id not in self._passphrases:
            passphrase = await self._store().get(_key(chosen))
            if passphrase is None:
                text = tr(
                    "The keyring no longer has the passphrase of the client certificate "
                    "{name} for {where}. Remove it under “Certificates…”, and add it again."
                )
                gone = ProblemError(text.format(name=printable(chosen.name), where=chosen.where))
                raise self._store().failure or gone
            self._passphrases[chosen.id] = passphrase
        return ClientCertificate(chosen.pem, self._passphrases[chosen.id])

    async def unlock_for(self, url: str) -> None:
        """Read from the keyring what a request needs, before its time begins to count.

        Raises:
            KeyringFailure: It could not be read.
            ProblemError: The keyring has it no longer.
        """
        if target := _target(url):
            await self.client_for(*target)

    async def usable(self) -> tuple[HostCertificate, ...]:
        """Return all certificates; without the file if that is not valid."""
        try:
            return await self.listed()
        except StorageError:
            # Nothing more is trusted then; a person who lists them is told.
            return tuple(self._of_run)

    async def _write(self, certificate: HostCertificate) -> None:
        if self._stored is None:
            self._of_run[certificate] = Secret("")
        else:
            await asyncio.to_thread(self._stored.add, certificate)

    @cached_property
    def _stored(self) -> "StoredCertificates | None":
        return self._file and storage.certificates.StoredCertificates(self._file())

    def _store(self) -> "SecretStore":
        if self._open_store is None:
            raise ProblemError(tr("There is no keyring here."))
        return self._open_store()


def _target(url: str) -> tuple[str, int] | None:
    try:
        return parse_address(url).origin[1:]
    except SendFailure:  # it is not sent
        return None


def authorities_in(certificates: Iterable[HostCertificate]) -> tuple[TrustedCertificate, ...]:
    """Return the authorities, each with its host."""
    return tuple(
        TrustedCertificate(one.pem, one.host, one.port)
        for one in certificates
        if one.kind is CertificateKind.AUTHORITY
    )


def host_and_port(text: str) -> tuple[str, int | None]:
    """Return the host and the port in a text; the port is None if it has none.

    Args:
        text: Such as ``example.org``, ``[::1]:8443``, or an address.

    Raises:
        ProblemError: It is not a host.
    """
    address = text.strip()
    if "://" not in address:
        address = f"https://{address}"
    try:
        parsed = parse_address(address)
    except SendFailure:
        words = tr("{text} is not a host, such as example.org or example.org:8443.")
        raise ProblemError(words.format(text=printable(text))) from None
    has_port = parsed.port != DEFAULT_PORT or address.rstrip("/").endswith(":443")
    return parsed.host, parsed.port if has_port else None


async def chain_of_response(certificates: tuple[bytes, ...], url: str) -> "CertificateChain | None":
    """Return the certificates of a server that was trusted, as they are shown.

    Args:
        certificates: As in ``Tls.chain``.
        url: Of the response.
    """
    address = parse_address(url)
    return await asyncio.to_thread(
        lambda: transport.certificate_chain.read_chain(certificates, address.host, address.port)
    )


async def chain_of_certificate(certificate: HostCertificate) -> "CertificateChain":
    """Return what was added for a host, as it is shown.

    Raises:
        StorageError: The entry in the file was damaged.
    """
    try:
        return await asyncio.to_thread(
            lambda: transport.certificate_chain.kept_chain(
                certificate.pem, certificate.host, certificate.port or DEFAULT_PORT
            )
        )
    except ValueError:
        text = tr("The certificate for {where} is damaged. Remove it, and add it again.")
        raise StorageError(text.format(where=certificate.where)) from None


def _added(
    kind: CertificateKind,
    host: str,
    port: int | None,
    links: "Iterable[ChainLink]",
    pem: str,
) -> HostCertificate:
    first, *others = links
    name = first.subject
    # Those that come with a client certificate are its issuers.
    if others and kind is CertificateKind.AUTHORITY:
        more = tr("{subject} and {others_count} more")
        name = more.format(subject=name, others_count=len(others))
    return HostCertificate(kind, host, pem, name, first.sha256, first.not_after_at, port)


def _content_of(path: str) -> bytes:
    text = tr("{path} could not be read ({value}). Check its name and that you may read it.")
    with storage_errors(text, path=path):
        return read_regular_file(path, MAX_CERTIFICATE_BYTES)


def _why_stopped(stopped: Stopped, most_s: float) -> str:
    """Return in words of a file why it was not read."""
    if stopped == too_slow(most_s):
        text = tr(
            "It takes longer than {most_s:g} s: its key is very long, or its passphrase is hashed "
            "very often. Export it again with fewer iterations, or in PEM format."
        )
        return text.format(most_s=most_s)
    if stopped in (NOT_STARTED, NOT_READ):
        return tr("No further process can be started. Close others.")
    if stopped == ENDED:
        return tr("The process that read it was ended, most likely because memory ran out.")
    return stopped.text


def _read_content(content: bytes, passphrase: Secret) -> "CertificateFile | Problem":
    """Return what a file holds, or what is wrong with it; in the helper process."""
    read = importlib.import_module("aiurdesk.transport.certificate_file")
    return read.read_certificate_file(content, passphrase)  # type: ignore[no-any-return]


def _key(certificate: HostCertificate) -> str:
    return f"certificates/{certificate.id}"
