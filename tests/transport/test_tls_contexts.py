"""Client certificates are shown to servers that ask, over every kind of connection."""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Callable

import pytest
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.response.response import Response
from aiurdesk.transport.address import parse_address
from aiurdesk.transport.certificate_chain import CLOSED_AT_ONCE
from aiurdesk.transport.tls import ClientCertificate, TlsPolicy, TrustedCertificate
from aiurdesk.transport.tls_contexts import UNUSABLE_CLIENT, TlsContexts
from tests.transport.apache import APACHE, apache
from tests.transport.calls import LIMITS, a_request, a_transport, answered, failed, outcome_of
from tests.transport.certificates import a_client, asking_for
from tests.transport.good_server import answer, application_serving, read_body
from tests.transport.misbehaving_server import answering, response, serving, tls_context
from tests.transport.sockets.socket_server import OPTIONS, a_socket_server


async def test_without_tls_there_is_no_context():
    contexts = TlsContexts(TlsPolicy())
    assert await contexts.context_for(parse_address("http://localhost:1/")) is None
    context = await contexts.context_for(parse_address("https://localhost:1/"))
    assert context is not None
    assert context.verify_mode is ssl.CERT_REQUIRED


async def test_a_server_that_asks_gets_the_client_certificate(authority, tmp_path):
    asked: list[str] = []

    async def application(scope, receive, send) -> None:
        if scope["type"] == "http":
            await read_body(receive)
            await answer(send, b"hello")

    client = a_client(authority)

    async def find(host: str, port: int) -> ClientCertificate:
        asked.append(f"{host}:{port}")
        return client

    for protocols, version in ((("http/1.1",), "HTTP/1.1"), (("h2",), "HTTP/2")):
        serving_it = application_serving(
            application, authority, tmp_path, protocols, clients=authority
        )
        async with serving_it as port, a_transport(authority) as transport:
            request = a_request(f"https://localhost:{port}/")
            refused = failed(await transport.send(request, LIMITS))
            assert (refused.kind, refused.detail) == ("tls_error", str(CLOSED_AT_ONCE))
            await transport.trust_for_hosts((), lambda *_: True)
            transport.tls.find_client = find
            outcome = answered(await transport.send(request, LIMITS))
            assert (outcome.http_version, outcome.body.data) == (version, b"hello")
            assert asked.pop() == f"localhost:{port}"


@pytest.mark.parametrize(
    ("version", "detail"),
    [
        (ssl.TLSVersion.TLSv1_2, "the server did not accept the client certificate"),
        (ssl.TLSVersion.TLSv1_3, "the server did not accept the client certificate"),
        (None, str(CLOSED_AT_ONCE)),
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
        transport.tls.find_client = find
        outcome = failed(await transport.send(a_request(f"https://localhost:{port}/"), LIMITS))
    assert (outcome.detail, outcome.chain) == (detail, None)
    # With TLS 1.3 the refusal may come when the request is on its way.
    may_be_sent = version is ssl.TLSVersion.TLSv1_3
    assert outcome.kind in ({"tls_error", "tls_lost"} if may_be_sent else {"tls_error"})


async def test_a_server_may_say_that_it_wants_a_client_certificate(authority):
    context = asking_for(tls_context(authority), authority)
    async with in_threads(context) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    assert outcome.detail == "the server asks for a client certificate"


@contextlib.asynccontextmanager
async def in_threads(
    context: ssl.SSLContext, talk: Callable[[ssl.SSLSocket], None] = lambda _: None
) -> AsyncIterator[int]:
    """Make handshakes with Python's own sockets, which send an alert before they close."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with (
                    connection,
                    contextlib.suppress(OSError),
                    context.wrap_socket(connection, server_side=True) as secured,
                ):
                    talk(secured)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        # Closing it does not end ``accept``.
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        await asyncio.to_thread(thread.join)


async def test_a_client_certificate_is_shown_after_the_handshake(authority):
    context = asking_for(tls_context(authority), authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.post_handshake_auth = True

    def ask(connection: ssl.SSLSocket) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += connection.recv(1) or b"\r\n\r\n"
        assert connection.getpeercert() is None
        connection.verify_client_post_handshake()
        # What asks for the certificate goes out with it, and the certificate comes with no data.
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        connection.settimeout(0.02)
        while not connection.getpeercert():
            with contextlib.suppress(TimeoutError):
                connection.recv(1)
        connection.settimeout(None)
        connection.sendall(b"Content-Length: 2\r\n\r\nhi")

    async def find(_host: str, _port: int) -> ClientCertificate:
        return a_client(authority)

    async with in_threads(context, ask) as port, a_transport(authority) as transport:
        transport.tls.find_client = find
        outcome = answered(await transport.send(a_request(f"https://localhost:{port}/"), LIMITS))
    assert outcome.body.data == b"hi"


@pytest.mark.skipif(APACHE is None, reason="needs Apache")
async def test_apache_gets_the_client_certificate_for_one_location(authority, tmp_path):
    async def find(_host: str, _port: int) -> ClientCertificate:
        return a_client(authority)

    with apache(authority, tmp_path) as port:
        base = f"https://localhost:{port}"
        async with a_transport(authority) as transport:
            assert answered(await transport.send(a_request(f"{base}/a"), LIMITS)).status == 200
            refused = await transport.send(a_request(f"{base}/private/a"), LIMITS)
            assert not isinstance(refused, Response) or refused.status == 403
            transport.tls.find_client = find
        async with a_transport(authority) as transport:
            transport.tls.find_client = find
            for path in ("a", "private/a", "a", "private/a"):
                outcome = answered(await transport.send(a_request(f"{base}/{path}"), LIMITS))
                assert (outcome.status, outcome.body.data) == (200, b"hello")


async def test_a_client_certificate_that_cannot_be_used_is_a_failure(authority):
    async def find(_host: str, _port: int) -> ClientCertificate:
        return replace(a_client(authority), passphrase=Secret("another one"))

    async with a_transport(authority) as transport:
        transport.tls.find_client = find
        outcome = failed(await transport.send(a_request("https://localhost:9/"), LIMITS))
    assert (outcome.kind, outcome.detail) == ("tls_error", str(UNUSABLE_CLIENT))


async def test_what_is_trusted_for_hosts_can_be_taken_back(authority):
    trusted = TrustedCertificate(authority.cert_pem.bytes().decode(), "localhost")
    script = answering(response(b"hi"))
    async with serving(script, tls_context(authority)) as port, a_transport() as transport:
        request = a_request(f"https://localhost:{port}/")
        await transport.trust_for_hosts((trusted,), trusted.covers)
        assert answered(await transport.send(request, LIMITS)).body.data == b"hi"
        await transport.trust_for_hosts((), trusted.covers)
        assert failed(await transport.send(request, LIMITS)).kind == "certificate_unknown"


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
        transport.tls.find_client = find
        response, connection = await transport.connect(a_request(address), LIMITS, OPTIONS)
        assert answered(response).status == 101
        assert connection is not None
        assert [frame.content for frame in await connection.receive()] == ["hello"]
        await connection.aclose()
