"""Reading of the strict envelopes of the Aiursoft protocol, in the form of a dialect's."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from aiurdesk.core.verdict.dialect import (
    CodeRow,
    Dialect,
    DialectFieldError,
    DialectReading,
    ReadOutcome,
    row_for,
)
from aiurdesk.core.verdict.envelope import (
    PROTOCOL,
    Envelope,
    EnvelopeNames,
    NotAnEnvelope,
    NotAnEnvelopeReason,
)
from aiurdesk.core.verdict.verdict import Severity

_OUTCOMES = {Severity.SUCCESS: ReadOutcome.SUCCESS, Severity.NOTICE: ReadOutcome.NOTICE}


def read_by_table(
    parsed: Envelope | NotAnEnvelope | None, table: Dialect, *, is_matched: bool = False
) -> DialectReading | NotAnEnvelope:
    """Return what an envelope says by a table, or why there is none.

    Args:
        parsed: None where nothing was read, which is not an envelope either.
        table: Decides what a code means, and whether a code may be text.
        is_matched: Whether the body chose the table: a host that promised nothing may put a byte
            order mark before its envelope.
    """
    parsed = parsed or NotAnEnvelope(NotAnEnvelopeReason.EMPTY)
    if isinstance(parsed, NotAnEnvelope) and table.has_text_codes:
        parsed = parsed.with_text_code or parsed
    if isinstance(parsed, NotAnEnvelope):
        envelope = _behind_mark(parsed) if is_matched else None
        if envelope is None:
            return parsed
        parsed = envelope
    row = table.codes.get(parsed.code)
    outcome = ReadOutcome.ERROR
    if row is not None and row.severity is not None:
        outcome = _OUTCOMES.get(row.severity, outcome)
    return DialectReading(
        dialect=table.name,
        outcome=outcome,
        code=parsed.code,
        message=parsed.message,
        row=row,
        field_errors=tuple(DialectFieldError("", text) for text in _errors(parsed, row)),
        items_left_out=parsed.items_left_out,
    )


def envelope_names(dialect: Dialect | None = None) -> EnvelopeNames:
    """Return the names of an envelope's members: those of a dialect, or else the protocol's."""
    if dialect is None:
        return PROTOCOL
    rules, items = dialect.rules, dialect.rules.items
    paths = {
        "code": rules.code,
        "message": rules.message,
        "version": rules.version,
        "items": items.each if items else (),
    }
    return replace(PROTOCOL, **{name: path[0] for name, path in paths.items() if path})


def matching_generation(
    parsed: Envelope | NotAnEnvelope | None, heads: Iterable[Dialect]
) -> str | None:
    """Return the name of the table for an envelope with the mark of its protocol, or None."""
    envelope = _plain(parsed)
    if envelope is None or envelope.protocol_version is None:
        return None
    return next((head.name for head in heads if head.match.has_version), None)


def similar_generation(
    parsed: Envelope | NotAnEnvelope | None,
    heads: Iterable[Dialect],
    dialects: Mapping[str, Dialect],
) -> str | None:
    """Return the name of the table that may be meant by an envelope without such a mark, or None.

    Its code has to be in that table: half of all services have something that they call a code.

    Args:
        heads: All dialects; their heads are enough.
        dialects: The same with their tables, by name.
    """
    envelope = _plain(parsed)
    if envelope is None or envelope.protocol_version is not None:
        return None
    names = (head.name for head in heads if head.match.has_version is False)
    return next((name for name in names if envelope.code in dialects[name].codes), None)


def _plain(parsed: Envelope | NotAnEnvelope | None) -> Envelope | None:
    return _behind_mark(parsed) if isinstance(parsed, NotAnEnvelope) else parsed


def _behind_mark(parsed: NotAnEnvelope) -> Envelope | None:
    # A sender must not add one, a reader may ignore it. RFC 8259 section 8.1.
    return parsed.envelope if parsed.reason is NotAnEnvelopeReason.BYTE_ORDER_MARK else None


def _errors(envelope: Envelope, row: CodeRow | None) -> tuple[str, ...]:
    """Return the validation texts; a success may list texts that are not errors."""
    if row is None:
        # Items beside any other code may be data, such as a list of results, and no errors.
        is_negative = isinstance(envelope.code, int) and envelope.code < 0
        return envelope.items if is_negative else ()
    return envelope.items if row.severity is Severity.INPUT else ()


_OVERRIDING = {Severity.SUCCESS: ReadOutcome.SUCCESS, Severity.NOTICE: ReadOutcome.NOTICE}
_FIRST_FAILING = 400
_FIRST_OF_SERVER = 500


def with_table(
    reading: DialectReading, dialect: Dialect, status: int, *, is_own: bool
) -> DialectReading:
    """Return what was read together with what the table of the dialect says about it.

    Args:
        is_own: Whether the dialect was made for this service; see ``Choice.is_own``. Of any other
            dialect, no row makes a failing status a success.
    """
    is_fine = reading.said is ReadOutcome.SUCCESS and status < _FIRST_FAILING
    # A table may have its own 200, and a failure may come with HTTP 200.
    by_status = status if status >= _FIRST_FAILING else None
    codes = (reading.sub_code, reading.code, by_status)
    rows = (row_for(dialect, code, reading.message) for code in codes)
    row = next((row for row in rows if row is not None), None)
    # The codes of a success may be data: a row about failures says nothing of them.
    if row is not None and is_fine and row.severity not in _OVERRIDING:
        row = None
    if reading.items and not any(item.is_ok for item in reading.items):
        reading, row = _of_failed_batch(reading, row, dialect)
    outcome = outcome_of(
        reading.said,
        status,
        row,
        is_unexpected=row is None and is_code_expected(reading, dialect),
        is_overriding=_is_overriding(row, status, is_own=is_own),
    )
    return replace(reading, row=row, outcome=outcome)


def is_code_expected(reading: DialectReading, dialect: Dialect) -> bool:
    """Tell whether there is a code that the table of the dialect should have."""
    return reading.has_code and dialect.expects_all_codes and not reading.has_other_codes


def _of_failed_batch(
    reading: DialectReading, row: CodeRow | None, dialect: Dialect
) -> tuple[DialectReading, CodeRow | None]:
    """Return the reading and the row where each part of a batch failed.

    A head that says success, by its code too, is overruled: the first part says what is wrong.
    """
    first = reading.items[0]
    is_overruled = row is not None and row.severity in _OVERRIDING
    if row is not None and not is_overruled:
        return reading, row
    own = row_for(dialect, first.code or None, first.message)
    if own is not None and own.severity in _OVERRIDING:
        own = None
    # An unknown code of a part counts only where it replaces the code of a head that is wrong.
    if own is None and not is_overruled:
        return reading, None
    paths = {key: path for key, path in reading.paths.items() if key != "code"}
    if first.code and dialect.rules.items is not None:
        paths["code"] = f"{paths.get('items', '')} | [0].{dialect.rules.items.code[0]}"
    message = first.message or reading.message
    reading = replace(reading, code=first.code or None, message=message, paths=paths)
    return reading, own


def _is_overriding(row: CodeRow | None, status: int, *, is_own: bool) -> bool:
    """Tell whether a row makes a success or a notice of the response, whatever else says.

    A failing status is overridden by a row that names it, or names none; a failure of the server
    by a row that names it.
    """
    if row is None or row.severity not in _OVERRIDING:
        return False
    if status < _FIRST_FAILING:
        return True
    return is_own and (row.status == status or (row.status is None and status < _FIRST_OF_SERVER))


def outcome_of(
    said: ReadOutcome | None,
    status: int,
    row: CodeRow | None = None,
    *,
    is_unexpected: bool = False,
    is_overriding: bool = False,
) -> ReadOutcome:
    """Return how a request went.

    Args:
        said: What the body says of that.
        status: The HTTP status.
        row: Of the code.
        is_unexpected: Whether the table should have the code, and has not.
        is_overriding: Whether the row makes a success or a notice of it, whatever else says.
    """
    is_of_server = status >= _FIRST_OF_SERVER
    if said is ReadOutcome.PARTIAL and not is_of_server:
        return said
    if is_overriding and row is not None and row.severity is not None:
        return _OVERRIDING[row.severity]
    if said is ReadOutcome.ERROR or status >= _FIRST_FAILING:
        return ReadOutcome.ERROR
    is_told = is_unexpected or (row is not None and row.severity is not None)
    return ReadOutcome.ERROR if said is None and is_told else ReadOutcome.SUCCESS
