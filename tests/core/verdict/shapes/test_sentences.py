import pytest

from aiurdesk.core.verdict.shapes.sentences import (
    before_colon,
    first_line,
    is_sentence,
    is_token,
    labelled,
    lines_of_fields,
    located,
    missing_name,
    pretty,
    says_status,
    subject,
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


def test_places_before_sentences_are_read():
    text = "body/email Invalid, sorry, body/items/1/name must be longer, querystring must be text"
    assert list(located(text)) == [
        ("body/email", "Invalid, sorry"),
        ("body/items/1/name", "must be longer"),
        ("querystring", "must be text"),
    ]
    assert list(located("Body is not valid")) == []
    assert list(located("path is too long")) == []


def test_lists_written_for_people_are_read():
    of_zod = "✖ Invalid email\n  → at email\n✖ Too small\n  → at items[1].name\n✖ Unknown key"
    assert list(pretty(of_zod)) == [
        ("email", "Invalid email"), ("items[1].name", "Too small"), ("", "Unknown key"),
    ]  # fmt: skip
    of_pydantic = (
        "2 validation errors for Order\nemail\n  Field required [type=missing, input_value={}]\n"
        "    For further information visit https://x\nitems.0.name\n  Too short"
    )
    assert list(pretty(of_pydantic)) == [("email", "Field required"), ("items.0.name", "Too short")]
    assert list(pretty("Two errors\nemail\n  Too short")) == []


def test_the_subject_of_a_sentence_may_be_a_field():
    assert subject("items.1.name must be longer") == "items.1.name"
    assert subject("each value in tags must be a string") == "tags"
    assert subject("property admin should not exist") == "admin"
    assert subject("Something went wrong") == ""


def test_labels_are_read_where_each_sentence_has_one():
    text = '"email" is required. "items[1].qty" must be a number'
    assert list(labelled(text)) == [
        ("email", '"email" is required'),
        ("items[1].qty", '"items[1].qty" must be a number'),
    ]
    assert list(labelled('"email" fails', are_sure=True)) == [("email", '"email" fails')]
    assert list(labelled('"A long title" is a book')) == []
    assert list(labelled('"email" is required. Try again')) == [
        ("email", '"email" is required. Try again')
    ]


def test_lines_that_each_begin_with_a_field_are_a_list():
    assert lines_of_fields("email must be text\nitems[0].qty must be 1") == [
        "email must be text", "items[0].qty must be 1",
    ]  # fmt: skip
    assert lines_of_fields("email must be text\nSorry.") == []
    assert lines_of_fields("email must be text") == []


def test_a_place_before_a_colon_is_read():
    assert before_colon("order.email: must be an address") == ("order.email", "must be an address")
    assert before_colon("no place: here") is None


def test_the_name_of_what_is_missing_is_read():
    assert missing_name("must have required property 'email'") == "email"
    assert missing_name("'email' is a required property") == "email"
    assert missing_name("email is required") == ""
