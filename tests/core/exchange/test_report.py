"""An exchange as text for the team that runs the service."""

from datetime import UTC, datetime

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.report import (
    expected_protocol,
    preview,
    report,
    verdict_lines,
    verdict_title,
)
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.request.request import FileContent, Header, PreparedRequest, Request
from aiurdesk.core.response.response import Failure, FailureKind, Response, ResponseBody, Timing
from aiurdesk.core.verdict.envelope import Envelope
from aiurdesk.core.verdict.failures import judge_failure
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind

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
    body = ResponseBody(data, None, len(data) if size is None else size)
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


ADDED = "Accept: */*\nAccept-Encoding: gzip, deflate, br, zstd\nUser-Agent: aiurdesk/0.1.0\n"


def test_a_get_is_a_head_without_body():
    assert preview(PreparedRequest("GET", "https://a.b:8443?x=%20")) == (
        f"GET /?x=%20 HTTP/1.1\nHost: a.b:8443\n{ADDED}\n"
    )


def test_a_form_is_shown_with_its_length():
    prepared = PreparedRequest("POST", "https://a/b", (Header("A", "b"),), (b"x=1",))
    assert preview(prepared) == (
        f"POST /b HTTP/1.1\nHost: a\n{ADDED}A: b\nContent-Length: 3\n\nx=1"
    )


def test_an_empty_body_has_a_length_too():
    assert "Content-Length: 0\n" in preview(PreparedRequest("POST", "https://a/b", (), (b"",)))


def test_secrets_are_dots_until_they_are_revealed():
    secrets = (Secret("token"), Secret("8443"), Secret("abc+def"))
    url = "https://token.a:8443/token?token=token"
    prepared = PreparedRequest("POST", url, (), (b"t=abc%2Bdef",), secrets)
    text, revealed = preview(prepared), preview(prepared, reveal=True)
    assert text.startswith("POST /••••?••••=•••• HTTP/1.1\nHost: ••••.a:••••\n")
    assert "Content-Length: 11\n\nt=••••" in text
    assert revealed.startswith("POST /token?token=token HTTP/1.1\nHost: token.a:8443\n")
    assert "Content-Length: 11\n\nt=abc%2Bdef" in revealed


def test_a_file_is_named_and_not_read():
    prepared = PreparedRequest(
        "POST", "https://a/", (), (b"a\r\n", FileContent("/tmp/x\0"), b"\r\n")
    )
    assert preview(prepared).endswith(
        "Content-Length: ‹5 and the length of the files›\n\na\n‹content of /tmp/x\\x00›\n"
    )


def test_bytes_that_are_not_text_are_escaped():
    text = preview(
        PreparedRequest("POST", "https://a/", (), ("\x1b\ufeff\u2028".encode() + b"\xff",))
    )
    assert text.endswith("\n\n\\x1b\\ufeff\\u2028\\xff")


def test_the_protocol_follows_from_the_scheme():
    assert expected_protocol("https://a/") == "HTTP/2"
    assert expected_protocol("http://localhost/") == "HTTP/1.1"
    text = preview(PreparedRequest("GET", "https://a/"), protocol="HTTP/2")
    assert text.startswith("GET / HTTP/2\nHost: a\n")
