"""Variables that have another value whenever a request is sent, such as ``{{$uuid}}``."""

from datetime import datetime

from aiurdesk.core.translation import tr
from aiurdesk.core.variables.environment import Literal

DYNAMIC = {
    "$uuid": tr("a random UUID"),
    "$timestamp": tr("the time in seconds since 1970"),
    "$isoTimestamp": tr("the time, such as 2026-01-31T12:00:00.000Z"),
    "$randomInt": tr("a random number from 0 to 1000"),
}
"""Name → what its value is."""
MOST_RANDOM = 1000


def dynamic_values(now: datetime, uuid: str, number: int) -> dict[str, Literal]:
    """Return the values of all dynamic variables for one request.

    Args:
        now: Timezone-aware, in UTC.
        uuid: A random UUID.
        number: A random number from 0 to ``MOST_RANDOM``.
    """
    iso = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    texts = (uuid, str(int(now.timestamp())), iso, str(number))
    return {name: Literal(text) for name, text in zip(DYNAMIC, texts, strict=True)}
