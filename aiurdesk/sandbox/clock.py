"""The clock of the sandbox. It is a parameter, so that tests can set the time."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the current time, timezone-aware and in UTC."""

DATETIME_MIN = datetime(1, 1, 1, tzinfo=UTC)
"""``DateTime.MinValue`` of .NET: what the services send for an event that never happened."""


def system_clock() -> datetime:
    """Return the system time."""
    return datetime.now(UTC)


def format_iso_8601(time: datetime) -> str:
    """Format a time as ISO 8601 in UTC, without trailing zeros in the fraction.

    Source:
        recorded/README.md, "What surprises in them", 8.
    """
    text = time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    return text.rstrip("0").removesuffix(".") + "Z"
