"""Short bodies are read at once, and long ones in a helper process."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.verdict.dialect import Dialect, ItemRule, Rules
from aiurdesk.core.verdict.envelope import (
    PROTOCOL,
    Envelope,
    EnvelopeNames,
    NotAnEnvelope,
    NotAnEnvelopeReason,
)
from aiurdesk.core.verdict.envelope_reading import envelope_names
from aiurdesk.services.library import Library
from aiurdesk.services.processes.helper_processes import HelperProcesses, Purpose
from aiurdesk.services.sending.envelope_reader import EnvelopeReader
from aiurdesk.services.sending.whole_envelope import parse_whole
from tests.child_process import children, wait_until, was_ended

LONG = b'{"items": [' + b"[1, 2.5, {}], " * 40_000 + b'0], "code": -3, "message": "At last."}'


def response_with(data: bytes = b"", path: str | None = None) -> Response:
    return Response(200, "HTTP/2", (), ResponseBody(data, path, len(data)), "https://host/")


def test_a_dialect_may_have_names_of_its_own():
    rules = Rules(code=("Code",), message=("Text",), items=ItemRule(each=("Errors",)))
    assert envelope_names(Dialect("a", rules=rules)) == EnvelopeNames(
        "Code", "Text", PROTOCOL.version, "Errors"
    )


def test_other_names_come_from_the_protocol():
    assert envelope_names() == envelope_names(Dialect("a")) == PROTOCOL
    assert envelope_names(Library().dialects["2023"]) == PROTOCOL


@asynccontextmanager
async def open_reader() -> AsyncIterator[EnvelopeReader]:
    processes = HelperProcesses()
    try:
        yield EnvelopeReader(processes)
    finally:
        await processes.aclose()


async def test_a_short_body_is_read_without_a_helper_process():
    before = children()
    async with open_reader() as reader:
        assert await reader.read(response_with(b'{"code": 0, "message": "m"}')) == Envelope(0, "m")
        assert children() <= before


async def test_the_event_loop_runs_while_a_long_body_is_read():
    async with open_reader() as reader:
        # Long enough to be measured: what hands it over takes some tenths of a millisecond.
        longer = LONG.replace(b"[1, 2.5, {}], ", b"[1, 2.5, {}], " * 30)
        began = time.thread_time()
        here = parse_whole(longer, None)
        here_s = time.thread_time() - began
        # Starts the helper process, which takes a moment of this thread.
        await reader.read(response_with(LONG[:-1]))
        began = time.thread_time()
        assert await reader.read(response_with(longer)) == here == Envelope(-3, "At last.")
        assert time.thread_time() - began < here_s / 3


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
    before = children()
    async with open_reader() as reader:
        await reader.read(response_with(LONG))
        (helper,) = children() - before
        os.kill(helper, signal.SIGKILL)
        assert await reader.read(response_with(LONG)) == Envelope(-3, "At last.")


async def test_a_helper_process_that_is_killed_again_and_again_is_said():
    before = children()
    async with open_reader() as reader:
        reading = asyncio.get_running_loop().create_task(reader.read(response_with(LONG)))
        while not reading.done():
            for helper in children() - before:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(helper, signal.SIGKILL)
            await asyncio.sleep(0)
        result = reading.result()
    assert isinstance(result, NotAnEnvelope)
    assert result.reason is NotAnEnvelopeReason.UNREAD
    assert "helper process" in str(result.detail)


async def test_cancelling_is_at_once_and_the_next_body_does_not_wait(tmp_path):
    path = tmp_path / "body"
    path.write_bytes(b'{"code": 1, "code": 2, "a": [' + b'{"a": [1.5, {}]}, ' * 3_000_000 + b"0]}")
    before = children()
    async with open_reader() as reader:
        reading = asyncio.get_running_loop().create_task(reader.read(response_with(path=str(path))))
        await asyncio.to_thread(wait_until, lambda: children() - before)
        (busy,) = children() - before
        reading.cancel()
        await asyncio.wait([reading])
        assert reading.cancelled()
        # By another process: the first one was killed in the middle of the long body.
        assert await reader.read(response_with(LONG)) == Envelope(-3, "At last.")
        assert was_ended(busy)


async def test_a_body_whose_file_is_gone_is_said(tmp_path):
    async with open_reader() as reader:
        result = await reader.read(response_with(LONG[:100], str(tmp_path / "gone")))
    assert isinstance(result, NotAnEnvelope)
    assert result.reason is NotAnEnvelopeReason.UNREAD
    assert "No such file" in str(result.detail)


async def test_closing_ends_the_helper_process():
    before = children()
    async with open_reader() as reader:
        await reader.read(response_with(LONG))
        assert len(children() - before) == 1
    assert children() <= before


async def test_a_small_response_is_not_held_up_by_a_large_one():
    processes = HelperProcesses()
    reader = EnvelopeReader(processes)
    largest = b'{"items": [' + b"[1, 2.5, {}], " * 400_000 + b'0], "code": -3, "message": "x"}'
    try:
        # As long as another of the longest bodies is read.
        async with asyncio.TaskGroup() as group, processes.borrowed(Purpose.READING_LONGEST):
            waiting = group.create_task(reader.read(response_with(largest)))
            assert isinstance(await reader.read(response_with(LONG)), Envelope)
            assert not waiting.done()
        assert isinstance(waiting.result(), Envelope)
    finally:
        await processes.aclose()
