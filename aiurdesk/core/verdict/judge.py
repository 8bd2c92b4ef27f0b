"""From an outcome to the verdict: the result code first, by the service's own table."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import CodeCase, Endpoint, Service
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Failure, Outcome, Response
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.custom_url import is_envelope_expected, judge_by_status
from aiurdesk.core.verdict.dialect import Code, CodeRow, Dialect
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.core.verdict.explanations import explain
from aiurdesk.core.verdict.failures import judge_failure, transport_notes
from aiurdesk.core.verdict.field_errors import FieldErrors, sort_field_errors
from aiurdesk.core.verdict.fixes import credential_fixes, fitting_fixes
from aiurdesk.core.verdict.not_an_envelope import judge_without_envelope
from aiurdesk.core.verdict.retry_after import retry_after_s
from aiurdesk.core.verdict.row_fixes import fixes_of_row, named_parameters
from aiurdesk.core.verdict.socket_source import hands_out_socket
from aiurdesk.core.verdict.statuses import explain_status
from aiurdesk.core.verdict.verdict import (
    COPY_REPORT,
    SHOW_TEXT,
    Fix,
    FixAction,
    Severity,
    Verdict,
    VerdictKind,
)
from aiurdesk.core.wording import format_code

FIXES_OF_UNEXPECTED_CODE = (
    Fix(tr("The message of the service may say what it means.")), COPY_REPORT, SHOW_TEXT,
)  # fmt: skip


def choose_table(
    request: Request,
    service: Service | None,
    envelope: Envelope | NotAnEnvelope | None,
    dialects: Mapping[str, Dialect],
) -> Dialect:
    """Return the dialect chosen by hand, else the service's own, else what the body looks like.

    Args:
        service: None for an address that belongs to no known service.
        dialects: By name. Those that judge envelopes of unknown hosts are among them.
    """
    # Chosen by hand, then by the service: what a response looks like may mislead.
    named = dialects.get(request.dialect or (service.table if service else ""))
    if named is not None:
        return named
    # A faulty envelope may still hold a version, such as one without a message.
    read = envelope.envelope if isinstance(envelope, NotAnEnvelope) else envelope
    has_version = read is not None and read.protocol_version is not None
    return next(d for d in dialects.values() if d.match.has_version is has_version)


def verdict_on_code(row: CodeRow, table: Dialect, envelope: Envelope) -> Verdict:
    """Return what the table alone says of the result code in an envelope.

    Args:
        row: The row of the code.
        table: The one that it is in.
        envelope: The one with the code.
    """
    return Verdict(
        kind=VerdictKind.ENVELOPE,
        severity=row.severity or Severity.UNEXPECTED,
        headline=row.headline or format_code(envelope.code),
        table=table.name,
        dialect=table.name,
        title=table.title,
        code=envelope.code,
        name=row.name,
        message=envelope.message,
        meaning=row.meaning,
    )


def verdict_on_unexpected_code(table: Dialect, envelope: Envelope, meaning: str) -> Verdict:
    """Return the verdict on a result code that is not in its table."""
    row = CodeRow(headline=tr("Unexpected code"), meaning=meaning)
    return replace(verdict_on_code(row, table, envelope), kind=VerdictKind.UNEXPECTED_CODE)


def judge(
    outcome: Outcome,
    envelope: Envelope | NotAnEnvelope | None,
    request: Request,
    table: Dialect,
    siblings: Sequence[Endpoint] = (),
) -> Verdict:
    """Return the verdict that everything else shows.

    Args:
        envelope: None only where the outcome is a failure.
        table: Decides what a code means, and whether a code may be text.
        siblings: Endpoints of the same service, one of which may list what exists.
    """
    if isinstance(outcome, Failure):
        return judge_no_response(outcome, request)
    # The result code decides wherever there is one; the HTTP status only where there is none.
    is_expected = is_envelope_expected(request)
    parsed = _read_by(table, envelope or NotAnEnvelope(NotAnEnvelopeReason.EMPTY), is_expected)
    if isinstance(parsed, Envelope):
        verdict = _judge_code(parsed, outcome, request, table, siblings)
    elif not is_expected and parsed.reason is not NotAnEnvelopeReason.UNREAD:
        verdict = judge_by_status(parsed, outcome, request)
    else:
        verdict = judge_without_envelope(parsed, outcome, request, table)
    if not is_expected and verdict.table:
        why = tr("The address belongs to no known service")
        if request.endpoint.service_id:
            why = tr("The description of the service names no table")
        note = tr("{why}, so table {table} was used.").format(why=why, table=verdict.table)
        verdict = replace(verdict, notes=(*verdict.notes, note))
    return finished(
        verdict, request, outcome, parsed if isinstance(parsed, NotAnEnvelope) else None, siblings
    )


def judge_no_response(failure: Failure, request: Request) -> Verdict:
    """Return the verdict on a request that got no response; no dialect is asked."""
    verdict = judge_failure(failure, is_socket=request.endpoint.is_websocket)
    return replace(verdict, fixes=fitting_fixes(verdict.fixes, request, failure, None))


def judge_status(parsed: Envelope | NotAnEnvelope, response: Response, request: Request) -> Verdict:
    """Return the verdict on a response whose body is not to be read."""
    if isinstance(parsed, Envelope):
        parsed = NotAnEnvelope(NotAnEnvelopeReason.NO_CODE, message=parsed.message)
    return finished(judge_by_status(parsed, response, request), request, response, parsed, ())


def finished(
    verdict: Verdict,
    request: Request,
    response: Response,
    parsed: NotAnEnvelope | None,
    siblings: Sequence[Endpoint],
) -> Verdict:
    """Return a verdict with the fixes that are possible for its request, and with all notes.

    Last, because a fix may need the request, its response and the rest of the verdict.

    Args:
        parsed: What is in the body instead of an envelope; None where there is one.
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
    return replace(verdict, fixes=fitting_fixes(fixes, request, response, parsed), notes=notes)


def _read_by(
    table: Dialect, envelope: Envelope | NotAnEnvelope, is_expected: bool
) -> Envelope | NotAnEnvelope:
    """Return the envelope as a table reads it: only some tables have codes that are text."""
    if isinstance(envelope, NotAnEnvelope) and table.has_text_codes:
        envelope = envelope.with_text_code or envelope
    if isinstance(envelope, NotAnEnvelope) and not is_expected:
        # A host that promised nothing may put a byte order mark before its envelope.
        is_marked = envelope.reason is NotAnEnvelopeReason.BYTE_ORDER_MARK
        return envelope.envelope if is_marked and envelope.envelope else envelope
    return envelope


def _judge_code(
    envelope: Envelope,
    response: Response,
    request: Request,
    table: Dialect,
    siblings: Sequence[Endpoint],
) -> Verdict:
    row = table.codes.get(envelope.code)
    if row is None:
        return _unexpected(envelope, response, table)
    errors = _field_errors(envelope, row, request)
    cases = request.endpoint.cases_of(table.name)
    is_plain = request.endpoint.is_websocket and not response.is_handshake
    # Stargate answers −10 "Wrong protocol!", which no value of the form can change.
    if is_plain and row.names_values and not (errors.by_parameter or errors.others):
        fixes = explain("statuses", "websocket_only").fixes
    else:
        wait_s = retry_after_s(response)
        # "No site has that name", as documented for the endpoint, says which parameter is meant.
        documented = (case.when for case in cases if case.code == envelope.code)
        texts = (envelope.message, *documented)
        fixes = tuple(fixes_of_row(row, errors, texts, wait_s, request, siblings))
    verdict = verdict_on_code(row, table, envelope)
    if row.severity is None:
        verdict = replace(verdict, severity=explain_status(response, request).severity)
    return replace(
        verdict,
        fixes=fixes,
        field_errors=errors.by_parameter,
        other_errors=errors.others,
        notes=(
            *transport_notes(response),
            *_contract_notes(envelope.code, row, response, cases),
        ),
    )


def _unexpected(envelope: Envelope, response: Response, table: Dialect) -> Verdict:
    code = format_code(envelope.code)
    kind = "text" if isinstance(envelope.code, str) else "number"
    meaning = tr(
        "The {kind} {code} is not in table {name}, which is used for this response."
    ).format(kind=kind, code=code, name=table.name)
    # Items beside any other code may be data, such as a list of results, and no errors.
    is_negative = isinstance(envelope.code, int) and envelope.code < 0
    # First-party clients take every code from 0 up as a success. Reference of facts, section 3.
    if isinstance(envelope.code, int) and not is_negative:
        meaning += tr(" The clients of these services treat every number from 0 up as a success.")
    return replace(
        verdict_on_unexpected_code(table, envelope, meaning),
        fixes=FIXES_OF_UNEXPECTED_CODE,
        other_errors=envelope.items if is_negative else (),
        notes=transport_notes(response),
    )


def _field_errors(envelope: Envelope, row: CodeRow, request: Request) -> FieldErrors:
    """Sort the validation texts; a success may list texts that are not errors."""
    if row.severity is not Severity.INPUT:
        return FieldErrors()
    parameters = named_parameters(request)
    if envelope.items:
        return sort_field_errors(envelope.items, parameters)
    # Without items the message may say it; it is shown anyway, so nothing of it is left over.
    return replace(sort_field_errors((envelope.message,), parameters), others=())


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
                "HTTP {status_2}."
            ).format(status=response.status, label=label, extra=extra, status_2=row.status)
        )
    if cases and all(case.code != code for case in cases):
        yield tr("{label} is not among the codes that are documented for this endpoint.").format(
            label=label
        )


def _not_a_socket(verdict: Verdict, response: Response) -> Verdict:
    """Return that a socket is not open, where an ordinary response would be a success."""
    if verdict.severity not in (Severity.SUCCESS, Severity.NOTICE):
        return verdict
    return replace(
        verdict,
        severity=Severity.INPUT,
        headline=f"No WebSocket here: {verdict.headline}",
        meaning=f"The server responded to the handshake with HTTP {response.status} instead of "
        "101, so the socket is not open. The address leads to an ordinary endpoint or web page, "
        "or something in front of the service responded, such as a proxy or a sign-in page.",
        fixes=(
            Fix(tr("Check the address.")),
            Fix(tr("Go to the address"), FixAction.EDIT_ADDRESS),
            SHOW_TEXT,
        ),
    )
