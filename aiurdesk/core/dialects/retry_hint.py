"""Reads how long a service asks to wait: seconds, a text such as ``30s``, or a date."""

import re
from email.utils import parsedate_to_datetime
from typing import Any

_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*(ms|s|m|h|)", re.ASCII | re.IGNORECASE)
_UNITS_S = {"ms": 0.001, "": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}
_LONGEST_S = 10**9


def seconds_of(value: Any, date: str | None) -> float | None:
    """Return the seconds of a hint, or None where it is not one.

    A date counts from the Date header, so that a wrong clock of this computer does not matter.

    Args:
        value: A number of seconds, or a text.
        date: The Date header.

    Source: RFC 9110, section 10.2.3.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value) if 0 <= value < _LONGEST_S else None
    if not isinstance(value, str):
        return None
    if duration := _DURATION.fullmatch(value.strip()):
        return float(duration[1]) * _UNITS_S[duration[2].lower()]
    try:
        until, now = parsedate_to_datetime(value), parsedate_to_datetime(date or "")
        return max(0.0, (until - now).total_seconds())
    except (ValueError, TypeError):
        return None
