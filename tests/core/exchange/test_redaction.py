from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.exchange.redaction import (
    redact,
    redact_body,
)
from aiurdesk.core.response.response import Body, Failure, FailureKind, Response
from aiurdesk.core.verdict.verdict import Fix


def test_what_leads_to_a_parameter_keeps_its_name_and_what_is_clean_stays_as_it_is():
    fix = Fix("Try AccessToken", target="AccessToken")
    assert redact(fix, (Secret("AccessToken"),)) == Fix(f"Try {DOTS}", target="AccessToken")
    assert redact(fix, (Secret("another"),)) is redact(fix, ()) is fix


def test_a_redacted_body_contains_no_secret():
    secrets = (Secret("T+/="),)
    response = Response(200, "HTTP/2", (), Body(b"\xff T+/= said"), "https://a.example/")
    redacted = redact_body(response, secrets)
    assert isinstance(redacted, Response)
    assert redacted.body.data == b"\xff " + "•••• said".encode()
    failure = Failure(FailureKind.CUT_OFF)
    assert redact_body(failure, secrets) is failure
