import pytest

from aiurdesk.core.sockets.event_types import EventType, FrameReading
from aiurdesk.core.sockets.frame import Direction, FrameKind
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.ui.sockets.frame_views import LONGEST_LINE, frame_row
from tests.core.sockets.frames import AT, a_frame


@pytest.mark.parametrize(
    ("frame", "line"),
    [
        (a_frame("two\nlines\tof text"), "two⏎lines of text"),
        (a_frame(b"\x00\xff"), "00 ff"),
        (a_frame(bytes(60)), f"{' '.join(['00'] * 48)} …"),
        (a_frame("bye", kind=FrameKind.CLOSE, close_code=1001), "1001 going away · bye"),
        (a_frame("", kind=FrameKind.CLOSE), "1005 no status received"),
        (a_frame(b"1", kind=FrameKind.PING), "31"),
    ],
)
def test_a_content_is_one_line(frame, line):
    assert frame_row(3, frame).line == line


def test_a_row_says_when_how_and_how_much():
    row = frame_row(7, a_frame("é", direction=Direction.SENT))
    local = AT.astimezone()
    assert row.time == f"{local:%H:%M:%S}.123"
    assert (row.number, row.sign, row.direction_word) == (7, "↑", "Sent")
    assert (row.kind_word, row.size) == ("Text", "2 B")
    assert frame_row(7, a_frame()).sign == "↓"


def test_a_state_of_the_connection_has_neither_direction_nor_size():
    row = frame_row(7, a_frame("Lost", kind=FrameKind.STATE))
    assert (row.sign, row.direction_word, row.kind_word, row.size) == ("", "", "State", "")
    assert row.line == "Lost"


def test_a_long_content_is_cut():
    line = frame_row(0, a_frame("x" * 1_000_000)).line
    assert line.startswith("xxx")
    assert len(line) == LONGEST_LINE


def test_a_verdict_and_an_event_stand_before_the_content():
    verdict = Verdict(
        VerdictKind.ENVELOPE, Severity.CREDENTIAL, "Not permitted", "2020", -8, "Unauthorized"
    )
    row = frame_row(0, a_frame("{}"), FrameReading(verdict))
    assert (row.line, row.severity) == ("−8 Unauthorized · {}", Severity.CREDENTIAL)
    row = frame_row(0, a_frame("{}"), FrameReading(event=EventType(7, "DissolveEvent")))
    assert (row.line, row.severity) == ("DissolveEvent · {}", None)


def test_a_piece_of_an_answer_stands_before_its_json():
    row = frame_row(7, a_frame('{"delta":"Hi\\n"}'), FrameReading(piece="Hi\n"))
    assert row.line == '“Hi⏎” · {"delta":"Hi\\n"}'


def test_an_event_has_its_name_before_its_content():
    assert frame_row(7, a_frame("x", name="tick")).line == "tick · x"
    assert frame_row(7, a_frame("x", name="t" * 500)).line.endswith("… · x")
    assert frame_row(7, a_frame("x", kind=FrameKind.COMMENT)).kind_word == "Comment"
