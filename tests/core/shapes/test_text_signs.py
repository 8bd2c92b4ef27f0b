import pytest

from aiurdesk.core.shapes.said import Sign
from aiurdesk.core.shapes.text_signs import pairs_of, sign_of_text


@pytest.mark.parametrize(
    "text",
    [
        "error code: 1020",
        "ERROR: Invalid API key",
        "ERR: 001, Authentication failed",
        "ERROR 120 :: WRONG KEY - ID PAIR",
        "Code: 241. DB::Exception: Memory limit exceeded",
        "<br />\n<b>Fatal error</b>:  Uncaught PDOException in /a.php:3",
    ],
)
def test_a_text_that_is_an_error_message_is_a_strong_sign(text):
    assert sign_of_text(text) is Sign.STRONG


@pytest.mark.parametrize("text", ["KO", "Invalid API key", "badauth", "ERROR_WRONG_USER_KEY"])
def test_a_text_that_may_be_a_refusal_is_a_weak_sign(text):
    assert sign_of_text(text) is Sign.WEAK


@pytest.mark.parametrize(
    "text",
    [
        "OK",
        "ko",
        "errors: 0",
        "error: none",
        "error: false",
        "Error handling in Go",
        "ERROR: disk full\nINFO: retry\nERROR: disk full",
        "2026-01-01 ERROR: disk full",
        "ERROR: " + "x" * 3000,
    ],
)
def test_a_text_about_errors_has_no_sign(text):
    assert sign_of_text(text) is Sign.NONE


@pytest.mark.parametrize("content_type", ["text/css", "application/yaml", "text/csv"])
def test_a_text_for_programs_has_no_sign(content_type):
    assert sign_of_text("error: it", content_type) is Sign.NONE


def test_pairs_are_read_with_their_numbers():
    assert pairs_of("ACK=Failure&L_LONGMESSAGE0=Not%20valid&error=1") == {
        "ACK": "Failure",
        "L_LONGMESSAGE0": "Not valid",
        "error": 1,
    }


@pytest.mark.parametrize("text", ["LEVEL=error", "a b=1&c=2", "x" * 10_000 + "=1&b=2", "a&b"])
def test_another_text_is_no_pairs(text):
    assert pairs_of(text) is None
