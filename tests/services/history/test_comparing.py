"""Exchanges are compared with their whole bodies, long ones in a process of their own."""

import asyncio
import time

import pytest
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.errors import StorageError
from aiurdesk.core.exchange.exchange_comparison import compare
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.services.history.comparing import MOST_SHOWN, compared
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


SECRET = "fa1afe1-not-to-be-seen"


async def test_both_bodies_are_returned_as_the_history_would_have_them(tmp_path):
    path = tmp_path / "body"
    body = b'{"token": "' + SECRET.encode() + b'", "items": [' + b"1, " * 200_000 + b"2]}"
    path.write_bytes(body)
    right = exchange_with(ResponseBody(body[:1000], str(path), len(body), len(body)))
    right = replace(right, prepared=replace(right.prepared, secrets=(Secret(SECRET),)))
    left = in_memory(body.replace(SECRET.encode(), DOTS.encode()).replace(b"2]", b"3]"))
    comparison = await compared(left, right, HelperProcesses(), is_shown=True)
    # Dots of the history are no difference to the secret.
    assert places(comparison) == [("items[200000]", "3", "2")]
    one, other = comparison.texts
    assert one is not None
    assert other is not None
    assert one.endswith("3]}")
    assert other.endswith("2]}")
    assert SECRET not in other


async def test_what_is_not_there_and_what_is_too_long_to_be_shown_is_said():
    data = b'{"a": 1' + b" " * MOST_SHOWN + b"}"
    left = exchange_with(ResponseBody(b'{"a": 2}', None, 9_000, 9_000))
    comparison = await compared(left, in_memory(data), HelperProcesses(), is_shown=True)
    assert comparison.texts == ('{"a": 2}', None)
    kept, shown = comparison.notes
    assert kept == "Of the other response only the first 8 B of 8.8 KB were kept."
    assert shown.startswith("A body of more than 16")
    # The dialog of the history shows values only.
    assert (await compared(left, in_memory(data), HelperProcesses())).texts == (None, None)
