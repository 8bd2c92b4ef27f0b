"""Filters and tables of real bodies, made in a real process that can be killed."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiurdesk.core.body_views.table import Order
from aiurdesk.core.body_views.table_text import TableFormat, WrittenTable
from aiurdesk.core.expectations.body_filter import Filtered
from aiurdesk.core.formats.delimited import recognised
from aiurdesk.core.problem import Problem
from aiurdesk.core.response.body_format import XML_FORMAT, BodyFormat, ValueKind
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.services.body_views import body_values
from aiurdesk.services.body_views.body_values import BodyTable, BodyValues, TablePage, TableShape
from aiurdesk.services.processes.evaluation import evaluate
from aiurdesk.services.processes.helper_processes import HelperProcesses, Purpose
from tests.child_process import wait_until, was_ended


def a_body(value: object) -> ResponseBody:
    data = json.dumps(value).encode()
    return ResponseBody(data, size_bytes=len(data))


ROWS = a_body([{"id": n, "name": f"n{n}", "in": {"x": n % 3}} for n in range(1_000)])


@asynccontextmanager
async def processes_opened() -> AsyncIterator[HelperProcesses]:
    processes = HelperProcesses()
    try:
        yield processes
    finally:
        await processes.aclose()


def tables_kept() -> int:
    """Return how many tables the process keeps, in which this runs."""
    return len(body_values.kept_tables())


async def page_of(table: BodyTable, order: Order = Order(), start: int = 0) -> TablePage:  # noqa: B008
    page = await table.page(order, start, 2)
    assert isinstance(page, TablePage), page
    return page


async def test_a_filter_is_evaluated_in_the_process():
    async with processes_opened() as processes:
        values = BodyValues(processes)
        result = await values.filtered("[?id > `997`].name", ROWS)
        assert isinstance(result, Filtered)
        assert (json.loads(result.json), result.count, result.of) == (["n998", "n999"], 2, 1_000)


async def test_a_filter_without_end_is_stopped_with_a_sentence(monkeypatch):
    monkeypatch.setattr(body_values, "MOST_S", 0.2)
    async with processes_opened() as processes:
        values = BodyValues(processes)
        # Each bracket makes the list ten times as long.
        slow = "@" + " | [@, @, @, @, @, @, @, @, @, @][]" * 30
        result = await values.filtered(slow, ROWS)
        assert isinstance(result, Problem)
        after = await values.filtered("[0].id", ROWS)
        assert isinstance(after, Filtered)
        assert after.json == b"0"


async def test_a_body_whose_file_is_gone_is_told(tmp_path):
    gone = ResponseBody(b"[", str(tmp_path / "gone"), 10)
    async with processes_opened() as processes:
        values = BodyValues(processes)
        for result in (await values.filtered("@", gone), await values.table(gone).shape()):
            assert isinstance(result, Problem)
            assert "Send the request again." in result.sentence


async def test_a_long_body_is_read_from_its_file(tmp_path):
    file = tmp_path / "body"
    file.write_bytes(ROWS.data)
    body = ResponseBody(ROWS.data[:10], str(file), ROWS.size_bytes)
    async with processes_opened() as processes:
        shape = await BodyValues(processes).table(body).shape()
        assert shape == TableShape(("id", "name", "in.x"), 1_000)


async def test_rows_come_in_pages_and_in_the_order_that_is_asked_for():
    async with processes_opened() as processes:
        table = BodyValues(processes).table(ROWS)
        page = await page_of(table)
        assert [row.texts for row in page.rows] == [("0", "n0", "0"), ("1", "n1", "1")]
        assert page.rows[0].kinds == '0"0'
        page = await page_of(table, Order("id", is_descending=True), 998)
        assert ([row.place for row in page.rows], page.row_count) == ([1, 0], 1_000)
        page = await page_of(table, Order("id", needle="n99"))
        assert ([row.place for row in page.rows], page.row_count) == ([99, 990], 11)


async def test_a_table_is_read_again_where_its_process_has_ended():
    async with processes_opened() as processes:
        table = BodyValues(processes).table(ROWS)
        await page_of(table)
        async with processes.borrowed(Purpose.FILTERING) as process:
            process.kill()
        for _ in range(2):
            # The process may be found to have ended only while it is called.
            page = await table.page(Order(), 0, 1)
        assert isinstance(page, TablePage)


async def test_a_table_that_is_not_needed_is_forgotten_and_can_be_read_again():
    async with processes_opened() as processes:
        values = BodyValues(processes)
        table, other = values.table(ROWS), values.table(ROWS)
        await table.forget()
        await page_of(other)
        await page_of(table)
        await table.forget()
        kept = await evaluate(processes, [tables_kept], None, 0, 10, Purpose.FILTERING)
        assert kept == [1]
        assert (await page_of(table)).row_count == 1_000


async def test_the_process_ends_with_its_last_table():
    async with processes_opened() as processes:
        values = BodyValues(processes)
        tables = values.table(ROWS), values.table(ROWS)
        for table in tables:
            await page_of(table)
        process = await processes.call(Purpose.FILTERING, os.getpid)
        await tables[0].forget()
        values.rest()
        assert await processes.call(Purpose.FILTERING, os.getpid) == process
        await tables[1].forget()
        await asyncio.to_thread(wait_until, lambda: was_ended(process))
        assert (await page_of(tables[1])).row_count == 1_000


async def test_the_process_ends_when_nothing_that_was_filtered_is_shown():
    async with processes_opened() as processes:
        values = BodyValues(processes)
        await values.filtered("[0]", ROWS)
        process = await processes.call(Purpose.FILTERING, os.getpid)
        values.rest()
        await asyncio.to_thread(wait_until, lambda: was_ended(process))
        assert isinstance(await values.filtered("[0]", ROWS), Filtered)


async def test_more_tables_than_are_kept_are_all_readable():
    async with processes_opened() as processes:
        values = BodyValues(processes)
        tables = [values.table(a_body([{"n": number}])) for number in range(7)]
        for _ in range(2):
            pages = [await page_of(table) for table in tables]
            assert [page.rows[0].texts[0] for page in pages] == [str(n) for n in range(7)]


async def test_chosen_rows_are_written():
    async with processes_opened() as processes:
        table = BodyValues(processes).table(ROWS)
        order = Order("id", is_descending=True)
        written = await table.written(
            TableFormat.CSV, ("name", "id"), order, (range(1), range(998, 1_000))
        )
        assert written == WrittenTable("name,id\r\nn999,999\r\nn1,1\r\nn0,0\r\n")


CSV = ResponseBody(b"id;name\n2;Lamp\n10;bulb\n", size_bytes=24)
CSV_FORM = BodyFormat(ValueKind.DELIMITED, delimited=recognised("id;name\n2;Lamp\n10;bulb\n"))


async def test_csv_is_a_table_and_filtered_as_a_list_of_objects():
    async with processes_opened() as processes:
        values = BodyValues(processes)
        table = values.table(CSV, form=CSV_FORM)
        assert await table.shape() == TableShape(("id", "name"), 2)
        page = await page_of(table, Order("id", is_descending=True))
        assert [row.texts for row in page.rows] == [("10", "bulb"), ("2", "Lamp")]
        assert page.rows[0].kinds == '1"'
        result = await values.filtered("[?id > `5`].name", CSV, CSV_FORM)
        assert isinstance(result, Filtered)
        assert (json.loads(result.json), result.of) == (["bulb"], 2)


async def test_numbers_with_a_decimal_comma_are_numbers_in_csv_alone():
    data = b"price;note\n12,50;1,2 m\n100;,5\n-0,5;007\n"
    form = BodyFormat(ValueKind.DELIMITED, delimited=recognised(data.decode()))
    async with processes_opened() as processes:
        values = BodyValues(processes)
        body = ResponseBody(data, size_bytes=len(data))
        page = await values.table(body, form=form).page(Order(), 0, 3)
        assert isinstance(page, TablePage)
        assert [row.kinds for row in page.rows] == ['1"', '1"', '-"']
        written = await values.table(body, form=form).written(TableFormat.ALIGNED, ["price"])
        assert isinstance(written, WrittenTable)
        assert written.text == "price\n12,50\n  100\n -0,5\n"
        page = await page_of(values.table(a_body([{"price": "12,50"}])))
        assert page.rows[0].kinds == '"'


async def test_xml_is_read_in_the_process():
    body = ResponseBody(b"<a><b>1</b><b>2</b></a>", size_bytes=23)
    async with processes_opened() as processes:
        values = BodyValues(processes)
        assert await values.as_json(body, XML_FORMAT) == b'{"a":{"b":["1","2"]}}'
        page = await page_of(values.table(body, ("a", "b"), XML_FORMAT))
        assert [row.texts for row in page.rows] == [("1",), ("2",)]
        broken = await values.table(ResponseBody(b"<a>", size_bytes=3), (), XML_FORMAT).shape()
        assert isinstance(broken, Problem)
        assert broken.sentence.startswith("It is not valid XML")


async def test_a_value_that_is_no_list_is_no_table():
    async with processes_opened() as processes:
        values = BodyValues(processes)
        for body, steps in ((a_body({"a": 1}), ("a",)), (ResponseBody(b"<p>", size_bytes=3), None)):
            shape = await values.table(body, steps).shape()
            assert isinstance(shape, Problem)
            assert shape.sentence == "There is no list here that could be a table."


async def test_a_long_cell_is_shown_only_in_part():
    async with processes_opened() as processes:
        page = await page_of(BodyValues(processes).table(a_body([{"a": "x" * 10_000, "b": None}])))
        assert page.rows[0].texts == ("x" * 500 + "…", "null")
