"""A list of JSON as rows and columns; a row is read when it is asked for."""

import json
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeAlias

import msgspec

from aiurdesk.core.formats.json.raw import (
    NotJson,
    Raw,
    entries_of,
    first_of,
    members_of,
    raw_at,
    utf8_of,
)
from aiurdesk.core.formats.json.tree import member_step

MOST_COLUMNS = 200
WHOLE = "@"
"""The column of entries that are neither objects nor lists."""
_LEVELS = 4
"""Objects within objects that have columns of their own; deeper ones are cells."""
_LOOKED_AT = 40
"""Members of an object among which its list is looked for."""
_NUMBER = re.compile(r"-?[0-9]{1,300}(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,6})?")
_DECIMAL_COMMA = re.compile(r"-?[0-9]{1,300}(?:,[0-9]+)?")
"""As most of Europe writes numbers, also in CSV."""
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_OF_JSON = re.compile(r'^\s|\s$|[",:{}\[\]\\\x00-\x1f]|[^\x00-\x7e]')
"""What stands between the members of an object, or may be written in several ways."""
_Steps = tuple[str | int, ...]
Cell: TypeAlias = str | bytes
"""The content of a text, or any other value as it was received; no bytes where there is none."""
NO_CELL = b""
# Not a float: the text that was received is shown, as in 1.10.
_ROW = msgspec.json.Decoder(float_hook=str.encode)


class NoTable(Exception):
    """A body has no list that can be shown as a table."""


class Order(msgspec.Struct, frozen=True):
    """Which rows are shown, and in which order."""

    column: str = ""
    """The path of the column that they are sorted by; empty leaves them as received."""
    is_descending: bool = False
    needle: str = ""
    """Only rows with this text in a cell, without regard to case."""


class JsonTable:
    """The rows of a list; each is read when it is asked for."""

    def __init__(self, data: bytes, steps: Sequence[str | int] | None = ()) -> None:
        """Find the list and its columns.

        Args:
            steps: Lead to the list; None for the only list that the body is about.

        Raises:
            NoTable: There is no such list, or the body is not JSON.
        """
        try:
            whole = utf8_of(data)
            found = _only_list(whole) if steps is None else raw_at(whole, steps)
            if found is None or first_of(found) != b"[":
                raise NoTable
            rows = entries_of(found)
            self._take(rows, *_columns(rows))
        except NotJson as error:
            raise NoTable from error

    @classmethod
    def of_rows(cls, rows: Sequence[Raw], columns: Sequence[str | int]) -> "JsonTable":
        """Return a table of rows that were told apart already.

        Args:
            rows: Objects or lists.
            columns: The member or the number of the entry of each column.
        """
        table = cls.__new__(cls)
        steps_of: dict[str, _Steps] = {path_of((s,)): (s,) for s in columns[:MOST_COLUMNS]}
        table._take(rows, steps_of, len(columns) - len(steps_of), is_json=False)
        return table

    def _take(
        self,
        rows: Sequence[Raw],
        steps_of: dict[str, _Steps],
        left_out: int,
        *,
        is_json: bool = True,
    ) -> None:
        self.rows = rows
        self.left_out = left_out
        self.columns = tuple(steps_of)
        """The path of each column within a row."""
        self._steps = steps_of
        self._is_json = is_json
        self._shown: tuple[Order, array[int]] = Order(), array("I", range(len(self.rows)))

    def cells(self, row: int, columns: Iterable[str] | None = None) -> list[Cell]:
        """Return the cells of a row by its place in the list."""
        raw = self.rows[row]
        value = _value(raw)
        # Each as it is asked for: a row may have more members than there are columns.
        names = self.columns if columns is None else columns
        return [_cell(value, self._steps.get(name, (None,)), raw) for name in names]

    def is_number(self, cell: Cell) -> bool:
        """Tell whether a cell is a number; where rows are not JSON, also with a decimal comma."""
        if isinstance(cell, str):
            # Without a comma, it is text for a reason: 007 is no number.
            return not self._is_json and "," in cell and bool(_DECIMAL_COMMA.fullmatch(cell))
        return cell[:1].isdigit() or cell[:1] == b"-"

    def order(self, order: Order) -> "array[int]":
        """Return the places of the rows that are shown, in their order."""
        before, rows = self._shown
        if before == order:
            return rows
        # Typing on in a text leaves fewer rows, and the sorting as it is.
        narrows = order.needle.casefold().startswith(before.needle.casefold())
        is_sorted_so = (before.column, before.is_descending) == (order.column, order.is_descending)
        if not (narrows and is_sorted_so):
            rows = array("I", range(len(self.rows)))
            if order.column in self._steps:
                rows = self._sorted(order.column, is_descending=order.is_descending)
        if order.needle:
            fits = _Search(order.needle).fits
            rows = array("I", (row for row in rows if fits(self.rows[row])))
        self._shown = order, rows
        return rows

    def _sorted(self, column: str, *, is_descending: bool) -> "array[int]":
        """Sort by number, time or text; rows without a value are at the end in both directions."""
        steps = self._steps[column]
        cells: list[Any] = []
        rows, empty = array("I"), array("I")
        for row, raw in enumerate(self.rows):
            cell = _cell(_value(raw), steps, raw)
            if cell in (NO_CELL, b"null", ""):
                empty.append(row)
            else:
                rows.append(row)
                cells.append(text_of_cell(cell))
        keys = _keys(cells)
        # Stable in both directions, so that equal rows stay as they were received.
        places = sorted(range(len(rows)), key=keys.__getitem__, reverse=is_descending)
        return array("I", (rows[place] for place in places)) + empty


def _keys(texts: list[str]) -> list[Any]:
    """Return what texts are sorted by: all as numbers, all as times, or as texts."""
    if all(map(_NUMBER.fullmatch, texts)):
        return [int(text) if text.lstrip("-").isdigit() else float(text) for text in texts]
    if all(map(_DECIMAL_COMMA.fullmatch, texts)):
        return [float(text.replace(",", ".")) for text in texts]
    if all(map(_TIME.fullmatch, texts)):
        try:
            times = [datetime.fromisoformat(text) for text in texts]
        except ValueError:
            # There is no 30th of February.
            return [text.casefold() for text in texts]
        return [t if t.tzinfo else t.replace(tzinfo=UTC) for t in times]
    return [
        (0, float(text), "") if _NUMBER.fullmatch(text) else (1, 0.0, text.casefold())
        for text in texts
    ]


class _Search:
    """Looks for a text in the cells of rows."""

    def __init__(self, needle: str) -> None:
        self._needle = needle.casefold()
        # Such a text stands in a row as it is, in a cell or in the name of a member.
        self._plain = b"" if _OF_JSON.search(needle) else self._needle.encode()
        self._in_names: dict[tuple[str, ...], int] = {}

    def fits(self, raw: Raw) -> bool:
        """Tell whether a row has the text."""
        data = bytes(raw)
        if self._plain and b"\\" not in data:
            found = data.lower().count(self._plain)
            if not found:
                return False
            if data.startswith(b"{") and data.find(b"{", 1) < 0:
                return found > self._count_in_names(tuple(members_of(raw)))
        cells = (text_of_cell(_cell_of(value, raw, steps)) for steps, value in _flat(_value(raw)))
        return any(self._needle in text.casefold() for text in cells)

    def _count_in_names(self, names: tuple[str, ...]) -> int:
        count = self._in_names.get(names)
        if count is None:
            plain = self._plain
            count = sum(name.encode(errors="replace").lower().count(plain) for name in names)
            if len(self._in_names) < MOST_COLUMNS:
                self._in_names[names] = count
        return count


def text_of_cell(cell: Cell) -> str:
    """Return a cell as text: the content of a text, nothing for null, else as received."""
    if isinstance(cell, str):
        return cell
    return "" if cell == b"null" else cell.decode(errors="replace")


def _only_list(whole: bytes) -> Raw | None:
    """Return the body where it is a list, or else the only list among its first members."""
    if first_of(whole) != b"{":
        return whole
    members = list(members_of(whole).values())[:_LOOKED_AT]
    lists = [raw for raw in members if first_of(raw) == b"["]
    return lists[0] if len(lists) == 1 else None


def _columns(rows: Sequence[Raw]) -> tuple[dict[str, _Steps], int]:
    """Return the columns of rows with the steps to each, and how many are left out."""
    found: dict[_Steps, None] = {}
    shapes: set[tuple[Any, ...]] = set()
    left_out: set[_Steps] = set()
    for raw in rows:
        value = _value(raw)
        # Most rows have the same members as the row before.
        shape = _shape(value)
        if shape in shapes:
            continue
        if len(shapes) < MOST_COLUMNS:
            shapes.add(shape)
        for steps, _ in _flat(value):
            if steps not in found:
                if len(found) < MOST_COLUMNS:
                    found[steps] = None
                elif len(left_out) < MOST_COLUMNS:
                    left_out.add(steps)
    return {path_of(steps): steps for steps in found}, len(left_out)


def path_of(steps: _Steps) -> str:
    """Return the path of a column in the notation of JMESPath."""
    parts = (f"[{step}]" if isinstance(step, int) else member_step(_key(step)) for step in steps)
    return "".join(parts).removeprefix(".") or WHOLE


@lru_cache(1024)
def _key(name: str) -> str:
    # Half of a character has to be an escape, to be shown and copied.
    return json.dumps(name, ensure_ascii=any("\ud800" <= letter <= "\udfff" for letter in name))


def _value(raw: Raw) -> Any:
    """Return a row; numbers with a point in them as the bytes that were received."""
    try:
        return _ROW.decode(raw)
    except RecursionError as error:
        raise NotJson from error
    except (msgspec.DecodeError, UnicodeError):
        # Half of a character, which Python alone reads.
        try:
            return json.loads(bytes(raw), parse_float=str.encode)
        except (ValueError, RecursionError) as error:
            raise NotJson from error


def _shape(value: Any) -> tuple[Any, ...]:
    """Return what decides which columns a row has."""
    if type(value) is not dict:
        return (len(value),) if type(value) is list else ()
    names = tuple(value)
    inner = [(name, _shape(v)) for name, v in value.items() if type(v) is dict]
    return (names, tuple(inner)) if inner else names


def _flat(value: Any) -> Iterator[tuple[_Steps, Any]]:
    """Yield the cells of a row with the steps that lead to them."""
    if type(value) is dict and value:
        yield from _members(value, ())
    elif type(value) is list and value:
        for number, entry in enumerate(value[:MOST_COLUMNS]):
            yield (number,), entry
    else:
        yield (), value


def _members(members: Mapping[str, Any], above: _Steps) -> Iterator[tuple[_Steps, Any]]:
    for name, value in members.items():
        steps = (*above, name)
        if type(value) is dict and value and len(steps) < _LEVELS:
            yield from _members(value, steps)
        else:
            yield steps, value


def _cell(value: Any, steps: Sequence[Any], raw: Raw) -> Cell:
    """Return the cell of a row to which steps lead."""
    at = value
    for step in steps:
        if type(at) is dict:
            if step not in at:
                return NO_CELL
            at = at[step]
        elif type(at) is list and type(step) is int and step < len(at):
            at = at[step]
        else:
            return NO_CELL
    if not steps and value and type(value) in (dict, list):
        # Its members have columns.
        return NO_CELL
    if type(at) is dict and at and 0 < len(steps) < _LEVELS and type(value) is dict:
        return NO_CELL
    return _cell_of(at, raw, steps)


_WORDS = {None: b"null", True: b"true", False: b"false"}


def _cell_of(value: Any, raw: Raw, steps: Sequence[str | int]) -> Cell:
    kind = type(value)
    if kind is str or kind is bytes:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return b"%d" % value
    if kind is list or kind is dict:
        found = raw_at(raw, steps)
        return NO_CELL if found is None else bytes(found)
    return _WORDS[value]
