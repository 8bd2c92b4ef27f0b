"""Exchanges are compared with their whole bodies, long ones in a process of their own."""

import asyncio
import time

import pytest
from msgspec.structs import replace

from aiurdesk.core.errors import StorageError
from aiurdesk.core.exchange.exchange_comparison import compare
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.services.history.comparing import compared
from aiurdesk.services.processes.helper_processes import HelperProcesses
from tests.child_process import children
from tests.history_records import an_exchange

ITEMS = b'{"code": 0, "message": "Done.", "items": [' + b"[1, 2], " * 40_000
LEFT, RIGHT = ITEMS + b"3]}", ITEMS + b"4]}"


def exchange_with(body: ResponseBody):
    exchange = an_exchange()
    assert isinstance(exchange.outcome, Response)
    return replace(exchange, outcome=replace(exchange.outcome, body=body))


def in_memory(data: bytes):
    return exchange_with(ResponseBody(data, None, len(data), len(data)))


def places(comparison):
    return [
        (difference.label, difference.left, difference.right)
        for difference in comparison.differences
    ]


async def test_long_bodies_are_compared_while_the_event_loop_runs(tmp_path):
    path = tmp_path / "body"
    path.write_bytes(LEFT)
    left = exchange_with(ResponseBody(LEFT[:1000], str(path), len(LEFT), len(LEFT)))
    right = in_memory(RIGHT)
    began = time.thread_time()
    here = compare(left, right, (LEFT, RIGHT))
    here_s = time.thread_time() - began
    began = time.thread_time()
    comparison = await compared(left, right, HelperProcesses())
    assert time.thread_time() - began < here_s / 3
    assert places(comparison) == places(here) == [("items[40000]", "3", "4")]


async def test_no_process_is_left_of_it():
    before = children()
    await compared(in_memory(LEFT), in_memory(RIGHT), HelperProcesses())
    await asyncio.get_running_loop().shutdown_default_executor()
    assert children() <= before


@pytest.mark.parametrize("size", [1000, len(LEFT)])
async def test_a_body_whose_file_is_gone_is_said(tmp_path, size):
    gone = exchange_with(ResponseBody(LEFT[:100], str(tmp_path / "gone"), size, size))
    with pytest.raises(StorageError, match="cannot be read"):
        await compared(gone, gone, HelperProcesses())
