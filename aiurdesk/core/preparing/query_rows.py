"""The query of a custom URL as rows, and its rows as the query of the address.

A request keeps the first pairs of its query as they were typed, in its address, and the others as
values. A pair can be a value where writing the value gives the same characters; so what is sent
is what was typed, with its escapes.

Source: RFC 3986 section 3.4; WHATWG URL, application/x-www-form-urlencoded parsing (2024-05).
"""

from collections.abc import Sequence
from typing import TypeAlias
from urllib.parse import unquote_plus

from msgspec.structs import replace

from aiurdesk.core.environments.environment import VARIABLE
from aiurdesk.core.preparing.encoding import percent
from aiurdesk.core.request.request import Request, Row
from aiurdesk.core.request.rows import (
    all_rows,
    off_rows,
    sent_pairs,
    text_rows,
    value_members,
    value_rows,
)
from aiurdesk.core.request.typed import path_names

_Pair: TypeAlias = tuple[str, str]
_MOST_PAIRS = 200
"""A longer query is edited in the address alone: each row takes several widgets."""


def shown_address(request: Request) -> str:
    """Return the address of a custom URL with all that is sent in its query."""
    start, fragment = _without_fragment(request.url)
    names = _names_in_path(request.url)
    sent = [_written(row) for row in text_rows(value_rows(request)) if _is_in_query(row, names)]
    if not sent:
        return start + fragment
    # As ``prepare`` joins them.
    joint = "?" if "?" not in start else "" if start.endswith(("?", "&")) else "&"
    return f"{start}{joint}{'&'.join(sent)}{fragment}"


def query_rows(request: Request) -> tuple[Row, ...]:
    """Return all rows of a custom URL: parts of its path, its query, and what is switched off."""
    names = _names_in_path(request.url)
    stored = text_rows(value_rows(request))
    typed = [Row(*pair) for pair in _typed_pairs(request.url)]
    first = next((i for i, row in enumerate(stored) if row.name.lower() not in names), len(stored))
    return (*stored[:first], *typed, *stored[first:])


def with_address(
    request: Request, text: str, rows: Sequence[Row]
) -> tuple[Request, tuple[Row, ...]]:
    """Return a request with another address, and its rows.

    Args:
        request: Its query that did not change stays where it is kept.
        text: What was typed.
        rows: Those that are shown; the ones that are switched off keep their places.
    """
    names = _names_in_path(text)
    in_path = [pair for pair in sent_pairs(rows) if pair[0].lower() in names]
    new = all_rows((*in_path, *_typed_pairs(text)), off_rows(rows))
    start, fragment = _without_fragment(text)
    return _divided(request, (start, _segments(text), fragment), new), new


def with_rows(request: Request, rows: Sequence[Row]) -> Request:
    """Return a request with other rows; pairs that stay are written as before."""
    path = request.url
    names = _names_in_path(path)
    sent = [row for row in text_rows(value_rows(request)) if _is_in_query(row, names)]
    before = [*_segments(path), *map(_written, sent)]
    spellings: dict[_Pair, list[str]] = {}
    for segment in before:
        spellings.setdefault(_pair(segment), []).append(segment)
    segments: list[str] = []
    for row in rows:
        if _is_in_query(row, names):
            same = spellings.get((row.name, str(row.value)))
            segments.append(same.pop(0) if same else _written(row))
    # What no row shows stays, such as an empty pair.
    for position, segment in enumerate(before):
        if not _is_row(_pair(segment), names):
            segments.insert(position, segment)
    start, fragment = _without_fragment(path)
    return _divided(request, (start, segments, fragment), rows)


def _divided(request: Request, address: tuple[str, list[str], str], rows: Sequence[Row]) -> Request:
    """Return a request with an address whose last pairs are its values.

    Args:
        address: What comes before the query, the pairs of the query, and the fragment.
        rows: All that are shown.
    """
    start, segments, fragment = address
    names = _names_in_path(start)
    kept = _same_start(_segments(request.url), segments)
    places = [position for position, row in enumerate(rows) if _is_in_query(row, names)]
    waiting = iter(places)
    for count, segment in enumerate(segments, 1):
        position = next(waiting, None) if _is_row(_pair(segment), names) else None
        if position is None or _written(rows[position]) != segment:
            kept = max(kept, count)
    # Nothing joins an empty pair with the values behind it.
    if kept and not segments[kept - 1]:
        kept = len(segments)
    mark = "?" if kept else ""
    path = f"{start.partition('?')[0]}{mark}{'&'.join(segments[:kept])}{fragment}"
    typed = sum(_is_row(_pair(pair), names) for pair in segments[:kept])
    in_address = frozenset(places[:typed])
    stored = [row for position, row in enumerate(rows) if position not in in_address]
    return replace(
        request,
        target=request.with_url(path).target,
        **value_members(stored),
    )


def _names_in_path(address: str) -> frozenset[str]:
    return frozenset([name.lower() for name in path_names(address)])


def _is_in_query(row: Row, names: frozenset[str]) -> bool:
    return row.is_sent and _is_row((row.name, ""), names)


def _without_fragment(address: str) -> tuple[str, str]:
    start, mark, fragment = address.partition("#")
    return start, mark + fragment


def _segments(address: str) -> list[str]:
    _, mark, query = _without_fragment(address)[0].partition("?")
    if query.count("&") >= _MOST_PAIRS:
        return [query]
    return query.split("&") if mark else []


def _typed_pairs(address: str) -> tuple[_Pair, ...]:
    names = _names_in_path(address)
    return tuple([pair for pair in map(_pair, _segments(address)) if _is_row(pair, names)])


def _is_row(pair: _Pair, names: frozenset[str]) -> bool:
    # A value of that name would go into the path.
    return bool(pair[0]) and pair[0].lower() not in names


def _pair(segment: str) -> _Pair:
    """Return name and value of a pair, with its escapes where a line cannot show it.

    A query of very many pairs has none.
    """
    if "&" in segment:
        return "", ""
    name, _, value = segment.partition("=")
    return _plain(name), _plain(value)


def _plain(text: str) -> str:
    if "%" not in text and "+" not in text:
        return text
    try:
        plain = unquote_plus(text, errors="strict")
    except UnicodeDecodeError:
        return text
    # Such as the end of a line, which the field of a row would lose.
    return plain if plain.isprintable() else text


def _written(row: Row) -> str:
    return f"{_escaped(row.name)}={_escaped(str(row.value))}"


def _escaped(text: str) -> str:
    """Percent-encode a text; its variables stay, and are encoded when they are resolved."""
    # Half of a character is refused when it is sent.
    text = text.encode("utf-8", "replace").decode()
    end, written = 0, ""
    for match in VARIABLE.finditer(text):
        written += percent(text[end : match.start()]) + match.group()
        end = match.end()
    return written + percent(text[end:])


def _same_start(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))
