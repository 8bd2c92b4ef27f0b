import json

import pytest

from aiurdesk.core.dialects.pointing import Role
from aiurdesk.core.dialects.recognising import recognised_marks
from aiurdesk.core.verdict.verdict import DialectFieldError, Severity, Verdict, VerdictKind


def verdict(message="", code=None, fields=()):
    return Verdict(
        VerdictKind.BARE_STATUS,
        Severity.INPUT,
        "",
        code=code,
        message=message,
        named_errors=tuple(DialectFieldError(name, text) for name, text in fields),
    )


@pytest.mark.parametrize(
    ("body", "said", "marks"),
    [
        (
            {"ok": False, "error": "Bad key"},
            verdict("Bad key"),
            {Role.WORKED: "ok", Role.MESSAGE: "error"},
        ),
        ({"code": -3, "msg": "No"}, verdict("No", -3), {Role.CODE: "code", Role.MESSAGE: "msg"}),
        (
            {"success": False, "error": {"code": "E_KEY", "message": "Bad key"}},
            verdict("Bad key", "E_KEY"),
            {Role.WORKED: "success", Role.CODE: "error.code", Role.MESSAGE: "error.message"},
        ),
        (
            {"response": {"ok": False, "error": "Bad key"}},
            verdict("Bad key"),
            {Role.WORKED: "response.ok", Role.MESSAGE: "response.error"},
        ),
        (
            {"ok": False, "message": "Invalid", "errors": [{"path": "a", "msg": "Too short"}]},
            verdict("Invalid", fields=(("a", "Too short"),)),
            {Role.WORKED: "ok", Role.MESSAGE: "message", Role.FIELDS: "errors[0].msg"},
        ),
        (
            {"ok": False, "message": "Invalid", "errors": {"a": ["Too short"]}},
            verdict("Invalid", fields=(("a", "Too short"),)),
            {Role.WORKED: "ok", Role.MESSAGE: "message", Role.FIELDS: "errors"},
        ),
        ({"id": 7, "name": "Lamp"}, verdict(), {}),
    ],
)
def test_what_was_recognised_is_marked(body, said, marks):
    assert recognised_marks(json.dumps(body).encode(), said) == marks


@pytest.mark.parametrize("body", [b"", b"<xml/>", b"[" * 100_000, b'{"ok": false', b"\xff"])
def test_what_is_not_json_has_no_marks(body):
    assert recognised_marks(body, verdict("Bad key")) == {}


def test_a_long_body_is_not_searched():
    body = {"ok": False, "error": "Bad key", "data": ["x" * 1_000] * 2_000}
    assert recognised_marks(json.dumps(body).encode(), verdict("Bad key")) == {}
