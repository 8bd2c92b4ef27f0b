"""The statements that list entries of the history.

Words, phrases and properties are all words of one index, so that FTS5 puts any combination of them
together: no entry is read that does not match.

Source: https://www.sqlite.org/fts5.html, section 3 (queries).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

import msgspec

from aiurdesk.core.history.history_filter import (
    SHORTEST_BEGINNING,
    HistoryFilter,
    property_pattern,
    property_word,
    search_words,
)

_PORT = re.compile(r"(?:[^:]*|\[.*\]):\d+")
"""A host with a port; an IPv6 address alone has colons, too, and no brackets."""
_MOST_WORDS = 200
"""How many words of the index one beginning may stand for."""

WordLookup: TypeAlias = Callable[[str, int], list[str]]
"""Returns the words of the index that match a pattern, at most so many; -1 for all of them. A word
that is the beginning of the pattern itself is left out."""


class Slice(msgspec.Struct, frozen=True):
    """Range of the matching entries that is listed."""

    limit: int
    before_id: int | None = None
    """Only entries that are older than this one."""
    is_oldest_first: bool = False


def match_expression(criteria: HistoryFilter, lookup: WordLookup) -> str | None:
    """Return the expression of FTS5 for a filter without its times.

    It is empty where there is nothing to look for, and None where nothing matches.
    """
    terms: list[str] = []
    for *before, last in search_words(criteria.words):
        words = [f'"{last}"']
        if len(last) >= SHORTEST_BEGINNING:
            words = _words_like(f"{last}*", lookup)
        terms.append(
            _one_of(f'"{" ".join(before)} {word[1:]}' if before else word for word in words)
        )
    for alternatives in _properties(criteria):
        words = [word for pattern in alternatives for word in _words_like(pattern, lookup)]
        if not words:
            return None
        terms.append(_one_of(words))
    return " AND ".join(terms)


def _words_like(pattern: str, lookup: WordLookup) -> list[str]:
    """Return the words of the index that match a pattern, as FTS5 takes them.

    FTS5 puts together all entries of a beginning before it returns the first one, which takes a
    tenth of a second for a common word. The whole words that begin so are found at once.
    """
    beginning, star, rest = pattern.partition("*")
    if not star:
        return [f'"{pattern}"']
    matches = lookup(pattern, -1 if rest else _MOST_WORDS + 1)
    if len(matches) > _MOST_WORDS and not rest:
        return [f'"{beginning}"*']
    # The beginning alone is not looked up: counting the entries of a common word takes a while.
    return [f'"{word}"' for word in (matches if rest else [beginning, *matches])]


def _one_of(words: Iterable[str]) -> str:
    return f"({' OR '.join(words)})"


def _properties(criteria: HistoryFilter) -> Iterator[list[str]]:
    """Yield the patterns for each property that the filter names; one of them has to match."""
    for name in ("endpoint", "service", "method", "severity", "status", "sender"):
        if values := getattr(criteria, name):
            yield [property_pattern(name, value) for value in values]
    if criteria.host:
        # Without a port, any port matches.
        ports = [("port" if _PORT.fullmatch(host) else "host", host) for host in criteria.host]
        yield [property_pattern(name, host) for name, host in ports]
    if criteria.environment:
        # The beginning of its name is enough.
        yield [f"{property_word('environment', name)}*" for name in criteria.environment]
    if criteria.code:
        names = [code for code in criteria.code if isinstance(code, str)]
        yield [
            *(property_pattern("code", code) for code in criteria.code),
            *(property_pattern("name", name) for name in names),
        ]


def listing(
    columns: str, criteria: HistoryFilter, expression: str, part: Slice
) -> tuple[str, list[object]]:
    """Return the statement that lists entries in the order of time, with its parameters.

    Args:
        columns: What is selected of an entry.
        criteria: Its times are compared.
        expression: The match expression of the rest of the filter.
    """
    source, key = "entries", "id"
    conditions: list[str] = []
    parameters: list[object] = []
    if expression:
        # The search gives its rows in the order of their ids, so it ends when there are enough.
        source, key = "texts CROSS JOIN entries ON entries.id = texts.rowid", "texts.rowid"
        conditions.append("texts MATCH ?")
        parameters.append(expression)
    if criteria.since_id is not None:
        conditions.append(f"{key} >= ?")
        parameters.append(criteria.since_id)
    ends = [id_ for id_ in (criteria.until_id, part.before_id) if id_ is not None]
    if ends:
        conditions.append(f"{key} < ?")
        parameters.append(min(ends))
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    order = "ASC" if part.is_oldest_first else "DESC"
    text = f"SELECT {columns} FROM {source}{where} ORDER BY {key} {order} LIMIT ?"
    return text, [*parameters, part.limit]
