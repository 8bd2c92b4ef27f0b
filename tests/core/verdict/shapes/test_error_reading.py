import json
from pathlib import Path

import pytest

from aiurdesk.core.verdict.shapes.error_reading import read_errors
from aiurdesk.core.verdict.shapes.reader import read_body
from aiurdesk.core.verdict.shapes.said import NOTHING_SENT, Said, SaidField, Sent

PUBLISHED = Path(__file__).parents[3] / "data/shapes/published.jsonl"
ERRORS = [json.loads(line) for line in PUBLISHED.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", ERRORS, ids=[row["from"] for row in ERRORS])
def test_published_errors_are_read(row):
    said = read_body(row["body"], row["status"], sent=Sent(row.get("sent"), *row.get("names", ())))
    assert said.message == row["message"]
    assert said.code == row["code"]
    assert {field.path: field.text for field in said.field_errors} == row["fields"]


def test_what_was_sent_is_not_taken_for_an_error():
    body = {"message": "Name is taken", "details": {"name": "x"}, "request": {"errors": ["no"]}}
    assert read_errors(body, 409, NOTHING_SENT) == Said("Name is taken")


def test_a_field_may_be_called_message():
    sent = Sent({"message": "", "title": "x"})
    assert read_errors({"message": ["May not be blank."]}, 400, sent).field_errors == (
        SaidField("message", "May not be blank."),
    )
    assert read_errors({"title": ["Too short."]}, 400, NOTHING_SENT).field_errors == (
        SaidField("title", "Too short."),
    )


def test_a_thing_is_no_map_of_errors():
    thing = {"order": {"email": "ann@example.com", "items": [{"name": "pen", "note": "a b"}]}}
    assert read_errors(thing, 404, NOTHING_SENT).field_errors == ()
    assert read_errors({"price": 3, "name": "pen"}, 400, NOTHING_SENT) == Said()


def test_texts_of_unknown_names_are_sentences_where_nothing_was_checked():
    said = read_errors({"missing": "No order has this number"}, 404, NOTHING_SENT)
    assert said == Said("No order has this number")
    assert read_body("<note><body>Invalid user</body></note>", 400) == Said("Invalid user")


def test_a_word_at_a_name_that_was_sent_is_its_error():
    sent = Sent({"email": "ann", "name": "x"})
    said = read_errors({"success": False, "error": {"email": "bad", "name": "x"}}, 400, sent)
    assert said == Said("bad", None, (SaidField("email", "bad"),))
