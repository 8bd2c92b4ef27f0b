"""Server-sent events, with the cases of the standard and bad input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.sockets.stream_decoding import EventStreamDecoder, StreamEvent


def decoded(*pieces: bytes, limit: int = 1000) -> list[tuple[str, str, bytes]]:
    return [(event.name, event.id, event.data) for event in events(*pieces, limit=limit)]


def events(*pieces: bytes, limit: int = 1000) -> list[StreamEvent]:
    decoder = EventStreamDecoder(limit)
    events = [event for piece in pieces for event in decoder.feed(piece)]
    return events + decoder.finish()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # The examples of the standard, section 9.2.6.
        (b"data: YHOO\ndata: +2\ndata: 10\n\n", [("", "", b"YHOO\n+2\n10")]),
        (
            b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\n"
            b"data:  third event\n\n",
            [
                ("", "", b"test stream"),
                ("", "1", b"first event"),
                ("", "", b"second event"),
                ("", "", b" third event"),
            ],
        ),
        (b"data\n\ndata\ndata\n\ndata:", [("", "", b""), ("", "", b"\n")]),
        (b"data:test\n\ndata: test\n\n", [("", "", b"test"), ("", "", b"test")]),
        # Line ends, and a byte order mark, which counts at the beginning only.
        (b"\xef\xbb\xbfdata: a\r\rdata: b\r\n\r\n", [("", "", b"a"), ("", "", b"b")]),
        (b"data: a\n\n\xef\xbb\xbfdata: b\n\n", [("", "", b"a")]),
        # Names and ids.
        (b"event: add\nid: 7\ndata: x\n\ndata: y\n\n", [("add", "7", b"x"), ("", "7", b"y")]),
        (b"id: 1\ndata: x\n\nid: 2\0\ndata: y\n\n", [("", "1", b"x"), ("", "1", b"y")]),
        # Without data there is no event, and its name is forgotten.
        (b"event: add\n\ndata: x\n\n", [("", "", b"x")]),
        # Fields that the standard does not know, and names with another case.
        (b"DATA: x\nother: y\ndata: z\n\n", [("", "", b"z")]),
        # What is not ended may not be whole.
        (b"data: whole\n\ndata: half", [("", "", b"whole")]),
        (b"data: whole\n\nid: 2\ndata: half\n", [("", "", b"whole")]),
        (b"data: whole\n\n: hal", [("", "", b"whole")]),
        (b"", []),
    ],
)
def test_events_are_read_as_the_standard_says(source, expected):
    assert decoded(source) == expected
    assert decoded(*(source[at : at + 1] for at in range(len(source)))) == expected


@given(st.lists(st.binary(max_size=8), max_size=8))
def test_no_bytes_are_too_bad(pieces):
    assert events(*pieces) == events(b"".join(pieces))


def test_the_id_counts_from_the_end_of_its_event():
    decoder = EventStreamDecoder(100)
    decoder.feed(b"id: 5\ndata: x\n")
    assert decoder.last_id == ""
    decoder.feed(b"\n")
    assert decoder.last_id == "5"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(b"1500", 1500), (b"", None), (b"-1", None), (b"1.5", None), (b"9" * 30, None)],
)
def test_the_time_to_wait_is_a_whole_number(value, expected):
    decoder = EventStreamDecoder(100)
    decoder.feed(b"retry: " + value + b"\n")
    assert decoder.retry_ms == expected


def test_the_longest_time_to_wait_is_a_day():
    decoder = EventStreamDecoder(100)
    decoder.feed(b"retry: 999999999\n")
    assert decoder.retry_ms == 86_400_000


def test_a_comment_is_not_an_event():
    (comment,) = events(b": keep-alive\n\n")
    assert comment == StreamEvent(b"keep-alive", 10, is_comment=True)


def test_a_long_event_keeps_its_beginning_and_its_size():
    (event,) = events(b"data: " + b"x" * 5000 + b"\n\n", limit=100)
    assert event.data == b"x" * 94
    assert event.size_bytes == 5000
    assert event.is_cut
    # In many lines, the limit is on all of them.
    (event,) = events(b"data: abc\n" * 1000 + b"\n", limit=100)
    assert (len(event.data), event.size_bytes) == (100, 3999)


def test_names_and_ids_have_a_limit():
    (event,) = events(
        b"event: " + b"n" * 5000 + b"\nid: " + b"i" * 5000 + b"\ndata\n\n", limit=9000
    )
    assert (len(event.name), len(event.id)) == (1000, 1000)
