"""Filters bodies by an expression, and shows lists in them as tables, in a helper process.

The process keeps the tables that were asked for last, so that sorting one does not read its body
again. Where it has ended since, the body is read once more.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from typing import Any, TypeVar
from weakref import WeakSet

import msgspec
from msgspec.structs import replace

from aiurdesk.core.body_views.table import Cell, JsonTable, NoTable, Order, text_of_cell
from aiurdesk.core.body_views.table_text import (
    CsvPart,
    TableFormat,
    WrittenTable,
    csv_part,
    written_table,
)
from aiurdesk.core.errors import StorageError
from aiurdesk.core.expectations.body_filter import Filtered, filtered, read_body
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.body_format import (
    JSON_FORMAT,
    BodyFormat,
    ValueKind,
    json_of,
    rows_of,
)
from aiurdesk.core.response.page_facts import MOST_BYTES, PointedPages
from aiurdesk.core.response.paging import Pages, ReadPage, read_page
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.translation import marked, tr
from aiurdesk.services.processes.evaluation import TOO_LARGE, Stopped, evaluate
from aiurdesk.services.processes.helper_processes import HelperProcesses, Purpose
from aiurdesk.storage.bodies import body_chunks

MOST_S = 10.0
"""How long a filter may take, which a stranger may have written."""
_MOST_TABLE_S = 120.0
"""The same for what is done with a table, which takes longer only with its size."""
MOST_COPIED = 64 * 1024 * 1024
"""Characters that are written into the clipboard at once."""
_MOST_SHOWN = 500
"""Characters of a cell that is shown; a copy has all of it."""
_MOST_KEPT = 4
"""Tables."""
_T = TypeVar("_T")
_TOO_LONG = marked("The body is too long for this: there is not enough memory for it.")
_NO_LIST = marked("There is no list here that could be a table.")


class TableShape(msgspec.Struct, frozen=True):
    """Columns and size of a table."""

    columns: tuple[str, ...]
    """The path of each within a row."""
    row_count: int
    left_out: int = 0
    """How many further columns there are, at least."""


class TableRow(msgspec.Struct, frozen=True, gc=False):
    """Cells of a row, as they are shown."""

    place: int
    """In the list, from 0."""
    texts: tuple[str, ...]
    kinds: str
    """The first character of each cell as JSON, which tells its kind; a blank where it has none.

    Of a number with a decimal comma, as in CSV, it is that of the number.
    """


class TablePage(msgspec.Struct, frozen=True):
    """Some rows of a table, in the order that was asked for."""

    start: int
    rows: tuple[TableRow, ...]
    row_count: int
    """How many rows there are in that order: a search leaves some out."""


class BodyTable:
    """A list in a body; each instance belongs to one body."""

    def __init__(
        self,
        processes: HelperProcesses,
        number: int,
        body: ResponseBody,
        steps: Sequence[str | int] | None,
        form: BodyFormat,
        kept: "WeakSet[BodyTable]",
    ) -> None:
        self._processes = processes
        self._number = number
        self._body = body
        self._steps = steps
        self._form = form
        self._kept = kept

    async def shape(self) -> TableShape | Problem:
        """Return columns and size, or why there is no table."""
        return await self._result(partial(_shape, self._number))

    async def page(self, order: Order, start: int, most: int) -> TablePage | Problem:
        """Return some rows, or why they cannot be read."""
        return await self._result(partial(_page, self._number, order, start, most))

    async def written(
        self,
        kind: TableFormat,
        columns: Sequence[str] | None = None,
        order: Order = Order(),  # noqa: B008 - a frozen value
        rows: Sequence[range] | None = None,
    ) -> WrittenTable | Problem:
        """Return rows as text.

        Args:
            columns: Their paths; None for all.
            rows: Numbers of rows in this order; None for all.
        """
        job = partial(_written, self._number, kind, columns, order, rows, MOST_COPIED)
        return await self._result(job)

    async def csv_part(
        self, columns: Sequence[str], order: Order, rows: range, most_characters: int
    ) -> CsvPart | Problem:
        """Return some of the rows as CSV, as ``csv_part`` does; with titles from row 0 on.

        Args:
            columns: Their paths.
            order: Of the rows.
            rows: Numbers of rows in this order, of which the last ones may not exist.
            most_characters: No row is begun after them.
        """
        job = partial(_csv_part, self._number, columns, order, rows, most_characters)
        return await self._result(job)

    async def forget(self) -> None:
        """Give back the memory of its rows; it is read again where it is still asked for.

        With the last table the process ends: Python keeps much of the memory that it had.
        """
        if self in self._kept:
            self._kept.discard(self)
            await _evaluated(self._processes, partial(_forget, self._number), None, 0)
            _rest(self._processes, self._kept)

    async def _result(self, job: Callable[[], _T | None]) -> _T | Problem:
        # Most times the table is still there.
        result = await _evaluated(self._processes, job, None, 0)
        if result is None:
            self._kept.add(self)
            read = partial(_read_table, self._number, self._body, self._steps, self._form)
            size = self._body.size_bytes
            result = await _evaluated(self._processes, job, read, size)
        return Problem(tr(_TOO_LONG)) if result is None else result


class BodyValues:
    """The values in bodies of responses."""

    def __init__(self, processes: HelperProcesses) -> None:
        self._processes = processes
        self._kept: WeakSet[BodyTable] = WeakSet()
        """The tables that the process may have read."""

    def rest(self) -> None:
        """End the process, unless it has tables: nothing that was filtered is shown any more."""
        _rest(self._processes, self._kept)

    async def filtered(
        self, path: str, body: ResponseBody, form: BodyFormat = JSON_FORMAT
    ) -> Filtered | Problem:
        """Return what a path gives in a body, or why it gives nothing."""
        read = partial(_read_value, body, form)
        job: Callable[[], Filtered | Problem | None] = partial(_filter_value, path)
        size = body.size_bytes
        result: Filtered | Problem | None = await _evaluated(
            self._processes, job, read, size, MOST_S
        )
        return Problem(tr(_TOO_LONG)) if result is None else result

    async def page(self, request: Request, response: Response, pointed: PointedPages) -> ReadPage:
        """Return what a response says about the pages of its list; nothing where it is too long."""
        if response.body.size_bytes <= MOST_BYTES:
            return read_page(request, response, pointed)
        job = partial(_read_page, request, response, pointed)
        size = response.body.size_bytes
        result = await _evaluated(self._processes, job, None, size, MOST_S)
        return result if isinstance(result, ReadPage) else ReadPage()

    async def place_in_pages(
        self, request: Request, response: Response, pointed: PointedPages
    ) -> Pages | None:
        """Return where a long response is among the pages of its list; None if nothing says so."""
        # Without the entries, which are as long as the body.
        job = partial(_read_place, request, response, pointed)
        size = response.body.size_bytes
        result = await _evaluated(self._processes, job, None, size, MOST_S)
        return result if isinstance(result, Pages) else None

    async def as_json(self, body: ResponseBody, form: BodyFormat) -> bytes | Problem:
        """Return the values of a body as JSON, or why there are none."""
        job: Callable[[], bytes | Problem | None] = partial(_json, body, form)
        size = body.size_bytes
        result: bytes | Problem | None
        result = await _evaluated(self._processes, job, None, size, _MOST_TABLE_S)
        return Problem(tr(_TOO_LONG)) if result is None else result

    def table(
        self,
        body: ResponseBody,
        steps: Sequence[str | int] | None = (),
        form: BodyFormat = JSON_FORMAT,
    ) -> BodyTable:
        """Return a list in a body as a table; nothing is read yet.

        Args:
            steps: As for ``JsonTable``.
        """
        return BodyTable(self._processes, next(_numbers), body, steps, form, self._kept)


_numbers = count()


def _rest(processes: HelperProcesses, kept: "WeakSet[BodyTable]") -> None:
    if not kept:
        processes.let_go(Purpose.FILTERING)


async def _evaluated(
    processes: HelperProcesses,
    job: Callable[[], _T | None],
    read: Callable[[], object] | None,
    size_bytes: int,
    most_s: float = _MOST_TABLE_S,
) -> _T | Problem | None:
    results = await evaluate(processes, [job], read, size_bytes, most_s, Purpose.FILTERING)
    result = results[0]
    if result == TOO_LARGE:
        return Problem(tr(_TOO_LONG))
    return Problem(result.text) if isinstance(result, Stopped) else result


# What follows runs in the helper process.

_read: list[Any] = []
"""The body that is to be filtered."""
_tables: dict[int, JsonTable | Problem] = {}


def _whole(body: ResponseBody) -> bytes | Problem:
    try:
        return body.data if body.path is None else b"".join(body_chunks(body))
    except StorageError as error:
        return error.problem


def _read_page(request: Request, response: Response, pointed: PointedPages) -> ReadPage:
    data = _whole(response.body)
    if isinstance(data, Problem):
        return ReadPage()
    whole = replace(response, body=replace(response.body, data=data, size_bytes=len(data)))
    return read_page(request, whole, pointed, len(data))


def _read_place(request: Request, response: Response, pointed: PointedPages) -> Pages | None:
    return _read_page(request, response, pointed).pages


def _json(body: ResponseBody, form: BodyFormat) -> bytes | Problem:
    data = _whole(body)
    return data if isinstance(data, Problem) else json_of(data, form)


def _read_value(body: ResponseBody, form: BodyFormat) -> None:
    _read.clear()
    data = _json(body, form)
    _read.append(data if isinstance(data, Problem) else read_body(data))


def _filter_value(path: str) -> Filtered | Problem | None:
    # Not kept: what is read takes six times the memory of the body.
    return filtered(path, _read.pop()) if _read else None


def _read_table(
    number: int, body: ResponseBody, steps: Sequence[str | int] | None, form: BodyFormat
) -> None:
    while len(_tables) >= _MOST_KEPT:
        del _tables[next(iter(_tables))]
    data = _whole(body)
    _tables[number] = data if isinstance(data, Problem) else _made_table(data, steps, form)


def _made_table(
    data: bytes, steps: Sequence[str | int] | None, form: BodyFormat
) -> JsonTable | Problem:
    if form.kind is ValueKind.DELIMITED:
        read = rows_of(data, form)
        return read if isinstance(read, Problem) else JsonTable.of_rows(read.rows, read.columns)
    json = json_of(data, form)
    if isinstance(json, Problem):
        return json
    try:
        return JsonTable(json, steps)
    except NoTable:
        return Problem(tr(_NO_LIST))


def _table(number: int) -> JsonTable | Problem | None:
    table = _tables.pop(number, None)
    if table is not None:
        # At the end: the one that was not used for longest is the first to go.
        _tables[number] = table
    return table


def kept_tables() -> tuple[int, ...]:
    """Return the numbers of the tables that this process keeps."""
    return tuple(_tables)


def _forget(number: int) -> bool:
    return _tables.pop(number, None) is not None


def _shape(number: int) -> TableShape | Problem | None:
    table = _table(number)
    if not isinstance(table, JsonTable):
        return table
    return TableShape(table.columns, len(table.rows), table.left_out)


def _page(number: int, order: Order, start: int, most: int) -> TablePage | Problem | None:
    table = _table(number)
    if not isinstance(table, JsonTable):
        return table
    places = table.order(order)
    rows = tuple(_row(table, place) for place in places[start : start + most])
    return TablePage(start, rows, len(places))


def _row(table: JsonTable, place: int) -> TableRow:
    cells = table.cells(place)
    kinds = "".join(_kind(cell, is_number=table.is_number(cell)) for cell in cells)
    return TableRow(place, tuple(map(_shown, cells)), kinds)


def _kind(cell: Cell, *, is_number: bool) -> str:
    if isinstance(cell, str):
        return cell[:1] if is_number else '"'
    return cell[:1].decode() or " "


def _shown(cell: Cell) -> str:
    text = "null" if cell == b"null" else text_of_cell(cell)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _written(
    number: int,
    kind: TableFormat,
    columns: Sequence[str] | None,
    order: Order,
    rows: Sequence[range] | None,
    most: int,
) -> WrittenTable | Problem | None:
    table = _table(number)
    if not isinstance(table, JsonTable):
        return table
    places = table.order(order)
    wanted = places if rows is None else [places[row] for part in rows for row in part]
    chosen = table.columns if columns is None else columns
    written = written_table(table, wanted, chosen, kind)
    if len(written.text) > most:
        text = tr("These rows have more than {most} MB of text. Choose fewer of them.")
        return Problem(text.format(most=most // 1024**2))
    return written


def _csv_part(
    number: int, columns: Sequence[str], order: Order, rows: range, most_characters: int
) -> CsvPart | Problem | None:
    table = _table(number)
    if not isinstance(table, JsonTable):
        return table
    places = table.order(order)[rows.start : rows.stop]
    return csv_part(table, places, columns, most_characters, has_titles=rows.start == 0)
