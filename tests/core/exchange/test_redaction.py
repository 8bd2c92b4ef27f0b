from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.exchange.redaction import (
    redact,
    redact_body,
    redact_finding,
    redact_prepared,
)
from aiurdesk.core.request.request import FileContent, Header, PreparedRequest
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.response.response import Body, Failure, FailureKind, Hop, Response
from aiurdesk.core.verdict.verdict import Fix, Severity, Verdict, VerdictKind


def test_a_redacted_request_contains_no_secret():
    prepared = PreparedRequest(
        "POST",
        "https://a/b?token=s%2Bcret",
        (Header("Authorization", "Bearer s+cret"),),
        (b"\xffk=s%2Bcret", FileContent("/tmp/x"), "s+cret é".encode()),
        (Secret("s+cret"),),
    )
    dots = DOTS.encode()
    assert redact_prepared(prepared) == PreparedRequest(
        "POST",
        f"https://a/b?token={DOTS}",
        (Header("Authorization", f"Bearer {DOTS}"),),
        (b"\xffk=" + dots, FileContent("/tmp/x"), dots + " é".encode()),
        (),
    )


def test_the_urls_of_an_outcome_contain_no_secret():
    secrets = (Secret("T+/="),)
    url = "https://a.example/?AccessToken=T%2B%2F%3D"
    hop = Hop(302, url, f"{url}&again=1")
    response = Response(200, "HTTP/2", (), Body(), url, hops=(hop,))
    failure = Failure(FailureKind.NOT_HTTP, "it begins “T+/= and”", hops=(hop,))
    assert redact(response, ()) is response
    for outcome in (response, failure):
        assert "T%2B" not in repr(redact(outcome, secrets))
    assert f"it begins “{DOTS} and”" in repr(redact(failure, secrets))
    dotted = "https://a.example/?AccessToken=••••"
    assert f"url='{dotted}'" in repr(redact(response, secrets))
    assert redact(failure, secrets).hops[0].location == f"{dotted}&again=1"


def test_a_redacted_body_contains_no_secret():
    secrets = (Secret("T+/="),)
    response = Response(200, "HTTP/2", (), Body(b"\xff T+/= said"), "https://a.example/")
    redacted = redact_body(response, secrets)
    assert isinstance(redacted, Response)
    assert redacted.body.data == b"\xff " + "•••• said".encode()
    failure = Failure(FailureKind.CUT_OFF)
    assert redact_body(failure, secrets) is failure


def test_a_redacted_verdict_contains_no_secret():
    secret = Secret("needle+1")
    verdict = Verdict(
        VerdictKind.ENVELOPE,
        Severity.INPUT,
        "Not needle+1",
        code="bad needle+1",
        message="What is needle%2B1?",
        meaning="needle+1 again",
        fixes=(Fix("Try needle+1", target="AccessToken"),),
        field_errors={"AccessToken": ("needle+1 is not valid.",)},
        other_errors=("needle+1",),
        notes=("Redirected to needle+1",),
    )
    redacted = redact(verdict, (secret,))
    assert "needle" not in repr(redacted)
    assert redacted.message == f"What is {DOTS}?"
    assert redacted.fixes == (Fix(f"Try {DOTS}", target="AccessToken"),)
    assert redact(verdict, ()) is verdict


def test_what_a_server_sends_back_contains_no_secret():
    secrets = (Secret("needle/key"),)
    headers = (
        Header("X-You-Sent", "Bearer needle/key"),
        Header("Location", "/next?key=needle%252fkey"),
        Header("X-Json", '{"key": "needle\\/key"}'),
        Header("X-Hex", "6e6565646c652f6b6579"),
        Header("Content-Type", "text/plain"),
    )
    body = Body(b"needle/key", size_bytes=10)
    response = Response(200, "HTTP/1.1", headers, body, "https://a/", reason="No needle/key")
    redacted = redact(response, secrets)
    assert isinstance(redacted, Response)
    assert [header.value for header in redacted.headers] == [
        f"Bearer {DOTS}",
        f"/next?key={DOTS}",
        f'{{"key": "{DOTS}"}}',
        DOTS,
        "text/plain",
    ]
    assert redacted.reason == f"No {DOTS}"
    assert redacted.body == body


def test_secrets_are_dots_in_what_a_test_expected_and_found():
    finding = Finding("text contains hush-hush", False, "hush-hush!")
    redacted = redact_finding(finding, (Secret("hush-hush"),))
    assert redacted == Finding(f"text contains {DOTS}", False, f"{DOTS}!")
    assert redact_finding(finding, (Secret("another"),)) is finding
