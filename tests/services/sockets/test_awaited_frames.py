from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.exchange.sockets.event_types import FrameReading
from aiurdesk.core.exchange.sockets.frame import Direction
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import (
    ANY_FRAME,
    EVERY_FRAME,
    Capture,
    Conversation,
    FrameTest,
    ResponseTest,
    SocketMessage,
)
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.response.response import Closing
from aiurdesk.services.expectations.received_frames import ReceivedFrames
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.services.sockets.awaited_frames import SocketExamination, in_slices
from aiurdesk.services.sockets.socket_messages import MessageSending, PreparedMessages
from tests.core.exchange.sockets.frames import a_frame, a_handshake


class Enough:
    """Expects a number of messages, and counts those that it was given together."""

    secrets = ()

    def __init__(self, count):
        self.count = count
        self.slices = []

    async def look_ahead(self, _handshake, _frames):
        """Need no time."""

    def take(self, _handshake, frames):
        self.slices.append(len(frames))
        return sum(self.slices) >= self.count


def awaiting(expected, clock=lambda: 5.0, **members):
    """Return the examination of a socket that such a one looks at."""
    handshake = a_handshake(conversation=Conversation(**members))
    plan = PlannedRequest(handshake.request, None, Environment(""))
    return SocketExamination(plan, expected, handshake, clock)


async def test_nothing_is_taken_any_more_where_enough_came():
    expected = Enough(30)
    awaited = awaiting(expected)
    await awaited.test([a_frame("x")] * 100)
    assert expected.slices == [20, 20]
    assert awaited.is_done


async def test_what_comes_after_the_end_is_not_taken():
    expected = Enough(30)
    awaited = awaiting(expected)
    awaited.is_over = True
    await awaited.test([a_frame("x")])
    assert expected.slices == []


async def test_messages_are_waited_for_until_one_is_not_sent():
    awaited = awaiting(Enough(0), messages=MESSAGES, within_ms=1000)
    sent = []

    async def send(content):
        sent.append((content, awaited.is_sending))
        return Problem("It is too long.") if content == "b" else None

    async def send_request(_file):
        raise AssertionError("no request is sent")

    awaited.begin_sending()
    await awaited.send(PreparedMessages(("a", "b", "c")), MessageSending(send, send_request))
    assert sent == [("a", True), ("b", True)]
    assert str(awaited.unsent) == "Message 2 was not sent. It is too long."
    assert (awaited.has_sent, awaited.has_started, awaited.is_sending) == (True, True, False)
    # For what is on its way.
    assert awaited.left_s == 0.5


def test_the_time_can_end_earlier_and_not_later():
    awaited = awaiting(Enough(1), within_ms=1000)
    awaited.end_within(0.5)
    assert awaited.left_s == 0.5
    awaited.end_within(2.0)
    assert awaited.left_s == 0.5


def test_no_more_is_waited_for_when_enough_came():
    awaited = awaiting(Enough(2))
    for _ in range(2):
        assert awaited.is_waiting
        awaited.take([a_frame("x")])
    assert not awaited.is_waiting


def test_a_time_that_begins_later_and_becomes_shorter_ends_the_waiting():
    awaited = awaiting(Enough(1), messages=MESSAGES, within_ms=60_000)
    assert (awaited.left_s, awaited.is_waiting) == (None, True)
    awaited.start_time()
    assert awaited.is_waiting
    awaited.end_within(0)
    assert not awaited.is_waiting
    assert not awaited.is_done


def test_what_is_read_to_its_end_has_no_time():
    awaited = awaiting(Enough(1), within_ms=0)
    assert not awaited.is_waiting
    awaited.is_to_its_end = True
    assert (awaited.left_s, awaited.is_waiting) == (None, True)


def test_a_slice_ends_with_a_long_frame():
    short, long = a_frame("x"), a_frame("x" * 20_000)
    frames = [short, long, short, long, long, *[short] * 30]
    slices = list(in_slices(frames))
    assert [len(piece) for piece in slices] == [2, 2, 1, 20, 10]
    assert [frame for piece in slices for frame in piece] == frames
    assert list(in_slices([])) == [[]]


SENT = a_frame("hello", Direction.SENT)
TESTS = (
    FrameTest(2, ResponseTest("text", "{{user}}", "contains")),
    FrameTest(ANY_FRAME, ResponseTest("value", 1, "equals", "id")),
    FrameTest(EVERY_FRAME, ResponseTest("kind", "text")),
)
MESSAGES = (SocketMessage("hello"),)


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def examined(clock=None, tests=(), captures=(), **members):
    """Return the examination of a socket, whose conversation has these parts."""
    conversation = Conversation(**members)
    handshake = a_handshake(conversation=conversation, tests=tests, captures=captures)
    plan = PlannedRequest(handshake.request, None, Environment("", variables={"user": "Ann"}))
    received = ReceivedFrames(plan, lambda *_: FrameReading(), HelperProcesses())
    return SocketExamination(plan, received, handshake, clock or Clock())


def rows_of(examination):
    """Return the findings so far, each with a question mark where it may change."""
    progress = examination.progress()
    return [
        f"{finding.passed} {finding.found}{' ?' if position in progress.waiting else ''}"
        for position, finding in enumerate(progress.examination.all_findings)
    ]


def test_each_test_waits_until_no_further_frame_can_change_it():
    examination = examined(frame_count=3, frame_tests=TESTS)
    assert rows_of(examination) == [
        "False 0 frames so far ?",
        "False  ?",
        "False  ?",
        "False  ?",
    ]
    examination.take([a_frame("one"), a_frame('{"id": 1}')])
    assert rows_of(examination) == [
        "False 2 frames so far ?",
        'False {"id": 1}',
        "True frame 2: 1",
        "True all of 2 frames ?",
    ]
    assert not examination.is_done
    examination.take([a_frame(b"three")])
    assert rows_of(examination)[0] == "True 3 frames so far"
    assert rows_of(examination)[-1] == "False frame 3: binary"
    assert examination.is_done


def test_a_test_that_cannot_be_carried_out_waits_for_nothing():
    broken = FrameTest(ANY_FRAME, ResponseTest("value", 1, "equals", "a["))
    examination = examined(frame_tests=(broken,), frame_count=1)
    examination.take([a_frame("one")])
    assert examination.is_done


def test_the_time_begins_with_the_first_message_that_is_sent():
    clock = Clock()
    examination = examined(clock, messages=MESSAGES, frame_count=1, within_ms=2000)
    clock.now = 5.0
    assert (examination.has_started, examination.left_s) == (False, None)
    examination.take([SENT])
    assert examination.has_sent
    clock.now = 6.0
    assert (examination.has_started, examination.left_s) == (True, 1.0)
    examination.start_time()
    assert examination.left_s == 1.0
    handshake = a_handshake()
    examination.end(handshake, None)
    assert examination.received.findings()[0].found == "0 frames in 1.00 s"


def test_the_time_begins_at_once_where_nothing_is_sent():
    assert examined(frame_count=1).has_started


def test_messages_that_are_being_sent_are_waited_for():
    examination = examined(messages=MESSAGES, frame_count=1)
    examination.is_sending = True
    examination.take([SENT, a_frame("hello")])
    assert not examination.is_done
    examination.is_sending = False
    assert examination.is_done


def test_nothing_is_waited_for_where_a_request_failed():
    examination = examined(messages=MESSAGES, frame_count=2)
    examination.take([SENT])
    assert not examination.is_done
    examination.requests = [Finding("Push is sent", False, "no")]
    assert examination.is_done


def test_status_and_headers_are_known_at_once_and_the_time_is_not():
    tests = (ResponseTest("status", 101), ResponseTest("elapsed_below_ms", 500))
    assert rows_of(examined(tests=tests)) == ["True 101", "False  ?"]


def test_captures_are_waited_for_and_taken_once():
    captures = (
        Capture("id", "value", "id"),
        Capture("token", "value", "token"),
        Capture("server", "header", "Server"),
        Capture("broken", "value", "a["),
    )
    examination = examined(captures=captures)
    examination.take([])
    assert examination.new_variables() == ((), ())
    # Neither a header nor a broken path can come later.
    assert len(rows_of(examination)) == 2
    examination.take([a_frame('{"id": 7}')])
    assert not examination.is_done
    assert examination.new_variables()[0] == (("id", "7"),)
    examination.take([a_frame('{"id": 8, "token": "hunter2"}')])
    variables, (secret,) = examination.new_variables()
    assert (variables, secret.reveal()) == ((("token", "hunter2"),), "hunter2")
    taken = examination.progress().examination.captured
    assert [(captured.variable, captured.text) for captured in taken] == [
        ("id", "7"),
        ("token", DOTS),
    ]
    assert examination.is_done


def test_a_captured_secret_is_dots_in_what_was_found():
    test = FrameTest(1, ResponseTest("value", "hunter2", "equals", "token"))
    examination = examined(captures=(Capture("token", "value", "token"),), frame_tests=(test,))
    examination.take([a_frame('{"token": "hunter2"}')])
    examination.new_variables()
    (finding,) = examination.progress().examination.findings
    assert (finding.title, finding.found) == (f"frame 1: value token equals {DOTS}", DOTS)


def test_a_close_code_waits_for_the_end():
    examination = examined(close_code=1000)
    examination.take([a_frame("bye")])
    assert rows_of(examination) == ["False it is open ?"]
    assert not examination.is_done
    examination.end(a_handshake(), Closing(1000, "bye", is_by_server=True))
    assert examination.is_over
    assert examination.received.findings()[0].passed


def test_a_secret_that_a_test_expects_is_shown_as_dots_while_it_is_waited_for():
    test = FrameTest(2, ResponseTest("text", "{{secret:Work}}", "equals"))
    handshake = a_handshake(conversation=Conversation(frame_tests=(test,)))
    values, secret = {"secret:Work": "topsecrettoken"}, Secret("topsecrettoken")
    tested_in = Environment("", variables=values, secrets=(secret,))
    plan = PlannedRequest(handshake.request, None, Environment(""), test_environment=tested_in)
    received = ReceivedFrames(plan, lambda *_: FrameReading(), HelperProcesses())
    examination = SocketExamination(plan, received, handshake, Clock())
    examination.take([a_frame("one")])
    (waiting,) = examination.progress().examination.findings
    assert waiting.title == "frame 2: text equals ••••"
    examination.take([a_frame("topsecrettoken")])
    (passed,) = examination.progress().examination.findings
    assert (passed.passed, passed.found) == (True, "••••")
