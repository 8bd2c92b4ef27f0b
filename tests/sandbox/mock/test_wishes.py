"""What the header Prefer asks a mock for."""

import pytest

from aiurdesk.sandbox.mock.wishes import FAULTS, Wish, read_wish


@pytest.mark.parametrize(
    ("header", "wish"),
    [
        ("", Wish()),
        ("code=404", Wish(code="404")),
        ("code=-11, example=Busy", Wish(code="-11", example="Busy")),
        ('example="No, lamp; at all"', Wish(example="No, lamp; at all")),
        ("dynamic=true; code=200", Wish(code="200", is_made=True)),
        ("Break=Slow, wait=2", Wish(fault="slow", wait_s=2)),
        ("wait=100000", Wish()),
        ("respond-async, =, ;;", Wish()),
        ("code", Wish(code="true")),
    ],
)
def test_a_header_is_read(header: str, wish: Wish):
    assert read_wish(header) == wish


def test_a_hostile_header_is_read_at_once():
    assert read_wish('"' * 100_000 + ",=" * 100_000) == Wish()


def test_the_faults_are_those_of_an_answer_and_those_of_the_code_lab():
    assert {"slow", "hang", "cut-off", "wrong-length", "not-json", "gzip-bomb"} <= set(FAULTS)
