"""Every kind of failure is provoked for real, on loopback."""

import inspect
import socket
import ssl
import warnings

import h2.errors
import httpx
import pytest

from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.deadline import Deadline
from aiurdesk.transport.failures import KNOWN_ERRORS, HopState, to_send_failure
from aiurdesk.transport.network import ReceivedData
from tests.transport.calls import LIMITS, answered, failed, outcome_of
from tests.transport.misbehaving_server import (
    answering,
    http2,
    response,
    serving,
    tls_context,
)

NEVER_RAISED = {
    # Wrong use of the client, and parts of it that are not used.
    httpx.CookieConflict,
    httpx.HTTPStatusError,
    httpx.RequestNotRead,
    httpx.ResponseNotRead,
    httpx.StreamClosed,
    httpx.StreamConsumed,
    httpx.StreamError,
    # Base classes, of which only subclasses are raised.
    httpx.HTTPError,
    httpx.RequestError,
    httpx.TransportError,
}


def public_exceptions() -> set[type[Exception]]:
    members = (getattr(httpx, name) for name in httpx.__all__)
    return {
        member for member in members if inspect.isclass(member) and issubclass(member, Exception)
    }


def test_the_table_is_complete_over_the_exceptions_of_httpx():
    missing = {
        member
        for member in public_exceptions() - NEVER_RAISED
        if not issubclass(member, KNOWN_ERRORS)
    }
    assert missing == set()
    assert not any(issubclass(member, KNOWN_ERRORS) for member in NEVER_RAISED)


@pytest.mark.parametrize(
    "kind",
    sorted(public_exceptions() - NEVER_RAISED, key=str),
    ids=str,
)
async def test_every_exception_of_httpx_becomes_a_failure_with_a_detail(kind):
    failure = to_send_failure(
        kind("SECRET in its text"), HopState(ReceivedData(), Deadline(LIMITS))
    )
    assert failure.detail
    # A proxy that refuses says why in its status line, and nothing else knows.
    assert ("SECRET" in failure.detail) == (kind is httpx.ProxyError)


async def test_an_exception_that_is_not_in_the_table_is_raised_again():
    with pytest.raises(KeyError):
        to_send_failure(KeyError(), HopState(ReceivedData(), Deadline(LIMITS)))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (18, "certificate_unknown"),
        (19, "certificate_unknown"),
        (20, "certificate_unknown"),
        (21, "certificate_unknown"),
        (9, "certificate_not_yet_valid"),
        (10, "certificate_expired"),
        (62, "certificate_wrong_host"),
        (64, "certificate_wrong_host"),
        # Revoked, an authority that may not sign, another purpose, a key that is too short.
        (23, "certificate_invalid"),
        (24, "certificate_invalid"),
        (26, "certificate_invalid"),
        (66, "certificate_invalid"),
    ],
)
async def test_each_verify_code_of_a_certificate_has_its_kind(code, kind):
    error = ssl.SSLCertVerificationError("words")
    error.verify_code = code
    error.verify_message = "words of the library"
    failure = to_send_failure(error, HopState(ReceivedData(), Deadline(LIMITS)))
    assert (failure.kind, failure.detail) == (kind, "words of the library")


async def test_host_not_found():
    outcome = failed(await outcome_of("https://nothing.invalid/?token=SECRET"))
    assert outcome.kind is FailureKind.HOST_NOT_FOUND
    assert "SECRET" not in outcome.detail


async def test_connection_refused():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        outcome = failed(await outcome_of(f"https://127.0.0.1:{port}/"))
    assert outcome.kind is FailureKind.CONNECTION_REFUSED
    assert "refused" in outcome.detail


async def test_certificate_of_an_unknown_authority(unknown_authority, authority):
    async with serving(answering(response()), tls_context(unknown_authority)) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    assert outcome.kind is FailureKind.CERTIFICATE_UNKNOWN
    assert "issuer" in outcome.detail


async def test_certificate_that_has_expired(authority):
    async with serving(answering(response()), tls_context(authority, is_expired=True)) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    assert outcome.kind is FailureKind.CERTIFICATE_EXPIRED


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
async def test_certificate_of_another_host(authority, host):
    async with serving(answering(response()), tls_context(authority, "other.example")) as port:
        outcome = failed(await outcome_of(f"https://{host}:{port}/", authority))
    assert outcome.kind is FailureKind.CERTIFICATE_WRONG_HOST


async def closing(_reader, writer) -> None:
    writer.close()


async def closing_after_a_byte(reader, writer) -> None:
    await reader.read(1)
    writer.close()


async def resetting(reader, writer) -> None:
    await reader.read(1)
    writer.transport.abort()


async def babbling(_reader, writer) -> None:
    writer.write(b"220 mail.example ready\r\n")
    await writer.drain()


async def complaining(_reader, writer) -> None:
    writer.write(response(b"This port wants HTTP.", status="400 Bad Request"))
    await writer.drain()


@pytest.mark.parametrize("script", [closing, resetting, babbling, complaining])
async def test_a_server_that_does_not_speak_tls(authority, script):
    async with serving(script) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    assert outcome.kind is FailureKind.TLS_ERROR
    assert outcome.detail


async def test_a_server_that_supports_only_old_tls(authority):
    context = tls_context(authority)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    async with serving(closing, context) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    assert outcome.kind is FailureKind.TLS_ERROR


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
MANY_HEADERS = b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(20_000))
HUGE_HEADER = b"HTTP/1.1 200 OK\r\nX: " + b"x" * 500_000
MISBEHAVIOUR = {
    "not http": (b"SSH-2.0-OpenSSH_9\r\n", "not_http", "“SSH-2.0-OpenSSH_9”"),
    "http 0.9": (b"<html>hello</html>", "not_http", "<html>"),
    "other http": (b"HTTPS/1.1 200 OK\r\n\r\n", "not_http", "HTTPS"),
    "binary": (b"\x15\x03\x01\x00\x02\x02\x16", "not_http", "“......."),
    "letters": ("é零: nein\n".encode(), "not_http", "“é零: nein”"),
    "at length": (b"220 " + b"x" * 99, "not_http", f"“220 {'x' * 36}…”"),
    "wide": ("零".encode() * 30, "not_http", f"“{'零' * 26}…”"),
    "nothing": (b"", "cut_off", "before a response"),
    "half a status line": (b"HTTP/1.1 2", "cut_off", "before a response"),
    "half a head": (b"HTTP/1.1 200 OK\r\nX: 1\r\n", "cut_off", "before a response"),
    "bad status": (b"HTTP/1.1 twenty OK\r\n\r\n", "protocol_error", "HTTP/1.1"),
    "bad header": (b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "protocol_error", "no colon"),
    "bad length": (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "protocol_error", "Length"),
    "two lengths": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        "protocol_error",
        "several lengths",
    ),
    "unasked switch": (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", "protocol_error", "HTTP/1.1"),
    "many headers": (MANY_HEADERS, "protocol_error", "longer than 100 KB"),
    "huge header": (HUGE_HEADER, "protocol_error", "longer than 100 KB"),
    "short body": (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "cut_off", "middle"),
    "no last chunk": (CHUNKED + b"4\r\nhalf\r\n", "cut_off", "middle"),
    "half a chunk": (CHUNKED + b"9\r\nhalf", "cut_off", "middle"),
    "bad chunk size": (CHUNKED + b"zz\r\nhalf\r\n0\r\n\r\n", "protocol_error", "HTTP/1.1"),
    "bad chunk end": (CHUNKED + b"4\r\nhalfway\r\n0\r\n\r\n", "protocol_error", "HTTP/1.1"),
    "huge chunk size": (CHUNKED + b"f" * 300 + b"\r\nx", "protocol_error", "HTTP/1.1"),
    "bad gzip": (
        response(b"no gzip", "Content-Encoding: gzip"),
        "bad_encoding",
        "gzip",
    ),
    "unasked encoding": (
        response(b"x", "Content-Encoding: Lzma"),
        "bad_encoding",
        "Encoding Lzma,",
    ),
}


@pytest.mark.parametrize("name", MISBEHAVIOUR)
@pytest.mark.parametrize("is_secure", [True, False])
async def test_an_invalid_http1_response(authority, name, is_secure):
    sent, kind, words = MISBEHAVIOUR[name]
    context = tls_context(authority) if is_secure else None
    scheme = "https" if is_secure else "http"
    async with serving(answering(sent), context) as port:
        outcome = failed(await outcome_of(f"{scheme}://localhost:{port}/?SECRET", authority))
    assert (outcome.kind, words in outcome.detail) == (kind, True), outcome.detail
    assert "SECRET" not in outcome.detail


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200", response(b"x" * 99)[:-1]])
@pytest.mark.parametrize("is_secure", [True, False])
async def test_a_connection_that_is_reset(authority, sent, is_secure):
    context = tls_context(authority) if is_secure else None
    scheme = "https" if is_secure else "http"
    async with serving(answering(sent, resets=True), context) as port:
        outcome = failed(await outcome_of(f"{scheme}://localhost:{port}/", authority))
    assert (outcome.kind, "connection was closed" in outcome.detail) == (FailureKind.CUT_OFF, True)


async def test_plain_http_to_a_tls_port(authority):
    async with serving(answering(response()), tls_context(authority)) as port:
        outcome = failed(await outcome_of(f"http://localhost:{port}/"))
    assert outcome.kind in (FailureKind.CUT_OFF, FailureKind.NOT_HTTP)


def refusing(connection, event) -> None:
    connection.reset_stream(event.stream_id, h2.errors.ErrorCodes.REFUSED_STREAM)


def going_away(connection, _event) -> None:
    connection.close_connection(h2.errors.ErrorCodes.ENHANCE_YOUR_CALM)


def resetting_half_way(connection, event) -> None:
    connection.send_headers(event.stream_id, [(":status", "200")])
    connection.send_data(event.stream_id, b"half")
    connection.reset_stream(event.stream_id, h2.errors.ErrorCodes.INTERNAL_ERROR)


def with_a_status_in_words(connection, event) -> None:
    connection.send_headers(event.stream_id, [(":status", "fine")], end_stream=True)


def with_a_huge_header(connection, event) -> None:
    connection.send_headers(event.stream_id, [(":status", "200"), ("x", "1" * 70_000)])


def with_too_short_a_body(connection, event) -> None:
    connection.send_headers(event.stream_id, [(":status", "200"), ("content-length", "9")])
    connection.send_data(event.stream_id, b"half", end_stream=True)


@pytest.mark.parametrize(
    ("on_request", "kind", "words"),
    [
        (refusing, "protocol_error", "REFUSED_STREAM"),
        (going_away, "protocol_error", "ENHANCE_YOUR_CALM"),
        (resetting_half_way, "protocol_error", "INTERNAL_ERROR"),
        (with_a_status_in_words, "protocol_error", "not a number"),
        (with_a_huge_header, "protocol_error", "longer than 64 KB"),
        (with_too_short_a_body, "cut_off", "Content-Length"),
    ],
)
async def test_an_invalid_http2_response(authority, on_request, kind, words):
    async with serving(http2(on_request), tls_context(authority, protocols=("h2",))) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    assert (outcome.kind, words in outcome.detail) == (kind, True), outcome.detail


async def speaking_nonsense(reader, writer) -> None:
    await reader.read(1)
    writer.write(b"\x00\x00\x01\x00\x00\x00\x00\x00\x00x")  # data that belongs to no request
    await writer.drain()
    await reader.read()


async def test_a_server_that_negotiates_http2_but_does_not_speak_it(authority):
    async with serving(speaking_nonsense, tls_context(authority, protocols=("h2",))) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    assert outcome.kind is FailureKind.PROTOCOL_ERROR


async def test_http2_that_is_closed_before_a_response(authority):
    # At once, and it would close as servers do that miss a client certificate.
    async with serving(closing_after_a_byte, tls_context(authority, protocols=("h2",))) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    assert outcome.kind is FailureKind.CUT_OFF


async def test_a_correct_response_is_not_a_failure(authority):
    async with serving(answering(response(b"fine")), tls_context(authority)) as port:
        assert answered(await outcome_of(f"https://localhost:{port}/", authority)).status == 200


def with_status(status: str):
    def respond(connection, event) -> None:
        connection.send_headers(event.stream_id, [(":status", status)], end_stream=True)

    return respond


def with_header(name: bytes, value: bytes):
    def respond(connection, event) -> None:
        headers = [(b":status", b"200"), (name, value)]
        connection.send_headers(event.stream_id, headers, end_stream=True)

    return respond


@pytest.mark.parametrize(
    ("on_request", "words"),
    [
        (with_status("-1"), "status of the response is -1"),
        (with_status("6000"), "status of the response is 6000"),
        (with_status("99999"), "status of the response is 99999"),
        (with_status("9" * 5000), "not a number"),
        (with_header(b"x", b"1\nSet-Cookie: forged=1"), "header x contains a line break"),
        (with_header(b"x", b"1\r\nx: 2"), "header x contains a line break"),
        (with_header(b"x", b"1\x00"), "header x contains a line break"),
        (with_header(b"x: 1\nforged", b"2"), "the name of the response header “x: 1.forged” "),
        (with_header(b"x y", b"2"), "the name of the response header “x y” contains"),
    ],
)
async def test_a_forbidden_head_over_http2(authority, on_request, words):
    async with serving(http2(on_request), tls_context(authority, protocols=("h2",))) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    assert (outcome.kind, words in outcome.detail) == ("protocol_error", True), outcome.detail


@pytest.mark.parametrize("status", [600, 999])
@pytest.mark.parametrize("is_http2", [True, False])
async def test_a_status_beyond_those_of_http_keeps_its_body(authority, status, is_http2):
    def respond(connection, event) -> None:
        connection.send_headers(event.stream_id, [(":status", str(status))])
        connection.send_data(event.stream_id, b"why", end_stream=True)

    script = http2(respond) if is_http2 else answering(response(b"why", status=f"{status} Odd"))
    context = tls_context(authority, protocols=("h2" if is_http2 else "http/1.1",))
    async with serving(script, context) as port:
        outcome = answered(await outcome_of(f"https://localhost:{port}/", authority))
    assert (outcome.status, outcome.body.data) == (status, b"why")


@pytest.mark.parametrize(
    "status", ["-1", "0", "000", "099", "99999", "1e2", "2OO", "\u0662\u0660\u0660"]
)
async def test_what_is_not_a_status_over_http1(status):
    async with serving(answering(response(status=f"{status} Odd"))) as port:
        outcome = failed(await outcome_of(f"http://localhost:{port}/"))
    assert outcome.kind in ("protocol_error", "not_http"), outcome
