"""From what a dialect read in a response to the verdict that everything shows."""

import math
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.custom_url import judge_by_status
from aiurdesk.core.verdict.dialect import CodeRow, Dialect, DialectReading, ReadOutcome
from aiurdesk.core.verdict.envelope import NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.core.verdict.failures import transport_notes
from aiurdesk.core.verdict.field_errors import FieldErrors, land_field_errors
from aiurdesk.core.verdict.judge import FIXES_OF_UNEXPECTED_CODE, finished
from aiurdesk.core.verdict.retry_after import resend_after
from aiurdesk.core.verdict.row_fixes import fixes_of_row, named_parameters
from aiurdesk.core.verdict.statuses import explain_status, status_line
from aiurdesk.core.verdict.verdict import (
    SHOW_TEXT,
    Fix,
    FixAction,
    Severity,
    Verdict,
    VerdictKind,
)
from aiurdesk.core.wording import format_code

_WAITS = frozenset({FixAction.RESEND_LATER, FixAction.WAIT_AND_RESEND})
_FIRST_FAILING = 400
_GREEN = (Severity.SUCCESS, Severity.NOTICE)


def judge_reading(
    reading: DialectReading,
    dialect: Dialect,
    response: Response,
    request: Request,
    instead: NotAnEnvelope | None = None,
    siblings: Sequence[Endpoint] = (),
) -> Verdict:
    """Return the verdict on a response that a dialect has read.

    Args:
        reading: What it read.
        dialect: The one that read it.
        response: Its body is not looked at any more.
        request: Has the parameters that field errors may be about.
        instead: What is in the body instead of JSON, if that is known.
        siblings: Endpoints of the same service.
    """
    errors = land_field_errors(reading.field_errors, named_parameters(request))
    if _says_nothing(reading):
        nothing = instead or NotAnEnvelope(NotAnEnvelopeReason.NO_CODE, message=reading.message)
        verdict = judge_by_status(nothing, response, request)
        verdict = replace(verdict, message=reading.message or verdict.message)
    else:
        verdict = _judged(reading, dialect, response, request)
        verdict = replace(
            verdict,
            fixes=_fixes(verdict, reading, errors, request, siblings),
            notes=transport_notes(response),
        )
    verdict = replace(
        with_facts(verdict, reading, dialect, errors),
        notes=(*verdict.notes, *_notes(reading)),
        is_envelope_expected=False,
    )
    return finished(verdict, request, response, instead, siblings)


def with_facts(
    verdict: Verdict, reading: DialectReading, dialect: Dialect, errors: FieldErrors
) -> Verdict:
    """Return a verdict with what a dialect read beside the code and the message."""
    return replace(
        verdict,
        dialect=dialect.name,
        title=dialect.title,
        sub_code=reading.sub_code,
        field_errors=errors.by_parameter,
        other_errors=errors.others,
        named_errors=reading.field_errors,
        items=reading.items,
        request_id=reading.request_id,
        docs=reading.docs,
        retry_after_s=reading.retry_after_s,
        paths=reading.paths,
    )


def _says_nothing(reading: DialectReading) -> bool:
    """Tell whether nothing but the status says how it went."""
    is_said = reading.has_code or reading.row is not None or bool(reading.items)
    return not is_said and not reading.paths.keys() & {"ok", "partial"}


def _judged(
    reading: DialectReading, dialect: Dialect, response: Response, request: Request
) -> Verdict:
    """Return the verdict without its fixes and notes."""
    row = reading.row or CodeRow()
    severity = _severity(reading, dialect, response, request)
    is_unexpected = severity is Severity.UNEXPECTED and reading.row is None
    return Verdict(
        kind=VerdictKind.UNEXPECTED_CODE if is_unexpected else VerdictKind.ENVELOPE,
        severity=severity,
        headline=_headline(reading, dialect, response, request),
        table=None if reading.code is None else dialect.name,
        code=reading.code,
        name=row.name,
        message=reading.message,
        meaning=_meaning(reading, dialect, response, request),
    )


def _severity(
    reading: DialectReading, dialect: Dialect, response: Response, request: Request
) -> Severity:
    row, outcome = reading.row, reading.outcome
    if outcome is ReadOutcome.SUCCESS:
        return Severity.SUCCESS
    if outcome in (ReadOutcome.PARTIAL, ReadOutcome.NOTICE):
        return Severity.NOTICE
    if row is not None and row.severity is not None and row.severity not in _GREEN:
        return row.severity
    # No table of the service may turn a failure of the server into something else.
    if _is_unexpected(reading, dialect):
        return Severity.UNEXPECTED
    is_failing = response.status >= _FIRST_FAILING
    return explain_status(response, request).severity if is_failing else Severity.INPUT


def _is_unexpected(reading: DialectReading, dialect: Dialect) -> bool:
    """Tell whether the table has no row for the code; a dialect without a table expects all."""
    return reading.has_code and reading.row is None and dialect.expects_all_codes


def _headline(
    reading: DialectReading, dialect: Dialect, response: Response, request: Request
) -> str:
    row, outcome = reading.row, reading.outcome
    # A row that says success is not about a response of which the rest says something else.
    is_worse = outcome in (ReadOutcome.ERROR, ReadOutcome.PARTIAL)
    is_overruled = row is not None and row.severity in _GREEN and is_worse
    headline = row.headline if row is not None and not is_overruled else ""
    if outcome is ReadOutcome.PARTIAL:
        return _partly_done(reading, headline)
    if headline:
        return headline
    if outcome is not ReadOutcome.ERROR:
        return status_line(response)
    if _is_unexpected(reading, dialect):
        return tr("Unexpected code")
    # The same words do not stand there twice.
    if reading.headline and reading.headline != reading.message:
        return reading.headline
    if response.status >= _FIRST_FAILING:
        return f"{response.status} {explain_status(response, request).headline}"
    if row is not None and reading.code is not None:
        return format_code(reading.code)
    return tr("{status_line}, but {title} says that it failed").format(
        status_line=status_line(response), title=dialect.title
    )


def _partly_done(reading: DialectReading, headline: str) -> str:
    bad = sum(not item.is_ok for item in reading.items)
    if reading.items:
        return tr("Partly done: {bad:,} of {items_count:,} failed").format(
            bad=bad, items_count=len(reading.items)
        )
    return (
        tr("Partly done: {headline}").format(headline=headline) if headline else tr("Partly done")
    )


def _meaning(
    reading: DialectReading, dialect: Dialect, response: Response, request: Request
) -> str:
    if reading.row is not None:
        return reading.row.meaning
    if reading.outcome is not ReadOutcome.ERROR:
        return ""
    if reading.code is not None and _is_unexpected(reading, dialect):
        kind = "text" if isinstance(reading.code, str) else "number"
        code = format_code(reading.code)
        return tr(
            "The {kind} {code} is not in the table of {title}, which is used for this response."
        ).format(kind=kind, code=code, title=dialect.title)
    if response.status >= _FIRST_FAILING:
        return explain_status(response, request).meaning
    return ""


def _fixes(
    verdict: Verdict,
    reading: DialectReading,
    errors: FieldErrors,
    request: Request,
    siblings: Sequence[Endpoint],
) -> tuple[Fix, ...]:
    if reading.outcome is ReadOutcome.SUCCESS:
        return ()
    wait_s = None if reading.retry_after_s is None else math.ceil(reading.retry_after_s)
    fixes: tuple[Fix, ...] = ()
    if reading.row is not None:
        said = (reading.message,)
        fixes = tuple(fixes_of_row(reading.row, errors, said, wait_s, request, siblings))
    elif verdict.severity is Severity.UNEXPECTED:
        fixes = FIXES_OF_UNEXPECTED_CODE
    else:
        buttons = (
            Fix(tr("Go to {n}").format(n=n), FixAction.FOCUS_PARAMETER, n)
            for n in errors.by_parameter
        )
        fixes = (*buttons, SHOW_TEXT)
    if wait_s is None or reading.outcome is not ReadOutcome.ERROR:
        return fixes
    # The server knows better than the table how long to wait.
    others = (fix for fix in fixes if fix.action not in _WAITS)
    return (*others, *resend_after(wait_s))


def _notes(reading: DialectReading) -> Iterator[str]:
    if reading.warning:
        yield tr("Warning: {warning}").format(warning=reading.warning)
    if reading.items_left_out:
        yield (
            tr(
                "{items_left_out:,} more entries were not read one by one; they are in "
                "the body of the response."
            ).format(items_left_out=reading.items_left_out)
        )
    yield from reading.mistakes
