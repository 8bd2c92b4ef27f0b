import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.exchange.sockets.frame import (
    MOST_CHARACTERS,
    Direction,
    Frame,
    FrameKind,
    decoded_base64,
    hexadecimal,
    parse_hexadecimal,
    text_piece,
)
from aiurdesk.core.problem import Problem

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


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"choices": [{"index": 0, "delta": {"content": "Hi "}}]}', "Hi "),
        ('{"choices": [{"index": 0, "delta": {"role": "assistant", "content": null}}]}', ""),
        ('{"choices": [{"text": "Hi"}]}', "Hi"),
        ('{"type": "response.output_text.delta", "delta": "Hi"}', "Hi"),
        ('{"type":"content_block_delta","delta":{"type":"text_delta","text":"Hi"}}', "Hi"),
        ('{"candidates":[{"content":{"parts":[{"text":"Hi"}],"role":"model"}}]}', "Hi"),
        ('{"model":"m","message":{"role":"assistant","content":"Hi"},"done":false}', "Hi"),
        ('{"model":"m","response":"Hi","done":false}', "Hi"),
        # What is not one of these.
        ('{"message": "Done.", "code": 0}', ""),
        ('{"choices": "many"}', ""),
        ('{"choices": []}', ""),
        ('{"tick": 1}', ""),
        ("[DONE]", ""),
        ("", ""),
        ('{"delta": "half', ""),
    ],
)
def test_a_piece_of_text_is_found_where_models_put_it(content, expected):
    assert text_piece(content) == expected


def test_a_long_event_is_not_looked_at():
    assert text_piece('{"delta": "%s"}' % ("x" * MOST_CHARACTERS)) == ""


@given(st.binary(max_size=100))
def test_bytes_are_the_same_after_writing_and_reading(data):
    assert parse_hexadecimal(hexadecimal(data)) == data
    assert decoded_base64(base64.b64encode(data).decode()) == data


def test_sixteen_bytes_are_a_line():
    assert hexadecimal(bytes(range(18))).splitlines() == [
        "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f",
        "10 11",
    ]
    assert hexadecimal(b"") == ""


@pytest.mark.parametrize(
    ("text", "read"), [("00FF", b"\x00\xff"), (" 0a\n0b\t0c ", b"\n\x0b\x0c"), ("", b"")]
)
def test_digits_are_read_however_they_are_spaced(text, read):
    assert parse_hexadecimal(text) == read


@pytest.mark.parametrize("text", ["0", "0 0", "xx", "0x00", "é"])
def test_a_text_that_is_not_hexadecimal_is_refused(text):
    problem = parse_hexadecimal(text)
    assert isinstance(problem, Problem)
    assert "pairs of hexadecimal digits" in problem.sentence


@pytest.mark.parametrize("text", ["AAE", "A AE=", "é"])
def test_invalid_base64_is_refused(text):
    problem = decoded_base64(text)
    assert isinstance(problem, Problem)
    assert problem.sentence.startswith("This is not base64 (")
