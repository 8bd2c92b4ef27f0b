import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.sockets.frame import decoded_base64, hexadecimal, parse_hexadecimal


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
    assert "pairs of hexadecimal digits" in str(parse_hexadecimal(text))


@pytest.mark.parametrize("text", ["AAE", "A AE=", "é"])
def test_invalid_base64_is_refused(text):
    assert str(decoded_base64(text)).startswith("This is not base64 (")
