"""Connections are shared, kept open and closed."""

import asyncio
import contextlib

import pytest

from aiurdesk.core.request.limits import Limits
from aiurdesk.core.response.response import FailureKind, Outcome, Response
from aiurdesk.transport.connection_pool import MAX_CONNECTIONS, MAX_REQUESTS
from tests.transport.calls import LIMITS, a_request, a_transport, answered, failed
from tests.transport.good_server import answer, application_serving, echo, read_body
from tests.transport.misbehaving_server import (
    hang,
    http2,
    keeping_open,
    read_head,
    response,
    serving,
    tls_context,
)

SOON_S = 20
"""Long for a busy machine, and shorter than the limits of a request without an end."""


class ConnectionCounter:
    """Counts the connections that a script is given."""

    def __init__(self, script) -> None:
        self.opened = 0
        self._script = script

    async def __call__(self, reader, writer) -> None:
        self.opened += 1
        await self._script(reader, writer)


async def at_once(transport, requests) -> list[Outcome]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(transport.send(request, LIMITS)) for request in requests]
    return [task.result() for task in tasks]


async def test_a_connection_is_used_again():
    counter = ConnectionCounter(keeping_open(lambda _head: response(b"x")))
    async with serving(counter) as port, a_transport() as transport:
        for number in range(5):
            url = f"http://localhost:{port}/{number}"
            outcome = answered(await transport.send(a_request(url), LIMITS))
            assert outcome.timing.is_reused is (number > 0)
    assert counter.opened == 1


async def test_http1_opens_no_more_than_the_maximum_of_connections():
    counter = ConnectionCounter(keeping_open(lambda _head: response(b"x")))
    async with serving(counter) as port, a_transport() as transport:
        requests = [a_request(f"http://localhost:{port}/{number}") for number in range(60)]
        outcomes = await at_once(transport, requests)
    assert all(isinstance(outcome, Response) for outcome in outcomes)
    assert counter.opened <= MAX_CONNECTIONS


@pytest.mark.parametrize("protocols", [("h2", "http/1.1"), ("http/1.1",)])
async def test_sixty_requests_at_once_all_get_a_response(authority, tmp_path, protocols):
    async with (
        application_serving(echo, authority, tmp_path, protocols) as port,
        a_transport(authority) as transport,
    ):
        urls = [f"https://localhost:{port}/{number}" for number in range(60)]
        outcomes = await at_once(transport, map(a_request, urls))
    assert [answered(outcome).body.data for outcome in outcomes] == [
        f"GET /{number} 0".encode() for number in range(60)
    ]
    if protocols[0] == "h2":
        assert len({answered(outcome).server_address for outcome in outcomes}) == 1


async def waiting(scope, receive, send) -> None:
    """Answer at once, but on /wait never, and on /big after a megabyte never again."""
    if scope["type"] != "http":
        return
    await read_body(receive)
    if scope["path"] == "/wait":
        await receive()
        return
    if scope["path"] == "/big":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": bytes(10**6), "more_body": True})
        await receive()
        return
    await answer(send, b"done")


@pytest.mark.usefixtures("caplog")  # hypercorn writes on after the connection has ended
@pytest.mark.parametrize("path", ["/wait", "/big"])
@pytest.mark.parametrize("protocols", [("h2",), ("http/1.1",)])
async def test_the_pool_works_after_twenty_cancellations(authority, tmp_path, protocols, path):
    async with (
        application_serving(waiting, authority, tmp_path, protocols) as port,
        a_transport(authority) as transport,
        asyncio.TaskGroup() as group,
    ):
        url = f"https://localhost:{port}"
        assert answered(await transport.send(a_request(f"{url}/"), LIMITS)).status == 200
        reached = asyncio.Event()
        request = a_request(url + path)
        tasks = [
            group.create_task(transport.send(request, LIMITS, lambda _p: reached.set()))
            for _ in range(20)
        ]
        if path == "/big":
            await reached.wait()
        else:
            await asyncio.sleep(0.05)
        for task in tasks:
            assert task.cancel()
        await asyncio.wait(tasks)
        assert all(task.cancelled() for task in tasks)
        outcomes = await at_once(transport, [a_request(f"{url}/")] * 20)
    assert {answered(outcome).body.data for outcome in outcomes} == {b"done"}


async def test_cancelling_ends_a_request_at_once_in_every_phase(authority):
    async def stopping(reader, writer) -> None:
        await read_head(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
        await reader.read()

    async with (
        serving(stopping, tls_context(authority)) as port,
        a_transport(authority) as transport,
    ):
        await transport.warm_up()
        request = a_request(f"https://localhost:{port}/")
        for delay_s in (0, 0.001, 0.003, 0.006, 0.01, 0.03):
            async with asyncio.TaskGroup() as group:
                task = group.create_task(transport.send(request, LIMITS))
                await asyncio.sleep(delay_s)
                task.cancel()
                async with asyncio.timeout(SOON_S):
                    with contextlib.suppress(asyncio.CancelledError):
                        await task
            assert task.cancelled()


async def test_all_connections_are_closed_even_if_closing_is_cancelled():
    everybody, all_ended = asyncio.Barrier(3), asyncio.Barrier(4)

    async def together(reader, writer) -> None:
        await read_head(reader)
        await everybody.wait()
        writer.write(response(b"x"))
        assert await reader.read() == b""
        await all_ended.wait()

    async with serving(together) as port, a_transport() as transport:
        await at_once(transport, [a_request(f"http://localhost:{port}/")] * 3)
        async with asyncio.TaskGroup() as group:
            closing = group.create_task(transport.aclose())
            await asyncio.sleep(0)
            closing.cancel()
        async with asyncio.timeout(SOON_S):
            await all_ended.wait()
    assert closing.cancelled()


async def test_a_connection_that_was_opened_again_after_a_cancellation_is_closed(authority):
    context = tls_context(authority, protocols=("http/1.1",))
    reached, ended = asyncio.Event(), asyncio.Event()

    async def silent_at_first(reader, writer) -> None:
        if not reached.is_set():
            reached.set()
            await hang()
        await writer.start_tls(context)
        await read_head(reader)
        writer.write(response(b"x"))
        assert await reader.read() == b""
        ended.set()

    async with (
        serving(silent_at_first) as port,
        a_transport(authority) as transport,
        asyncio.TaskGroup() as group,
    ):
        request = a_request(f"https://localhost:{port}/")
        first, second = (group.create_task(transport.send(request, LIMITS)) for _ in range(2))
        await reached.wait()
        first.cancel()
        assert answered(await second).body.data == b"x"
        async with asyncio.timeout(SOON_S):
            await transport.aclose()
            await ended.wait()


async def test_a_connection_that_the_server_closed_is_not_used_again(authority):
    async def once(reader, writer) -> None:
        await read_head(reader)
        writer.write(response(b"x"))
        await writer.drain()

    counter = ConnectionCounter(once)
    async with serving(counter) as port, a_transport() as transport:
        for _ in range(3):
            outcome = answered(
                await transport.send(a_request(f"http://localhost:{port}/", "POST"), LIMITS)
            )
            assert not outcome.timing.is_reused
            await asyncio.sleep(0.01)
    assert counter.opened == 3


def answering_and_leaving(connection, event) -> None:
    connection.send_headers(event.stream_id, [(":status", "200")], end_stream=True)
    connection.close_connection()


async def test_an_http2_connection_after_goaway_is_not_used_again(authority):
    counter = ConnectionCounter(http2(answering_and_leaving))
    context = tls_context(authority, protocols=("h2",))
    async with serving(counter, context) as port, a_transport(authority) as transport:
        for _ in range(3):
            request = a_request(f"https://localhost:{port}/", "POST")
            assert answered(await transport.send(request, LIMITS)).http_version == "HTTP/2"
            await asyncio.sleep(0.01)
    assert counter.opened == 3


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_request_is_never_sent_again_after_an_error(method):
    """The server closes the open connection when the second request arrives."""
    heads = []

    async def closing_on_the_second(reader, writer) -> None:
        for _ in range(2):
            heads.append(await read_head(reader))
            if len(heads) == 1:
                writer.write(response(b"x"))

    async with serving(closing_on_the_second) as port, a_transport() as transport:
        request = a_request(f"http://localhost:{port}/", method)
        answered(await transport.send(request, LIMITS))
        outcome = failed(await transport.send(request, LIMITS))
    assert outcome.kind is FailureKind.CUT_OFF
    assert "kept open" in outcome.detail
    assert len(heads) == 2


@pytest.mark.usefixtures("caplog")  # hypercorn waits for windows of connections that have ended
async def test_an_abandoned_response_does_not_block_the_next_requests(authority, tmp_path):
    """Unread data uses up the flow-control window of an HTTP/2 connection."""

    async def big(scope, receive, send) -> None:
        if scope["type"] == "http":
            await read_body(receive)
            await answer(send, *[bytes(10**6)] * 8)

    async with (
        application_serving(big, authority, tmp_path, ("h2",)) as port,
        a_transport(authority) as transport,
    ):
        request = a_request(f"https://localhost:{port}/")
        for _ in range(4):
            limits = Limits(body_bytes=10**6)
            assert failed(await transport.send(request, limits)).kind == "too_large"
        assert answered(await transport.send(request, LIMITS)).body.size_bytes == 8 * 10**6


@pytest.mark.parametrize("protocol", ["h2", "http/1.1"])
async def test_all_requests_fail_when_the_server_is_stopped(authority, protocol):
    reached = asyncio.Event()

    def swallow(_connection, _event) -> None:
        reached.set()

    async def swallow_all(reader, _writer) -> None:
        await read_head(reader)
        reached.set()
        await hang()

    script = http2(swallow) if protocol == "h2" else swallow_all
    context = tls_context(authority, protocols=(protocol,))
    async with a_transport(authority) as transport, asyncio.TaskGroup() as group:
        plug = contextlib.AsyncExitStack()
        port = await plug.enter_async_context(serving(script, context))
        request = a_request(f"https://localhost:{port}/")
        tasks = [group.create_task(transport.send(request, LIMITS)) for _ in range(50)]
        await reached.wait()
        await plug.aclose()
        async with asyncio.timeout(SOON_S):
            outcomes = [await task for task in tasks]
    kinds = {failed(outcome).kind for outcome in outcomes}
    assert kinds <= {
        FailureKind.CUT_OFF,
        FailureKind.CONNECTION_REFUSED,
        FailureKind.TLS_ERROR,
    }


@pytest.mark.parametrize(("protocol", "connections"), [("h2", 2), ("http/1.1", 1)])
async def test_a_new_http2_connection_is_opened_before_servers_usually_close_the_old_one(
    authority, tmp_path, protocol, connections
):
    async with (
        application_serving(echo, authority, tmp_path, (protocol,)) as port,
        a_transport(authority) as transport,
    ):
        request = a_request(f"https://localhost:{port}/")
        reused = [
            answered(await transport.send(request, LIMITS)).timing.is_reused
            for _ in range(MAX_REQUESTS + 2)
        ]
    assert reused.count(False) == connections


async def test_a_connection_whose_last_response_says_so_is_not_used_again(authority):
    last = response(b"x", "Connection: close")
    counter = ConnectionCounter(keeping_open(lambda _head: last))
    async with (
        serving(counter, tls_context(authority)) as port,
        a_transport(authority) as transport,
    ):
        for _ in range(3):
            request = a_request(f"https://localhost:{port}/")
            assert answered(await transport.send(request, LIMITS)).body.data == b"x"
    assert counter.opened == 3


@pytest.mark.usefixtures("caplog")  # hypercorn logs connections that end without a TLS goodbye
async def test_more_requests_at_once_than_a_server_allows_on_one_connection(authority, tmp_path):
    """hypercorn sends GOAWAY after 1000 requests and then loses responses."""
    async with (
        application_serving(echo, authority, tmp_path, ("h2",)) as port,
        a_transport(authority) as transport,
    ):
        for _ in range(6):
            outcomes = await at_once(transport, [a_request(f"https://localhost:{port}/")] * 200)
            assert {answered(outcome).status for outcome in outcomes} == {200}
