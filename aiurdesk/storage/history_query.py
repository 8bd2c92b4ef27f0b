"""The statements that list entries of the history.

Source: https://www.sqlite.org/fts5.html, sections 3 (queries) and 4.6 (``detail = none``).
"""

import re
from collections.abc import Callable

import msgspec

from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.core.history.search_text import SHORTEST_BEGINNING, SearchWord, search_words

_PORT = re.compile(r"(?:(?P<name>[^:]*)|\[(?P<number>.*)\]):\d+")
"""A host with a port; an IPv6 address alone has colons, too, and no brackets."""
LAST_CHARACTER = "\U0010ffff"
"""Sorted behind every text that continues with another character."""
_MOST_WORDS = 200
"""How many words of the index one beginning may stand for."""
_COMPARED = ("endpoint_id", "code", "status", "host", "service_id", "severity")
"""Columns with an index, those that few entries share first. One index is used."""
_CONTENT = (
    "address || char(10) || title || char(10) || headline || char(10) || message || char(10) || "
    "(SELECT request || char(10) || CAST(body AS TEXT) FROM contents WHERE id = entries.id)"
)


class Slice(msgspec.Struct, frozen=True):
    """Which of the entries that match are listed."""

    limit: int
    before_id: int | None = None
    """Only entries that are older than this one."""
    is_oldest_first: bool = False


class _Statement:
    """Conditions with their parameters."""

    def __init__(self) -> None:
        self.conditions: list[str] = []
        self.parameters: list[object] = []
        self.has_index = False

    def add(self, condition: str, *parameters: object) -> None:
        self.conditions.append(condition)
        self.parameters.extend(parameters)

    def compare(self, column: str, values: tuple[object, ...]) -> None:
        """Add that a column has one of the values; a star stands for any text."""
        if not values:
            return
        # A plus sign keeps SQLite from taking this index: it cannot know which one is best.
        is_plain = len(values) == 1 and "*" not in str(values[0])
        name = column if is_plain and not self.has_index else f"+{column}"
        self.has_index = self.has_index or is_plain
        alternatives = []
        for value in values:
            is_pattern = isinstance(value, str) and "*" in value
            alternatives.append(f"{name} GLOB ?" if is_pattern else f"{name} = ?")
            self.parameters.append(value)
        self.conditions.append(f"({' OR '.join(alternatives)})")


def match_expression(
    words: tuple[SearchWord, ...], words_beginning_with: Callable[[str, int], list[str]]
) -> str | None:
    """Return the expression of FTS5 for some words: empty for none, None if nothing matches.

    FTS5 puts together all entries of a beginning before it returns the first one, which takes a
    tenth of a second for a common word. The whole words that begin so are found at once.
    """
    parts: list[str] = []
    for word in words:
        *whole, last = word.tokens
        parts += [f'"{token}"' for token in whole]
        if len(last) < SHORTEST_BEGINNING:
            parts.append(f'"{last}"')
            continue
        found = words_beginning_with(last, _MOST_WORDS + 1)
        if not found:
            return None
        if len(found) > _MOST_WORDS:
            parts.append(f'"{last}"*')
        else:
            parts.append("(" + " OR ".join(f'"{each}"' for each in found) + ")")
    return " AND ".join(parts)


def listing(
    columns: str, wanted: HistoryFilter, expression: str, part: Slice
) -> tuple[str, list[object]]:
    """Return the statement that lists entries in the order of time, with its parameters.

    Args:
        columns: What is selected of an entry.
        expression: That of the words in the filter.
    """
    statement = _Statement()
    source, key = "entries", "id"
    if expression:
        # The search gives its rows in the order of their ids, so it ends when there are enough.
        source, key = "words CROSS JOIN entries ON entries.id = words.rowid", "words.rowid"
        statement.add("words MATCH ?", expression)
        statement.has_index = True
    _add_properties(statement, wanted)
    for word in search_words(wanted.words):
        if word.phrase:
            statement.add(f"({_CONTENT}) LIKE ? ESCAPE '\\'", f"%{_escaped(word.phrase)}%")
    if wanted.since_id is not None:
        statement.add(f"{key} >= ?", wanted.since_id)
    ends = [each for each in (wanted.until_id, part.before_id) if each is not None]
    if ends:
        statement.add(f"{key} < ?", min(ends))
    where = f" WHERE {' AND '.join(statement.conditions)}" if statement.conditions else ""
    order = "ASC" if part.is_oldest_first else "DESC"
    text = f"SELECT {columns} FROM {source}{where} ORDER BY {key} {order} LIMIT ?"
    return text, [*statement.parameters, part.limit]


def _add_properties(statement: _Statement, wanted: HistoryFilter) -> None:
    numbers = tuple(code for code in wanted.code if isinstance(code, int))
    names = tuple(code for code in wanted.code if isinstance(code, str))
    compared: dict[str, tuple[object, ...]] = {
        "endpoint_id": wanted.endpoint,
        # Beside names of codes, numbers are one alternative among others.
        "code": () if names else numbers,
        "status": wanted.status,
        "host": tuple(map(_without_port, wanted.host)),
        "service_id": wanted.service,
        "severity": wanted.severity,
    }
    for column in _COMPARED:
        statement.compare(column, compared[column])
    if any(map(_PORT.fullmatch, wanted.host)):
        _add_ports(statement, wanted.host)
    if names:
        both = [*names, *map(str, numbers)]
        marks = ", ".join("?" * len(both))
        statement.add(
            f"(CAST(+code AS TEXT) COLLATE NOCASE IN ({marks}) "
            f"OR name COLLATE NOCASE IN ({marks}))",
            *both,
            *both,
        )
    if wanted.method:
        marks = ", ".join("?" * len(wanted.method))
        statement.add(f"method IN ({marks})", *wanted.method)
    if wanted.environment:
        # The beginning of its name is enough.
        alternatives = " OR ".join(["environment LIKE ? ESCAPE '\\'"] * len(wanted.environment))
        beginnings = [f"{_escaped(name)}%" for name in wanted.environment]
        statement.add(f"({alternatives})", *beginnings)


def _without_port(host: str) -> str:
    found = _PORT.fullmatch(host)
    return host if found is None else found["name"] or found["number"] or ""


def _add_ports(statement: _Statement, hosts: tuple[str, ...]) -> None:
    """Add the ports of hosts, which only the address tells; without one, any port matches."""
    has_port = [_PORT.fullmatch(host) is not None for host in hosts]
    alternatives = ["lower(address) GLOB ?" if each else "+host GLOB ?" for each in has_port]
    # A bracket, as in [::1], begins a set of characters.
    patterns = [
        f"*//{host.replace('[', '[[]')}/*" if each else host
        for host, each in zip(hosts, has_port, strict=True)
    ]
    statement.add(f"({' OR '.join(alternatives)})", *patterns)


def _escaped(text: str) -> str:
    """Return a text for LIKE without wildcards."""
    return "".join(f"\\{each}" if each in "\\%_" else each for each in text)
