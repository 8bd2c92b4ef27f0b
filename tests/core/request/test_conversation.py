import pytest

from aiurdesk.core.request.conversation import SILENT, Conversation, with_expectations
from aiurdesk.core.request.response_test import ANY_FRAME, EVERY_FRAME, FrameTest, ResponseTest
from aiurdesk.core.request.socket_message import SocketMessage


@pytest.mark.parametrize(
    ("count", "frames", "awaited"),
    [
        (0, (), 0),
        (2, (), 2),
        (2, (1,), 2),
        (2, (5, 3), 5),
        (0, (ANY_FRAME,), 1),
        (0, (EVERY_FRAME,), 0),
        (3, (ANY_FRAME, EVERY_FRAME), 3),
    ],
)
def test_as_many_frames_are_awaited_as_the_tests_need(count, frames, awaited):
    tests = tuple(FrameTest(frame, ResponseTest("kind", "text")) for frame in frames)
    conversation = Conversation(frame_count=count, frame_tests=tests)
    assert conversation.awaited_frames == awaited
    assert SILENT.awaited_frames == 0


def test_texts_in_which_variables_stand_are_those_of_messages_and_tests():
    messages = (SocketMessage("{{a}}"), SocketMessage("AAEC", "base64"))
    tests = (FrameTest(1, ResponseTest("code", ("{{b}}", 0))),)
    conversation = Conversation(messages=messages, frame_tests=tests)
    assert (conversation.sent_texts, conversation.tested_texts) == (("{{a}}",), ("{{b}}",))


@pytest.mark.parametrize("parts", [{"frame_count": 1}, {"close_code": 1000}])
def test_a_conversation_may_expect_nothing(parts):
    assert Conversation(
        subprotocols=("chat",), messages=(SocketMessage("hi"),), within_ms=5
    ).expects_nothing
    assert not Conversation(**parts).expects_nothing


def test_expectations_are_taken_over_without_messages():
    expected = Conversation(
        subprotocols=("chat",),
        messages=(SocketMessage("hi"),),
        frame_count=2,
        within_ms=500,
        frame_tests=(),
        close_code=1000,
    )
    mine = Conversation(messages=(SocketMessage("mine"),))
    assert with_expectations(mine, expected) == Conversation(
        subprotocols=(),
        messages=(SocketMessage("mine"),),
        frame_count=2,
        within_ms=500,
        frame_tests=(),
        close_code=1000,
    )
