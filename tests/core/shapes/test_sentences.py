import pytest

from aiurdesk.core.shapes.sentences import (
    first_line,
    is_sentence,
    is_token,
    says_status,
    tidied,
    writable,
)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Not Found", 404), ("404 Not Found", 404), ("404: Not found", 404), ("NOT_FOUND", 404),
        ("HTTP Status 404 – Not Found", 404), ("Server Error (500)", 500), ("Error", 400),
        ("Payload Too Large", 413), ("Internal server error", 500), ("", 200),
    ],
)  # fmt: skip
def test_a_text_that_only_repeats_the_status_says_nothing(text, status):
    assert says_status(text, status)
    assert tidied(text, status) == ""


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Forbidden", 401), ("Order 404 not found", 404), ("No such order", 404),
        ("Resource not found", 404), ("Slim Application Error", 500), ("Error 7", 500),
    ],
)  # fmt: skip
def test_a_text_that_says_more_is_kept(text, status):
    assert tidied(text, status) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("401: Token expired", "Token expired"),
        ("403: Token expired", "403: Token expired"),
        ("The page is gone.\n\n\n/old\n", "The page is gone."),
        ("Key: 'A' is bad\nKey: 'B' is bad", "Key: 'A' is bad"),
        ("Too small\n\nOn instance:\n  5", "Too small\n\nOn instance:\n  5"),
        ("Error: boom\n    at handler (/srv/app.js:3:9)", "Error: boom"),
        ("401 Unauthorized\n\nLog in first", "Log in first"),
    ],
)
def test_the_sentence_is_found_in_a_longer_text(text, kept):
    assert tidied(text, 401, "/old") == kept


def test_the_first_line_that_says_something_is_quoted():
    text = "⚠️ 404 — Not Found\n==================\nRequested URL /x not found\n"
    assert first_line(text, 404) == "Requested URL /x not found"
    assert first_line("====\n", 404) == ""


def test_a_long_sentence_is_cut():
    assert len(tidied("x y " * 100_000, 400)) == 10_001


def test_words_of_machines_are_told_from_sentences():
    assert is_token("NOT_FOUND")
    assert not is_token("Not found")
    assert is_sentence("Not found")
    assert is_sentence("不存在")
    assert not is_sentence("invalid")


def test_halves_of_characters_are_replaced():
    assert writable("a\ud83d") == "a\N{REPLACEMENT CHARACTER}"
    assert writable("ä") == "ä"
