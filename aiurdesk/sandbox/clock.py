"""The time as the sandbox sees it; passed in, so that tests can move it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present time, aware and in UTC."""

DATETIME_MIN = datetime(1, 1, 1, tzinfo=UTC)
"""What the services write for a time that has not been."""


def system_clock() -> datetime:
    """Return the computer's time."""
    return datetime.now(UTC)


def format_iso_8601(moment: datetime) -> str:
    """Return ISO 8601 with ``Z`` and a fraction whose trailing zeros are cut.

    Source:
        recorded/README.md, "What surprises in them", 8.
    """
    text = moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    return text.rstrip("0").removesuffix(".") + "Z"
