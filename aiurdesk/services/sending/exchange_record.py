"""An exchange as a JSON object, for scripts and for the reports of runs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import msgspec

from aiurdesk.core.errors import StorageError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.redaction import redact_prepared
from aiurdesk.core.exchange.sockets.frame import Frame
from aiurdesk.core.exchange.sockets.transcript import (
    content_members,
    transcript_of,
    without_secrets,
)
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import Failure, Response, Timing, has_transcript, text_of_body
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import DialectFieldError, Verdict


class FixMembers(TypedDict):
    """A step that helps."""

    text: str
    action: str | None


class NamedErrorMembers(TypedDict):
    """What a service said about one value that was sent."""

    name: str
    text: str


class ItemMembers(TypedDict):
    """How one part of a batch went."""

    ok: bool
    code: str
    message: str
    label: str


class VerdictMembers(TypedDict):
    """The meaning of an outcome; scripts depend on the members."""

    kind: str
    table: str | None
    code: int | str | None
    name: str
    severity: str
    headline: str
    message: str
    fixes: list[FixMembers]
    field_errors: dict[str, list[str]]
    notes: list[str]
    dialect: str | None
    sub_code: int | str | None
    named_errors: list[NamedErrorMembers]
    items: list[ItemMembers]
    request_id: str | None
    docs: str | None
    retry_after_s: float | None
    looks_like: list[str]


class SentMembers(TypedDict):
    """What was sent, with secrets as dots."""

    method: str
    url: str
    headers: list[list[str]]
    body: str


class ResponseMembers(TypedDict):
    """What came, as received."""

    status: int
    http_version: str
    headers: list[list[str]]
    size_bytes: int
    body: str
    trailers: list[list[str]]


class FailureMembers(TypedDict):
    """Why there is no response."""

    kind: str
    detail: str


class TimingMembers(TypedDict):
    """How long each phase took."""

    connect_ms: float | None
    tls_ms: float | None
    first_byte_ms: float | None
    body_ms: float | None
    total_ms: float | None


class FindingMembers(TypedDict):
    """The result of one test."""

    title: str
    passed: bool
    found: str


class CapturedMembers(TypedDict):
    """A variable that a capture gave, as dots where it is secret."""

    variable: str
    origin: str
    text: str


class ExchangeMembers(TypedDict):
    """The object of ``--show json``; scripts depend on the members."""

    verdict: VerdictMembers
    request: SentMembers
    response: ResponseMembers | None
    failure: FailureMembers | None
    timing: TimingMembers
    tests: NotRequired[list[FindingMembers]]
    captured: NotRequired[list[CapturedMembers]]
    frames: NotRequired[list[dict[str, Any]]]


def body_bytes(response: Response) -> bytes:
    """Return the whole body, also if it is in a temporary file.

    Raises:
        StorageError: Another program has deleted the file.
    """
    # A long body is in a file, of which memory has the beginning only.
    path = response.body.path
    try:
        return response.body.data if path is None else Path(path).read_bytes()
    except FileNotFoundError as error:
        text = tr(
            "The temporary file with the body of the response was deleted: {path}. "
            "Send the request again."
        )
        raise StorageError(text.format(path=path)) from error


def as_json(exchange: Exchange) -> str:
    """Return the object of ``--show json`` as text."""
    return json.dumps(members_of(exchange), ensure_ascii=False, indent=2) + "\n"


def members_of(exchange: Exchange) -> ExchangeMembers:
    """Return the members of the object of ``--show json``."""
    outcome, failure = exchange.outcome, None
    if isinstance(outcome, Failure):
        failure = FailureMembers(kind=str(outcome.kind), detail=outcome.detail)
    members = ExchangeMembers(
        verdict=verdict_members(exchange.verdict),
        request=_request(exchange.prepared),
        response=_response(outcome) if isinstance(outcome, Response) else None,
        failure=failure,
        timing=_timing(outcome.timing),
    )
    if has_transcript(outcome):
        secrets = exchange.prepared.secrets
        frames = (without_secrets(frame, secrets) for frame in transcript_of(outcome))
        members["frames"] = [frame_members(frame) for frame in frames]
    examination = exchange.examination
    # A saved request without tests and captures has no such members.
    if examination is not None and (examination.all_findings or examination.captured):
        members["tests"] = [msgspec.to_builtins(one) for one in examination.all_findings]
        members["captured"] = [msgspec.to_builtins(one) for one in examination.captured]
    return members


def verdict_members(verdict: Verdict) -> VerdictMembers:
    """Return the members of a verdict in JSON; scripts depend on them."""
    return {
        "kind": str(verdict.kind),
        "table": verdict.table,
        "code": verdict.code,
        "name": verdict.name,
        "severity": str(verdict.severity),
        "headline": verdict.headline,
        "message": verdict.message,
        "fixes": [
            {"text": fix.text, "action": str(fix.action) if fix.action else None}
            for fix in verdict.fixes
        ],
        "field_errors": {name: list(texts) for name, texts in verdict.field_errors.items()},
        # One list for both, as the interface has no member for texts that name no parameter.
        "notes": [*verdict.other_errors, *verdict.notes],
        "dialect": verdict.dialect or None,
        "sub_code": verdict.sub_code,
        "named_errors": named_errors(verdict.named_errors),
        "items": [
            {"ok": item.is_ok, "code": item.code, "message": item.message, "label": item.label}
            for item in verdict.items
        ],
        "request_id": verdict.request_id or None,
        "docs": verdict.docs or None,
        "retry_after_s": number(verdict.retry_after_s),
        "looks_like": list(verdict.looks_like),
    }


def named_errors(errors: tuple[DialectFieldError, ...]) -> list[NamedErrorMembers]:
    """Return what a service said about single values, in JSON."""
    return [{"name": error.name, "text": error.text} for error in errors]


def number(value: float | None) -> float | None:
    """Return a number as JSON usually has it: a whole one without a point."""
    return int(value) if value is not None and value.is_integer() else value


def _request(prepared: PreparedRequest) -> SentMembers:
    prepared = redact_prepared(prepared)
    return {
        "method": prepared.method,
        "url": prepared.url,
        "headers": _pairs(prepared.headers),
        "body": "".join(_body_texts(prepared)),
    }


def _body_texts(prepared: PreparedRequest) -> Iterator[str]:
    for part in prepared.body:
        if isinstance(part, bytes):
            yield part.decode("utf-8", "backslashreplace")
        else:
            # Files may have any length, and are named rather than copied.
            yield tr("‹content of {path}›").format(path=part.path)


def _response(response: Response) -> ResponseMembers:
    return {
        "status": response.status,
        "http_version": response.http_version,
        "headers": _pairs(response.headers),
        "size_bytes": response.body.size_bytes,
        # As received, so it is not redacted. JSON holds text; ``--show body`` writes the bytes.
        "body": "" if has_transcript(response) else text_of_body(response, body_bytes(response)),
        "trailers": _pairs(response.trailers),
    }


def frame_members(frame: Frame) -> dict[str, Any]:
    """Return the members of a frame in JSON; scripts depend on them."""
    return {
        "at": frame.at.isoformat(),
        "direction": frame.direction.value,
        "kind": frame.kind.value,
        "size_bytes": frame.size_bytes,
        **content_members(frame),
    }


def _pairs(headers: tuple[Header, ...]) -> list[list[str]]:
    return [[header.name, header.value] for header in headers]


def _timing(timing: Timing) -> TimingMembers:
    def rounded(ms: float | None) -> float | None:
        # Microseconds are the finest that means anything.
        return None if ms is None else round(ms, 3)

    return {
        "connect_ms": rounded(timing.connect_ms),
        "tls_ms": rounded(timing.tls_ms),
        "first_byte_ms": rounded(timing.first_byte_ms),
        "body_ms": rounded(timing.body_ms),
        "total_ms": rounded(timing.total_ms),
    }
