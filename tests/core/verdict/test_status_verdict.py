"""Verdicts on responses of hosts that belong to no known service."""

import pytest

from aiurdesk.core.problem import FixAction
from aiurdesk.core.request.request import Header, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Hop, Response, ResponseBody
from aiurdesk.core.verdict.envelope import NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.core.verdict.judge import judge
from aiurdesk.core.verdict.reading import ContentKind, Reading
from aiurdesk.core.verdict.verdict import ExitCode, Severity, VerdictKind, exit_code
from aiurdesk.services.library import Library
from tests.core.verdict.readings import judged_body

LIBRARY = Library()
URL = "https://api.example/things"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def judged(
    body, status=200, content_type="", reason="", table="", hops=(), location="", challenge=""
):
    endpoint = Typed(URL)
    pairs = (
        ("Content-Type", content_type),
        ("Location", location),
        ("WWW-Authenticate", challenge),
    )
    headers = tuple(Header(name, value) for name, value in pairs if value)
    content = ResponseBody(body, None, len(body), len(body))
    response = Response(status, "HTTP/2", headers, content, URL, reason, hops=hops)
    return judged_body(response, Request(endpoint, dialect=table), LIBRARY)


@pytest.mark.parametrize(
    ("body", "status", "headline"),
    [
        (b'{"args": {}}', 200, "200 OK · JSON"),
        (b"[1, 2]", 201, "201 Created · JSON"),
        (b"<!DOCTYPE html><title>x</title>", 200, "200 OK · HTML"),
        (b"hello", 200, "200 OK · text"),
        (PNG, 200, "200 OK · PNG image"),
        (b"", 200, "200 OK · no body"),
        (b"", 204, "204 No Content · no body"),
        (b'{"part": 1}', 206, "206 Partial Content · JSON"),
        (b"", 299, "299 · no body"),
    ],
)
def test_a_success_is_quiet(body, status, headline):
    verdict = judged(body, status)
    assert verdict.kind is VerdictKind.BARE_STATUS
    assert verdict.severity is Severity.SUCCESS
    assert verdict.headline == headline
    assert (verdict.fixes, verdict.notes, verdict.code, verdict.table) == ((), (), None, None)


@pytest.mark.parametrize(
    "body",
    [
        b'{"code": 0}',
        b'{"code": -8, "message": null}',
        b'{"code": "invalid_auth"}',
        b'{"code": 1.5, "message": "m"}',
        b'{"code": 1, "code": 2, "message": "m"}',
        b'{"code": 99999999999}',
    ],
)
def test_json_that_only_resembles_an_envelope_is_judged_by_its_status(body):
    assert judged(body).headline == "200 OK · JSON"
    assert judged(body, 404).severity is Severity.INPUT


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_an_envelope_with_the_mark_of_its_protocol_is_judged_by_its_table(mark):
    verdict = judged(mark + b'{"code": 2, "message": "Yes.", "protocolVersion": "1"}')
    assert (verdict.kind, verdict.code, verdict.table) == (VerdictKind.ENVELOPE, 2, "2023")
    assert verdict.severity is Severity.SUCCESS
    unknown = judged(mark + b'{"code": 99, "message": "?", "protocolVersion": "1"}')
    assert unknown.kind is VerdictKind.UNEXPECTED_CODE


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_an_envelope_without_it_is_judged_by_its_status_and_offered(mark):
    verdict = judged(mark + b'{"code": 0, "message": "Yes."}')
    assert (verdict.kind, verdict.severity) == (VerdictKind.BARE_STATUS, Severity.SUCCESS)
    assert (verdict.headline, verdict.table) == ("200 OK · JSON", None)
    assert verdict.looks_like == ("2020",)
    assert exit_code(verdict) is ExitCode.SUCCESS


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
@pytest.mark.parametrize("code", [0, 200, -1, 77])
def test_a_status_of_400_or_more_is_never_green_at_an_unknown_host(status, code):
    verdict = judged(f'{{"code": {code}, "message": "As sent."}}'.encode(), status)
    assert verdict.kind is VerdictKind.BARE_STATUS
    assert verdict.severity not in (Severity.SUCCESS, Severity.NOTICE)
    assert exit_code(verdict) is ExitCode.REFUSED
    assert verdict.headline.startswith(f"{status} ")


def test_a_code_that_is_in_no_table_of_ours_is_no_unexpected_code():
    verdict = judged(b'{"code": 200, "message": "success"}')
    assert (verdict.severity, verdict.headline) == (Severity.SUCCESS, "200 OK · JSON")
    assert (verdict.looks_like, verdict.message, verdict.code) == ((), "", None)
    assert exit_code(verdict) is ExitCode.SUCCESS


@pytest.mark.parametrize("body", [b"<html>", b'{"args": {}}', b'{"code": 0}', b"", PNG])
def test_a_table_that_is_asked_for_expects_an_envelope(body):
    assert judged(body, table="2020").kind is VerdictKind.NOT_AN_ENVELOPE
    assert judged(body, table="2020").severity is Severity.UNEXPECTED


@pytest.mark.parametrize(
    ("status", "severity"),
    [
        (302, Severity.NOTICE),
        (401, Severity.CREDENTIAL),
        (404, Severity.INPUT),
        (429, Severity.WAIT),
        (503, Severity.SERVER),
        (999, Severity.SERVER),
    ],
)
def test_another_status_is_told_in_the_words_of_the_statuses(status, severity):
    page = judged(b"<html><body>Sorry</body></html>", status)
    bare = judged(b"", status)
    assert {page.kind, bare.kind} == {VerdictKind.BARE_STATUS}
    assert {page.severity, bare.severity} == {severity}
    assert page.headline == f"{bare.headline} · HTML"
    assert bare.headline.startswith(f"{status} ")
    assert FixAction.SHOW_TEXT in {fix.action for fix in page.fixes}
    assert FixAction.SHOW_TEXT not in {fix.action for fix in bare.fixes}
    assert FixAction.SHOW_TEXT not in {fix.action for fix in judged(PNG, status).fixes}


def test_the_reason_phrase_of_the_server_is_shown_in_short():
    assert judged(b"[]", reason="Very\n fine").headline == "200 Very fine · JSON"
    assert judged(b"[]", reason="x" * 99).headline == f"200 {'x' * 40}… · JSON"


def test_a_success_that_is_a_sign_in_page_says_so():
    hop = Hop(302, URL, "https://api.example/login?next=/things")
    verdict = judged(b"<html>Sign in</html>", hops=(hop,))
    assert verdict.severity is Severity.SUCCESS
    assert verdict.notes[0].startswith("Redirected by HTTP 302")
    assert verdict.notes[1].startswith("The redirect led to a sign-in page.")


def test_a_redirect_to_the_sign_in_page_is_not_a_success():
    verdict = judged(b"", 302, location="https://api.example/login")
    assert (verdict.kind, verdict.severity) == (VerdictKind.BARE_STATUS, Severity.CREDENTIAL)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"oops", "is not valid JSON (“oops”)"),
        (b'{"a": [1', "breaks off (it ends at line 1, column "),
        (b"{}\n{}", "holds more than one JSON value"),
        (b'{"a": "\xff"}', "is not UTF-8"),
    ],
)
def test_a_body_that_claims_to_be_json_and_is_not_has_a_note(body, words):
    (note,) = judged(body, content_type="application/json").notes
    assert words in note
    assert judged(body).notes == ()


def test_a_body_that_could_not_be_read_is_not_a_success():
    endpoint = Typed(URL)
    response, request = Response(200, "HTTP/2", (), ResponseBody(), URL), Request(endpoint)
    parsed = NotAnEnvelope(NotAnEnvelopeReason.UNREAD, "there is not enough memory for it")
    verdict = judge(response, Reading(ContentKind.JSON, parsed), request, {})
    assert verdict.kind is VerdictKind.NOT_AN_ENVELOPE
    assert verdict.headline == "200 OK, but the body could not be read here"
    assert "there is not enough memory for it" in verdict.meaning


def test_what_the_body_says_is_quoted_where_the_status_is_an_error():
    body = b'{"title": "Forbidden", "detail": "The account has no credit."}'
    assert judged(body, 403).message == "The account has no credit."
    assert judged(body, 200).message == ""
    assert judged(b'{"code": "invalid_auth", "error": "No."}', 401).message == "No."
    assert judged(b"\xff", 400).message == ""


def test_a_challenge_offers_the_credential_that_the_server_asks_for():
    verdict = judged(b"", 401, challenge='Basic realm="Staff"')
    assert verdict.meaning.endswith("The server asks for Basic for “Staff”.")
    buttons = [fix.text for fix in verdict.fixes if fix.action]
    assert buttons[0] == "Add Basic credential"
    assert verdict.fixes[0].action is None
    assert judged(b"", 403, challenge="Basic").fixes == judged(b"", 403).fixes


def test_invalid_content_was_seen_by_the_service():
    verdict = judged(b'{"message": "Validation Failed"}', 422)
    assert verdict.headline == "422 Invalid content · JSON"
    assert "did not see" not in verdict.meaning


SIGN = b'{"success": false, "message": "The voucher has expired."}'


def test_a_success_whose_body_says_that_it_failed_is_told_with_what_can_be_done():
    verdict = judged(SIGN)
    assert (verdict.kind, verdict.severity) == (VerdictKind.BARE_STATUS, Severity.INPUT)
    assert verdict.headline == (
        "200 OK, but the body says that it failed: The voucher has expired."
    )
    assert verdict.message == "The voucher has expired."
    actions = [fix.action for fix in verdict.fixes]
    assert actions[:2] == [FixAction.TEACH_DIALECT, FixAction.JUDGE_BY_STATUS]
    assert exit_code(verdict) is ExitCode.REFUSED


def test_a_person_may_say_that_it_is_not_a_failure():
    verdict = judged(SIGN, table="http")
    assert (verdict.severity, verdict.headline) == (Severity.SUCCESS, "200 OK · JSON")
    assert (verdict.fixes, verdict.notes) == ((), ())


def test_a_weak_sign_is_a_quiet_line():
    verdict = judged(b'{"success": false}')
    assert (verdict.severity, verdict.headline) == (Severity.SUCCESS, "200 OK · JSON")
    assert verdict.notes == (
        "Something in the body may say that it failed; the HTTP status says success.",
    )
    assert exit_code(verdict) is ExitCode.SUCCESS
    assert judged(b'{"success": false}', table="http").notes == ()


def test_a_negative_code_beside_a_message_renews_no_token():
    verdict = judged(b'{"code": -1, "message": "wrong password"}')
    assert (verdict.severity, verdict.table) == (Severity.INPUT, None)
    assert exit_code(verdict) is ExitCode.REFUSED
    assert FixAction.RENEW_TOKEN not in {fix.action for fix in verdict.fixes}


def test_errors_of_fields_are_under_their_paths_and_the_first_is_the_message():
    body = b'{"errors": {"items": {"0": {"name": ["Too short."]}}, "email": ["Taken."]}}'
    verdict = judged(body, 422)
    assert verdict.field_errors == {"items.0.name": ("Too short.",), "email": ("Taken.",)}
    assert verdict.other_errors == ()
    assert verdict.message == "Too short."
    assert [error.name for error in verdict.named_errors] == ["items.0.name", "email"]
