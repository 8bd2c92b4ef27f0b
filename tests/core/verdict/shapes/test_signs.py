import json
import tomllib
from pathlib import Path

import pytest

from aiurdesk.core.verdict.shapes.reader import read_body
from aiurdesk.core.verdict.shapes.said import Sign
from aiurdesk.core.verdict.shapes.signs import find_sign, pairs_of, sign_of_text

SERVICES = Path(__file__).parents[3] / "data/dialects"
ONLY_ITS_DIALECT_KNOWS = {"alipay/waiting", "graphql/user_errors"}
"""``10003 order success pay inprocess``, and errors inside the data of GraphQL."""
ROWS = Path(__file__).parents[3] / "data/shapes/signs.jsonl"
BODIES = [json.loads(line) for line in ROWS.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", BODIES, ids=[row["body"][:60] for row in BODIES])
def test_a_failure_under_200_has_a_sign_and_a_success_has_none(row):
    assert read_body(row["body"], 200).sign == row["sign"]


def test_a_body_under_400_or_more_needs_no_sign():
    assert read_body('{"success": false, "message": "No such order"}', 404).sign is Sign.NONE


def test_a_deep_body_has_no_sign():
    value: object = {"error": "x"}
    for _ in range(2000):
        value = {"response": value}
    assert find_sign(value).sign is Sign.NONE


def bodies_of_services():
    """Yield what services published: label, text and outcome of each body under 200."""
    for source in sorted(SERVICES.glob("*/sources.toml")):
        for name, row in tomllib.loads(source.read_text(encoding="utf-8")).items():
            if row.get("status", 200) < 300:
                (path,) = source.parent.glob(f"{name}.*")
                yield f"{source.parent.name}/{name}", path.read_bytes(), row["outcome"]


@pytest.mark.parametrize(
    ("label", "body", "outcome"), [pytest.param(*row, id=row[0]) for row in bodies_of_services()]
)
def test_bodies_of_services_have_signs_without_their_dialects(label, body, outcome):
    sign = read_body(body).sign
    if outcome == "success":
        assert sign is Sign.NONE
    elif outcome == "error" and label not in ONLY_ITS_DIALECT_KNOWS:
        assert sign is not Sign.NONE


def test_lists_in_lists_are_read_to_a_depth_alone():
    value: object = {"error": "x"}
    for _ in range(900):
        value = {"error": 0, "data": [value]}
    assert find_sign(value).sign is Sign.NONE


@pytest.mark.parametrize(
    ("body", "message", "code"),
    [
        (
            '{"ret":["FAIL_SYS_TOKEN_EMPTY::令牌为空"],"data":{}}',
            "令牌为空",
            "FAIL_SYS_TOKEN_EMPTY",
        ),
        ('{"meta":{"status":401,"msg":"Wrong key"},"data":[]}', "Wrong key", None),
        (
            '{"messages":[{"status":"9","error-text":"Quota violation"}]}',
            "Quota violation",
            None,
        ),
        (
            "ACK=Failure&L_ERRORCODE0=10002&L_LONGMESSAGE0=Not%20valid",
            "Not valid",
            None,
        ),
        ("error code: 1020", "error code: 1020", None),
        (
            '{"resourceType":"OperationOutcome",'
            '"issue":[{"severity":"error","diagnostics":"No x"}]}',
            "No x",
            None,
        ),
    ],
)
def test_the_sentence_stands_where_the_sign_is(body, message, code):
    said = read_body(body.encode())
    assert (said.sign, said.message, said.code) == (Sign.STRONG, message, code)


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
