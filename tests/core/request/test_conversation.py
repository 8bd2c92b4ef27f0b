import pytest

from aiurdesk.core.request.conversation import (
    ANY_FRAME,
    EVERY_FRAME,
    SILENT,
    Conversation,
    FrameTest,
    ResponseTest,
)


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
