import pytest

from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.exchange.sockets.event_types import FrameReading
from aiurdesk.core.exchange.sockets.transcript import Transcript, with_transcript
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import (
    ANY_FRAME,
    EVERY_FRAME,
    Conversation,
    FrameTest,
    ResponseTest,
)
from aiurdesk.core.response.response import Closing
from aiurdesk.services.expectations.received_frames import ReceivedFrames, SocketResult
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sending.planned_request import PlannedRequest
from tests.core.exchange.sockets.frames import a_frame, a_handshake


def received_with(*tests, values=(), **members):
    conversation = Conversation(frame_tests=tests, **members)
    of_values = tuple(ResponseTest("value", True, "exists", path) for path in values)
    request = a_handshake(conversation=conversation, tests=of_values).request
    plan = PlannedRequest(request, None, Environment("", variables={"user": "Ann"}))
    return ReceivedFrames(plan, lambda frame, handshake: FrameReading(), HelperProcesses())


def contains(frame, text):
    return FrameTest(frame, ResponseTest("text", text, "contains"))


def test_as_many_frames_are_waited_for_as_are_expected():
    received = received_with(frame_count=2)
    assert not received.take(a_handshake(), [a_frame("one")])
    assert received.take(a_handshake(), [a_frame("two")])
    received.result = SocketResult(a_handshake(), 5.0)
    (finding,) = received.findings()
    assert (finding.title, finding.passed) == ("2 frames within 10 s", True)
    assert finding.found == "2 frames in 5.0 ms"


def test_nothing_is_waited_for_where_nothing_is_expected():
    received = received_with()
    assert received.take(a_handshake(), [])
    assert received.findings() == ()


def test_a_frame_that_may_be_any_is_waited_for():
    received = received_with(contains(ANY_FRAME, "{{user}}"))
    assert not received.take(a_handshake(), [a_frame("Bob"), a_frame("Cid")])
    assert received.take(a_handshake(), [a_frame("I am Ann")])
    assert received.take(a_handshake(), [])
    (finding,) = received.findings()
    assert (finding.title, finding.found) == (
        "any frame: text contains Ann",
        "frame 3: I am Ann",
    )


def test_a_message_that_was_not_sent_is_a_failure():
    received = received_with(frame_count=1)
    received.result = SocketResult(a_handshake(), 0.0, Problem("Message 1 was not sent."))
    first, second = received.findings()
    assert (first.title, first.passed) == ("all messages are sent", False)
    assert (second.passed, second.found) == (False, "0 frames in 0 ms")


def test_values_come_from_the_first_frame_that_has_one():
    received = received_with(values=("name", "id", "more"))
    frames = [a_frame("no JSON"), a_frame('{"id": 1}'), a_frame('{"id": 2, "name": "Ann"}')]
    received.take(a_handshake(), frames[:1])
    received.take(a_handshake(), [*frames[1:], a_frame('{"name": "Bob"}')])
    exchange = with_transcript(a_handshake(), Transcript(tuple(frames)))
    facts = received.facts_of(exchange)
    assert facts is not None
    assert (facts.value("id"), facts.value("name"), facts.value("more")) == (1, "Ann", None)
    assert (facts.status, facts.elapsed_ms) == (101, 20.0)
    assert "no body" in facts.body.sentence
    assert received.facts_of(a_handshake(status=401)) is None


@pytest.mark.parametrize(
    ("closing", "passes", "words"),
    [
        (Closing(4001, "expired", is_by_server=True), True, "4001 expired"),
        (Closing(1000, is_by_server=True), False, "1000"),
        (Closing(1006, is_clean=False), False, "the server did not close it"),
        (None, False, "the server did not close it"),
    ],
)
def test_the_end_is_waited_for_where_a_close_code_is_expected(closing, passes, words):
    received = received_with(close_code=4001)
    assert not received.take(a_handshake(), [a_frame("one")])
    received.result = SocketResult(a_handshake(), 5.0, closing=closing)
    (finding,) = received.findings()
    assert finding.title == "closed by the server with 4001"
    assert (finding.passed, finding.found) == (passes, words)


def test_frames_in_several_parts_have_the_findings_of_one():
    tests = (contains(2, "Bob"), contains(ANY_FRAME, "Cid"), contains(EVERY_FRAME, "I am"))
    names = ("Ann", "Bob", "Cid", "Dan")
    frames = [a_frame(f"I am {name}") for name in names]
    at_once, in_parts = received_with(*tests, frame_count=4), received_with(*tests, frame_count=4)
    assert at_once.take(a_handshake(), frames)
    enough = [in_parts.take(a_handshake(), [frame]) for frame in frames]
    assert enough == [False, False, False, True]
    assert at_once.findings() == in_parts.findings()
    assert [finding.found for finding in in_parts.findings()] == [
        "4 frames in 0 ms",
        "I am Bob",
        "frame 3: I am Cid",
        "all of 4 frames",
    ]


def test_a_failed_test_says_which_variable_has_no_value():
    received = received_with(contains(1, "{{user}}"), contains(1, "{{nobody}}"))
    received.take(a_handshake(), [a_frame("Bob")])
    assert [finding.found for finding in received.findings()] == [
        "Bob",
        "Bob (there is no value of {{nobody}})",
    ]
