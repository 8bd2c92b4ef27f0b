"""An exchange as text."""

import pytest

from aiurdesk.cli.response_text import exchange_text, head, is_text
from aiurdesk.core.translation import printable
from tests.services.exchanges_shown import exchange, response


def test_control_characters_of_a_server_are_replaced():
    assert "\x1b" not in exchange_text(exchange(response()))
    assert "Bad �[31mthings." in exchange_text(exchange(response()))
    assert printable("a\tb\nc\x9b") == "a\tb\nc�"
    # They show "txt.exe" as "exe.txt".
    assert printable("a\u202etxt\u2066b\u2028") == "a�txt�b�"


def test_the_first_line_holds_the_verdict_duration_and_status():
    first = exchange_text(exchange(response())).splitlines()[0]
    assert first == "Input: −10 Invalid input (InvalidInput, table 2020) · 6.1 ms · HTTP/2 · 200"


def test_the_head_consists_of_status_line_and_headers():
    assert head(response()) == "HTTP/2 200\nX-Twice: 1\nX-Twice: 2\n\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", True),
        (b"text \x1b[1m", True),
        ("é".encode() * 3000, True),
        (("x" + "é" * 3000).encode(), True),
        (b"\x89PNG\r\n", False),
        (b"a\0b", False),
    ],
)
def test_text_is_distinguished_from_binary_data(body, expected):
    assert is_text(body) is expected
