"""Lines that come in pieces, with all their ends and within limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.exchange.sockets.stream_decoding import (
    BoundedBytes,
    EventStreamDecoder,
    JsonLinesDecoder,
    JsonSequenceDecoder,
    Lines,
    StreamEvent,
    stream_decoder_for,
)
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Response, ResponseBody


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


def fed(decoder, *pieces: bytes) -> list[list[bytes]]:
    """Return the values that each piece ends, and the values at the end."""
    values = [[event.data for event in decoder.feed(piece)] for piece in pieces]
    return [*values, [event.data for event in decoder.finish()]]


def test_a_value_comes_with_the_end_of_its_line():
    pieces = (b'{"a":1}\n{"a"', b":2}\r", b'\n\n  \n{"a":3}')
    came = fed(JsonLinesDecoder(100), *pieces)
    assert came == [[b'{"a":1}'], [b'{"a":2}'], [], [b'{"a":3}']]


def test_a_long_value_is_cut():
    decoder = JsonLinesDecoder(4)
    (event,) = decoder.feed(b"  123456789\n")
    assert (event.data, event.size_bytes) == (b"12", 9)
    assert event.is_cut


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        # At once, without waiting for the next separator.
        ((b'\x1e{"a":1}\n', b'\x1e{"a":2}\n'), [[b'{"a":1}'], [b'{"a":2}'], []]),
        # A line end within a value is not its end.
        ((b'\x1e{"a":\n', b"1}\n\x1e2\n"), [[], [b'{"a":\n1}', b"2"], []]),
        # What is cut off, or no JSON, is shown with the next one.
        ((b"\x1e{\n", b"\x1e3\n", b"\x1e[1"), [[], [b"{", b"3"], [], [b"[1"]]),
        ((b"4\n",), [[b"4"], []]),
    ],
)
def test_a_sequence_is_divided(pieces, expected):
    assert fed(JsonSequenceDecoder(100), *pieces) == expected


def test_a_deep_or_long_value_waits_for_the_next_separator():
    deep = b"[" * 100_000 + b"\n"
    assert JsonSequenceDecoder(10**6).feed(deep) == []
    short = JsonSequenceDecoder(10)
    assert short.feed(b"[" * 50 + b"\n") == []
    (event,) = short.finish()
    assert (event.data, event.size_bytes) == (b"[" * 10, 51)


def a_response(content_type: str, status: int = 200) -> Response:
    return Response(
        status,
        "HTTP/2",
        (Header("content-type", content_type),),
        ResponseBody(),
        "https://a.example/",
    )


@pytest.mark.parametrize(
    ("content_type", "decoder"),
    [
        ("text/event-stream", EventStreamDecoder),
        ("Text/Event-Stream ; charset=utf-8", EventStreamDecoder),
        ("application/x-ndjson", JsonLinesDecoder),
        ("application/jsonl", JsonLinesDecoder),
        ("application/stream+json", JsonLinesDecoder),
        ("application/json-seq", JsonSequenceDecoder),
    ],
)
def test_the_media_type_says_how_a_stream_is_divided(content_type, decoder):
    assert isinstance(stream_decoder_for(a_response(content_type), 100), decoder)


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", ""])
def test_other_bodies_are_read_to_their_end(content_type):
    assert stream_decoder_for(a_response(content_type), 100) is None


@pytest.mark.parametrize("status", [204 + 100, 400, 500])
def test_an_error_is_not_a_stream(status):
    assert stream_decoder_for(a_response("text/event-stream", status), 100) is None
