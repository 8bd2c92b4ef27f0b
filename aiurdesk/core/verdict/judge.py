"""From an outcome to the verdict: the result code first, by the service's own table."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import (
    CodeCase,
    Endpoint,
    Location,
    Parameter,
    ParameterKind,
    Service,
)
from aiurdesk.core.request.request import FormBody, MultipartBody, Request
from aiurdesk.core.response.response import Failure, Outcome, Response
from aiurdesk.core.verdict.custom_url import is_envelope_expected, judge_by_status
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.core.verdict.failures import judge_failure, transport_notes
from aiurdesk.core.verdict.field_errors import FieldErrors, sort_field_errors
from aiurdesk.core.verdict.fixes import credential_fixes, fitting_fixes
from aiurdesk.core.verdict.not_an_envelope import judge_without_envelope
from aiurdesk.core.verdict.result_codes import ResultCode, ResultCodeTable
from aiurdesk.core.verdict.retry_after import resend_after, retry_after_s
from aiurdesk.core.verdict.socket_source import hands_out_socket
from aiurdesk.core.verdict.statuses import LISTEN
from aiurdesk.core.verdict.target import listing_endpoint, target_parameter
from aiurdesk.core.verdict.verdict import Fix, FixAction, Severity, Verdict, VerdictKind
from aiurdesk.core.wording import format_code

DEFAULT_TABLE = "2020"
TABLE_OF_ANSWERS_WITH_VERSION = "2023"
"""Only services since 2023-06-25 write ``protocolVersion``."""
_INVALID_INPUT = -10
_ABOUT_THE_TARGET = frozenset((FixAction.FOCUS_PARAMETER, FixAction.OPEN_ENDPOINT))
"""Fixes that lead to what the code is about, where they do not say it themselves."""


def choose_table(
    request: Request,
    service: Service | None,
    envelope: Envelope | NotAnEnvelope | None,
    tables: Mapping[str, ResultCodeTable],
) -> ResultCodeTable:
    """Return the table chosen by hand, else the service's own, else what the response looks like.

    Args:
        service: None for an address that belongs to no known service.
    """
    # Chosen by hand, then by the service: what a response looks like may mislead.
    wanted = request.table or (service.table if service else "")
    if wanted in tables:
        return tables[wanted]
    # A faulty envelope may still hold a version, such as one without a message.
    read = envelope.envelope if isinstance(envelope, NotAnEnvelope) else envelope
    has_version = read is not None and read.protocol_version is not None
    return tables[TABLE_OF_ANSWERS_WITH_VERSION if has_version else DEFAULT_TABLE]


def verdict_on_code(row: ResultCode, table: ResultCodeTable, envelope: Envelope) -> Verdict:
    """Return what the table alone says of the result code in an envelope.

    Args:
        row: That of the code.
        table: The one that it is in.
        envelope: The one with the code.
    """
    return Verdict(
        kind=VerdictKind.ENVELOPE,
        severity=row.severity,
        headline=row.headline,
        table=table.name,
        code=envelope.code,
        name=row.name,
        message=envelope.message,
        meaning=row.meaning,
    )


def verdict_on_unexpected_code(table: ResultCodeTable, envelope: Envelope, meaning: str) -> Verdict:
    """Return the verdict on a result code that is not in its table."""
    return Verdict(
        kind=VerdictKind.UNEXPECTED_CODE,
        severity=Severity.UNEXPECTED,
        headline="Unexpected code",
        table=table.name,
        code=envelope.code,
        message=envelope.message,
        meaning=meaning,
    )


def judge(
    outcome: Outcome,
    envelope: Envelope | NotAnEnvelope | None,
    request: Request,
    table: ResultCodeTable,
    siblings: Sequence[Endpoint] = (),
) -> Verdict:
    """Return the verdict that everything else shows.

    Args:
        envelope: None only where the outcome is a failure.
        table: Decides what a code means, and whether a code may be text.
        siblings: Endpoints of the same service, one of which may list what exists.
    """
    if isinstance(outcome, Failure):
        verdict = judge_failure(outcome, is_socket=request.endpoint.is_websocket)
        return replace(verdict, fixes=fitting_fixes(verdict.fixes, request, outcome, None))
    # The result code decides wherever there is one; the HTTP status only where there is none.
    is_expected = is_envelope_expected(request)
    found = _read_by(table, envelope or NotAnEnvelope(NotAnEnvelopeReason.EMPTY), is_expected)
    if isinstance(found, Envelope):
        verdict = _judge_code(found, outcome, request, table, siblings)
    elif not is_expected and found.reason is not NotAnEnvelopeReason.UNREAD:
        verdict = judge_by_status(found, outcome, request)
    else:
        verdict = judge_without_envelope(found, outcome, request, table)
    if outcome.is_handshake and 200 <= outcome.status < 300:
        verdict = _not_a_socket(verdict, outcome)
    fixes = verdict.fixes
    # Last, because a fix may need the request, its response and the rest of the verdict.
    if verdict.severity is Severity.CREDENTIAL:
        fixes = credential_fixes(fixes, request, siblings)
    elif verdict.severity is Severity.SUCCESS and hands_out_socket(request.endpoint, siblings):
        fixes = (*fixes, Fix("Open this socket", FixAction.OPEN_SOCKET))
    return replace(
        verdict,
        fixes=fitting_fixes(
            fixes, request, outcome, found if isinstance(found, NotAnEnvelope) else None
        ),
        notes=(*verdict.notes, *_notes_of_the_endpoint(request, outcome, verdict)),
    )


def _read_by(
    table: ResultCodeTable, envelope: Envelope | NotAnEnvelope, is_expected: bool
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
    table: ResultCodeTable,
    siblings: Sequence[Endpoint],
) -> Verdict:
    row = table.codes.get(envelope.code)
    if row is None:
        return _unexpected(envelope, response, table)
    errors = _field_errors(envelope, row, request)
    cases = request.endpoint.cases_of(table.name)
    target = None
    if any(fix.action in _ABOUT_THE_TARGET and not fix.target for fix in row.fixes):
        # "No site has that name", as documented for the endpoint, says which parameter is meant.
        documented = (case.when for case in cases if case.code == row.code)
        target = target_parameter(request, (envelope.message, *documented))
    return replace(
        verdict_on_code(row, table, envelope),
        fixes=tuple(_fixes(row, target, errors, response, request, siblings)),
        field_errors=errors.by_parameter,
        other_errors=errors.others,
        notes=(*transport_notes(response), *_contract_notes(row, response, cases)),
    )


def _unexpected(envelope: Envelope, response: Response, table: ResultCodeTable) -> Verdict:
    code = format_code(envelope.code)
    kind = "text" if isinstance(envelope.code, str) else "number"
    meaning = f"The {kind} {code} is not in table {table.name}, which is used for this response."
    # Items beside any other code may be data, such as a list of results, and no errors.
    is_negative = isinstance(envelope.code, int) and envelope.code < 0
    # First-party clients take every code from 0 up as a success. Reference of facts, section 3.
    if isinstance(envelope.code, int) and not is_negative:
        meaning += " The clients of these services treat every number from 0 up as a success."
    return replace(
        verdict_on_unexpected_code(table, envelope, meaning),
        fixes=(
            Fix("The message of the service may say what it means."),
            Fix("Copy report", FixAction.COPY_REPORT),
            Fix("Show the text", FixAction.SHOW_TEXT),
        ),
        other_errors=envelope.items if is_negative else (),
        notes=transport_notes(response),
    )


def _field_errors(envelope: Envelope, row: ResultCode, request: Request) -> FieldErrors:
    """Sort the validation texts; a success may list texts that are no errors."""
    if row.severity is not Severity.INPUT:
        return FieldErrors()
    parameters = (*request.endpoint.parameters, *_body_fields(request))
    if envelope.items:
        return sort_field_errors(envelope.items, parameters)
    # Without items the message may say it; it is shown anyway, so nothing of it is left over.
    return replace(sort_field_errors((envelope.message,), parameters), others=())


def _body_fields(request: Request) -> tuple[Parameter, ...]:
    """Return the fields of the request's own form as parameters that a server may name."""
    if not isinstance(request.body, FormBody | MultipartBody):
        return ()
    names = dict.fromkeys(row.name for row in request.body.rows if row.is_sent)
    return tuple(Parameter(name, ParameterKind.TEXT, Location.FORM) for name in names)


def _fixes(
    row: ResultCode,
    target: Parameter | None,
    errors: FieldErrors,
    response: Response,
    request: Request,
    siblings: Sequence[Endpoint],
) -> Iterator[Fix]:
    """Yield the fixes of a row with their targets filled in.

    A fix that needs a target and finds none is left out.
    """
    # Stargate answers −10 "Wrong protocol!", which no value of the form can change.
    if not response.is_handshake and _is_http_to_websocket(row, errors, request):
        yield LISTEN
        return
    for fix in row.fixes:
        if fix.action is FixAction.WAIT_AND_RESEND:
            yield from _waiting(fix, response)
        elif fix.target or fix.action not in _ABOUT_THE_TARGET:
            yield fix
        elif fix.action is FixAction.FOCUS_PARAMETER:
            yield from _going_to(fix, row, tuple(errors.by_parameter) or _named(target))
        elif target is not None:
            # Left out by ``fitting_fixes`` where no endpoint lists such targets.
            listing = listing_endpoint(target, request.endpoint, siblings)
            yield Fix(fix.text, fix.action, listing.id if listing else "")


def _waiting(fix: Fix, response: Response) -> tuple[Fix, ...]:
    """Return the fix with the wait that the server asks for, or else that of the table."""
    wait_s = retry_after_s(response)
    return (fix,) if wait_s is None else resend_after(wait_s)


def _named(target: Parameter | None) -> tuple[str, ...]:
    return (target.name,) if target else ()


def _going_to(fix: Fix, row: ResultCode, names: tuple[str, ...]) -> Iterator[Fix]:
    """Yield the fix once for each parameter; without any the form may help."""
    for name in names:
        yield Fix(fix.text.replace("{parameter}", name), fix.action, name)
    if not names and row.severity is Severity.INPUT:
        yield Fix("Go to the form", FixAction.FOCUS_FORM)


def _is_http_to_websocket(row: ResultCode, errors: FieldErrors, request: Request) -> bool:
    """Tell whether a WebSocket endpoint refused an ordinary request, and no value of it."""
    names_value = bool(errors.by_parameter or errors.others)
    return request.endpoint.is_websocket and row.code == _INVALID_INPUT and not names_value


def _contract_notes(
    row: ResultCode, response: Response, cases: tuple[CodeCase, ...]
) -> Iterator[str]:
    """Yield what differs from the table or from what is documented for the endpoint."""
    code = format_code(row.code)
    if row.status is not None and response.status != row.status:
        documented = {case.status for case in cases if case.code == row.code}
        is_known = response.status in documented
        known = ", as documented for this endpoint" if is_known else ""
        yield (
            f"HTTP {response.status} carries {code}{known}; the table of result codes says HTTP "
            f"{row.status}."
        )
    if cases and all(case.code != row.code for case in cases):
        yield f"{code} is not among the codes that are documented for this endpoint."


def _not_a_socket(verdict: Verdict, response: Response) -> Verdict:
    """Return that a socket is not open, where an ordinary response would be a success."""
    if verdict.severity not in (Severity.SUCCESS, Severity.NOTICE):
        return verdict
    return replace(
        verdict,
        severity=Severity.INPUT,
        headline=f"No WebSocket here: {verdict.headline}",
        meaning=f"The server responded to the handshake with HTTP {response.status} instead of "
        "101, so the socket is not open. The address is that of an ordinary endpoint or web page, "
        "or something in front of the service responded, such as a proxy or a sign-in page.",
        fixes=(
            Fix("Check the address."),
            Fix("Go to the address", FixAction.EDIT_ADDRESS),
            Fix("Show the text", FixAction.SHOW_TEXT),
        ),
    )


def _notes_of_the_endpoint(request: Request, response: Response, verdict: Verdict) -> Iterator[str]:
    if not is_envelope_expected(request) and verdict.table:
        yield f"The address belongs to no known service, so table {verdict.table} was used."
    if request.endpoint.is_websocket and not response.is_handshake:
        yield "This endpoint is a WebSocket, but the request was sent as ordinary HTTP."
