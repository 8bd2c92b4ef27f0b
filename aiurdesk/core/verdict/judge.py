"""The one judge: from what a body or a message says to the verdict that everything shows."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.request.request import GraphqlBody, Request
from aiurdesk.core.response.response import Failure, Outcome, Response
from aiurdesk.core.translation import joined_sentences, tr
from aiurdesk.core.verdict.body_kind import MOST_BYTES
from aiurdesk.core.verdict.challenges import challenge_of
from aiurdesk.core.verdict.code_verdict import (
    FIRST_FAILING,
    errors_of,
    fixes_of,
    notes_of,
    says_nothing,
    verdict_on_code,
    with_facts,
)
from aiurdesk.core.verdict.dialect import (
    GRAPHQL,
    Dialect,
    DialectReading,
    ReadOutcome,
    Reason,
)
from aiurdesk.core.verdict.envelope import NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.core.verdict.envelope_reading import read_by_table, with_table
from aiurdesk.core.verdict.failures import judge_failure
from aiurdesk.core.verdict.fixes import credential_fixes, fitting_fixes
from aiurdesk.core.verdict.not_an_envelope import judge_without_envelope
from aiurdesk.core.verdict.reading import ContentKind, Reading
from aiurdesk.core.verdict.shapes.said import Sign
from aiurdesk.core.verdict.socket_source import hands_out_socket
from aiurdesk.core.verdict.status_verdict import (
    headline_of_sign,
    is_sign_ignored,
    judge_by_status,
    with_said,
)
from aiurdesk.core.verdict.statuses import explain_status
from aiurdesk.core.verdict.verdict import SHOW_TEXT, Severity, Verdict, VerdictKind

_GREEN = (ReadOutcome.SUCCESS, ReadOutcome.NOTICE)
_MESSAGE_STATUS = 200
"""A message has no HTTP status; this one leaves it to the message."""


def judge(
    outcome: Outcome,
    reading: Reading,
    request: Request,
    dialects: Mapping[str, Dialect],
    siblings: Sequence[Endpoint] = (),
) -> Verdict:
    """Return the verdict on an outcome. Its body is not looked at: the reading has all of it.

    Args:
        outcome: What came of the request.
        reading: What the body says; of a failure, an empty one.
        request: The one that was sent.
        dialects: By name; the one that the reading chose is among them, or the status judges.
        siblings: Endpoints of the same service, one of which may list what exists.
    """
    if isinstance(outcome, Failure):
        verdict = judge_failure(outcome, is_socket=request.endpoint.is_websocket)
        return replace(
            verdict, fixes=fitting_fixes(verdict.fixes, request, outcome, ContentKind.NONE)
        )
    verdict = _judged(outcome, reading, request, dialects, siblings)
    verdict = replace(verdict, looks_like=reading.choice.looks_like)
    return _finished(verdict, request, outcome, reading, siblings)


def judge_message(
    reading: Reading, request: Request, dialects: Mapping[str, Dialect]
) -> Verdict | None:
    """Return the verdict on a message of a socket or stream; None where it says nothing of that.

    Most messages are events, which neither worked nor failed: only a code or a plain sign tells.

    Args:
        reading: What the message says.
        request: The one that opened the socket or stream.
        dialects: As for ``judge``.
    """
    dialect = dialects.get(reading.choice.dialect or "")
    if dialect is not None:
        read = _read_by(dialect, reading, _MESSAGE_STATUS)
        is_result = isinstance(request.body, GraphqlBody)
        if isinstance(read, DialectReading):
            has_failed = is_result and read.outcome is not ReadOutcome.SUCCESS
            if read.code is not None or has_failed:
                verdict = verdict_on_code(read, dialect, None, request)
                return with_facts(verdict, read, dialect, errors_of(read, dialect, request))
    if reading.said.sign is not Sign.STRONG or is_sign_ignored(reading):
        return None
    verdict = Verdict(VerdictKind.BARE_STATUS, Severity.INPUT, "", is_envelope_expected=False)
    verdict = with_said(verdict, reading.said, request)
    start = tr("The message says that it failed")
    return replace(verdict, headline=headline_of_sign(start, verdict.message), fixes=())


def _judged(
    response: Response,
    reading: Reading,
    request: Request,
    dialects: Mapping[str, Dialect],
    siblings: Sequence[Endpoint],
) -> Verdict:
    """Return the verdict of the first that says something: dialect, GraphQL, status."""
    choice = reading.choice
    dialect = dialects.get(choice.dialect or "")
    speaks = dialect
    read = None if dialect is None else _read_by(dialect, reading, response.status)
    if isinstance(read, NotAnEnvelope) and _is_too_long(read, response):
        read = None
    if isinstance(read, NotAnEnvelope):
        verdict = judge_without_envelope(read, response, request, dialect)
        is_refused = response.status >= FIRST_FAILING
        return with_said(verdict, reading.said, request) if is_refused else verdict
    if reading.graphql is not None and GRAPHQL in dialects and _is_silent(read):
        speaks = dialects[GRAPHQL]
        read = with_table(reading.graphql, speaks, response.status, is_own=False)
    if speaks is None or read is None or says_nothing(read):
        verdict = _by_status(reading, response, request)
        if dialect is None or read is None:
            return verdict
        return _with_silent(verdict, read, dialect, request)
    verdict = _by_code(read, speaks, response, request, siblings)
    if verdict.severity not in (Severity.SUCCESS, Severity.NOTICE) and not speaks.reads_envelopes:
        verdict = with_said(_challenged(verdict, read, response, request), reading.said, request)
    if speaks.reads_envelopes and not choice.is_own:
        note = tr("{why}, so table {table} was used.").format(
            why=tr("The address belongs to no known service"), table=speaks.name
        )
        verdict = replace(verdict, notes=(*verdict.notes, note))
    return verdict


def _read_by(
    dialect: Dialect, reading: Reading, status: int
) -> DialectReading | NotAnEnvelope | None:
    """Return what a dialect found, with the row of its table."""
    is_own = reading.choice.is_own
    if not dialect.reads_envelopes:
        if reading.dialect is None:
            return None
        # What the shape alone chose may be of another service.
        is_guess = reading.choice.why is Reason.SHAPE
        read_there = replace(reading.dialect, has_other_codes=is_guess)
        return with_table(read_there, dialect, status, is_own=is_own)
    read = read_by_table(reading.envelope, dialect, is_matched=not is_own)
    if isinstance(read, NotAnEnvelope) or status < FIRST_FAILING or read.outcome not in _GREEN:
        return read
    # The file says so for this code, and is meant for this host.
    is_said = read.row is not None and read.row.status in (None, status)
    return read if is_said and is_own else replace(read, outcome=ReadOutcome.ERROR)


def _is_silent(read: DialectReading | None) -> bool:
    """Tell whether a dialect leaves it to GraphQL: it says nothing, or a success without a code."""
    if read is None or says_nothing(read):
        return True
    return read.outcome is ReadOutcome.SUCCESS and not read.has_code


def _is_too_long(read: NotAnEnvelope, response: Response) -> bool:
    """Tell whether a body was not read because of its length, as a note says."""
    is_unread = read.reason is NotAnEnvelopeReason.UNREAD
    return is_unread and response.body.size_bytes > MOST_BYTES


def _by_status(reading: Reading, response: Response, request: Request) -> Verdict:
    parsed = reading.envelope
    # Nobody knows what is in it, not even that it did not fail.
    if (
        isinstance(parsed, NotAnEnvelope)
        and parsed.reason is NotAnEnvelopeReason.UNREAD
        and not _is_too_long(parsed, response)
    ):
        return judge_without_envelope(parsed, response, request, None)
    return judge_by_status(reading, response, request)


def _with_silent(
    verdict: Verdict, read: DialectReading, dialect: Dialect, request: Request
) -> Verdict:
    """Return the verdict of the status with what a dialect read beside, such as the message."""
    is_green = verdict.severity in (Severity.SUCCESS, Severity.NOTICE)
    errors = errors_of(read, dialect, request)
    completed = with_facts(verdict, read, dialect, errors)
    if not (errors.by_name or errors.others):
        completed = replace(
            completed,
            field_errors=verdict.field_errors,
            other_errors=verdict.other_errors,
            named_errors=verdict.named_errors,
        )
    return replace(
        completed,
        message=read.message or verdict.message,
        code=None if is_green else verdict.code,
        notes=(*verdict.notes, *map(str, read.mistakes)),
    )


def _by_code(
    read: DialectReading,
    dialect: Dialect,
    response: Response,
    request: Request,
    siblings: Sequence[Endpoint],
) -> Verdict:
    errors = errors_of(read, dialect, request)
    verdict = verdict_on_code(read, dialect, response, request)
    fixes = fixes_of(verdict, read, errors, response, request, siblings)
    notes = tuple(notes_of(read, dialect, response, request))
    return replace(with_facts(verdict, read, dialect, errors), fixes=fixes, notes=notes)


def _challenged(
    verdict: Verdict, read: DialectReading, response: Response, request: Request
) -> Verdict:
    """Return a verdict with what to do about a 401, where no row of the dialect knows better."""
    if response.status != HTTPStatus.UNAUTHORIZED or read.row is not None:
        return verdict
    challenge = challenge_of(response)
    usual = explain_status(response, request).fixes
    fixes = tuple(dict.fromkeys((*challenge.fixes, *usual, *verdict.fixes)))
    return replace(
        verdict,
        meaning=joined_sentences((verdict.meaning, challenge.meaning)),
        fixes=tuple(sorted(fixes, key=lambda fix: fix.action is not None)),
    )


def _finished(
    verdict: Verdict,
    request: Request,
    response: Response,
    reading: Reading,
    siblings: Sequence[Endpoint],
) -> Verdict:
    """Return a verdict with the fixes that are possible for its request, and with all notes.

    Last, because a fix may need the request, its response and the rest of the verdict.
    """
    if response.is_handshake and 200 <= response.status < 300:
        verdict = _not_a_socket(verdict, response)
    fixes, notes = verdict.fixes, verdict.notes
    if request.endpoint.is_websocket and not response.is_handshake:
        sent = tr("This endpoint is a WebSocket, but the request was sent as ordinary HTTP.")
        notes = (*notes, sent)
    if verdict.severity is Severity.CREDENTIAL:
        fixes = credential_fixes(fixes, request, siblings)
    elif verdict.severity is Severity.SUCCESS and hands_out_socket(request.endpoint, siblings):
        fixes = (*fixes, Fix(tr("Open this socket"), FixAction.OPEN_SOCKET))
    fixes = fitting_fixes(fixes, request, response, reading.content)
    return replace(verdict, fixes=fixes, notes=notes)


def _not_a_socket(verdict: Verdict, response: Response) -> Verdict:
    """Return that a socket is not open, where an ordinary response would be a success."""
    if verdict.severity not in (Severity.SUCCESS, Severity.NOTICE):
        return verdict
    return replace(
        verdict,
        severity=Severity.INPUT,
        headline=tr("No WebSocket here: {headline}").format(headline=verdict.headline),
        meaning=tr(
            "The server responded to the handshake with HTTP {status} instead of 101, so the "
            "socket is not open. The address leads to an ordinary endpoint or web page, or "
            "something in front of the service responded, such as a proxy or a sign-in page."
        ).format(status=response.status),
        fixes=(
            Fix(tr("Check the address.")),
            Fix(tr("Go to the address"), FixAction.EDIT_ADDRESS),
            SHOW_TEXT,
        ),
    )
