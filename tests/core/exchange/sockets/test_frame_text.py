from aiurdesk.core.exchange.sockets.frame import Direction, FrameKind, frame_line
from tests.core.exchange.sockets.frames import AT, a_frame


def line_of(frame):
    """Return a line without its time, which is local."""
    at = AT.astimezone().strftime("%H:%M:%S.123")
    line = frame_line(frame)
    assert line.startswith(at)
    return " ".join(line.removeprefix(at).split())


def test_a_frame_is_a_line():
    assert line_of(a_frame("hello")) == "↓ text 5 B hello"
    assert line_of(a_frame("a\nb\rc", Direction.SENT)) == "↑ text 5 B a\\nb\\rc"
    assert line_of(a_frame(b"\x00\xff")) == "↓ binary 2 B 00 ff"
    assert line_of(a_frame(b"\x01" * 40)).endswith("01 …")
    assert line_of(a_frame(b"", kind=FrameKind.PING)) == "↓ ping 0 B"


def test_a_close_frame_says_its_code():
    closed = a_frame("bye", kind=FrameKind.CLOSE, close_code=1000)
    assert line_of(closed) == "↓ close 3 B 1000 bye"
    assert line_of(a_frame("", kind=FrameKind.CLOSE)) == "↓ close 0 B no code"
