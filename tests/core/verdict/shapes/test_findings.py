import pytest

from aiurdesk.core.verdict.shapes.findings import Findings, Origin
from aiurdesk.core.verdict.shapes.said import NOTHING_SENT, SaidField


@pytest.mark.parametrize(
    ("node", "code"),
    [
        ({"code": "conflict"}, "conflict"),
        ({"code": 409}, None),
        ({"code": "409"}, None),
        ({"code": "409 Conflict"}, None),
        ({"code": 4091}, 4091),
        ({"code": 3, "status": "INVALID_ARGUMENT"}, "INVALID_ARGUMENT"),
        ({"code": True}, None),
        ({"status": "error"}, None),
        ({"error": "Conflict", "message": "x"}, None),
        ({"error": "TITLE_TAKEN"}, "TITLE_TAKEN"),
        ({"error": "invalid_grant", "error_description": "x"}, "invalid_grant"),
        ({"error": "invalid_grant"}, None),
        ({"type": "card_error", "code": "expired_card"}, "expired_card"),
        ({"type": "about:blank"}, None),
        ({"type": "https://errors.example/a"}, None),
        ({"name": "ValidationError"}, None),
    ],
)
def test_the_code_worth_showing_is_chosen(node, code):
    findings = Findings(409, NOTHING_SENT)
    findings.add_codes(node, 0)
    assert findings.said().code == code


def test_what_stands_higher_is_the_sentence_to_read_first():
    findings = Findings(400, NOTHING_SENT)
    findings.add_field(("a",), "too_short", origin=Origin.WORD)
    assert findings.said().message == ""
    findings.add_field(("b",), "is short")
    assert findings.said().message == "is short"
    findings.add_whole("They do not fit")
    assert findings.said().message == "They do not fit"
    findings.add_summary("Bad Request", 0, 0)
    findings.add_summary("Inner", 0, 1)
    findings.add_summary("Outer", 5, 0)
    assert findings.said().message == "Outer"


def test_a_sentence_that_only_repeats_fields_is_not_the_first():
    findings = Findings(422, NOTHING_SENT)
    findings.add_summary("a: is short\nb: is long", 0, 0)
    findings.add_summary("Validation failed", 1, 0)
    findings.add_field(("a",), "is short")
    assert findings.said().message == "is short"


def test_a_field_is_told_once():
    findings = Findings(422, NOTHING_SENT)
    for _ in range(3):
        findings.add_field(("body", "a"), "is short")
    assert findings.said().field_errors == (SaidField("a", "is short", "body"),)


def test_reading_ends_with_its_bounds():
    findings = Findings(422, NOTHING_SENT)
    assert not findings.may_read(1000)
    assert sum(findings.may_read(0) for _ in range(10_000)) < 10_000
