"""The verdict on what a service says itself: by its code, and whether it worked.

The same for the body of a response and for a message of a socket or stream.
"""

import math
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import CodeCase, Endpoint
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import format_code, tr
from aiurdesk.core.verdict.dialect import (
    GRAPHQL,
    Code,
    CodeRow,
    Dialect,
    DialectReading,
    ReadOutcome,
    row_for,
)
from aiurdesk.core.verdict.envelope import LONGEST_MESSAGE
from aiurdesk.core.verdict.envelope_reading import is_code_expected
from aiurdesk.core.verdict.failures import explain, transport_notes
from aiurdesk.core.verdict.field_errors import FieldErrors, land_field_errors, sort_field_errors
from aiurdesk.core.verdict.fixes import buttons_to, fixes_of_row, named_parameters
from aiurdesk.core.verdict.statuses import explain_status, resend_after, retry_after_s, status_line
from aiurdesk.core.verdict.verdict import COPY_REPORT, SHOW_TEXT, Severity, Verdict, VerdictKind

FIRST_FAILING = 400
"""The first HTTP status that says that a request failed."""
_FIXES_OF_UNEXPECTED_CODE = (
    Fix(tr("The message of the service may say what it means.")), COPY_REPORT, SHOW_TEXT,
)  # fmt: skip
_WAITS = frozenset({FixAction.RESEND_LATER, FixAction.WAIT_AND_RESEND})
_GREEN = (Severity.SUCCESS, Severity.NOTICE)
_WITHOUT_STATUS = {
    ReadOutcome.SUCCESS: tr("Completed"),
    ReadOutcome.PARTIAL: tr("Partly done"),
    ReadOutcome.NOTICE: tr("Notice"),
}
"""Of a message, which has no status."""


def says_nothing(read: DialectReading) -> bool:
    """Tell whether a dialect read nothing that says how it went, so that others speak."""
    is_said = read.has_code or read.row is not None or bool(read.items)
    return not is_said and not read.paths.keys() & {"ok", "partial"}


def verdict_on_code(
    read: DialectReading, dialect: Dialect, response: Response | None, request: Request
) -> Verdict:
    """Return what a table says of a code, or a service of its success, without fixes and notes.

    Args:
        read: What the service says, with the row of its table.
        dialect: The one that read it.
        response: None for a message of a socket or stream.
        request: The one that it is about.
    """
    severity = _severity(read, dialect, response, request)
    is_unexpected = severity is Severity.UNEXPECTED and read.row is None
    return Verdict(
        kind=VerdictKind.UNEXPECTED_CODE if is_unexpected else VerdictKind.ENVELOPE,
        severity=severity,
        headline=_headline(read, dialect, response, request),
        table=None if read.code is None else dialect.name,
        code=read.code,
        name=read.row.name if read.row else "",
        message=read.message,
        meaning=_meaning(read, dialect, response, request),
        is_envelope_expected=dialect.reads_envelopes,
    )


def with_facts(
    verdict: Verdict, read: DialectReading, dialect: Dialect, errors: FieldErrors
) -> Verdict:
    """Return a verdict with what a dialect read beside the code and the message."""
    return replace(
        verdict,
        dialect=dialect.name,
        title=dialect.title,
        sub_code=read.sub_code,
        field_errors=errors.by_name,
        other_errors=errors.others,
        named_errors=tuple(error for error in read.field_errors if error.name),
        items=read.items,
        request_id=read.request_id,
        docs=read.docs,
        retry_after_s=read.retry_after_s,
        paths=read.paths,
    )


def errors_of(read: DialectReading, dialect: Dialect, request: Request) -> FieldErrors:
    """Return the texts about single values, by the parameter or the place that they are about."""
    parameters = named_parameters(request)
    is_input = read.row is not None and read.row.severity is Severity.INPUT
    if dialect.reads_envelopes and not read.field_errors and is_input:
        # Without items the message may say it; it is shown anyway, so nothing of it is left over.
        return replace(sort_field_errors((read.message,), parameters), others=())
    errors = land_field_errors(read.field_errors, parameters)
    if dialect.name != GRAPHQL:
        return errors
    # Its paths lead into the response, and not to what was sent.
    others = [
        f"{name}: {text}"
        for name, texts in errors.by_name.items()
        if name not in errors.parameters
        for text in texts
    ]
    by_name = {name: errors.by_name[name] for name in errors.parameters}
    return FieldErrors(by_name, errors.parameters, (*others, *errors.others))


def fixes_of(
    verdict: Verdict,
    read: DialectReading,
    errors: FieldErrors,
    response: Response,
    request: Request,
    siblings: Sequence[Endpoint],
) -> tuple[Fix, ...]:
    """Return what to try, by the row of the code or else by what was read."""
    row = read.row
    wait_s = None if read.retry_after_s is None else math.ceil(read.retry_after_s)
    is_plain = request.endpoint.is_websocket and not response.is_handshake
    # Stargate answers −10 "Wrong protocol!", which no value of the form can change.
    if is_plain and row is not None and row.names_values and not (errors.by_name or errors.others):
        return explain("statuses", "websocket_only").fixes
    if row is not None:
        cases = request.endpoint.cases_of(verdict.table or "")
        # "No site has that name", as documented for the endpoint, says which parameter is meant.
        documented = (case.when for case in cases if case.code == read.code)
        said = (read.message, *documented)
        wait = retry_after_s(response) if wait_s is None else wait_s
        fixes = tuple(fixes_of_row(row, errors, said, wait, request, siblings))
    elif read.outcome is ReadOutcome.SUCCESS:
        return ()
    elif verdict.severity is Severity.UNEXPECTED:
        fixes = _FIXES_OF_UNEXPECTED_CODE
    else:
        fixes = (*buttons_to(errors, request), SHOW_TEXT)
    if wait_s is None or read.outcome is not ReadOutcome.ERROR:
        return fixes
    # The server knows better than the table how long to wait.
    others = (fix for fix in fixes if fix.action not in _WAITS)
    return (*others, *resend_after(wait_s))


def notes_of(
    read: DialectReading, dialect: Dialect, response: Response, request: Request
) -> Iterator[str]:
    """Yield the quiet lines about a response that a dialect read."""
    yield from transport_notes(response)
    if dialect.reads_envelopes and read.row is not None and read.code is not None:
        cases = request.endpoint.cases_of(dialect.name)
        yield from _contract_notes(read.code, read.row, response, cases)
    if read.warning:
        row = row_for(dialect, read.warning, "")
        # A row about a warning is a notice; the same code may be a failure elsewhere.
        meaning = row.meaning if row is not None and row.severity is Severity.NOTICE else ""
        yield " · ".join(
            filter(None, (tr("Warning: {warning}").format(warning=read.warning), meaning))
        )
    if len(read.message) > LONGEST_MESSAGE:
        yield tr("The message is longer than is shown; all of it is in the body of the response.")
    if read.items_left_out:
        yield (
            tr(
                "{items_left_out:,} more entries were not read one by one; they are in "
                "the body of the response."
            ).format(items_left_out=read.items_left_out)
        )
    yield from map(str, read.mistakes)


def _severity(
    read: DialectReading, dialect: Dialect, response: Response | None, request: Request
) -> Severity:
    row, outcome = read.row, read.outcome
    if outcome is ReadOutcome.SUCCESS:
        return Severity.SUCCESS
    if outcome in (ReadOutcome.PARTIAL, ReadOutcome.NOTICE):
        return Severity.NOTICE
    if row is not None and row.severity is not None and row.severity not in _GREEN:
        return row.severity
    # No table of the service may turn a failure of the server into something else.
    if _is_unexpected(read, dialect):
        return Severity.UNEXPECTED
    if response is not None and response.status >= FIRST_FAILING:
        return explain_status(response, request).severity
    return Severity.INPUT


def _is_unexpected(read: DialectReading, dialect: Dialect) -> bool:
    """Tell whether the table has no row for the code; a dialect without a table expects all."""
    is_expected = is_code_expected(read, dialect) or (dialect.reads_envelopes and read.has_code)
    return read.row is None and is_expected


def _headline(
    read: DialectReading, dialect: Dialect, response: Response | None, request: Request
) -> str:
    row, outcome = read.row, read.outcome
    headline = row.headline if row is not None and not _is_overruled(read) else ""
    if outcome is ReadOutcome.PARTIAL:
        return _partly_done(read, headline)
    if headline:
        return headline
    if outcome is not ReadOutcome.ERROR:
        return _WITHOUT_STATUS[outcome] if response is None else status_line(response)
    return _headline_of_failure(read, dialect, response, request)


def _headline_of_failure(
    read: DialectReading, dialect: Dialect, response: Response | None, request: Request
) -> str:
    """Return what is said of a failure that no row explains."""
    if _is_unexpected(read, dialect):
        return tr("Unexpected code")
    # The same words do not stand there twice.
    if read.headline and read.headline != read.message:
        return read.headline
    if response is not None and response.status >= FIRST_FAILING:
        return f"{response.status} {explain_status(response, request).headline}"
    if read.row is not None and read.code is not None:
        return format_code(read.code)
    if response is None:
        return tr("{title} says that it failed").format(title=dialect.title)
    return tr("{status_line}, but {title} says that it failed").format(
        status_line=status_line(response), title=dialect.title
    )


def _is_overruled(read: DialectReading) -> bool:
    """Tell whether a row that says success is not about a response that failed otherwise."""
    is_worse = read.outcome in (ReadOutcome.ERROR, ReadOutcome.PARTIAL)
    return read.row is not None and read.row.severity in _GREEN and is_worse


def _partly_done(read: DialectReading, headline: str) -> str:
    bad = sum(not item.is_ok for item in read.items) + read.failed_beside
    if read.items:
        return tr("Partly done: {bad:,} of {items_count:,} failed").format(
            bad=bad, items_count=len(read.items) + read.worked_beside + read.failed_beside
        )
    return (
        tr("Partly done: {headline}").format(headline=headline) if headline else tr("Partly done")
    )


def _meaning(
    read: DialectReading, dialect: Dialect, response: Response | None, request: Request
) -> str:
    if read.row is not None and not _is_overruled(read):
        return read.row.meaning
    if read.outcome is not ReadOutcome.ERROR:
        return ""
    if read.code is not None and _is_unexpected(read, dialect):
        return _meaning_of_unexpected(read.code, dialect)
    if response is not None and response.status >= FIRST_FAILING:
        return explain_status(response, request).meaning
    return ""


def _meaning_of_unexpected(code: Code, dialect: Dialect) -> str:
    text = (
        tr("The text {code} is not in the table of {title}, which is used here.")
        if isinstance(code, str)
        else tr("The number {code} is not in the table of {title}, which is used here.")
    )
    meaning = text.format(code=format_code(code), title=dialect.title or dialect.name)
    # First-party clients take every code from 0 up as a success. Reference of facts, section 3.
    if dialect.reads_envelopes and isinstance(code, int) and code >= 0:
        meaning += tr(" The clients of these services treat every number from 0 up as a success.")
    return meaning


def _contract_notes(
    code: Code, row: CodeRow, response: Response, cases: tuple[CodeCase, ...]
) -> Iterator[str]:
    """Yield what differs from the table or from what is documented for the endpoint."""
    label = format_code(code)
    if row.status is not None and response.status != row.status:
        documented = {case.status for case in cases if case.code == code}
        is_known = response.status in documented
        extra = tr(", as documented for this endpoint") if is_known else ""
        yield (
            tr(
                "HTTP {status} carries {label}{extra}; the table of result codes says "
                "HTTP {status_of_table}."
            ).format(status=response.status, label=label, extra=extra, status_of_table=row.status)
        )
    if cases and all(case.code != code for case in cases):
        yield tr("{label} is not among the codes that are documented for this endpoint.").format(
            label=label
        )
