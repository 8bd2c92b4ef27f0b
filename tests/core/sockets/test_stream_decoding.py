"""Lines that come in pieces, with all their ends and within limits."""

from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.sockets.stream_decoding import BoundedBytes, Lines, StreamEvent


@given(st.lists(st.text("a\r\n", max_size=5), max_size=8))
def test_pieces_make_the_same_lines_as_the_whole(pieces):
    whole = "".join(pieces).encode()
    lines = Lines(1000)
    ended = [line for piece in pieces for line in lines.feed(piece.encode())]
    ended += lines.finish()
    assert [text for text, _ in ended] == whole.splitlines()
    assert [size for _, size in ended] == [len(line) for line in whole.splitlines()]


def test_a_long_line_is_cut_and_counted():
    lines = Lines(4)
    assert lines.feed(b"abcdef") == []
    assert lines.feed(b"ghi\nxy\n123456\n") == [(b"abcd", 9), (b"xy", 2), (b"1234", 6)]
    assert lines.feed(b"12345") == []
    assert lines.finish() == [(b"1234", 5)]
    assert lines.finish() == []


def test_bytes_beyond_the_limit_are_only_counted():
    kept = BoundedBytes(3)
    kept.add(b"ab")
    kept.add(b"cd")
    kept.add(b"ef")
    assert kept.take() == (b"abc", 6)
    assert kept.take() == (b"", 0)


def test_an_event_with_less_than_its_size_is_cut():
    assert StreamEvent(b"a", 2).is_cut
    assert not StreamEvent(b"a", 1).is_cut
