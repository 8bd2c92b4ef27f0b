"""Rows that are sent and rows that are switched off, apart and together."""

from collections.abc import Iterable
from typing import Any

from aiurdesk.core.request.request import (
    FileValue,
    FormBody,
    Header,
    MultipartBody,
    OffRow,
    Pairs,
    Request,
    RequestFields,
    Row,
    Value,
)

MOST_SHOWN_ROWS = 1_000
"""Of one list of a request in a window, where each takes several widgets."""


def all_rows(sent: Iterable[tuple[str, Value]], off: Iterable[OffRow]) -> tuple[Row, ...]:
    """Return all rows in their order.

    A row that is switched off, and whose place lies behind the end, comes last.
    """
    rows = [Row(name, value) for name, value in sent]
    for row in sorted(off, key=lambda row: row.index):
        rows.insert(row.index, Row(row.name, row.value, is_sent=False))
    return tuple(rows)


def sent_pairs(rows: Iterable[Row]) -> Pairs:
    """Return name and value of the rows that are sent."""
    return tuple([(row.name, row.value) for row in rows if row.is_sent])


def off_rows(rows: Iterable[Row]) -> tuple[OffRow, ...]:
    """Return the rows that are switched off, with their places."""
    return tuple(
        [OffRow(index, row.name, row.value) for index, row in enumerate(rows) if not row.is_sent]
    )


def value_texts(value: Value) -> tuple[str, ...]:
    """Return the texts of a value; none where it is a file."""
    if isinstance(value, FileValue):
        return ()
    return (value,) if isinstance(value, str) else value


def text_rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return a row for each text of a list, and none for a file."""
    return tuple(
        [Row(row.name, text, row.is_sent) for row in rows for text in value_texts(row.value)]
    )


def most_rows(request: Request) -> int:
    """Return how many rows the longest list of a request has that a window shows row by row."""
    body = request.body
    lists: tuple[tuple[object, ...], ...] = (
        (*request.values, *request.values_off),
        (*request.headers, *request.headers_off),
        body.rows if isinstance(body, FormBody | MultipartBody) else (),
        request.tests,
        request.captures,
        request.frame_tests,
        request.messages,
    )
    # Those of a query stand in the address.
    return max(*map(len, lists), request.url.count("&"))


def value_rows(fields: RequestFields) -> tuple[Row, ...]:
    """Return all values of a request."""
    return all_rows(fields.values, fields.values_off)


def header_rows(fields: RequestFields) -> tuple[Row, ...]:
    """Return all headers of a request."""
    return all_rows(((header.name, header.value) for header in fields.headers), fields.headers_off)


def value_members(rows: Iterable[Row]) -> dict[str, Any]:
    """Return the fields of a request that hold its values, for these rows."""
    rows = tuple(rows)
    return {"values": sent_pairs(rows), "values_off": off_rows(rows)}


def header_members(rows: Iterable[Row]) -> dict[str, Any]:
    """Return the fields of a request that hold its headers, for these rows."""
    rows = tuple(rows)
    return {"headers": sent_headers(rows), "headers_off": off_rows(rows)}


def sent_headers(rows: Iterable[Row]) -> tuple[Header, ...]:
    """Return the rows of headers that have a tick, without empty ones."""
    return tuple([Header(n, value) for n, value in sent_pairs(rows) if isinstance(value, str)])
