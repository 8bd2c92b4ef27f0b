"""The filter of the history: ``stargate -7 since:2026-03-01``.

Words are searched in the texts of an exchange, ``"…"`` is searched as a phrase, and ``key:value``
compares one property. Several values are separated by commas. A negative number is a result code.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import AGENT
from aiurdesk.core.history.history_entry import HistoryEntry, id_at
from aiurdesk.core.problem import Problem
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
    """Conditions on the entries of the history that are listed; an empty one takes all."""

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
    sender: tuple[str, ...] = ()
    """Who has sent it: ``agent``."""
    since_id: int | None = None
    until_id: int | None = None
    """The first id that is too late."""

    @property
    def is_empty(self) -> bool:
        """Whether it takes every entry."""
        return self == HistoryFilter()


def parse_filter(text: str, now: datetime) -> tuple[HistoryFilter, tuple[Problem, ...]]:
    """Read a filter.

    Args:
        text: As a person typed it.
        now: What ``today`` and ``7d`` are counted from.

    Returns:
        The filter, and a problem for each part that is not valid and is left out.
    """
    criteria = HistoryFilter()
    problems: list[Problem] = []
    for part in _PART.finditer(text):
        key = (part["key"] or "").lower()
        if key in _READERS and part["value"] is not None:
            try:
                criteria = _with(criteria, key, part["value"].strip('"'), now)
            except ProblemError as error:
                problems.append(Problem(f"“{part.group()}”: {error}."))
            continue
        word = part["phrase"] if part["phrase"] is not None else part.group()
        if _NEGATIVE.fullmatch(word):
            criteria = replace(criteria, code=(*criteria.code, _code(word)))
        elif word.strip():
            criteria = replace(criteria, words=(*criteria.words, word))
    return criteria, tuple(problems)


def _with(criteria: HistoryFilter, key: str, value: str, now: datetime) -> HistoryFilter:
    if not value:
        raise ProblemError(tr("write a value after the colon"))
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
        raise ProblemError(tr("write HTTP statuses, such as status:404"))
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
            raise ProblemError(words.format(text=text, names=", ".join(names)))
        chosen += begun
    return {"severity": tuple(chosen)}


def _senders(value: str, _now: datetime) -> dict[str, Any]:
    # Also while the word is typed.
    if any(not AGENT.startswith(text) for text in _split(value.lower())):
        raise ProblemError(tr("write by:agent for what agents have sent"))
    return {"sender": (AGENT,)}


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
        raise ProblemError(
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
    "by": _senders,
    "since": _since,
    "until": _until,
    "on": lambda value, now: _since(value, now) | _until(value, now),
}
FILTER_KEYS = tuple(_READERS)
"""The names that stand before a colon."""


LONGEST_TOKEN = 48
"""Characters of a longer word that are indexed, such as of base64."""
SHORTEST_BEGINNING = 3
"""A shorter word is only found as a whole: too many words begin with two letters."""
_TOKEN = re.compile(r"[^\W_]+")
# A name such as ChannelId is found by each of its words as well.
_INNER_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ACCENT = re.compile("[\u0300-\u036f]")
# These scripts have no spaces between words, so each character is indexed by itself.
_WITHOUT_SPACES = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af])")
_MARK = "\N{BROKEN BAR}"
"""Begins the word of a property; what a person looks for holds letters and digits only."""
_LETTERS = {
    "endpoint": "e",
    "service": "s",
    "host": "h",
    "port": "p",
    "method": "m",
    "environment": "n",
    "severity": "v",
    "status": "t",
    "code": "c",
    "name": "w",
    "sender": "b",
}
_LONGEST_PROPERTY = 200
_ENCODED = {number: 0xE000 + number for number in range(128) if not chr(number).isalnum()}
"""Signs that would end a word → characters that do not occur in text."""


def index_text(text: str) -> str:
    """Return the words of a text as they are put into the index, in their order."""
    words = _tokens(text)
    split = _INNER_WORD.sub(" ", text)
    if split != text:
        # Behind the others, which thus follow one another as they do in the text.
        others = set(words)
        words += [word for word in dict.fromkeys(_tokens(split)) if word not in others]
    return " ".join(words)


def index_properties(entry: HistoryEntry) -> str:
    """Return the words that stand for the properties of an entry."""
    host = re.split("[/?#]", entry.address.partition("://")[2], maxsplit=1)[0]
    properties = {
        "endpoint": entry.endpoint_id,
        "service": entry.service_id,
        "host": entry.host,
        "port": host if ":" in host else "",
        "method": entry.method,
        "environment": entry.environment,
        "severity": entry.severity,
        "status": entry.status,
        "code": entry.code,
        "name": entry.name,
        "sender": entry.sender,
    }
    given = {name: value for name, value in properties.items() if value is not None}
    return " ".join([property_word(name, value) for name, value in given.items() if value != ""])


def property_word(name: str, value: object) -> str:
    """Return the word that stands for a property; a star in it is not a wildcard."""
    return f"{_MARK}{_LETTERS[name]}{_encoded(str(value))}"


def property_pattern(name: str, value: object) -> str:
    """Return the word for a property, in which a star stands for any text."""
    beginning, *others = str(value).split("*")
    return "*".join([property_word(name, beginning), *map(_encoded, others)])


def _encoded(value: str) -> str:
    return value[:_LONGEST_PROPERTY].lower().translate(_ENCODED)


def search_words(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the words of each text to look for; one without any letter or digit is left out.

    They follow one another, and the last one is the beginning of a word.
    """
    return tuple(filter(None, (tuple(_tokens(word)) for word in words)))


def _tokens(text: str) -> list[str]:
    if text.isascii():
        return [token[:LONGEST_TOKEN] for token in _TOKEN.findall(text.lower())]
    # The letter and its accent become two characters, and the accent is dropped.
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = _ACCENT.sub("", decomposed)
    spaced = _WITHOUT_SPACES.sub(r" \1 ", unicodedata.normalize("NFC", bare))
    return [token[:LONGEST_TOKEN] for token in _TOKEN.findall(spaced)]
