from datetime import UTC, datetime

import pytest

from aiurdesk.core.sockets.frame import Direction, Frame, FrameKind

AT = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "text", "data"), [("hé", "hé", b"h\xc3\xa9"), (b"hi", "hi", b"hi")]
)
def test_a_frame_has_its_content_as_text_and_as_bytes(content, text, data):
    frame = Frame(AT, Direction.RECEIVED, FrameKind.TEXT, content, 3)
    assert (frame.text, frame.data) == (text, data)


def test_bytes_that_are_not_text_are_shown_all_the_same():
    assert Frame(AT, Direction.RECEIVED, FrameKind.TEXT, b"a\xff", 2).text == "a\ufffd"


def test_an_arrow_says_which_way_a_frame_went():
    assert [direction.sign for direction in (Direction.SENT, Direction.RECEIVED)] == ["↑", "↓"]


def test_only_text_and_binary_frames_are_messages():
    assert [kind for kind in FrameKind if kind.is_message] == [FrameKind.TEXT, FrameKind.BINARY]
