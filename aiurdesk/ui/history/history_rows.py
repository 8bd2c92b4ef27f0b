"""The rows of the history: a heading for each day, and the entries of that day below it."""

from collections.abc import Iterable, Sequence
from datetime import date
from http import HTTPStatus

import msgspec

from aiurdesk.core.api.endpoint import SOCKET_METHOD
from aiurdesk.core.exchange.exchange_text import SEVERITY_WORDS
from aiurdesk.core.history.history_entry import HistoryEntry, day_title
from aiurdesk.core.wording import format_code, format_duration, truncate

_LONGEST_SIGN = 10
_LONGEST_TIP = 600


class Day(msgspec.Struct, frozen=True):
    """A heading with what was sent on a day, the newest first."""

    day: date
    title: str
    entries: tuple[HistoryEntry, ...]


HistoryRow = Day | HistoryEntry


def days_of(entries: Iterable[HistoryEntry], today: date) -> tuple[Day, ...]:
    """Return entries by days, in their order."""
    days: dict[date, list[HistoryEntry]] = {}
    for entry in entries:
        days.setdefault(entry.day, []).append(entry)
    return tuple(Day(day, day_title(day, today), tuple(of_day)) for day, of_day in days.items())


def children_of(row: HistoryRow) -> Sequence[HistoryRow]:
    """Return the entries of a day."""
    return row.entries if isinstance(row, Day) else ()


def sign_of(entry: HistoryEntry) -> str:
    """Return the result code, or the HTTP status of a response without one."""
    if entry.code is not None:
        return truncate(format_code(entry.code), _LONGEST_SIGN)
    return "" if entry.status is None else str(entry.status)


def detail_of(entry: HistoryEntry) -> str:
    """Return the second line of an entry: when it was sent, and what the service said."""
    # Messages may have several lines; a row has one for them.
    message = " ".join((entry.message or entry.headline).split())
    return f"{entry.started_at.astimezone():%H:%M} · {message}"


def method_of(entry: HistoryEntry) -> str:
    """Return the method as lists show it."""
    # Earlier versions recorded the method of the handshake.
    return SOCKET_METHOD if entry.status == HTTPStatus.SWITCHING_PROTOCOLS else entry.method


def spoken_row(row: HistoryRow) -> str:
    """Return what a screen reader says of a row."""
    if isinstance(row, Day):
        return row.title
    # By itself, a bare 404 could be a result code.
    sign = sign_of(row) if row.code is not None or row.status is None else f"HTTP {row.status}"
    word = SEVERITY_WORDS[row.severity]
    words = (row.title, method_of(row), sign, word, detail_of(row))
    return ", ".join(part for part in words if part)


def tool_tip_of(entry: HistoryEntry) -> str:
    """Return all that is known of an entry, in lines."""
    moment = entry.started_at.astimezone()
    word = SEVERITY_WORDS[entry.severity]
    code = "" if entry.code is None else f"{format_code(entry.code)} "
    facts = [f"{moment:%H:%M:%S}", entry.environment, format_duration(entry.elapsed_ms)]
    if entry.status is not None:
        facts.append(f"HTTP {entry.status}")
    lines = (
        f"{method_of(entry)} {entry.address}",
        " · ".join(fact for fact in facts if fact),
        f"{word}: {code}{entry.headline}",
        entry.message,
    )
    return "\n".join(truncate(line, _LONGEST_TIP) for line in lines if line)
