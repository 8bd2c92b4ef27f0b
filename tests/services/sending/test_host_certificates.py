"""Certificates of hosts: added from files, kept, removed, and put back."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.certificates import CertificateKind
from aiurdesk.core.errors import KeyringFailure, ProblemError, StorageError
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.response.response import Failure, FailureKind, Response
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sending.connections import Connections
from aiurdesk.services.sending.host_certificates import (
    HostCertificates,
    chain_of_response,
    host_and_port,
)
from aiurdesk.storage.secrets import MemorySecrets
from aiurdesk.transport.http import HttpTransport
from tests.coroutines import until
from tests.fakes import FailingSecrets
from tests.transport.certificates import (
    a_chain,
    asking_for,
    client_pem,
    client_pkcs12,
    server_context,
)
from tests.transport.misbehaving_server import (
    answering,
    keeping_open,
    response,
    serving,
    tls_context,
)

NONE, GOOD = Secret(""), Secret("correct horse")


class Keyring(MemorySecrets):
    """A keyring that keeps its secrets."""

    def __init__(self) -> None:
        super().__init__()
        self.is_persistent = True

    @property
    def all(self) -> dict[str, Secret]:
        return self._secrets


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@contextlib.asynccontextmanager
async def opened(
    folder: Path, store: MemorySecrets
) -> AsyncIterator[tuple[Connections, HostCertificates]]:
    """Return what a start of the program has."""
    processes = HelperProcesses()
    certificates = HostCertificates(lambda: folder / "certificates.json", lambda: store, processes)
    connections = Connections(HttpTransport, certificates)
    try:
        yield connections, certificates
    finally:
        await connections.aclose()
        await processes.aclose()


def written(folder: Path, content: bytes, name: str = "some.pem") -> str:
    (folder / name).write_bytes(content)
    return str(folder / name)


async def test_an_authority_is_trusted_for_its_host_until_it_is_removed(authority, tmp_path):
    path = written(tmp_path, authority.cert_pem.bytes())
    context = tls_context(authority, "localhost", "127.0.0.1")
    async with (
        serving(keeping_open(lambda _: response(b"hi")), context) as port,
        opened(tmp_path, Keyring()) as (connections, certificates),
    ):
        request = PreparedRequest("GET", f"https://localhost:{port}/")
        other = PreparedRequest("GET", f"https://127.0.0.1:{port}/")
        assert isinstance(await connections.send(request, Limits()), Failure)
        added = await certificates.add_file(path, "localhost", NONE)
        assert (added.kind, added.where) == (CertificateKind.AUTHORITY, "localhost")
        trusted = await connections.send(request, Limits())
        assert isinstance(trusted, Response)
        assert isinstance(await connections.send(other, Limits()), Failure)
        # Another start of the program reads the same file.
        async with opened(tmp_path, Keyring()) as (again, _):
            assert isinstance(await again.send(request, Limits()), Response)
        removed = await certificates.remove(added)
        assert isinstance(await connections.send(request, Limits()), Failure)
        await certificates.put_back(removed)
        assert isinstance(await connections.send(request, Limits()), Response)
        assert trusted.tls is not None
        chain = await chain_of_response(trusted.tls.chain, trusted.url)
    assert chain is not None
    assert chain.links[0].names == ("localhost", "127.0.0.1")


async def test_requests_at_the_same_time_have_the_same_authorities(authority, tmp_path):
    path = written(tmp_path, authority.cert_pem.bytes())
    async with opened(tmp_path, Keyring()) as (_, certificates):
        await certificates.add_file(path, "localhost", NONE)
    async with (
        serving(keeping_open(lambda _: response(b"hi")), tls_context(authority)) as port,
        opened(tmp_path, Keyring()) as (connections, _),
    ):
        # Otherwise the first imports give the file enough time to be read.
        await connections.warm_up()
        request = PreparedRequest("GET", f"https://localhost:{port}/")
        outcomes = await asyncio.gather(*(connections.send(request, Limits()) for _ in range(5)))
    assert [type(outcome) for outcome in outcomes] == [Response] * 5


async def test_the_authority_of_a_refused_chain_is_trusted(tmp_path):
    async with (
        serving(answering(response(b"hi")), server_context(a_chain(2))) as port,
        opened(tmp_path, Keyring()) as (connections, certificates),
    ):
        address = f"https://localhost:{port}/"
        refused = await connections.send(PreparedRequest("GET", address), Limits())
        assert isinstance(refused, Failure)
        assert refused.chain is not None
        added = await certificates.trust(refused.chain)
        assert added is not None
        assert added.where == f"localhost:{port}"
        assert isinstance(
            await connections.send(PreparedRequest("GET", address), Limits()), Response
        )
        trusted = await connections.chain_of(address)
    assert trusted is not None
    assert trusted.refusal == ""
    assert await certificates.trust(trusted) is None


@pytest.mark.parametrize("make", [client_pem, client_pkcs12])
async def test_a_client_certificate_is_kept_with_an_encrypted_key(authority, tmp_path, make):
    path = written(tmp_path, make(authority, GOOD.reveal()))
    keyring = Keyring()
    context = asking_for(tls_context(authority), authority)
    async with (
        serving(answering(response(b"hi")), context) as port,
        opened(tmp_path, keyring) as (connections, certificates),
    ):
        request = PreparedRequest("GET", f"https://localhost:{port}/")
        await certificates.add_file(
            written(tmp_path, authority.cert_pem.bytes(), "ca.pem"), "localhost", NONE
        )
        added = await certificates.add_file(path, f"localhost:{port}", GOOD)
        Path(path).unlink()
        assert isinstance(await connections.send(request, Limits()), Response)
        file = (tmp_path / "certificates.json").read_text()
        assert "ENCRYPTED PRIVATE KEY" in file
        assert GOOD.reveal() not in file
        (passphrase,) = keyring.all.values()
        assert passphrase.reveal() not in file
        # The same once more replaces it, and leaves nothing behind.
        assert len(await certificates.listed()) == 2
        removed = await certificates.remove(added)
        assert keyring.all == {}
        assert isinstance(await connections.send(request, Limits()), Failure)
        await certificates.put_back(removed)
        assert isinstance(await connections.send(request, Limits()), Response)
        await certificates.add_file(
            written(tmp_path, make(authority, "")), f"localhost:{port}", NONE
        )
        assert isinstance(await connections.send(request, Limits()), Response)


async def test_a_replaced_client_certificate_leaves_no_passphrase(authority, tmp_path):
    keyring = Keyring()
    path = written(tmp_path, client_pem(authority))
    async with opened(tmp_path, keyring) as (_, certificates):
        for _ in range(2):
            await certificates.add_file(path, "a.example", NONE)
        assert len(await certificates.listed()) == 1
    assert len(keyring.all) == 1


async def test_without_a_keyring_a_client_certificate_ends_with_the_program(authority, tmp_path):
    path = written(tmp_path, client_pem(authority))
    async with opened(tmp_path, MemorySecrets()) as (_, certificates):
        assert not await certificates.keeps_keys()
        added = await certificates.add_file(path, "a.example", NONE)
        assert await certificates.listed() == (added,)
        assert await certificates.client_for("a.example", 443) is not None
        removed = await certificates.remove(added)
        assert await certificates.listed() == ()
        await certificates.put_back(removed)
        assert await certificates.client_for("a.example", 1) is not None
    assert not (tmp_path / "certificates.json").exists()


async def test_a_client_certificate_is_named_without_its_issuers(authority, tmp_path):
    content = client_pem(authority)
    async with opened(tmp_path, MemorySecrets()) as (_, certificates):
        alone = await certificates.add_file(written(tmp_path, content), "a.example", NONE)
        path = written(tmp_path, content + authority.cert_pem.bytes(), "both.pem")
        both = await certificates.add_file(path, "b.example", NONE)
    assert alone.name == both.name != ""


async def test_a_lost_passphrase_is_a_sentence(authority, tmp_path):
    keyring = Keyring()
    async with opened(tmp_path, keyring) as (connections, certificates):
        await certificates.add_file(written(tmp_path, client_pem(authority)), "localhost", NONE)
        keyring.all.clear()
        with pytest.raises(ProblemError, match="no longer has the passphrase"):
            await connections.send(PreparedRequest("GET", "https://localhost:9/"), Limits())
        assert await certificates.client_for("other.example", 443) is None


async def test_the_keyring_is_asked_before_the_time_of_a_request_counts(authority, tmp_path):
    """A person may have to find the password that unlocks it."""

    class Slow(Keyring):
        asked = 0
        unlocked = asyncio.Event()

        async def get(self, key: str) -> Secret | None:
            self.asked += 1
            await self.unlocked.wait()
            return await super().get(key)

    class Recording(HttpTransport):
        sent = 0

        async def send(self, *_arguments, **_options):
            self.sent += 1
            return Failure(FailureKind.CANCELLED)

    keyring, transport = Slow(), Recording()
    async with opened(tmp_path, keyring) as (_, certificates):
        connections = Connections(lambda: transport, certificates)
        await certificates.add_file(written(tmp_path, client_pem(authority)), "localhost", NONE)
        request = PreparedRequest("GET", "https://localhost:9/")
        sending = asyncio.gather(connections.send(request, Limits()))
        await until(lambda: keyring.asked == 1)
        assert transport.sent == 0
        keyring.unlocked.set()
        await sending
        # What the keyring said is not asked for again.
        await connections.send(request, Limits())
        await connections.aclose()
    assert (keyring.asked, transport.sent) == (1, 2)


async def test_a_locked_keyring_stores_nothing(authority, tmp_path):
    store = FailingSecrets()
    certificates = HostCertificates(
        lambda: tmp_path / "certificates.json", lambda: store, processes := HelperProcesses()
    )
    with pytest.raises(KeyringFailure):
        await certificates.add_file(written(tmp_path, client_pem(authority)), "a.example", NONE)
    await processes.aclose()
    assert await certificates.listed() == ()


async def test_a_certificate_of_a_run_is_shown_to_the_hosts_that_are_asked(authority, tmp_path):
    ca, client = authority.cert_pem.bytes(), client_pkcs12(authority, GOOD.reveal())
    context = asking_for(tls_context(authority), authority)
    async with (
        serving(answering(response(b"hi")), context) as port,
        opened(tmp_path, MemorySecrets()) as (connections, certificates),
    ):
        await connections.trust_file(written(tmp_path, ca))
        await connections.show_certificate(written(tmp_path, client, "me.p12"), GOOD)
        assert await certificates.client_for("localhost", port) is None
        sent = await connections.send(
            PreparedRequest("GET", f"https://localhost:{port}/"), Limits()
        )
        assert isinstance(sent, Response)
        # A redirect may lead anywhere, and a certificate says who calls.
        assert await certificates.client_for("127.0.0.1", port) is None
        await connections.send(PreparedRequest("GET", "no address"), Limits())


async def test_a_file_that_takes_too_long_is_a_sentence(authority, tmp_path):
    """A PKCS#12 file says itself how often its passphrase is hashed, up to two billion times."""
    processes = HelperProcesses()
    certificates = HostCertificates(processes=processes, most_s=0.001)
    path = written(tmp_path, client_pkcs12(authority, GOOD.reveal()))
    with pytest.raises(StorageError, match=r"It takes longer than 0\.001 s") as failed:
        await certificates.read_file(path, GOOD)
    await processes.aclose()
    assert GOOD.reveal() not in str(failed.value)


async def test_what_is_not_a_client_certificate_is_a_sentence(authority, tmp_path):
    async with opened(tmp_path, Keyring()) as (connections, certificates):
        path = written(tmp_path, authority.cert_pem.bytes())
        with pytest.raises(StorageError, match="has no private key"):
            await connections.show_certificate(path, NONE)
        with pytest.raises(StorageError, match="passphrase is wrong") as failed:
            await certificates.add_file(
                written(tmp_path, client_pkcs12(authority, "x")), "a.example", GOOD
            )
        assert GOOD.reveal() not in str(failed.value)
        with pytest.raises(StorageError, match=r"nothing\.pem could not be read"):
            await certificates.add_file(str(tmp_path / "nothing.pem"), "a.example", NONE)
        big = written(tmp_path, b" " * (10 * 1024 * 1024 + 1), "big.pem")
        with pytest.raises(StorageError, match="10 MB"):
            await certificates.add_file(big, "a.example", NONE)


@pytest.mark.skipif(sys.platform == "win32", reason="the alarm of the helper")
async def test_a_damaged_file_trusts_nothing_more(tmp_path):
    (tmp_path / "certificates.json").write_text("{")
    async with opened(tmp_path, Keyring()) as (connections, certificates):
        outcome = await connections.send(PreparedRequest("GET", "https://localhost:9/"), Limits())
        assert isinstance(outcome, Failure)
        assert await certificates.usable() == ()
        with pytest.raises(StorageError, match="list of certificates"):
            await certificates.listed()


async def test_plain_http_has_no_certificates(tmp_path):
    async with opened(tmp_path, Keyring()) as (connections, _):
        assert await connections.chain_of("http://localhost:9/") is None
        assert await connections.chain_of("http://elsewhere.example/") is None
        with pytest.raises(ProblemError, match="no certificates"):
            await connections.chain_of("https://[")


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("example.org", "example.org", None),
        (" Example.org:8443 ", "example.org", 8443),
        ("https://example.org/a?b", "example.org", None),
        ("example.org:443", "example.org", 443),
        ("[::1]:8443", "::1", 8443),
        ("bücher.example", "xn--bcher-kva.example", None),
    ],
)
def test_hosts_are_read(text, host, port):
    assert host_and_port(text) == (host, port)


@pytest.mark.parametrize(
    "text", ["", "a b", "example.org:99999", "me@example.org", "*.example.org"]
)
def test_what_is_not_a_host_is_a_sentence(text):
    with pytest.raises(ProblemError, match="is not a host"):
        host_and_port(text)
