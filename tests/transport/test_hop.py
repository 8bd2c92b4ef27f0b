"""Requests and responses as they are sent over the network."""

import asyncio
import gc
import gzip
import os
import sys
import tempfile
import tracemalloc
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import brotli
import pytest

from aiurdesk.core.request.limits import Limits, Progress
from aiurdesk.core.request.request import FileContent, Header
from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.address import parse_address
from aiurdesk.transport.hop import UNDECODED_BYTES, HopRequest, header_lines
from aiurdesk.transport.transport import SendFailure
from tests.coroutines import until
from tests.transport.calls import (
    LIMITS,
    a_request,
    a_transport,
    answered,
    failed,
    outcome_of,
)
from tests.transport.good_server import answer, application_serving, echo, read_body
from tests.transport.misbehaving_server import (
    answering,
    keeping_open,
    read_head,
    response,
    serving,
    tls_context,
)

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MEGABYTE = 2**20


@pytest.mark.parametrize(
    ("protocols", "version"), [(("h2", "http/1.1"), "HTTP/2"), (("http/1.1",), "HTTP/1.1")]
)
async def test_http2_is_used_if_the_server_supports_it(authority, tmp_path, protocols, version):
    async with application_serving(echo, authority, tmp_path, protocols) as port:
        url = f"https://localhost:{port}/a%2Fb/../c?x=%41+%2B&y="
        outcome = answered(await outcome_of(url, authority, method="POST", body=(b"a=1", b"&b=2")))
    assert outcome.http_version == version
    assert outcome.body.data == b"POST /a%2Fb/../c?x=%41+%2B&y= 7"
    assert outcome.url == url


async def test_the_bytes_of_a_request_are_exact():
    seen = []

    def remember(head: bytes) -> bytes:
        seen.append(head)
        return response()

    async with serving(keeping_open(remember)) as port:
        headers = {"X-Odd-Case": "1", "Accept": "application/json"}
        await outcome_of(f"http://localhost:{port}/a?b=c", headers=headers)
    assert seen == [
        f"GET /a?b=c HTTP/1.1\r\nHost: localhost:{port}\r\n"
        "Accept-Encoding: gzip, deflate, br, zstd\r\n"
        "User-Agent: aiurdesk/0.1.0\r\nX-Odd-Case: 1\r\nAccept: application/json\r\n\r\n".encode()
    ]


async def test_headers_keep_their_case_order_and_repetition():
    lines = ("Set-Cookie: a=1", "X-ODD: caf\u00e9", "Set-Cookie: b=2")
    async with serving(answering(response(b"", *lines))) as port:
        outcome = answered(await outcome_of(f"http://localhost:{port}/"))
    assert outcome.headers[:3] == (
        Header("Set-Cookie", "a=1"),
        Header("X-ODD", "caf\u00e9"),
        Header("Set-Cookie", "b=2"),
    )


async def test_a_header_in_latin1_is_decoded():
    sent = b"HTTP/1.1 200 Tr\xe8s bien\r\nX: caf\xe9\r\nContent-Length: 0\r\n\r\n"
    async with serving(answering(sent)) as port:
        outcome = answered(await outcome_of(f"http://localhost:{port}/"))
    assert (outcome.header("x"), outcome.reason) == ("caf\u00e9", "Tr\u00e8s bien")


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
async def test_a_status_without_a_body_gives_an_empty_body(status):
    sent = f"HTTP/1.1 {status}\r\nContent-Encoding: gzip\r\n\r\n".encode()
    async with serving(answering(sent)) as port:
        outcome = answered(await outcome_of(f"http://localhost:{port}/"))
    assert outcome.body.size_bytes == 0


async def test_a_response_to_head_has_a_length_and_no_body():
    sent = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"
    async with serving(answering(sent)) as port:
        outcome = answered(await outcome_of(f"http://localhost:{port}/", method="HEAD"))
    assert outcome.body.size_bytes == 0


async def test_a_body_that_ends_with_the_connection_is_complete():
    async with serving(answering(b"HTTP/1.0 200 OK\r\n\r\nto the end")) as port:
        outcome = answered(await outcome_of(f"http://localhost:{port}/"))
    assert (outcome.body.data, outcome.http_version) == (b"to the end", "HTTP/1.0")


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    # The best quality takes six seconds for a bomb.
    "br": partial(brotli.compress, quality=1),
    "zstd": zstd.compress,
}


@pytest.mark.parametrize(("name", "pack"), PACK.items())
async def test_a_compressed_body_is_decoded_and_both_lengths_are_known(name, pack):
    content = b"hello " * 1000
    packed = pack(content)
    async with serving(answering(response(packed, f"Content-Encoding: {name}"))) as port:
        outcome = answered(await outcome_of(f"http://localhost:{port}/"))
    assert (outcome.body.data, outcome.reason) == (content, "OK")
    assert outcome.body.size_bytes == 6000
    assert outcome.body.received_bytes == len(packed)


async def test_the_beginning_of_a_body_that_cannot_be_decoded_is_kept():
    packed = b"not gzip " * 20_000
    async with serving(answering(response(packed, "Content-Encoding: gzip"))) as port:
        outcome = failed(await outcome_of(f"http://localhost:{port}/"))
    assert outcome.kind is FailureKind.BAD_ENCODING
    assert outcome.undecoded
    assert packed[:UNDECODED_BYTES].startswith(outcome.undecoded)


SMALL = Limits(memory_bytes=MEGABYTE, body_bytes=20 * MEGABYTE)


@pytest.mark.parametrize("encodings", ["gzip, gzip", "br", "zstd", "zstd, br"])
async def test_a_decompression_bomb_is_stopped_in_time(authority, encodings):
    bomb = bytes(200 * MEGABYTE)
    for name in encodings.split(", "):
        bomb = PACK[name](bomb)
    sent = response(bomb, f"Content-Encoding: {encodings}")
    async with (
        serving(answering(sent), tls_context(authority)) as port,
        a_transport(authority) as transport,
    ):
        tracemalloc.start()
        request = a_request(f"https://localhost:{port}/")
        outcome = failed(await transport.send(request, SMALL))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert outcome.kind is FailureKind.TOO_LARGE
    assert peak < 10 * MEGABYTE


@pytest.mark.parametrize("name", sorted(PACK))
async def test_a_compressed_body_that_ends_early_is_a_failure(name):
    packed = PACK[name](bytes(range(256)))
    async with serving(answering(response(packed[:-5], f"Content-Encoding: {name}"))) as port:
        outcome = failed(await outcome_of(f"http://localhost:{port}/"))
    assert outcome.kind is FailureKind.BAD_ENCODING
    assert outcome.detail == f"the {'brotli' if name == 'br' else name} data is incomplete"


async def endless(reader, writer) -> None:
    await read_head(reader)
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(bytes(MEGABYTE))
        await writer.drain()


async def test_an_endless_body_is_too_large():
    async with serving(endless) as port:
        outcome = failed(await outcome_of(f"http://localhost:{port}/", None, SMALL))
    assert (outcome.kind, "more than 20 MB" in outcome.detail) == (FailureKind.TOO_LARGE, True)


async def test_an_abandoned_response_leaves_nothing_to_the_garbage_collector(
    authority, monkeypatch
):
    complaints = []
    monkeypatch.setattr(sys, "unraisablehook", lambda complaint: complaints.append(str(complaint)))
    # The event loop of Qt closes no dropped generators, so this one must not either.
    sys.set_asyncgen_hooks(firstiter=None, finalizer=None)
    async with serving(endless, tls_context(authority)) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority, SMALL))
    gc.collect()
    assert (outcome.kind, complaints) == (FailureKind.TOO_LARGE, [])


async def test_a_content_length_beyond_the_limit_is_refused_at_once():
    sent = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n"
    async with serving(answering(sent, hangs=True)) as port:
        outcome = failed(await outcome_of(f"http://localhost:{port}/", None, SMALL))
    assert outcome.kind is FailureKind.TOO_LARGE


async def test_a_failed_download_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    sent = b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + bytes(5_000_000)
    async with serving(answering(sent)) as port, a_transport() as transport:
        outcome = await transport.send(a_request(f"http://localhost:{port}/"), SMALL)
        assert failed(outcome).kind is FailureKind.CUT_OFF
        # What was received lay in a file of this folder.
        (folder,) = tmp_path.iterdir()
        assert list(folder.iterdir()) == []


async def in_pieces(scope, receive, send) -> None:
    """Answer with as many megabytes as the path says."""
    if scope["type"] == "http":
        await read_body(receive)
        await answer(send, *(bytes([n]) * MEGABYTE for n in range(int(scope["path"][1:]))))


@pytest.mark.parametrize("protocols", [("h2",), ("http/1.1",)])
async def test_a_long_body_is_stored_in_a_file_and_not_in_memory(authority, tmp_path, protocols):
    async with (
        application_serving(in_pieces, authority, tmp_path, protocols) as port,
        a_transport(authority) as transport,
    ):
        request = a_request(f"https://localhost:{port}/15")
        outcome = answered(await transport.send(request, SMALL))
        body = outcome.body
        assert body.path is not None
        content = Path(body.path).read_bytes()
        assert content == b"".join(bytes([n]) * MEGABYTE for n in range(15))
        assert (body.size_bytes, body.received_bytes) == (15 * MEGABYTE, 15 * MEGABYTE)
        assert content.startswith(body.data)
        assert len(body.data) == MEGABYTE
        transport.files.remove(body.path)
        assert not os.path.exists(body.path)
        transport.files.remove(body.path)


async def test_a_file_is_streamed_from_disk_with_progress(authority, tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(bytes(20 * MEGABYTE))
    seen: list[Progress] = []
    body = (b"before", FileContent(str(path)), b"after")
    async with (
        application_serving(echo, authority, tmp_path) as port,
        a_transport(authority) as transport,
    ):
        await transport.warm_up()
        request = a_request(f"https://localhost:{port}/", "POST", body=body)
        tracemalloc.start()
        outcome = answered(await transport.send(request, LIMITS, seen.append))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert outcome.body.data == b"POST / %d" % (20 * MEGABYTE + 11)
    assert peak < 12 * MEGABYTE
    assert [p.sent_bytes for p in seen] == sorted(p.sent_bytes for p in seen)
    assert max(p.sent_bytes for p in seen) == 20 * MEGABYTE + 11
    assert seen[-1].received_bytes == outcome.body.received_bytes
    assert len(seen) > 300


@pytest.mark.parametrize(("size", "version"), [(65_535, "HTTP/2"), (65_536, "HTTP/1.1")])
async def test_a_request_body_beyond_the_http2_window_is_sent_over_http1(
    authority, tmp_path, size, version
):
    async with application_serving(echo, authority, tmp_path) as port:
        body = (bytes(size),)
        url = f"https://localhost:{port}/"
        outcome = answered(await outcome_of(url, authority, method="POST", body=body))
    assert (outcome.http_version, outcome.body.data) == (version, b"POST / %d" % size)


@pytest.mark.parametrize(("size", "version"), [(10_000, "HTTP/2"), (20_000, "HTTP/1.1")])
@pytest.mark.parametrize("part", ["url", "header"])
async def test_a_long_head_is_sent_over_http1(authority, tmp_path, part, size, version):
    async with application_serving(echo, authority, tmp_path) as port:
        text = "x" * size
        url = f"https://localhost:{port}/?{text if part == 'url' else ''}"
        headers = {"X-Long": text} if part == "header" else {}
        outcome = answered(await outcome_of(url, authority, headers=headers))
    assert (outcome.http_version, outcome.status) == (version, 200)


async def test_a_missing_file_is_a_failure_without_connecting(tmp_path):
    connected = []

    async def note(_reader, _writer) -> None:
        connected.append(1)

    async with serving(note) as port:
        body = (FileContent(str(tmp_path / "nothing")),)
        outcome = failed(await outcome_of(f"http://localhost:{port}/", method="PUT", body=body))
    assert outcome.kind is FailureKind.FILE_UNREADABLE
    assert connected == []


async def test_a_file_that_shrinks_while_it_is_sent_is_a_failure(authority, tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(bytes(10 * MEGABYTE))

    def shrink(_progress: Progress) -> None:
        os.truncate(path, 10)

    async with (
        application_serving(echo, authority, tmp_path) as port,
        a_transport(authority) as transport,
    ):
        request = a_request(f"https://localhost:{port}/", "POST", body=(FileContent(str(path)),))
        outcome = failed(await transport.send(request, LIMITS, shrink))
        assert outcome.kind is FailureKind.FILE_UNREADABLE
        again = a_request(f"https://localhost:{port}/")
        assert answered(await transport.send(again, LIMITS)).status == 200


async def refusing_early(reader, writer) -> None:
    """Answer after the head, and take the rest without looking, as servers do."""
    await read_head(reader)
    writer.write(response(b"too much", "Connection: close", status="413 Content Too Large"))
    while await reader.read(MEGABYTE):
        pass


async def test_a_response_before_the_end_of_the_request_is_returned(authority):
    async with serving(refusing_early, tls_context(authority)) as port:
        body = (bytes(20 * MEGABYTE),)
        url = f"https://localhost:{port}/"
        outcome = answered(await outcome_of(url, authority, method="POST", body=body))
    assert (outcome.status, outcome.body.data) == (413, b"too much")


async def test_bytes_are_counted_without_a_progress_callback():
    hop = HopRequest(a_request("https://a.example/"), None, (), LIMITS, _Touched(), None, None)  # type: ignore[arg-type]
    hop.on_sent(3)
    hop.on_received(4)
    assert (hop.sent_bytes, hop.received_bytes) == (3, 4)


class _Touched:
    def touch(self) -> None:
        pass


HEADERS_URL = "https://a.example:8443/x"


def lines(length: int = 0, **members) -> list[tuple[bytes, bytes]]:
    return header_lines(a_request(HEADERS_URL, **members), parse_address(HEADERS_URL), length)


def test_required_headers_are_added_first():
    assert lines() == [
        (b"Host", b"a.example:8443"),
        (b"Accept", b"*/*"),
        (b"Accept-Encoding", b"gzip, deflate, br, zstd"),
        (b"User-Agent", b"aiurdesk/0.1.0"),
    ]


def test_own_headers_are_kept():
    sent = lines(headers={"host": "other", "ACCEPT": "text/html", "X-Name": " ä "})
    assert (b"host", b"other") in sent
    assert (b"ACCEPT", b"text/html") in sent
    assert (b"X-Name", "ä".encode()) in sent
    assert [name.lower() for name, _ in sent].count(b"accept") == 1


def test_an_own_content_length_is_replaced():
    sent = lines(5, method="POST", body=(b"hello",), headers={"Content-Length": "99"})
    assert sent[-1] == (b"Content-Length", b"5")
    assert [name for name, _ in sent].count(b"Content-Length") == 1


@pytest.mark.parametrize(
    ("method", "body", "has_length"),
    [("GET", (), False), ("GET", (b"",), True), ("POST", (), True), ("DELETE", (), False)],
)
def test_no_body_is_distinct_from_an_empty_one(method, body, has_length):
    names = [name for name, _ in lines(method=method, body=body)]
    assert (b"Content-Length" in names) is has_length


def test_framing_headers_are_not_sent():
    sent = lines(headers={"Transfer-Encoding": "chunked", "connection": "close", "Upgrade": "x"})
    assert len(sent) == len(lines())


@pytest.mark.parametrize(("name", "value"), [("X:Y", "1"), ("", "1"), ("X", "a\r\nSecret: 1")])
def test_a_header_that_breaks_the_request_is_refused_and_its_value_not_shown(name, value):
    with pytest.raises(SendFailure) as end:
        lines(headers={name: value})
    assert end.value.kind is FailureKind.PROTOCOL_ERROR
    assert "Secret" not in end.value.detail


async def test_the_beginning_of_a_body_can_be_read_while_the_rest_comes():
    goes_on = asyncio.Event()

    async def script(reader, writer):
        await read_head(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nabc")
        await goes_on.wait()
        writer.write(b"def")

    seen: list[Progress] = []
    async with serving(script) as port, a_transport() as transport, asyncio.TaskGroup() as group:
        request = a_request(f"http://127.0.0.1:{port}/")
        sending = group.create_task(transport.send(request, LIMITS, seen.append))
        await until(lambda: seen and seen[-1].read_beginning is not None)
        read = seen[-1].read_beginning
        assert read is not None
        await until(lambda: read() == b"abc")
        assert (seen[-1].content_type, seen[-1].received_bytes) == ("text/plain", 3)
        goes_on.set()
    assert answered(sending.result()).body.data == b"abcdef"
