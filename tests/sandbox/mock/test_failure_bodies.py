"""Bodies that say that a request failed, read by the dialects that they are made for."""

import json

from aiurdesk.core.dialects.dialect_reading import read
from aiurdesk.core.expectations.expressions import allowed_here
from aiurdesk.core.verdict.dialect import Dialect, ReadOutcome
from aiurdesk.sandbox.mock.failure_bodies import failure_body, problem_response
from aiurdesk.services.library import Library

REFUSED = (("limit", "Too much."), ("", "Wrong."))


def outcome(dialect: Dialect, body: object, status: int) -> tuple[object, ReadOutcome]:
    with allowed_here():
        reading = read(dialect, status, (), body)
    return reading.code, reading.outcome


def test_every_documented_code_of_every_dialect_is_read_again():
    dialects = Library().dialects
    asked, wrong = 0, []
    for name in dialects:
        dialect = dialects[name]
        for code, row in dialect.codes.items():
            body = failure_body({}, "No.", row.status or 200, code=code, dialect=dialect)
            asked += 1
            if str(outcome(dialect, body, row.status or 200)[0]) != str(code):
                wrong.append((name, code, body))
    assert asked > 2000
    assert wrong == []


def test_a_body_of_a_service_with_its_own_word_for_failure_says_it():
    slack = Library().dialects["slack"]
    body = failure_body({"ok": True, "items": [1]}, "No.", 200, code="not_authed", dialect=slack)
    assert body["ok"] is False
    assert outcome(slack, body, 200) == ("not_authed", ReadOutcome.ERROR)


def test_words_statuses_and_refused_values_stand_where_a_sample_has_them():
    sample = {
        "error": {"status": 0, "detail": "x", "trace": "y"},
        "errors": [{"loc": ["a"], "field": "a", "message": "b", "kind": "c"}],
        "title": "x",
        "count": 3,
    }
    body = failure_body(sample, "limit: Too much.", 422, REFUSED)
    assert body["error"] == {"status": 422, "detail": "limit: Too much.", "trace": "y"}
    assert body["errors"][0] == {
        "loc": ["limit"],
        "field": "limit",
        "message": "Too much.",
        "kind": "c",
    }
    assert len(body["errors"]) == 2
    assert (body["title"], body["count"]) == ("limit: Too much.", 3)


def test_problem_details_name_the_refused_values():
    response = problem_response(400, "Wrong.", REFUSED)
    body = json.loads(response.body)
    assert body["errors"] == [{"name": "limit", "reason": "Too much."}]
    assert (body["title"], body["status"]) == ("Bad Request", 400)
