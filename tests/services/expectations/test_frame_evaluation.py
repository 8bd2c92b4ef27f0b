"""Frames that would hold up the window, and expressions, are tested in another process."""

import asyncio
from contextlib import asynccontextmanager

from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.exchange.sockets.event_types import FrameReading
from aiurdesk.core.expectations.captures import capture
from aiurdesk.core.expectations.frame_tests import LONG_BYTES
from aiurdesk.core.request.conversation import (
    ANY_FRAME,
    EVERY_FRAME,
    Capture,
    Conversation,
    FrameTest,
    ResponseTest,
)
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.services.expectations.received_frames import ReceivedFrames
from aiurdesk.services.processes.evaluation import NOT_STARTED
from aiurdesk.services.processes.helper_process import HelperNotStarted
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sending.planned_request import PlannedRequest
from tests.child_process import children
from tests.core.exchange.sockets.frames import a_frame, a_handshake

PADDING = '"items": [' + "1, " * LONG_BYTES + "1]"
SMALL, LARGE = a_frame('{"id": 1}'), a_frame('{"code": 0, "id": 7, ' + PADDING + "}")
REFUSED = Verdict(VerdictKind.ENVELOPE, Severity.CREDENTIAL, "No", code=-8, name="No")
NEVER_ENDING = "(a+)+$"
WORST = a_frame("a" * 60 + "!")


def read(frame, handshake):
    """Read an envelope; the helper process imports this module for it."""
    return FrameReading(REFUSED if '"code"' in frame.text else None)


@asynccontextmanager
async def received_with(*tests, processes=None, **members):
    processes = processes or HelperProcesses()
    request = a_handshake(conversation=Conversation(frame_tests=tests), **members).request
    plan = PlannedRequest(request, None, Environment(""))
    try:
        yield ReceivedFrames(plan, read, processes)
    finally:
        await processes.aclose()


async def take(received, *frames):
    await received.look_ahead(a_handshake(), frames)
    return received.take(a_handshake(), frames)


def found_by(received):
    return [(finding.passed, finding.found) for finding in received.findings()]


def value(frame, path, comparison, expected):
    return FrameTest(frame, ResponseTest("value", expected, comparison, path))


async def test_short_frames_are_tested_here():
    before = children()
    tests = (
        value(1, "id", "equals", 1),
        FrameTest(1, ResponseTest("text", '"id": 1', "contains")),
        FrameTest(1, ResponseTest("kind", "text")),
    )
    captures = (Capture("id", "value", "id"), Capture("name", "value", "name"))
    async with received_with(*tests, captures=captures) as received:
        await take(received, SMALL)
        assert found_by(received) == [(True, "1"), (True, '{"id": 1}'), (True, "text")]
        assert children() <= before


async def test_expressions_are_evaluated_elsewhere():
    before = children()
    tests = (
        FrameTest(1, ResponseTest("text", '"id": .', "matches")),
        FrameTest(ANY_FRAME, ResponseTest("value", 2, "count", "[id, id]")),
        FrameTest(EVERY_FRAME, ResponseTest("value", "^1$", "matches", "id")),
    )
    captures = (Capture("ids", "value", "[id, id]"), Capture("none", "value", "a || b"))
    async with received_with(*tests, captures=captures) as received:
        for number in (1, 2):
            assert not await take(received, a_frame(f'{{"id": {number}}}'))
        assert found_by(received) == [
            (True, '{"id": 1}'),
            (True, "frame 1: [1, 1]"),
            (False, "frame 2: 2"),
        ]
        assert len(children() - before) == 1
        assert [capture_.variable for capture_ in received.open_captures] == ["none"]
        facts = received.facts_of(a_handshake())
        assert capture(captures[:1], facts).variables == (("ids", "[1, 1]"),)


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
        assert broken[1].startswith("a[ is not a valid path")
        facts = received.facts_of(a_handshake())
        assert (facts.value("id"), facts.value("items[0]")) == (1, 1)


async def test_a_long_frame_that_is_not_json_says_so():
    async with received_with(value(1, "id", "exists", True)) as received:
        await take(received, a_frame(PADDING))
        assert found_by(received) == [(False, "it is not JSON")]


async def test_a_search_that_never_ends_is_ended_once_for_all_frames():
    tests = [FrameTest(ANY_FRAME, ResponseTest("text", NEVER_ENDING, "matches"))]
    tests += [FrameTest(number, ResponseTest("text", NEVER_ENDING, "matches")) for number in (1, 2)]
    async with received_with(*tests) as received, asyncio.timeout(30):
        await take(received, WORST)
        for _ in range(100):
            await take(received, WORST)
        any_frame, first, second = found_by(received)
    assert any_frame == (False, "none of 101 frames")
    assert first == second
    assert "so it was stopped" in first[1]


async def test_a_capture_that_never_ends_is_ended_once_for_all_frames():
    doubled = "x | [@, @][]" + " | [@, @][]" * 60
    captures = (Capture("id", "value", doubled), Capture("code", "value", "x[0]"))
    async with received_with(captures=captures) as received, asyncio.timeout(30):
        for _ in range(100):
            await take(received, a_frame('{"x": [1]}'))
        (left,) = received.open_captures
        facts = received.facts_of(a_handshake())
        (failed,) = capture((left,), facts).failed
    assert left.variable == "id"
    assert "so it was stopped" in failed.found


async def test_without_a_process_frames_are_tested_here_and_no_expression_is_evaluated():
    class Full(HelperProcesses):
        def start(self, purpose):
            raise HelperNotStarted

    tests = value(1, "id", "equals", 7), FrameTest(2, ResponseTest("text", NEVER_ENDING, "matches"))
    async with received_with(*tests, processes=Full()) as received:
        await take(received, LARGE, WORST)
        assert found_by(received) == [(True, "7"), (False, NOT_STARTED.text)]


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
