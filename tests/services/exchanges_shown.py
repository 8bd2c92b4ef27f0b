"""Exchanges that are printed and reported."""

from datetime import UTC, datetime

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.request.request import FileContent, Header, PreparedRequest, Request
from aiurdesk.core.response.response import Response, ResponseBody, Timing
from aiurdesk.core.verdict.envelope import Envelope
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind

PREPARED = PreparedRequest(
    "POST",
    "https://host/e?Token=t0k3n",
    (Header("Content-Type", "multipart/form-data"),),
    (b"Token=t0k3n&", FileContent("/tmp/picture.png"), b"\xff"),
    (Secret("t0k3n"),),
)
VERDICT = Verdict(
    VerdictKind.ENVELOPE, Severity.INPUT, "Invalid input", "2020", -10, "InvalidInput",
    "Bad \x1b[31mthings.", "Malformed.",
    (Fix("Check."), Fix("Go to ChannelId", FixAction.FOCUS_PARAMETER, "ChannelId")),
    {"ChannelId": ("Not valid.",)}, ("Odd.",), ("Quiet.",),
)  # fmt: skip


def response(body=b'{"code":-10}', path=None):
    timing = Timing(1.0004, 2.0, 0.5, 3.0, None, 6.1)
    headers = (Header("X-Twice", "1"), Header("X-Twice", "2"))
    content = ResponseBody(body, path, len(body))
    return Response(200, "HTTP/2", headers, content, "https://host/", timing=timing)


def exchange(outcome, verdict=VERDICT):
    envelope = Envelope(-10, "m") if isinstance(outcome, Response) else None
    request = Request(Endpoint("s.g.e", "s", "G", "E", "POST", "/e"))
    return Exchange(request, PREPARED, outcome, envelope, verdict, datetime.now(UTC))
