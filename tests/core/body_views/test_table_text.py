"""Rows as text: CSV that no spreadsheet carries out, Markdown, columns of a terminal."""

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.body_views.table import JsonTable
from aiurdesk.core.body_views.table_text import TableFormat, WrittenTable, written_table

ROWS = [
    {"id": 1, "name": 'Say "hi"', "sum": -5.50},
    {"id": 2, "name": "two\nlines, and |", "sum": None},
    {"id": 3, "name": "灯 \x1b[31m", "tags": ["a"]},
]


def written(
    rows: object, kind: TableFormat, columns: tuple[str, ...] | None = None
) -> WrittenTable:
    table = JsonTable(json.dumps(rows, ensure_ascii=False).encode())
    places = range(len(table.rows))
    return written_table(table, places, table.columns if columns is None else columns, kind)


def test_csv_is_quoted_as_its_standard_says():
    assert written(ROWS, TableFormat.CSV).text == (
        "id,name,sum,tags\r\n"
        '1,"Say ""hi""",-5.5,\r\n'
        '2,"two\nlines, and |",,\r\n'
        '3,灯 \x1b[31m,,"[""a""]"\r\n'
    )


def test_what_a_spreadsheet_takes_for_a_formula_is_marked_and_counted():
    rows = [{"a": "=1+1", "b": -1}, {"a": "@x", "b": "+49"}, {"a": "a=1", "b": "-"}, {"a": "\tx"}]
    table = written(rows, TableFormat.CSV)
    assert list(csv.reader(io.StringIO(table.text, newline=""))) == [
        ["a", "b"],
        ["'=1+1", "-1"],
        ["'@x", "'+49"],
        ["a=1", "'-"],
        ["'\tx", ""],
    ]
    assert table.marked == 5


def test_columns_are_chosen_and_in_their_order():
    assert written(ROWS, TableFormat.CSV, ("name", "id")).text.startswith("name,id\r\n")


def test_cells_for_a_spreadsheet_stand_between_tabs():
    table = written([{"a": "x\ty", "b": 1}, {"a": "=z"}], TableFormat.TABS)
    assert table.text == '"x\ty"\t1\n\'=z\t\n'
    assert written([{"a": "=z"}], TableFormat.TABS).text == "=z"


def test_markdown_keeps_its_columns():
    assert written([{"a": "x|y\nz", "b": 1}], TableFormat.MARKDOWN).text == (
        "| a | b |\n| --- | --- |\n| x\\|y z | 1 |\n"
    )


def test_rows_are_copied_as_they_were_received():
    table = JsonTable(b'[{"a": 1.0}, {"a": 2}]')
    text = written_table(table, [1, 0], (), TableFormat.JSON).text
    assert text == '[\n{"a": 2},\n{"a": 1.0}\n]\n'


def test_a_terminal_gets_columns_without_control_characters():
    lines = written(ROWS, TableFormat.ALIGNED).text.splitlines()
    assert lines[0] == "id  name" + " " * 15 + "sum  tags"
    assert lines[1] == ' 1  Say "hi"' + " " * 10 + "-5.5"
    assert lines[3].startswith(" 3  灯 ")
    assert "\x1b" not in lines[3]


def test_a_long_cell_is_cut_on_a_terminal_with_a_sign():
    line = written([{"a": "x" * 100}], TableFormat.ALIGNED).text.splitlines()[1]
    assert line == "x" * 39 + "…"


CELL = st.one_of(st.integers(), st.text(alphabet=st.characters(codec="utf-8"), max_size=6))


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=4))
def test_csv_is_read_back_as_it_was_but_for_the_marks(rows):
    table = written(rows, TableFormat.CSV)
    read = list(csv.reader(io.StringIO(table.text, newline="")))
    assert [[cell.removeprefix("'") for cell in row] for row in read[1:]] == [
        [str(cell).removeprefix("'") for cell in row] for row in rows
    ]
