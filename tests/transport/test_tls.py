import asyncio
import contextlib
import os
import socket
import ssl
import sys
import tempfile
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import trustme
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import StorageError
from aiurdesk.transport.certificate_chain import CLOSED_AT_ONCE
from aiurdesk.transport.certificate_file import read_certificate_file
from aiurdesk.transport.http import UNUSABLE_CLIENT
from aiurdesk.transport.tls import (
    ClientCertificate,
    TlsPolicy,
    TrustedCertificate,
    read_trusted_certificate,
)
from tests.transport.calls import LIMITS, a_request, a_transport, answered, failed, outcome_of
from tests.transport.certificates import asking_for, client_pem
from tests.transport.good_server import answer, application_serving, read_body
from tests.transport.misbehaving_server import answering, response, serving, tls_context
from tests.transport.sockets.socket_server import OPTIONS, a_socket_server


def pem_of(authority: trustme.CA) -> str:
    return authority.cert_pem.bytes().decode()


def test_a_certificate_covers_only_its_own_host_and_port():
    anywhere, one_host, one_port = (
        TrustedCertificate("x"),
        TrustedCertificate("x", "a"),
        TrustedCertificate("x", "a", 1),
    )
    assert [each.covers("a", 1) for each in (anywhere, one_host, one_port)] == [True, True, True]
    assert [each.covers("a", 2) for each in (anywhere, one_host, one_port)] == [True, True, False]
    assert [each.covers("b", 1) for each in (anywhere, one_host, one_port)] == [True, False, False]


def test_a_policy_lists_a_certificate_once():
    policy = (
        TlsPolicy()
        .with_certificate(TrustedCertificate("x"))
        .with_certificate(TrustedCertificate("x"))
    )
    assert policy.certificates == (TrustedCertificate("x"),)
    assert policy.certificates_for("a", 1) == (TrustedCertificate("x"),)


def test_each_context_is_new_and_verifies(authority):
    policy = TlsPolicy((TrustedCertificate(pem_of(authority)),))
    one, other = policy.context("a", 1), policy.context("a", 1)
    assert one is not other
    assert one.verify_mode is ssl.CERT_REQUIRED
    assert one.check_hostname
    assert one.minimum_version is ssl.TLSVersion.TLSv1_2


async def test_the_file_in_ssl_cert_file_is_trusted(authority, tmp_path, monkeypatch):
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    async with serving(answering(response(b"hi")), tls_context(authority)) as port:
        assert answered(await outcome_of(f"https://localhost:{port}/")).body.data == b"hi"


async def test_a_certificate_that_was_added_to_the_file_after_a_failure_is_trusted(
    authority, unknown_authority, tmp_path, monkeypatch
):
    path = tmp_path / "authority.pem"
    unknown_authority.cert_pem.write_to_path(path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    script = answering(response(b"hi"))
    async with serving(script, tls_context(authority)) as port, a_transport() as transport:
        request = a_request(f"https://localhost:{port}/")
        assert failed(await transport.send(request, LIMITS)).kind == "certificate_unknown"
        authority.cert_pem.write_to_path(path)
        assert answered(await transport.send(request, LIMITS)).body.data == b"hi"


def test_a_certificate_file_is_read(authority, tmp_path):
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(path)
    assert read_trusted_certificate(str(path), "a", 1) == TrustedCertificate(
        pem_of(authority), "a", 1
    )


@pytest.mark.parametrize("content", [b"", b"no certificate", b"\xff\x00"])
def test_a_file_without_a_certificate_is_an_error(tmp_path, content):
    path = tmp_path / "authority.pem"
    path.write_bytes(content)
    with pytest.raises(StorageError, match="contains no certificate"):
        read_trusted_certificate(str(path))


def test_a_missing_certificate_file_is_an_error(tmp_path):
    with pytest.raises(StorageError, match="No such file"):
        read_trusted_certificate(str(tmp_path / "nothing.pem"))


async def test_a_certificate_of_an_unknown_authority_is_not_trusted(unknown_authority, authority):
    async with serving(answering(response()), tls_context(unknown_authority)) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    assert outcome.kind == "certificate_unknown"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such device")
def test_a_file_without_end_is_an_error():
    with pytest.raises(StorageError, match="/dev/zero is larger than 10 MB"):
        read_trusted_certificate("/dev/zero")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_that_nobody_writes_to_is_an_error(tmp_path):
    path = str(tmp_path / "pipe")
    os.mkfifo(path)
    with pytest.raises(StorageError, match="contains no certificate"):
        read_trusted_certificate(path)


@pytest.mark.skipif(not os.path.exists("/dev/fd"), reason="needs /dev/fd")
def test_a_certificate_is_read_from_a_pipe(authority):
    """Shells put the output of a program in such a place: --ca-file <(program)."""
    reading, writing = os.pipe()
    with ThreadPoolExecutor() as threads:
        read = threads.submit(read_trusted_certificate, f"/dev/fd/{reading}")
        with open(writing, "wb") as file:
            file.write(pem_of(authority).encode())
        assert read.result().pem == pem_of(authority)
    os.close(reading)


async def test_a_common_name_alone_is_not_the_name_of_a_host(authority):
    certificate = authority.issue_cert("me@mail.example", common_name="localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    async with serving(answering(response()), context) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    assert outcome.kind == "certificate_wrong_host"


async def test_a_server_that_asks_gets_the_client_certificate(authority, tmp_path):
    shown: list[str] = []

    async def application(scope, receive, send) -> None:
        if scope["type"] == "http":
            await read_body(receive)
            await answer(send, b"hello")

    client = a_client(authority)

    async def find(host: str, port: int) -> ClientCertificate:
        shown.append(f"{host}:{port}")
        return client

    for protocols, version in ((("http/1.1",), "HTTP/1.1"), (("h2",), "HTTP/2")):
        serving_it = application_serving(
            application, authority, tmp_path, protocols, clients=authority
        )
        async with serving_it as port, a_transport(authority) as transport:
            request = a_request(f"https://localhost:{port}/")
            refused = failed(await transport.send(request, LIMITS))
            assert (refused.kind, refused.detail) == ("tls_error", CLOSED_AT_ONCE)
            await transport.trust_for_hosts((), lambda *_: True)
            transport.find_client = find
            outcome = answered(await transport.send(request, LIMITS))
            assert (outcome.http_version, outcome.body.data) == (version, b"hello")
            assert shown.pop() == f"localhost:{port}"


@pytest.mark.parametrize(
    ("version", "detail"),
    [
        (ssl.TLSVersion.TLSv1_2, "the server did not accept the client certificate"),
        (ssl.TLSVersion.TLSv1_3, "the server did not accept the client certificate"),
        (None, CLOSED_AT_ONCE),
    ],
)
async def test_a_server_may_refuse_the_client_certificate(
    authority, unknown_authority, version, detail
):
    context = asking_for(tls_context(authority), authority)

    async def find(_host: str, _port: int) -> ClientCertificate:
        return a_client(unknown_authority)

    if version is not None:
        context.maximum_version = version
        served = in_threads(context)
    else:
        # asyncio closes the connection without the alert.
        served = serving(answering(response()), context)
    async with served as port, a_transport(authority) as transport:
        transport.find_client = find
        outcome = failed(await transport.send(a_request(f"https://localhost:{port}/"), LIMITS))
    assert (outcome.kind, outcome.detail, outcome.chain) == ("tls_error", detail, None)


async def test_a_server_may_say_that_it_wants_a_client_certificate(authority):
    context = asking_for(tls_context(authority), authority)
    async with in_threads(context) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    assert outcome.detail == "the server asks for a client certificate"


@contextlib.asynccontextmanager
async def in_threads(context: ssl.SSLContext) -> AsyncIterator[int]:
    """Make handshakes with Python's own sockets, which send an alert before they close."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, contextlib.suppress(OSError):
                    context.wrap_socket(connection, server_side=True).close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        # Closing it does not end ``accept``.
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        await asyncio.to_thread(thread.join)


async def test_a_client_certificate_that_cannot_be_used_is_a_failure(authority):
    async def find(_host: str, _port: int) -> ClientCertificate:
        return replace(a_client(authority), passphrase=Secret("another one"))

    async with a_transport(authority) as transport:
        transport.find_client = find
        outcome = failed(await transport.send(a_request("https://localhost:9/"), LIMITS))
    assert (outcome.kind, outcome.detail) == ("tls_error", UNUSABLE_CLIENT)


def test_the_key_is_never_on_disk_unprotected(authority, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    written: list[str] = []

    class Context:
        def load_cert_chain(self, path, password):
            written.append(Path(path).read_text())
            assert Path(path).stat().st_mode & 0o077 == 0 or sys.platform == "win32"

    a_client(authority).load_into(Context())  # type: ignore[arg-type]
    assert "ENCRYPTED PRIVATE KEY" in written[0]
    assert "BEGIN PRIVATE KEY" not in written[0]
    assert list(tmp_path.iterdir()) == []


async def test_what_is_trusted_for_hosts_can_be_taken_back(authority):
    trusted = TrustedCertificate(pem_of(authority), "localhost")
    script = answering(response(b"hi"))
    async with serving(script, tls_context(authority)) as port, a_transport() as transport:
        request = a_request(f"https://localhost:{port}/")
        await transport.trust_for_hosts((trusted,), trusted.covers)
        assert answered(await transport.send(request, LIMITS)).body.data == b"hi"
        await transport.trust_for_hosts((), trusted.covers)
        assert failed(await transport.send(request, LIMITS)).kind == "certificate_unknown"


def a_client(authority: trustme.CA) -> ClientCertificate:
    client = read_certificate_file(client_pem(authority), Secret("")).client
    assert client is not None
    return client


async def test_a_socket_shows_the_client_certificate(authority):
    async def greet(connection) -> None:
        await connection.send("hello")

    async def find(_host: str, _port: int) -> ClientCertificate:
        return a_client(authority)

    async with (
        a_socket_server(greet, authority, clients=authority) as address,
        a_transport(authority) as transport,
    ):
        refused, nothing = await transport.connect(a_request(address), LIMITS, OPTIONS)
        assert nothing is None
        assert failed(refused).kind == "tls_error"
        transport.find_client = find
        response, connection = await transport.connect(a_request(address), LIMITS, OPTIONS)
        assert answered(response).status == 101
        assert connection is not None
        assert [frame.content for frame in await connection.receive()] == ["hello"]
        await connection.aclose()
