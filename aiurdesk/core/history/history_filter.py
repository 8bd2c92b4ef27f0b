"""The filter of the history: ``stargate -7 since:2026-03-01``.

Words are searched in the texts of an exchange, ``"…"`` is searched as a phrase, and ``key:value``
compares one property. Several values are separated by commas. A negative number is a result code.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from aiurdesk.core.errors import DataMistake
from aiurdesk.core.history.history_entry import id_at
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import Severity

_PART = re.compile(
    r'(?P<key>[A-Za-z]+):(?P<value>"[^"]*"?|[^\s"]*)|"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)'
)
_NEGATIVE = re.compile(r"[-−]\d+")
_NUMBER = re.compile(r"[-−+]?\d+")
_AGO = re.compile(r"(\d{1,6})(min|h|d|w)")
_UNITS = {"min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_A_DAY = timedelta(days=1)


class HistoryFilter(msgspec.Struct, frozen=True):
    """Which entries are listed. An empty member takes all entries."""

    words: tuple[str, ...] = ()
    """Each one occurs in the entry, as the beginning of a word; a phrase holds spaces."""
    endpoint: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    host: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    status: tuple[int, ...] = ()
    code: tuple[int | str, ...] = ()
    """Result codes, or their names in their tables."""
    since_id: int | None = None
    until_id: int | None = None
    """The first id that is too late."""

    @property
    def is_empty(self) -> bool:
        """Whether it takes every entry."""
        return self == HistoryFilter()


def parse_filter(text: str, now: datetime) -> tuple[HistoryFilter, tuple[str, ...]]:
    """Read a filter.

    Args:
        text: As a person typed it.
        now: What ``today`` and ``7d`` are counted from.

    Returns:
        The filter, and a sentence for each part that is not valid and is left out.
    """
    criteria = HistoryFilter()
    mistakes: list[str] = []
    for part in _PART.finditer(text):
        key = (part["key"] or "").lower()
        if key in _READERS and part["value"] is not None:
            try:
                criteria = _with(criteria, key, part["value"].strip('"'), now)
            except DataMistake as mistake:
                mistakes.append(f"“{part.group()}”: {mistake}")
            continue
        word = part["phrase"] if part["phrase"] is not None else part.group()
        if _NEGATIVE.fullmatch(word):
            criteria = replace(criteria, code=(*criteria.code, _code(word)))
        elif word.strip():
            criteria = replace(criteria, words=(*criteria.words, word))
    return criteria, tuple(mistakes)


def _with(criteria: HistoryFilter, key: str, value: str, now: datetime) -> HistoryFilter:
    if not value:
        raise DataMistake(tr("write a value after the colon"))
    changes = _READERS[key](value, now)
    # A property that is named two times takes the values of both.
    joined = {
        name: (*getattr(criteria, name), *new) if isinstance(new, tuple) else new
        for name, new in changes.items()
    }
    return replace(criteria, **joined)


_Read = Callable[[str, datetime], dict[str, Any]]


def _split(value: str) -> tuple[str, ...]:
    """Return the values between commas; the next one may not be typed yet."""
    return tuple(filter(None, value.split(",")))


def _statuses(value: str, _now: datetime) -> dict[str, Any]:
    texts = _split(value)
    # Longer numbers are not statuses, and SQLite and Python refuse them at some length.
    if not all(text.isascii() and text.isdigit() and len(text) <= 3 for text in texts):
        raise DataMistake(tr("write HTTP statuses, such as status:404"))
    return {"status": tuple(map(int, texts))}


def _code(text: str) -> int | str:
    if _NUMBER.fullmatch(text) and len(text) < 18:  # as many digits as SQLite takes
        return int(text.replace("−", "-"))
    return text


def _severities(value: str, _now: datetime) -> dict[str, Any]:
    names = [str(severity) for severity in Severity]
    chosen: list[str] = []
    for text in _split(value.lower()):
        # Also while a word is typed: "s" finds "success" and "server".
        begun = [text] if text in names else [name for name in names if name.startswith(text)]
        if not begun:
            words = tr("there is no severity {text}, only {names}")
            raise DataMistake(words.format(text=text, names=", ".join(names)))
        chosen += begun
    return {"severity": tuple(chosen)}


def _since(value: str, now: datetime) -> dict[str, Any]:
    return {"since_id": id_at(_moment(value, now)[0])}


def _until(value: str, now: datetime) -> dict[str, Any]:
    return {"until_id": id_at(_moment(value, now)[1])}


def _moment(value: str, now: datetime) -> tuple[datetime, datetime]:
    """Return the start and the end of what a text names: a day, or a moment."""
    today = now.astimezone().date()
    days = {"today": today, "yesterday": today - _A_DAY}
    if value.lower() in days:
        return _day(days[value.lower()])
    try:
        if ago := _AGO.fullmatch(value.lower()):
            moment = now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
            return moment, moment
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            return _day(date.fromisoformat(value))
        # Without an offset it is the time of this computer.
        moment = datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        raise DataMistake(
            tr(
                "write a day such as 2026-03-01, a moment such as 2026-03-01T14:30, or "
                "today, yesterday, 24h, 7d"
            )
        ) from None
    return moment, moment + timedelta(minutes=1)


def _day(day: date) -> tuple[datetime, datetime]:
    start, end = (datetime.combine(begin, time()) for begin in (day, day + _A_DAY))
    return start.astimezone(UTC), end.astimezone(UTC)


_READERS: dict[str, _Read] = {
    "endpoint": lambda value, _now: {"endpoint": _split(value.lower())},
    "service": lambda value, _now: {"service": _split(value.lower())},
    "host": lambda value, _now: {"host": _split(value.lower())},
    "method": lambda value, _now: {"method": _split(value.upper())},
    "environment": lambda value, _now: {"environment": _split(value)},
    "severity": _severities,
    "verdict": _severities,
    "status": _statuses,
    "code": lambda value, _now: {"code": tuple(map(_code, _split(value)))},
    "since": _since,
    "until": _until,
    "on": lambda value, now: _since(value, now) | _until(value, now),
}
FILTER_KEYS = tuple(_READERS)
"""The names that stand before a colon."""
