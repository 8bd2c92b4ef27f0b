"""Functions are called in another process, which can be ended at any time."""

import os
import signal
import stat
import sys
import threading

import pytest

from aiurdesk.services.processes.helper_process import (
    HelperEnded,
    HelperNotStarted,
    HelperProcess,
    HelperRaised,
)
from tests.child_process import children, was_ended

GIB = 2**30


@pytest.fixture
def helper():
    made = HelperProcess(GIB)
    yield made
    made.end()


def count_to(most):
    """Yield numbers in the helper process, which imports this module for it."""
    yield from range(1, most + 1)


def imported_modules():
    return set(sys.modules)


def fill_memory(size_bytes):
    try:
        return len(bytes(size_bytes))
    except MemoryError:
        return 0


def test_a_function_is_called_in_another_process(helper):
    (process,) = {helper.call(os.getpid) for _ in range(2)}
    assert process != os.getpid()
    assert helper.call(int, "ff", base=16) == 255


def test_a_megabyte_goes_there_and_back(helper):
    data = bytes(range(256)) * 4096
    assert helper.call(bytes.upper, data) == data.upper()


def test_each_value_of_a_generator_is_a_result(helper):
    assert helper.call(count_to, 3) == 1
    assert [helper.receive() for _ in range(2)] == [2, 3]
    assert helper.call(int, "5") == 5


def test_a_function_that_fails_ends_it_and_is_told_without_what_it_was_given(helper):
    with pytest.raises(HelperRaised) as raised:
        helper.call(int, "marked")
    assert raised.value.class_name == "ValueError"
    assert "marked" not in str(raised.value)
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
    helper = HelperProcess(GIB)
    process = helper.call(os.getpid)
    assert process in children() - before
    helper.end()
    assert was_ended(process)
    assert children() <= before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to this limit")
def test_it_has_no_more_memory_than_it_may_use(helper):
    assert helper.call(fill_memory, GIB // 2) == GIB // 2
    assert helper.call(fill_memory, GIB) == 0


def test_neither_the_window_nor_the_http_client_is_imported(helper):
    # What it serves here imports pytest; nothing else may come with the start of it.
    assert not helper.call(imported_modules) & {"PySide6", "qasync", "httpx", "websockets"}


@pytest.mark.skipif(sys.platform == "win32", reason="a script that is a program")
def test_a_frozen_program_is_started_with_a_hidden_option(tmp_path, monkeypatch):
    program, told = tmp_path / "aiurdesk", tmp_path / "arguments"
    program.write_text(
        f'#!/bin/sh\necho "$@" > {told}\nexec "{sys.executable}" -I -m aiurdesk "$@"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    helper = HelperProcess(GIB)
    try:
        assert helper.call(int, "5") == 5
    finally:
        helper.end()
    assert told.read_text().split() == ["--helper", str(os.getpid()), str(GIB)]


def test_a_process_that_cannot_be_started_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    with pytest.raises(HelperNotStarted):
        HelperProcess(GIB)
