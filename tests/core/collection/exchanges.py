"""Exchanges with a given response, for tests of what is read from them."""

import json
from datetime import UTC, datetime
from operator import attrgetter

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.expectations.response_facts import ResponseFacts
from aiurdesk.core.request.request import Header, PreparedRequest, Request
from aiurdesk.core.response.response import Failure, FailureKind, Response, ResponseBody, Timing
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind

BODY = {
    "code": -10,
    "message": "Wrong.",
    "items": [{"name": "first", "count": 1}, {"name": "second", "count": 2.5}],
    "flag": True,
    "nothing": None,
    "template": "{{env:HOME}}",
}


def an_exchange(body=BODY, *, has_response=True, elapsed_ms=23.0):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    timing = Timing(total_ms=elapsed_ms)
    headers = (Header("Content-Type", "application/json"), Header("X-Id", "7"), Header("x-id", "8"))
    response = Response(
        400, "HTTP/2", headers, ResponseBody(data, size_bytes=len(data)), "", timing=timing
    )
    return Exchange(
        request=Request(Endpoint("a.b.c", "a", "b", "c", "GET", "/")),
        prepared=PreparedRequest("GET", "https://host/"),
        outcome=response if has_response else Failure(FailureKind.CUT_OFF, timing=timing),
        envelope=None,
        verdict=Verdict(
            VerdictKind.ENVELOPE if has_response else VerdictKind.NO_ANSWER,
            Severity.INPUT if has_response else Severity.FAILURE,
            "Invalid input",
            table="2020",
            code=-10 if has_response else None,
            name="InvalidInput" if has_response else "",
        ),
        started_at=datetime(2026, 11, 26, tzinfo=UTC),
    )


def facts(body=BODY, *, schemas=(), **options):
    read_body, read_schema = attrgetter("data"), dict(schemas).__getitem__
    return ResponseFacts(an_exchange(body, **options), read_body, read_schema)
