"""The entries of the history, as lists show them."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import unquote_plus

import msgspec

from aiurdesk.core.translation import marked, printable, tr
from aiurdesk.core.verdict.verdict import Severity

FROM_HISTORY = marked("From the history: {moment}.")
"""The remark on an exchange that is shown again; it is not recorded."""
_LONGEST_QUERY = 300
"""Characters; a row shows fewer."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LAST = (datetime(9999, 12, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND


class HistoryEntry(msgspec.Struct, frozen=True, gc=False):
    """One exchange of the history, without what its request and its response contain."""

    id: int
    """When the request was sent, in microseconds since 1970, or a little later: no two entries
    have the same one. So the order of the ids is the order in time."""
    endpoint_id: str
    """Empty for a custom URL."""
    service_id: str
    title: str
    """What lists show: the name of a saved request, else the title of the endpoint, or the address
    of a custom URL."""
    method: str
    """The HTTP method, or ``WS`` for a WebSocket."""
    address: str
    """The whole address that the request was sent to, dots instead of secrets."""
    host: str
    environment: str
    severity: Severity
    table: str | None
    code: int | str | None
    name: str
    """Name of the code in its table."""
    headline: str
    message: str
    status: int | None
    """HTTP status; None if there was no response."""
    elapsed_ms: float
    size_bytes: int
    """Size of the body of the response."""
    sender: str = ""
    """Who has sent it, as in ``Exchange.sender``."""

    @property
    def query(self) -> str:
        """The query of the address in one line, as a person reads it; empty without one.

        Two calls of one path are told apart by it.
        """
        query = self.address.partition("#")[0].partition("?")[2][:_LONGEST_QUERY]
        return " ".join(printable(unquote_plus(query, errors="replace")).split())

    @property
    def started_at(self) -> datetime:
        """The moment at which the request was sent, in UTC."""
        return time_of(self.id)

    @property
    def day(self) -> date:
        """The day on which the request was sent, in the time zone of this computer."""
        return self.started_at.astimezone().date()


class SeenCode(msgspec.Struct, frozen=True):
    """A result code that an endpoint gave."""

    code: int | str
    last_id: int
    """The last entry with this code."""


def id_at(moment: datetime) -> int:
    """Return the smallest id of an entry that was sent at a moment or later."""
    return (moment - _EPOCH) // _MICROSECOND


def time_of(entry_id: int) -> datetime:
    """Return when the request of an entry was sent, in UTC.

    A damaged one is shown at the nearest time that can be.
    """
    return _EPOCH + timedelta(microseconds=min(max(entry_id, 0), _LAST))


def day_title(day: date, today: date) -> str:
    """Return the heading of a day: ``Today``, ``Yesterday``, ``Monday, 2 March 2026``."""
    if day == today:
        return tr("Today")
    if day == today - timedelta(days=1):
        return tr("Yesterday")
    return f"{day:%A}, {day.day} {day:%B %Y}"
