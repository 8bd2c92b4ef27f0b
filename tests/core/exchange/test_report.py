"""An exchange as text for the team that runs the service."""

from datetime import UTC, datetime

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.report import report, verdict_lines, verdict_title
from aiurdesk.core.request.request import Header, PreparedRequest, Request
from aiurdesk.core.response.response import Body, Failure, FailureKind, Response, Timing
from aiurdesk.core.verdict.envelope import Envelope
from aiurdesk.core.verdict.failures import judge_failure
from aiurdesk.core.verdict.verdict import Fix, FixAction, Severity, Verdict, VerdictKind

REQUEST = Request(Endpoint("s.g.e", "s", "G", "E", "POST", "/e"))
PREPARED = PreparedRequest(
    "POST",
    "https://host/e?AccessToken=t%2Bk3n",
    (Header("Content-Type", "text/plain"),),
    (b"AccessToken=t+k3n",),
    (Secret("t+k3n"),),
)
VERDICT = Verdict(
    VerdictKind.ENVELOPE,
    Severity.INPUT,
    "Invalid input",
    table="2020",
    code=-10,
    name="InvalidInput",
    message="Token t+k3n is odd.",
    meaning="Malformed.",
    fixes=(Fix("Check them."), Fix("Go to A", FixAction.FOCUS_PARAMETER, "A")),
    field_errors={"A": ("The A field is required.",)},
    other_errors=("Odd.",),
    notes=("Quiet.",),
)


def exchange(outcome, verdict=VERDICT):
    envelope = Envelope(-10, "m") if isinstance(outcome, Response) else None
    started = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
    return Exchange(REQUEST, PREPARED, outcome, envelope, verdict, started)


def response(data=b'{"code":-10}', size=None):
    body = Body(data, None, len(data) if size is None else size)
    headers = (Header("Server", "Kestrel"),)
    return Response(
        200, "HTTP/1.1", headers, body, "https://host/", "OK", timing=Timing(total_ms=23.0)
    )


def test_it_contains_verdict_request_and_response():
    text = report(exchange(response()))
    assert "Input: −10 Invalid input (InvalidInput, table 2020)" in text
    assert "Started 2026-11-24 15:30:00 UTC, took 23 ms" in text
    assert "POST /e?AccessToken=•••• HTTP/1.1" in text
    assert 'HTTP/1.1 200 OK\nServer: Kestrel\n\n{"code":-10}' in text


def test_a_long_body_is_cut_after_its_beginning():
    text = report(exchange(response(b"x" * 20_000, 3_000_000)))
    assert "… and 2.8 MB more" in text
    assert len(text) < 18_000


def test_without_a_response_it_says_why():
    failure = Failure(FailureKind.CONNECTION_REFUSED, "port 9")
    text = report(exchange(failure, judge_failure(failure)))
    assert "No response: Connection refused" in text
    assert "No response: connection_refused (port 9)" in text
    bare = Failure(FailureKind.CANCELLED)
    assert "No response: cancelled\n" in report(exchange(bare, judge_failure(bare)))


def test_the_verdict_lines_contain_no_fix_with_an_action():
    assert list(verdict_lines(exchange(response()))) == [
        "Input: −10 Invalid input (InvalidInput, table 2020)",
        "Token t+k3n is odd.",
        "Malformed.",
        "  A: The A field is required.",
        "  Odd.",
        "  → Check them.",
        "  Quiet.",
    ]


def test_the_title_of_a_verdict_without_a_code_is_its_headline():
    verdict = Verdict(VerdictKind.NOT_AN_ENVELOPE, Severity.UNEXPECTED, "An HTML page")
    assert verdict_title(verdict) == "Unexpected: An HTML page"


def test_the_request_id_of_the_service_is_in_it():
    text = report(exchange(response(), replace(VERDICT, request_id="r-77")))
    assert "Request id of the service: r-77\n" in text
    assert "Request id" not in report(exchange(response()))
