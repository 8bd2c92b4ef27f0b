"""Frames that would hold up the window are tested in another process."""

import asyncio
import re
import time
from contextlib import asynccontextmanager

import pytest

from aiurdesk.core.collection.frame_tests import LONG_BYTES
from aiurdesk.core.collection.long_search import TOO_LONG
from aiurdesk.core.request.conversation import ANY_FRAME, EVERY_FRAME, Conversation, FrameTest
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.request.response_test import Capture, ResponseTest
from aiurdesk.core.sockets.frame_reading import FrameReading
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.services import long_frames
from aiurdesk.services.processes.helper_process import HelperEnded
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.received_frames import ReceivedFrames
from aiurdesk.services.send_pipeline import PlannedRequest
from tests.child_process import children
from tests.core.sockets.frames import a_frame, a_handshake

PADDING = '"items": [' + "1, " * LONG_BYTES + "1]"
SMALL, LARGE = a_frame('{"id": 1}'), a_frame('{"code": 0, "id": 7, ' + PADDING + "}")
REFUSED = Verdict(VerdictKind.ENVELOPE, Severity.CREDENTIAL, "No", code=-8, name="No")
NEVER_ENDING = "(a+)+$"
WORST = a_frame("a" * 60 + "!")


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Wait for a helper process for as long as it takes to start on a busy machine."""
    monkeypatch.setattr(long_frames, "MOST_S", 60.0)


def read(frame, handshake):
    """Read an envelope; the helper process imports this module for it."""
    return FrameReading(REFUSED if '"code"' in frame.text else None)


@asynccontextmanager
async def received_with(*tests, helper=None, **parts):
    helper = helper or HelperProcesses()
    request = a_handshake(conversation=Conversation(frame_tests=tests), **parts).request
    plan = PlannedRequest(request, None, Environment(""))
    try:
        yield ReceivedFrames(plan, read, helper)
    finally:
        await helper.aclose()


async def take(received, *frames):
    await received.look_ahead(a_handshake(), frames)
    return received.take(a_handshake(), frames)


def found_by(received):
    return [(finding.passed, finding.found) for finding in received.findings()]


def value(frame, path, comparison, expected):
    return FrameTest(frame, ResponseTest("value", expected, comparison, path))


async def test_short_frames_are_tested_here():
    before = children()
    tests = value(1, "id", "equals", 1), FrameTest(1, ResponseTest("text", '"id": 1', "matches"))
    async with received_with(*tests) as received:
        await take(received, SMALL)
        assert found_by(received) == [(True, "1"), (True, '{"id": 1}')]
        assert children() <= before


async def test_a_long_frame_is_read_elsewhere():
    before = children()
    tests = (
        value(2, "id", "equals", 7),
        value(EVERY_FRAME, "items", "exists", False),
        FrameTest(2, ResponseTest("code", -8)),
        FrameTest(2, ResponseTest("severity", "success")),
        # No JSON is read for it.
        FrameTest(ANY_FRAME, ResponseTest("text", '"id": 7', "contains")),
        value(2, "a[", "exists", True),
    )
    captures = (Capture("id", "value", "id"), Capture("items", "value", "items[0]"))
    async with received_with(*tests, captures=captures) as received:
        assert not await take(received, SMALL)
        assert children() <= before
        assert await take(received, LARGE)
        assert len(children() - before) == 1
        id_test, every, code, severity, text, broken = found_by(received)
        assert id_test == (True, "7")
        assert (every[0], every[1][:11]) == (False, "frame 2: [1")
        assert (code, severity) == ((True, "−8 No"), (False, "credential"))
        assert text[0]
        assert broken[1].startswith("a[ is no valid path")
        facts = received.facts_of(a_handshake())
        assert (facts.value("id"), facts.value("items[0]")) == (1, 1)


async def test_a_long_frame_that_is_no_json_says_so():
    async with received_with(value(1, "id", "exists", True)) as received:
        await take(received, a_frame(PADDING))
        assert found_by(received) == [(False, "it is not JSON")]


async def test_a_search_that_never_ends_is_ended_once_for_all_frames(monkeypatch):
    monkeypatch.setattr(long_frames, "MOST_S", 1.0)
    tests = [FrameTest(ANY_FRAME, ResponseTest("text", NEVER_ENDING, "matches"))]
    tests += [FrameTest(number, ResponseTest("text", NEVER_ENDING, "matches")) for number in (1, 2)]
    async with received_with(*tests) as received, asyncio.timeout(30):
        await take(received, WORST)
        for _ in range(100):
            await take(received, WORST)
        assert found_by(received) == [
            (False, "none of 101 frames"),
            (False, TOO_LONG),
            (False, TOO_LONG),
        ]


async def test_a_search_that_may_take_long_and_does_not_is_made():
    test = FrameTest(2, ResponseTest("text", ".*A.*n.*=.*!", "matches"))
    async with received_with(test) as received:
        await take(received, a_frame("x" * 3000), a_frame("x" * 3000 + "Ann=5!"))
        ((passed, _),) = found_by(received)
        assert passed


async def test_a_slow_search_is_made_elsewhere():
    pattern, text = ".*.*=", "x" * 800
    began = time.thread_time()
    assert re.search(pattern, text) is None
    here_s = time.thread_time() - began
    test = FrameTest(EVERY_FRAME, ResponseTest("text", pattern, "matches"))
    async with received_with(test) as received:
        began = time.thread_time()
        await take(received, a_frame(text))
        assert time.thread_time() - began < here_s / 3
        assert found_by(received)[0][0] is False


async def test_without_a_process_frames_are_tested_here():
    class Missing(HelperProcesses):
        async def call(self, *_arguments, **_named):
            raise HelperEnded

    tests = value(1, "id", "equals", 7), FrameTest(2, ResponseTest("text", NEVER_ENDING, "matches"))
    async with received_with(*tests, helper=Missing()) as received:
        await take(received, LARGE, WORST)
        assert found_by(received) == [(True, "7"), (False, TOO_LONG)]


async def test_the_event_loop_runs_meanwhile():
    turns = 0
    async with received_with(value(1, "id", "equals", 7)) as received:
        async with asyncio.TaskGroup() as group:
            taking = group.create_task(take(received, LARGE))
            while not taking.done():
                await asyncio.sleep(0)
                turns += 1
        assert found_by(received) == [(True, "7")]
    assert turns > 5
