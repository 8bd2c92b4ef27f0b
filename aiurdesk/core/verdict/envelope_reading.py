"""What the strict envelope of the Aiursoft protocol says, as a dialect says it."""

from collections.abc import Iterable, Mapping

from aiurdesk.core.verdict.dialect import (
    CodeRow,
    Dialect,
    DialectFieldError,
    DialectReading,
    ReadOutcome,
)
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope, NotAnEnvelopeReason
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
