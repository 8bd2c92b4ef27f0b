"""Tests of the verdict on what a service says itself, read by its dialect."""

import json
from typing import Any

import pytest

from aiurdesk.core.dialects.dialect_file import parse_dialect
from aiurdesk.core.dialects.dialect_reading import read_head
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.request.request import FormBody, Header, Request, Row
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.verdict.dialect import Dialect, DialectChoice, Reason
from aiurdesk.core.verdict.judge import judge
from aiurdesk.core.verdict.reading import ContentKind, Reading
from aiurdesk.core.verdict.verdict import ExitCode, Severity, Verdict, VerdictKind, exit_code

ACME = parse_dialect(
    """
format = 1
name = "acme"
title = "Acme"
[read]
ok = "ok"
partial = "partly"
code = "error"
message = "text"
warning = "warning"
request_id = "header:x-id"
docs = "more"
retry_after = "wait"
[read.fields]
map = "invalid"
[read.items]
each = "parts"
ok = "ok"
[[code]]
is = "no_token"
headline = "Token not accepted"
severity = "credential"
meaning = "It has expired."
fixes = [{ text = "Choose credential", action = "choose_credential" }]
[[code]]
is = "bad_value"
headline = "A value is not accepted"
severity = "input"
fixes = [{ text = "Go to {parameter}", action = "focus_parameter" }]
[[code]]
is = "busy"
severity = "wait"
fixes = [{ text = "Resend in 5 s", action = "resend_later" }]
[[code]]
is = "same"
headline = "Nothing to change"
severity = "success"
[[code]]
is = "as_status"
headline = "As the status says"
severity = "by_status"
""",
    "acme.toml",
)


OPEN = parse_dialect(
    """
format = 1
name = "open"
title = "Open"
[read]
ok = "ok"
code = "error"
""",
    "open.toml",
)


def judged(
    value: Any, status: int = 200, content: ContentKind = ContentKind.JSON, dialect: Dialect = ACME
) -> Verdict:
    data = json.dumps(value).encode()
    body = ResponseBody(data, None, len(data), len(data))
    headers = (Header("X-Id", "abc"),)
    response = Response(status, "HTTP/2", headers, body, "https://acme.example/")
    endpoint = Typed("https://acme.example/")
    request = Request(endpoint, body=FormBody((Row("name", "x"), Row("mail", "y"))))
    read = read_head(dialect, status, headers, value)
    reading = Reading(content, choice=DialectChoice(dialect.name, Reason.HOST), dialect=read)
    return judge(response, reading, request, {dialect.name: dialect})


@pytest.mark.parametrize(
    ("value", "status", "kind", "severity", "headline"),
    [
        ({"ok": True}, 200, "envelope", "success", "200 OK"),
        ({"ok": False, "error": "no_token"}, 200, "envelope", "credential", "Token not accepted"),
        ({"ok": False, "error": "new"}, 200, "unexpected_code", "unexpected", "Unexpected code"),
        ({"ok": False}, 200, "envelope", "input", "200 OK, but Acme says that it failed"),
        ({"ok": False}, 404, "envelope", "input", "404 Not found"),
        ({"ok": True}, 503, "envelope", "server", "503 Service unavailable"),
        ({"ok": False, "error": "same"}, 400, "envelope", "success", "Nothing to change"),
        ({"ok": False, "error": "same"}, 500, "envelope", "server", "500 Server error"),
        ({"ok": False, "error": "as_status"}, 401, "envelope", "credential", "As the status says"),
        ({"ok": False, "error": "as_status"}, 200, "envelope", "input", "As the status says"),
        ({"ok": False, "error": "busy"}, 200, "envelope", "wait", "busy"),
        (
            {"ok": True, "parts": [{"ok": True}, {"ok": False}]},
            200,
            "envelope",
            "notice",
            "Partly done: 1 of 2 failed",
        ),
    ],
)
def test_verdicts(value: Any, status: int, kind: str, severity: str, headline: str) -> None:
    verdict = judged(value, status)

    assert (verdict.kind, verdict.severity) == (kind, severity)
    assert verdict.headline == headline
    assert (verdict.dialect, verdict.title) == ("acme", "Acme")


def test_partly_done_is_not_a_success_of_its_code() -> None:
    verdict = judged({"ok": True, "partly": True, "error": "same"})

    assert (verdict.severity, verdict.headline) == ("notice", "Partly done")


@pytest.mark.parametrize(
    ("status", "severity", "headline"),
    [
        (403, "credential", "403 Not permitted"),
        (200, "input", "200 OK, but Open says that it failed"),
    ],
)
def test_a_dialect_without_a_table_expects_every_code(
    status: int, severity: str, headline: str
) -> None:
    verdict = judged({"ok": False, "error": "out_of_credit"}, status, dialect=OPEN)

    assert (verdict.kind, verdict.severity, verdict.headline) == ("envelope", severity, headline)
    assert (verdict.code, verdict.table) == ("out_of_credit", "open")
    assert exit_code(verdict) is ExitCode.REFUSED


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"ok": True}, ExitCode.SUCCESS),
        ({"ok": False}, ExitCode.REFUSED),
        ({"ok": False, "error": "no_token"}, ExitCode.REFUSED),
        ({"ok": False, "error": "new"}, ExitCode.NO_ENVELOPE),
        ({"parts": [{"ok": True}, {"ok": False}]}, ExitCode.REFUSED),
        ({}, ExitCode.SUCCESS),
    ],
)
def test_exit_statuses(value: Any, code: ExitCode) -> None:
    assert exit_code(judged(value)) is code


def test_everything_that_was_read_is_in_the_verdict() -> None:
    verdict = judged(
        {
            "ok": False,
            "error": "no_token",
            "text": "Sign in.",
            "warning": "Old.",
            "more": "https://x",
        }
    )

    assert (verdict.table, verdict.code, verdict.message) == ("acme", "no_token", "Sign in.")
    assert verdict.meaning == "It has expired."
    assert (verdict.request_id, verdict.docs) == ("abc", "https://x")
    assert verdict.paths["code"] == "error"
    assert verdict.notes == ("Warning: Old.",)
    assert [fix.action for fix in verdict.fixes] == [FixAction.CHOOSE_CREDENTIAL]


def test_an_unexpected_code_is_told_with_its_message() -> None:
    verdict = judged({"ok": False, "error": "new", "text": "Something else."})

    assert (verdict.code, verdict.message) == ("new", "Something else.")
    assert verdict.meaning == ("The text new is not in the table of Acme, which is used here.")


def test_errors_land_on_the_fields_of_the_form_and_the_rest_is_kept() -> None:
    verdict = judged({"ok": False, "error": "bad_value", "invalid": {"name": "Taken.", "x": "No."}})

    assert verdict.field_errors == {"name": ("Taken.",), "x": ("No.",)}
    assert verdict.other_errors == ()
    buttons = [fix.target for fix in verdict.fixes if fix.action is FixAction.FOCUS_PARAMETER]
    assert "x" not in buttons
    assert [error.name for error in verdict.named_errors] == ["name", "x"]


def test_a_hint_how_long_to_wait_replaces_the_wait_of_the_table() -> None:
    verdict = judged({"ok": False, "error": "busy", "wait": "16.2s"})

    assert verdict.fixes == (Fix("Resend in 17 s", FixAction.WAIT_AND_RESEND, "17"),)
    assert verdict.retry_after_s == 16.2


def test_a_body_without_anything_to_read_is_judged_by_its_status() -> None:
    fine, failed = judged(None, content=ContentKind.HTML), judged(None, 404, ContentKind.HTML)

    assert (fine.kind, fine.severity) == (VerdictKind.BARE_STATUS, Severity.SUCCESS)
    assert fine.headline == "200 OK · HTML"
    assert failed.severity is Severity.INPUT
    assert fine.dialect == "acme"


def test_what_could_not_be_read_is_a_note() -> None:
    assert judged({"text": "Hm."}).notes == (
        "ok is not in this response, so the HTTP status judges it.",
    )
    many = judged({"ok": True, "parts": [{"ok": True}] * 10_003})
    assert many.notes == (
        "3 more entries were not read one by one; they are in the body of the response.",
    )
