"""Short bodies are read at once, and long ones in a helper process."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiurdesk.core.response.response import Body, Response
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.services.envelope_reader import EnvelopeReader, parse_whole

LONG = b'{"items": [' + b"[1, 2.5, {}], " * 40_000 + b'0], "code": -3, "message": "At last."}'


def response_with(data: bytes = b"", path: str | None = None) -> Response:
    return Response(200, "HTTP/2", (), Body(data, path, len(data)), "https://host/")


@asynccontextmanager
async def open_reader() -> AsyncIterator[EnvelopeReader]:
    reader = EnvelopeReader()
    try:
        yield reader
    finally:
        await reader.aclose()


async def test_a_short_body_is_read_without_a_helper_process():
    async with open_reader() as reader:
        assert await reader.read(response_with(b'{"code": 0, "message": "m"}')) == Envelope(0, "m")
        assert multiprocessing.active_children() == []


async def test_the_event_loop_runs_while_a_long_body_is_read():
    async with open_reader() as reader:
        turns = 0
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(reader.read(response_with(LONG)))
            while not reading.done():
                await asyncio.sleep(0.001)
                turns += 1
        assert reading.result() == Envelope(-3, "At last.")
        assert turns > 5


async def test_a_body_in_a_file_is_read_from_there(tmp_path):
    path = tmp_path / "body"
    path.write_bytes(LONG)
    async with open_reader() as reader:
        assert await reader.read(response_with(LONG[:100], str(path))) == Envelope(-3, "At last.")


async def test_a_long_body_without_envelope_has_a_reason():
    async with open_reader() as reader:
        result = await reader.read(response_with(LONG[:-1]))
        assert isinstance(result, NotAnEnvelope)
        assert result.reason is NotAnEnvelopeReason.TRUNCATED


async def test_a_killed_helper_process_is_replaced():
    async with open_reader() as reader:
        await reader.read(response_with(LONG))
        (helper,) = multiprocessing.active_children()
        helper.kill()
        await asyncio.to_thread(helper.join)
        assert await reader.read(response_with(LONG)) == Envelope(-3, "At last.")


async def test_closing_ends_the_helper_process():
    async with open_reader() as reader:
        await reader.read(response_with(LONG))
    assert multiprocessing.active_children() == []


def test_the_helper_process_reads_bytes_and_files(tmp_path):
    path = tmp_path / "body"
    path.write_bytes(LONG)
    assert parse_whole(LONG, None) == parse_whole(str(path), None) == Envelope(-3, "At last.")
