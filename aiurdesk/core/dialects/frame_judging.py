"""The verdict on a message of a socket that a dialect reads: one with a code says how it went."""

import msgspec

from aiurdesk.core.dialects.dialect_reading import read
from aiurdesk.core.dialects.judging import with_facts
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.dialect import Dialect, DialectReading, ReadOutcome
from aiurdesk.core.verdict.field_errors import land_field_errors
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.core.wording import format_code

_STATUS = 200
"""A frame has no HTTP status; this one leaves it to the body."""
_WITHOUT_ROW = {
    ReadOutcome.SUCCESS: (Severity.SUCCESS, tr("Completed")),
    ReadOutcome.PARTIAL: (Severity.NOTICE, tr("Partly done")),
    ReadOutcome.NOTICE: (Severity.NOTICE, tr("Notice")),
    ReadOutcome.ERROR: (Severity.UNEXPECTED, tr("Unexpected code")),
}


def judge_frame(content: str, dialect: Dialect, *, is_result: bool = False) -> Verdict | None:
    """Return the verdict on a text message; None where it is not JSON, or says nothing of that.

    Most messages of a socket are events, which neither worked nor failed: only a code tells.

    Args:
        is_result: It is what became of an operation, which may fail without a code, too.
    """
    try:
        value = msgspec.json.decode(content)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    reading = read(dialect, _STATUS, (), value)
    has_failed = is_result and reading.outcome is not ReadOutcome.SUCCESS
    if reading.code is None and not has_failed:
        return None
    severity, headline = _words(reading, dialect.title)
    is_unexpected = reading.row is None and reading.outcome is ReadOutcome.ERROR
    verdict = Verdict(
        kind=VerdictKind.UNEXPECTED_CODE
        if reading.code is not None and is_unexpected
        else VerdictKind.ENVELOPE,
        severity=severity,
        headline=headline,
        table=None if reading.code is None else dialect.name,
        code=reading.code,
        name=reading.row.name if reading.row else "",
        message=reading.message,
        meaning=reading.row.meaning if reading.row else "",
    )
    return with_facts(verdict, reading, dialect, land_field_errors(reading.field_errors, ()))


def _words(reading: DialectReading, title: str) -> tuple[Severity, str]:
    severity, headline = _WITHOUT_ROW[reading.outcome]
    row = reading.row
    if reading.code is None and reading.outcome is ReadOutcome.ERROR:
        return Severity.INPUT, tr("{title} says that it failed").format(title=title)
    if row is None:
        return severity, headline
    if reading.outcome is ReadOutcome.ERROR:
        severity = row.severity or Severity.INPUT
    code_words = "" if reading.code is None else format_code(reading.code)
    return severity, row.headline or code_words
