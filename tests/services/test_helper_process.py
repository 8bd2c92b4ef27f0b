"""Functions are called in another process, which can be ended at any time."""

import os
import signal
import sys
import threading

import pytest

from aiurdesk.services.helper_process import HelperEnded, HelperProcess
from tests.child_process import children, was_ended


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
    assert children() == before
