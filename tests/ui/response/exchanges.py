"""Exchanges for the widgets that show them, each valid in one call."""

from datetime import UTC, datetime
from typing import Any

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.request.request import Header, PreparedRequest, Request
from aiurdesk.core.response.response import (
    Failure,
    FailureKind,
    Outcome,
    Response,
    ResponseBody,
    Timing,
)
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind

ADDRESS = "https://localhost:4443/Message/PushMessage"
BODY = (
    b'{"code": -10, "message": "Your API call contains an invalid parameter.", '
    b'"items": ["channelId is not valid."]}'
)
TIMING = Timing(1.2, 3.4, 0.1, 17.0, 0.3, 23.4)
INVALID_INPUT = Verdict(
    VerdictKind.ENVELOPE,
    Severity.INPUT,
    "The input value type is invalid",
    table="2020",
    code=-10,
    name="InvalidInput",
    message="Your API call contains an invalid parameter.",
    meaning="A parameter is missing or does not match its specification.",
    fixes=(
        Fix("Check channelId."),
        Fix("Go to channelId", FixAction.FOCUS_PARAMETER, "channelId"),
        Fix("Show the specification", FixAction.SHOW_DOCS),
    ),
)
PENDING = Verdict(
    VerdictKind.ENVELOPE,
    Severity.WAIT,
    "Still in progress",
    code=-2,
    name="Pending",
    fixes=(Fix("Try again a little later."), Fix("Resend in 5 s", FixAction.RESEND_LATER)),
)
REFUSED = Verdict(
    VerdictKind.NO_ANSWER,
    Severity.FAILURE,
    "Nobody listens at this address",
    fixes=(Fix("Start the service."), Fix("Resend", FixAction.RESEND)),
)


def an_answer(body: bytes = BODY, content_type: str = "application/json", **facts: Any) -> Response:
    headers = (Header("Content-Type", content_type), Header("Set-Cookie", "a=1; Path=/"))
    content = facts.pop("content", ResponseBody(body, size_bytes=len(body)))
    facts = {"timing": TIMING, "status": 200, "http_version": "HTTP/2", **facts}
    return Response(headers=headers, body=content, url=ADDRESS, **facts)


def an_exchange(outcome: Outcome | None = None, verdict: Verdict = INVALID_INPUT) -> Exchange:
    endpoint = Endpoint("stargate.message.push", "stargate", "Message", "Push", "POST", "/Push")
    return Exchange(
        request=Request(endpoint),
        prepared=PreparedRequest("POST", ADDRESS, (Header("X-Sent", "yes"),), (b"a=1",)),
        outcome=an_answer() if outcome is None else outcome,
        envelope=None,
        verdict=verdict,
        started_at=datetime(2026, 9, 1, tzinfo=UTC),
    )


def a_failed_exchange() -> Exchange:
    failure = Failure(FailureKind.CONNECTION_REFUSED, "localhost:4443", timing=Timing(total_ms=3.2))
    return an_exchange(failure, REFUSED)
