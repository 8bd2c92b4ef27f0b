"""The verdict on a response that its HTTP status judges, because no dialect does.

The body is read for what it says. Where a success carries a plain sign of failure, that is told.
"""

from http import HTTPStatus

from msgspec.structs import replace

from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import joined_sentences, tr, truncate
from aiurdesk.core.verdict.body_kind import body_kind
from aiurdesk.core.verdict.challenges import Challenge, challenge_of
from aiurdesk.core.verdict.dialect import Reason
from aiurdesk.core.verdict.envelope import NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.core.verdict.failures import transport_notes
from aiurdesk.core.verdict.field_errors import place_field_errors
from aiurdesk.core.verdict.fixes import buttons_to, named_parameters
from aiurdesk.core.verdict.reading import Reading
from aiurdesk.core.verdict.shapes.said import Said, Sign
from aiurdesk.core.verdict.statuses import explain_status, leads_to_sign_in, status_line
from aiurdesk.core.verdict.verdict import (
    SHOW_TEXT,
    DialectFieldError,
    Severity,
    Verdict,
    VerdictKind,
)

_BROKEN_JSON = {
    NotAnEnvelopeReason.NOT_JSON: tr("is not valid JSON"),
    NotAnEnvelopeReason.TRUNCATED: tr("breaks off"),
    NotAnEnvelopeReason.TWO_VALUES: tr("holds more than one JSON value"),
    NotAnEnvelopeReason.INVALID_UTF8: tr("is not UTF-8"),
}
NO_FAILURE_HERE = Fix(tr("That is no failure here"), FixAction.JUDGE_BY_STATUS)
_FIXES_OF_A_SIGN = (
    Fix(tr("Teach what this means"), FixAction.TEACH_DIALECT),
    NO_FAILURE_HERE,
    SHOW_TEXT,
)
_LONGEST_QUOTE = 120
"""Characters of the message in the headline of a response that says that it failed."""


def judge_by_status(reading: Reading, response: Response, request: Request) -> Verdict:
    """Return the verdict on a response that is judged by its HTTP status."""
    if 200 <= response.status < 300:
        return _success(reading, response, request)
    explanation = explain_status(response, request)
    is_challenge = response.status == HTTPStatus.UNAUTHORIZED
    challenge = challenge_of(response) if is_challenge else Challenge()
    kind = f" · {body_kind(reading.content, response)}" if response.body.size_bytes else ""
    text = (SHOW_TEXT,) if reading.content.is_text else ()
    fixes = (*challenge.fixes, *explanation.fixes, *text)
    verdict = Verdict(
        kind=VerdictKind.BARE_STATUS,
        severity=explanation.severity,
        headline=f"{response.status} {explanation.headline}{kind}",
        meaning=joined_sentences((explanation.meaning, challenge.meaning)),
        # Sentences come before buttons, as everywhere in a verdict.
        fixes=tuple(sorted(fixes, key=lambda fix: fix.action is not None)),
        notes=_notes(reading, response),
        is_envelope_expected=False,
    )
    return with_said(verdict, reading.said, request)


def with_said(verdict: Verdict, said: Said, request: Request) -> Verdict:
    """Return a verdict completed by the code, the message and the field errors of the body."""
    if verdict.code is None and said.code is not None:
        verdict = replace(verdict, code=said.code)
    fields = said.field_errors
    message = verdict.message or said.message or (fields[0].text if fields else "")
    verdict = replace(verdict, message=message)
    if not fields or verdict.field_errors:
        return verdict
    errors = place_field_errors(fields, named_parameters(request))
    buttons = tuple(fix for fix in buttons_to(errors, request) if fix not in verdict.fixes)
    # "A value has the wrong form", "Check the values": which ones is known.
    is_told = bool(buttons) and verdict.severity is Severity.INPUT
    words = () if is_told else tuple(fix for fix in verdict.fixes if fix.action is None)
    return replace(
        verdict,
        meaning="" if is_told else verdict.meaning,
        field_errors=errors.by_name,
        named_errors=tuple(
            DialectFieldError(field.path, field.text, field.location) for field in fields
        ),
        # First the way to what is wrong.
        fixes=(*words, *buttons, *(fix for fix in verdict.fixes if fix.action is not None)),
    )


def is_sign_ignored(reading: Reading) -> bool:
    """Tell whether the person chose that the status alone judges."""
    return reading.choice.why is Reason.GIVEN and reading.choice.dialect is None


def headline_of_sign(start: str, message: str) -> str:
    """Return the headline for a body that reports a failure, with its message if it has one.

    Args:
        start: What is said before the message.
        message: As sent.
    """
    quote = truncate(" ".join(message.split()), _LONGEST_QUOTE)
    return f"{start}: {quote}" if quote else start


def failed_by_sign(verdict: Verdict, response: Response) -> Verdict:
    """Return the verdict on a success whose body, or a message of whose stream, says otherwise.

    Args:
        verdict: By the status, with what the body says.
        response: The success.
    """
    start = tr("{status_line}, but the body says that it failed").format(
        status_line=status_line(response)
    )
    headline = headline_of_sign(start, verdict.message)
    return replace(verdict, severity=Severity.INPUT, headline=headline)


def _success(reading: Reading, response: Response, request: Request) -> Verdict:
    said, notes = reading.said, _notes(reading, response)
    sign = Sign.NONE if is_sign_ignored(reading) else said.sign
    verdict = Verdict(
        kind=VerdictKind.BARE_STATUS,
        severity=Severity.SUCCESS,
        headline=f"{status_line(response)} · {body_kind(reading.content, response)}",
        notes=notes,
        is_envelope_expected=False,
    )
    if sign is Sign.WEAK:
        note = tr("Something in the body may say that it failed; the HTTP status says success.")
        return replace(verdict, notes=(*notes, note))
    if sign is not Sign.STRONG:
        return verdict
    verdict = failed_by_sign(with_said(verdict, said, request), response)
    return replace(verdict, fixes=(*verdict.fixes, *_FIXES_OF_A_SIGN))


def _notes(reading: Reading, response: Response) -> tuple[str, ...]:
    notes = [*transport_notes(response)]
    if 200 <= response.status < 300 and leads_to_sign_in(response):
        notes.append(
            tr("The redirect led to a sign-in page. Sign in, then send the request again.")
        )
    parsed = reading.envelope
    # Also application/problem+json and other media types that are JSON. RFC 6839 section 3.1.
    says_json = "json" in (response.header("Content-Type") or "").casefold()
    if says_json and isinstance(parsed, NotAnEnvelope) and parsed.reason in _BROKEN_JSON:
        detail = f" ({parsed.detail})" if parsed.detail else ""
        notes.append(
            tr("Content-Type says JSON, but the body {value}{detail}.").format(
                value=_BROKEN_JSON[parsed.reason], detail=detail
            )
        )
    return tuple(notes)
