"""The verdict on a response from a host that belongs to no known service.

No envelope was promised there, so a response without one is judged by its HTTP status alone.
"""

from http import HTTPStatus

from aiurdesk.core.api.endpoint import OWN_GENERATION
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.body_kind import body_kind, is_shown_as_text
from aiurdesk.core.verdict.challenges import Challenge, challenge_of
from aiurdesk.core.verdict.envelope import NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.core.verdict.failures import transport_notes
from aiurdesk.core.verdict.statuses import explain_status, leads_to_sign_in, status_line
from aiurdesk.core.verdict.verdict import SHOW_TEXT, Severity, Verdict, VerdictKind

_BROKEN_JSON = {
    NotAnEnvelopeReason.NOT_JSON: tr("is not valid JSON"),
    NotAnEnvelopeReason.TRUNCATED: tr("breaks off"),
    NotAnEnvelopeReason.TWO_VALUES: tr("holds more than one JSON value"),
    NotAnEnvelopeReason.INVALID_UTF8: tr("is not UTF-8"),
}


def is_envelope_expected(request: Request) -> bool:
    """Tell whether a service promised an envelope, or a dialect was chosen to read one."""
    endpoint = request.endpoint
    # A service that a person added is like any host, also where its description has bodies.
    is_promised = bool(endpoint.service_id) and endpoint.generation != OWN_GENERATION
    return is_promised or bool(request.dialect)


def judge_by_status(parsed: NotAnEnvelope, response: Response, request: Request) -> Verdict:
    """Return the verdict on a response that is judged by its HTTP status."""
    notes = (*transport_notes(response), *_notes(parsed, response))
    kind = body_kind(parsed, response)
    if 200 <= response.status < 300:
        return Verdict(
            kind=VerdictKind.BARE_STATUS,
            severity=Severity.SUCCESS,
            headline=f"{status_line(response)} · {kind}",
            notes=notes,
            is_envelope_expected=False,
        )
    explanation = explain_status(response, request)
    is_challenge = response.status == HTTPStatus.UNAUTHORIZED
    challenge = challenge_of(response) if is_challenge else Challenge()
    body = f" · {kind}" if response.body.size_bytes else ""
    text = (SHOW_TEXT,) if is_shown_as_text(parsed, response) else ()
    fixes = (*challenge.fixes, *explanation.fixes, *text)
    return Verdict(
        kind=VerdictKind.BARE_STATUS,
        severity=explanation.severity,
        headline=f"{response.status} {explanation.headline}{body}",
        message=parsed.message,
        meaning=" ".join(filter(None, (explanation.meaning, challenge.meaning))),
        # Sentences come before buttons, as everywhere in a verdict.
        fixes=tuple(sorted(fixes, key=lambda fix: fix.action is not None)),
        notes=notes,
        is_envelope_expected=False,
    )


def _notes(parsed: NotAnEnvelope, response: Response) -> tuple[str, ...]:
    notes = []
    if 200 <= response.status < 300 and leads_to_sign_in(response):
        notes.append(
            tr("The redirect led to a sign-in page. Sign in, then send the request again.")
        )
    # Also application/problem+json and other media types that are JSON. RFC 6839 section 3.1.
    says_json = "json" in (response.header("Content-Type") or "").casefold()
    if says_json and parsed.reason in _BROKEN_JSON:
        detail = f" ({parsed.detail})" if parsed.detail else ""
        notes.append(
            tr("Content-Type says JSON, but the body {value}{detail}.").format(
                value=_BROKEN_JSON[parsed.reason], detail=detail
            )
        )
    return tuple(notes)
