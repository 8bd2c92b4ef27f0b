"""Answers to the calls of signing in, and what drives a flow without any I/O."""

import json
from collections.abc import Generator
from typing import Any, TypeVar

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.auth.scheme import AuthStep, CallResponse, StepResult
from aiurdesk.core.response.response import Failure, FailureKind, Response, ResponseBody
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.services.library import Library

_T = TypeVar("_T")


def answer(body: Any, severity: Severity = Severity.SUCCESS, ahead_s: float = 0.0) -> CallResponse:
    """Return an answer with a body, given as JSON or as bytes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = Response(
        200, "HTTP/2", (), ResponseBody(data, None, len(data)), "https://a.example/"
    )
    message = body.get("message", "") if isinstance(body, dict) else ""
    verdict = Verdict(VerdictKind.ENVELOPE, severity, "Judged", message=message)
    return CallResponse(response, None, verdict, ahead_s)


def no_answer() -> CallResponse:
    """Return what came of a call that nobody answered."""
    verdict = Verdict(VerdictKind.NO_ANSWER, Severity.FAILURE, "No such host")
    return CallResponse(Failure(FailureKind.HOST_NOT_FOUND), None, verdict)


def driven(flow: Generator[AuthStep, StepResult, _T], *came: StepResult) -> tuple[list[Any], _T]:
    """Take all steps of a flow with what comes of them; return the steps and the end."""
    steps: list[Any] = []
    left = list(came)
    try:
        step = next(flow)
        while True:
            steps.append(step)
            step = flow.send(left.pop(0))
    except StopIteration as end:
        assert left == []
        return steps, end.value


def catalogued(endpoint_id: str) -> Endpoint:
    """Return an endpoint of the catalogue."""
    endpoint = Library().catalogue.endpoint(endpoint_id)
    assert endpoint is not None, endpoint_id
    return endpoint


def texts(pairs: Any) -> dict[str, str]:
    """Return names with revealed texts."""
    return {name: secret.reveal() for name, secret in pairs}
