from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.exchange.sockets.transcript import frame_lines, parse_frames

TEXT = st.text(st.characters(codec="utf-8"))
AT = st.datetimes(timezones=st.just(UTC))


def frames_of(kinds, content, **members) -> st.SearchStrategy[Frame]:
    return st.builds(
        Frame,
        AT,
        st.sampled_from(Direction),
        st.sampled_from(kinds),
        content,
        st.integers(0, 2**40),
        **members,
    )


FRAMES = st.one_of(
    frames_of([FrameKind.TEXT], TEXT | st.binary(), fragments=st.integers(1, 99)),
    frames_of([FrameKind.BINARY, FrameKind.PING, FrameKind.PONG], st.binary()),
    frames_of([FrameKind.TEXT, FrameKind.COMMENT], TEXT, name=TEXT, id=TEXT, is_cut=st.booleans()),
    frames_of([FrameKind.CLOSE], TEXT, close_code=st.none() | st.integers(1000, 4999)),
)


@given(st.lists(FRAMES))
def test_frames_come_back_as_they_were_written(frames):
    text = frame_lines(frames)
    assert text.count("\n") == len(frames)
    assert list(parse_frames(text.split("\n"), "a.frames")) == frames


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "7",
        "{}",
        '{"at":"2026-11-26T00:00:00","direction":"sent","kind":"text","size_bytes":0,"text":""}',
        '{"at":"2026-11-26T00:00:00Z","direction":"sent","kind":"text","size_bytes":0}',
        '{"at":"2026-11-26T00:00:00Z","direction":"up","kind":"text","size_bytes":0,"text":""}',
        '{"at":"2026-11-26T00:00:00Z","direction":"sent","kind":"ping","size_bytes":0,"base64":"?"}',
    ],
)
def test_a_line_that_is_not_a_frame_is_named(line):
    good = frame_lines([Frame(datetime.now(UTC), Direction.SENT, FrameKind.TEXT, "hi", 2)]).rstrip()
    with pytest.raises(ProblemError, match=r"^a\.frames, line 3: "):
        list(parse_frames([good, "", line], "a.frames"))
