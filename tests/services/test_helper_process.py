"""Functions are called in another process, which can be ended at any time."""

import asyncio
import os
import signal
import sys
import threading

import pytest

from aiurdesk.services.helper_process import HelperEnded, HelperProcess, KeptHelper
from tests.child_process import children, wait_until, was_ended


@pytest.fixture
def helper():
    made = HelperProcess()
    yield made
    made.end()


def test_a_function_is_called_in_another_process(helper):
    (process,) = {helper.call(os.getpid) for _ in range(2)}
    assert process != os.getpid()
    assert helper.call(int, "ff", base=16) == 255


def test_a_megabyte_goes_there_and_back(helper):
    data = bytes(range(256)) * 4096
    assert helper.call(bytes.upper, data) == data.upper()


def test_a_function_that_fails_ends_it(helper):
    with pytest.raises(HelperEnded):
        helper.call(int, "no number")
    with pytest.raises(HelperEnded):
        helper.call(os.getpid)


def test_a_call_returns_when_it_is_killed(helper):
    killing = threading.Timer(0.05, helper.kill)
    killing.start()
    with pytest.raises(HelperEnded):
        helper.call(signal.pause if sys.platform != "win32" else input)
    killing.join()


def test_nothing_is_left_of_it():
    before = children()
    helper = HelperProcess()
    process = helper.call(os.getpid)
    assert process in children() - before
    helper.end()
    assert was_ended(process)
    assert children() <= before


async def test_a_kept_process_is_used_again_until_a_call_is_cancelled():
    before = children()
    helper = KeptHelper()
    try:
        (process,) = {await helper.call_within(None, os.getpid) for _ in range(2)}
        with pytest.raises(TimeoutError):
            await helper.call_within(0.05, signal.pause if sys.platform != "win32" else input)
        assert await helper.call_within(60, os.getpid) != process
        with pytest.raises(HelperEnded):
            await helper.call_within(None, int, "no number")
        assert await helper.call_within(None, int, "5") == 5
    finally:
        await helper.aclose()
    # Killed processes are waited for on other threads.
    await asyncio.to_thread(wait_until, lambda: children() <= before)
    assert was_ended(process)
