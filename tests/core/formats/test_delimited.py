"""Tests of how rows and cells of CSV and the like are told apart."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.formats import delimited
from aiurdesk.core.formats.delimited import DelimitedRows, read_rows, recognised
from aiurdesk.core.problem import Problem


def rows(text: str, separator: str = "", **said: bool | None) -> list[object]:
    form = recognised(text, separator, **said)  # type: ignore[arg-type]
    read = read_rows(text, form)
    assert isinstance(read, DelimitedRows), read
    return [json.loads(row) for row in read.rows]


def sentence(text: str) -> str:
    read = read_rows(text, recognised(text[:100_000], is_whole=False))
    assert isinstance(read, Problem)
    return read.sentence


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_recognised(separator):
    text = "name,price,place\nLamp,12,Bern\nbulb,9,Rome\n".replace(",", separator)
    assert rows(text)[0] == {"name": "Lamp", "price": 12, "place": "Bern"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a,b\n"x\ny, ""z""",1\n', [{"a": 'x\ny, "z"', "b": 1}]),
        ("a;b;c\nx;1,5;2,5\n", [{"a": "x", "b": "1,5", "c": "2,5"}]),
        ("x;1,5;2,5\ny;3,5;4,5\n", [["x", "1,5", "2,5"], ["y", "3,5", "4,5"]]),
        ('a, b\n1, "x, y"\n', [{"a": 1, "b": "x, y"}]),
        ("sep=;\r\na;b\r\n1;2\r\n", [{"a": 1, "b": 2}]),
        ("a,b\r1,2\r", [{"a": 1, "b": 2}]),
        ("a,b\n1,2\n\n3\n4,5,6\n", [{"a": 1, "b": 2}, {"a": 3}, {"a": 4, "b": 5, "column_3": 6}]),
        ("a,a,,b\n1,2,3,4\n", [{"a": 1, "a_2": 2, "column_3": 3, "b": 4}]),
        ("a,b\n007,-0\n1.50,+1\n", [{"a": "007", "b": "-0"}, {"a": 1.5, "b": "+1"}]),
        ("word\nother\n", [{"word": "other"}]),
        ("1,2\n3,4\n", [[1, 2], [3, 4]]),
        ("2026-01-02,x\n2026-01-03,y\n", [["2026-01-02", "x"], ["2026-01-03", "y"]]),
        ("a,b\n", [["a", "b"]]),
        ("a,b\nx\0y,1\n", [{"a": "x\0y", "b": 1}]),
        ("", []),
    ],
)
def test_rows_of_a_text(text, expected):
    assert rows(text) == expected


def test_a_number_has_the_text_that_was_received():
    text = "a,b\n1.50,1E5\n"
    read = read_rows(text, recognised(text))
    assert read == DelimitedRows((b'{"a":1.50,"b":1E5}',), ("a", "b"))


def test_what_the_type_says_is_believed():
    assert rows("a,b\nc,d\n", has_titles=False) == [["a", "b"], ["c", "d"]]
    assert rows("1,2\n3,4\n", has_titles=True) == [{"1": 3, "2": 4}]
    assert rows("a,b\tc\nd,e\tf\n", "\t") == [{"a,b": "d,e", "c": "f"}]


@pytest.mark.parametrize(
    ("text", "is_table"),
    [
        ("a,b\n1,2\n", True),
        ("word\nother\n", False),
        ("", False),
        ("One, two words.\nThree.\nFour.\nAnd, so, on, for ever.\nFive.\n", False),
    ],
)
def test_a_text_of_one_column_is_no_sure_table(text, is_table):
    assert recognised(text).is_table is is_table


def test_the_last_row_of_a_beginning_is_not_judged_by():
    assert recognised("a,b\n1,2\n3", is_whole=False).is_table


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("," * 1_000_000, "Line 1 has more than 5,000 cells"),
        ("a,b\n1,2\n" + ",".join(map(str, range(100_000))), "Line 3 has more than 5,000 cells"),
        ('a,b\n1,2\n"x,3\n4,5\n', "The quotation mark that opens in line 3 is not closed"),
        ('a,b\n1,"' + "x,\n" * 6_000_000, "The quotation mark that opens in line 2"),
    ],
    ids=["separators", "columns", "open", "long and open"],
)
def test_what_is_no_table_is_told(text, words):
    assert sentence(text).startswith(words)


def test_more_cells_than_can_be_kept_are_told(monkeypatch):
    monkeypatch.setattr(delimited, "MOST_CELLS_IN_ALL", 10)
    assert sentence("a,b\n" * 7) == "A table of more than 10 cells is not read."


def test_the_limit_of_other_readers_of_csv_stays():
    before = csv.field_size_limit()
    sentence("," * 10_000)
    assert csv.field_size_limit() == before


@given(st.text(alphabet=st.sampled_from('ab1,;|\t"\r\n\0é '), max_size=60))
def test_any_text_is_read_or_refused(text):
    read = read_rows(text, recognised(text))
    assert isinstance(read, Problem) or all(json.loads(row) is not None for row in read.rows)


WORDS = st.text(st.characters(codec="utf-8"), max_size=5).map(lambda text: f"{text}.")
CELLS = st.lists(WORDS, min_size=2, max_size=4)


@given(st.lists(CELLS, min_size=1, max_size=5))
def test_what_is_written_as_csv_is_read_as_it_was(table):
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows(table)
    text = file.getvalue()
    read = read_rows(text, recognised(text, ",", has_titles=False))
    assert isinstance(read, DelimitedRows)
    assert [json.loads(row) for row in read.rows] == table
