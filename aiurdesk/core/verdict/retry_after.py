"""The wait that a server asks for with Retry-After, and the button that waits that long."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import Fix, FixAction
from aiurdesk.core.wording import format_duration

_MINUTE_S = 60
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*(ms|s|m|h|)", re.ASCII | re.IGNORECASE)
_UNITS_S = {"ms": 0.001, "": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}
_LONGEST_S = 10**9
_LONGEST_COUNTDOWN_S = 3600


def retry_after_s(response: Response) -> int | None:
    """Return how many seconds the server asks to wait, or None where it says nothing usable.

    A date counts from the Date header, so that a wrong clock of this computer does not matter;
    where there is none, from the time at which the response came.

    Source: RFC 9110, section 10.2.3.
    """
    # Seconds or a date.
    text = (response.header("Retry-After") or "").strip()
    if not text:
        return None
    # ``isdigit`` alone accepts other digits too, some of which ``int`` refuses, such as "²".
    if text.isascii() and text.isdigit():
        # More digits than any wait has, and Python refuses to read thousands of them.
        return int(text) if len(text) < 10 else None
    seconds = _seconds_until(text, response.header("Date"), response.received_at)
    return None if seconds is None else round(seconds)


def hinted_seconds(value: Any, date: str | None) -> float | None:
    """Return how long a service asks to wait, or None where a value does not say it.

    Args:
        value: A number of seconds, or a text: such a number, ``30s``, or a date.
        date: The Date header, from which a date counts.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value) if 0 <= value < _LONGEST_S else None
    if not isinstance(value, str):
        return None
    if duration := _DURATION.fullmatch(value.strip()):
        return float(duration[1]) * _UNITS_S[duration[2].lower()]
    return _seconds_until(value, date)


def _seconds_until(
    text: str, date: str | None, received_at: datetime | None = None
) -> float | None:
    until, now = _timestamp(text), _timestamp(date or "") or received_at
    return None if until is None or now is None else max(0.0, (until - now).total_seconds())


def _timestamp(text: str) -> datetime | None:
    """Return an HTTP date in any of its three forms. RFC 9110 section 5.6.7."""
    try:
        read = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    # Two of the forms may name no zone, which is UTC.
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def resend_after(seconds: int) -> tuple[Fix, ...]:
    """Return the button that waits and resends, unless the wait is longer than anybody watches."""
    if seconds > _LONGEST_COUNTDOWN_S:
        return ()
    if not seconds:
        return (Fix(tr("Resend"), FixAction.RESEND),)
    text = tr("Resend in {wait_in_words}").format(wait_in_words=wait_in_words(seconds))
    return (Fix(text, FixAction.WAIT_AND_RESEND, str(seconds)),)


def wait_in_words(seconds: int) -> str:
    """Return a wait as ``90 s``, or in minutes and hours where it is long."""
    return f"{seconds} s" if seconds <= 2 * _MINUTE_S else format_duration(seconds * 1000)
