"""JSON values in lines and in sequences."""

import pytest

from aiurdesk.core.sockets.stream_decoding import JsonLinesDecoder, JsonSequenceDecoder


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
