"""Which connections stay open."""

import asyncio

from aiurdesk.transport.pools import MAX_POOLS
from tests.transport.calls import LIMITS, a_request, a_transport, answered
from tests.transport.misbehaving_server import read_head, response, serving


async def test_connections_to_origins_that_were_not_used_for_long_are_closed():
    closed = asyncio.Event()

    async def respond_once(reader, writer) -> None:
        await read_head(reader)
        writer.write(response(b"x"))
        assert await reader.read() == b""
        closed.set()

    async with serving(respond_once) as port, a_transport() as transport:
        answered(await transport.send(a_request(f"http://localhost:{port}/"), LIMITS))
        for other_port in range(1, MAX_POOLS):
            await transport.send(a_request(f"http://localhost:{other_port}/"), LIMITS)
        assert not closed.is_set()
        await transport.send(a_request(f"http://localhost:{MAX_POOLS}/"), LIMITS)
        await closed.wait()


async def test_a_running_request_keeps_its_connection_however_many_origins_are_used():
    reached, may_respond = asyncio.Event(), asyncio.Event()

    async def respond_late(reader, writer) -> None:
        await read_head(reader)
        reached.set()
        await may_respond.wait()
        writer.write(response(b"late"))
        await writer.drain()

    async with (
        serving(respond_late) as port,
        a_transport() as transport,
        asyncio.TaskGroup() as group,
    ):
        url = f"http://localhost:{port}/"
        running = group.create_task(transport.send(a_request(url), LIMITS))
        await reached.wait()
        for other_port in range(1, MAX_POOLS + 5):
            await transport.send(a_request(f"http://localhost:{other_port}/"), LIMITS)
        may_respond.set()
        assert answered(await running).body.data == b"late"
