from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.request.request import Header, OffRow, Request, Row
from aiurdesk.core.request.rows import (
    all_rows,
    header_members,
    header_rows,
    off_rows,
    sent_headers,
    sent_pairs,
    value_members,
    value_rows,
)
from aiurdesk.core.request.typed import Typed

ROWS = st.lists(st.builds(Row, st.text(max_size=3), st.text(max_size=3), st.booleans()), max_size=6)


@given(ROWS)
def test_rows_that_are_taken_apart_are_the_same_when_they_are_joined(rows):
    assert all_rows(sent_pairs(rows), off_rows(rows)) == tuple(rows)


def test_a_row_whose_place_is_behind_the_end_comes_last():
    rows = all_rows([("a", "1")], (OffRow(7, "c", "3"), OffRow(0, "b", "2")))
    assert [(row.name, row.is_sent) for row in rows] == [("b", False), ("a", True), ("c", False)]


def test_the_rows_of_a_request_are_those_that_are_sent_and_those_that_are_off():
    request = Request(
        Typed("https://h/"),
        values=(("a", "1"),),
        values_off=(OffRow(0, "b", "2"),),
        headers=(Header("A", "x"),),
        headers_off=(OffRow(1, "B", "y"),),
    )
    assert value_rows(request) == (Row("b", "2", is_sent=False), Row("a", "1"))
    assert header_rows(request) == (Row("A", "x"), Row("B", "y", is_sent=False))
    assert sent_headers(header_rows(request)) == request.headers
    assert {**value_members(value_rows(request)), **header_members(header_rows(request))} == {
        name: getattr(request, name) for name in ("values", "values_off", "headers", "headers_off")
    }
