"""Verdicts on responses without an envelope."""

import pytest

from aiurdesk.core.api.endpoint import Endpoint, Returns
from aiurdesk.core.request.request import Header, Request
from aiurdesk.core.response.response import Hop, Response, ResponseBody
from aiurdesk.core.verdict.dialect import CodeRow, Dialect
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.core.verdict.not_an_envelope import judge_without_envelope
from aiurdesk.core.verdict.verdict import Severity, VerdictKind

Reason = NotAnEnvelopeReason
TABLE = Dialect(
    "2020",
    title="Aiursoft",
    rows=(CodeRow(codes=(-8,), name="Unauthorized", headline="Not permitted",
                  severity=Severity.CREDENTIAL, status=200),),
)  # fmt: skip


def judged(
    reason, status=200, detail="", method="GET", envelope=None, hops=(), location="", **facts
):
    endpoint = Endpoint("s.g.e", "s", "G", "E", method, "/", **facts)
    headers = (Header("Location", location),) if location else ()
    response = Response(status, "HTTP/2", headers, ResponseBody(), "https://host/", hops=hops)
    parsed = NotAnEnvelope(reason, detail, envelope)
    return judge_without_envelope(parsed, response, Request(endpoint), TABLE)


def test_every_reason_has_words_and_a_fix():
    for reason in Reason:
        verdict = judged(reason, detail="this")
        assert verdict.kind is VerdictKind.NOT_AN_ENVELOPE
        assert verdict.severity is Severity.UNEXPECTED
        assert verdict.headline.startswith("200 OK, but "), reason
        assert verdict.fixes, reason
        assert "{" not in verdict.meaning, reason
        assert verdict.code is None


def test_no_two_reasons_say_the_same():
    verdicts = [judged(reason, detail="this") for reason in Reason]
    assert len({verdict.headline for verdict in verdicts}) == len(Reason)
    assert len({verdict.meaning for verdict in verdicts}) == len(Reason)


def test_the_details_are_part_of_the_meaning():
    assert 'but is "0"' in judged(Reason.CODE_IS_TEXT, detail='"0"').meaning
    assert "an array" in judged(Reason.NOT_AN_OBJECT, detail="an array").meaning


def test_a_fix_names_the_service():
    texts = [fix.text for fix in judged(Reason.HTML).fixes]
    assert texts[0] == "Check the address. It should be an API of “Aiursoft”."


def test_another_spelling_of_code_is_told():
    assert "The member Code is spelled differently" in judged(Reason.NO_CODE, detail="Code").meaning


def test_a_code_in_a_faulty_envelope_is_named_by_the_table():
    verdict = judged(Reason.BYTE_ORDER_MARK, envelope=Envelope(-8, "No."))
    assert (verdict.code, verdict.name, verdict.table) == (-8, "Unauthorized", "2020")
    assert verdict.message == "No."
    assert "The code is −8 (not permitted in table 2020)." in verdict.meaning
    assert verdict.kind is VerdictKind.NOT_AN_ENVELOPE


def test_an_unknown_code_in_a_faulty_envelope_is_shown():
    verdict = judged(Reason.NO_MESSAGE, envelope=Envelope(7, ""))
    assert verdict.meaning.endswith("The code is 7.")
    assert verdict.name == ""


def test_a_status_without_a_body_is_explained():
    for status in (204, 302, 401, 404, 405, 415, 429, 431, 500):
        verdict = judged(Reason.EMPTY, status)
        assert verdict.kind is VerdictKind.BARE_STATUS, status
        assert verdict.headline.startswith(f"{status} ")


def test_success_without_a_body_is_not_an_envelope():
    verdict = judged(Reason.EMPTY, 200)
    assert verdict.kind is VerdictKind.NOT_AN_ENVELOPE
    assert verdict.severity is Severity.UNEXPECTED


def test_head_has_no_body_to_read():
    verdict = judged(Reason.EMPTY, 200, method="HEAD")
    assert verdict.severity is Severity.NOTICE
    assert verdict.headline == "200 OK · headers only"
    assert "HEAD" in verdict.meaning


def test_a_status_with_a_page_says_both():
    verdict = judged(Reason.HTML, 500)
    assert verdict.kind is VerdictKind.NOT_AN_ENVELOPE
    assert verdict.severity is Severity.SERVER
    assert verdict.headline == "500 Server error, with an HTML page"
    assert verdict.meaning.startswith("The server failed ")
    assert verdict.notes[0].startswith("The server sent a web page.")
    assert judged(Reason.HTML, 300).headline.endswith(", with an HTML page")
    assert judged(Reason.HTML, 299).headline.startswith("299, but ")


def test_a_status_with_a_faulty_envelope_tells_the_code():
    verdict = judged(Reason.NO_MESSAGE, 401, envelope=Envelope(-8, ""))
    assert "The code is −8." in verdict.notes[0]


def test_a_sign_in_page_is_not_taken_for_the_response():
    hop = Hop(302, "https://developer/", "https://gateway/oauth/authorize?x=1")
    verdict = judged(Reason.HTML, 200, hops=(hop,))
    assert verdict.severity is Severity.CREDENTIAL
    assert verdict.headline == "200 OK, but it is a sign-in page"
    assert "Redirected by HTTP 302" in verdict.notes[0]


@pytest.mark.parametrize(
    ("returns", "reason"),
    [
        (Returns.JSON, Reason.NOT_AN_OBJECT),
        (Returns.JSON, Reason.NO_CODE),
        (Returns.HTML, Reason.HTML),
        (Returns.REDIRECT, Reason.HTML),
        (Returns.FILE, Reason.BINARY),
        (Returns.FILE, Reason.EMPTY),
        (Returns.FILE, Reason.NOT_JSON),
        (Returns.XML, Reason.NOT_JSON),
        (Returns.MARKDOWN, Reason.NOT_JSON),
        (Returns.STREAM, Reason.EMPTY),
        (Returns.STREAM, Reason.NOT_JSON),
        (Returns.STREAM, Reason.TWO_VALUES),
    ],
)
def test_what_an_endpoint_returns_by_design_is_a_success(returns, reason):
    verdict = judged(reason, returns=returns, has_envelope=False)
    assert verdict.kind is VerdictKind.NOT_AN_ENVELOPE
    assert verdict.severity is Severity.SUCCESS
    assert "meant to return no envelope" in verdict.meaning


@pytest.mark.parametrize(
    ("returns", "reason", "status"),
    [
        (Returns.JSON, Reason.HTML, 200),
        (Returns.HTML, Reason.NOT_JSON, 200),
        (Returns.WEBSOCKET, Reason.NOT_JSON, 200),
        (Returns.STREAM, Reason.HTML, 200),
        (Returns.FILE, Reason.HTML, 404),
    ],
)
def test_another_body_from_such_an_endpoint_is_unexpected(returns, reason, status):
    verdict = judged(reason, status, returns=returns, has_envelope=False)
    assert verdict.severity is not Severity.SUCCESS


def test_every_kind_of_endpoint_gets_a_verdict_on_every_body():
    for returns in Returns:
        verdicts = [judged(reason, returns=returns, has_envelope=False) for reason in Reason]
        assert all(verdict.headline.startswith("200 OK") for verdict in verdicts), returns


def test_a_redirect_is_what_some_endpoints_do():
    verdict = judged(
        Reason.EMPTY, 302, location="https://x/", returns=Returns.REDIRECT, has_envelope=False
    )
    assert verdict.kind is VerdictKind.BARE_STATUS
    assert verdict.severity is Severity.SUCCESS
    assert verdict.meaning.endswith("This endpoint is meant to redirect.")
