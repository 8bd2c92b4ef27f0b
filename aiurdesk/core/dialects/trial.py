"""Tries a dialect on responses that were received before."""

from aiurdesk.core.dialects.dialect_reading import read
from aiurdesk.core.dialects.effect import EarlierResponse, Effect, ShortVerdict
from aiurdesk.core.dialects.severity_guess import guessed_severity
from aiurdesk.core.verdict.dialect import Dialect, Reading, ReadOutcome
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.core.wording import format_code, truncate

_LONGEST_MESSAGE = 120
_WITHOUT_FAILURE = {
    ReadOutcome.SUCCESS: Severity.SUCCESS,
    ReadOutcome.PARTIAL: Severity.NOTICE,
    ReadOutcome.NOTICE: Severity.NOTICE,
}


def effect_of(dialect: Dialect, response: EarlierResponse) -> Effect:
    """Return what a dialect makes of a response."""
    reading = read(dialect, response.status, response.headers, response.value)
    row, message = reading.row, " ".join(reading.message.split())
    sign = str(response.status) if reading.code is None else format_code(reading.code)
    words = (row.headline if row else "") or truncate(message, _LONGEST_MESSAGE)
    after = ShortVerdict(_severity(reading, response.status), f"{sign} {words}".strip())
    return Effect(response.title, response.sent_at, response.before, after)


def _severity(reading: Reading, status: int) -> Severity:
    row = reading.row
    usual = _WITHOUT_FAILURE.get(reading.outcome)
    if usual is not None and status < 500:
        return usual
    if row is not None and row.severity is not None:
        return row.severity
    return guessed_severity(status, "")
