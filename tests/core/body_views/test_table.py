"""Lists as rows and columns: which columns there are, how rows are sorted and searched."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.body_views.table import (
    MOST_COLUMNS,
    NO_CELL,
    JsonTable,
    NoTable,
    Order,
    text_of_cell,
)
from aiurdesk.core.expectations.expressions import allowed_here, value_at

LAMPS = b"""[
    {"id": 3, "name": "Lamp", "price": 12.50, "at": "2026-01-02T10:00:00Z"},
    {"id": 20, "name": "bulb", "price": null, "at": "2026-01-02T09:00:00+02:00"},
    {"id": 100, "name": "Cord", "price": 1e1, "at": "2025-12-31"}
]"""


def texts(table: JsonTable, shown: str, **order: object) -> list[str]:
    places = table.order(Order(**order))  # type: ignore[arg-type]
    return [text_of_cell(table.cells(place, (shown,))[0]) for place in places]


def test_members_are_columns_and_numbers_keep_their_text():
    table = JsonTable(LAMPS)
    assert table.columns == ("id", "name", "price", "at")
    assert table.cells(0) == [b"3", "Lamp", b"12.50", "2026-01-02T10:00:00Z"]
    assert table.cells(2)[2] == b"1e1"


def test_objects_within_have_columns_with_their_paths():
    table = JsonTable(b'[{"a": {"b": {"c": 1}, "d e": "x"}}, {"a": null}, {"a": {}, "f": [1, {}]}]')
    assert table.columns == ("a.b.c", 'a."d e"', "a", "f")
    assert [table.cells(row) for row in range(3)] == [
        [b"1", "x", NO_CELL, NO_CELL],
        [NO_CELL, NO_CELL, b"null", NO_CELL],
        [NO_CELL, NO_CELL, b"{}", b"[1, {}]"],
    ]


def test_a_list_of_lists_has_a_column_for_each_entry():
    table = JsonTable(b'[["a", 1], ["b"]]')
    assert table.columns == ("[0]", "[1]")
    assert table.cells(1) == ["b", NO_CELL]


def test_a_list_of_plain_values_has_one_column():
    table = JsonTable(b'["a", 1.0, null, {}, []]')
    assert table.columns == ("@",)
    assert [table.cells(row)[0] for row in range(5)] == ["a", b"1.0", b"null", b"{}", b"[]"]


def test_the_list_is_found_by_steps_or_as_the_only_one():
    body = b'{"code": 0, "data": {"rows": [{"a": 1}]}, "items": [{"b": 2}]}'
    assert JsonTable(body, ("data", "rows")).columns == ("a",)
    assert JsonTable(body, None).columns == ("b",)
    assert JsonTable(LAMPS, None).columns[0] == "id"


@pytest.mark.parametrize(
    ("body", "steps"),
    [
        (b'{"a": 1}', None),
        (b'{"a": [], "b": []}', None),
        (b"[1]", ("a",)),
        (b'{"a": 1}', ("a",)),
        (b"<p>", None),
        (b"", ()),
        (b"[1, 2", ()),
        (b"[" * 100_000, ()),
        (b"\xff\xfe\x00", None),
    ],
)
def test_what_is_no_list_is_no_table(body, steps):
    with pytest.raises(NoTable):
        JsonTable(body, steps)


def test_very_many_columns_are_counted_and_left_out():
    table = JsonTable(json.dumps([{f"c{n}": n for n in range(MOST_COLUMNS + 5)}]).encode())
    assert (len(table.columns), table.left_out) == (MOST_COLUMNS, 5)


def test_rows_are_sorted_by_number_time_or_text():
    table = JsonTable(LAMPS)
    assert texts(table, "id", column="id", is_descending=True) == ["100", "20", "3"]
    assert texts(table, "name", column="name") == ["bulb", "Cord", "Lamp"]
    assert texts(table, "id", column="at") == ["100", "20", "3"]
    assert texts(table, "id") == ["3", "20", "100"]


@pytest.mark.parametrize("is_descending", [False, True])
def test_rows_without_a_value_are_at_the_end(is_descending):
    table = JsonTable(b'[{"a": null}, {"a": 1, "b": 1}, {"b": 2}, {"a": 2}]')
    ordered = texts(table, "a", column="a", is_descending=is_descending)
    assert ordered[2:] == ["", ""]


def test_numbers_that_are_texts_are_sorted_as_numbers_and_before_words():
    table = JsonTable(b'["10", "9", "-1", 2]')
    assert texts(table, "@", column="@") == ["-1", "2", "9", "10"]
    table = JsonTable(b'["10", "b", "9", "A", true]')
    assert texts(table, "@", column="@") == ["9", "10", "A", "b", "true"]


def test_numbers_with_a_decimal_comma_are_sorted_as_numbers():
    table = JsonTable(b'["10,5", "9", "-1,25", ""]')
    assert texts(table, "@", column="@", is_descending=True) == ["10,5", "9", "-1,25", ""]


def test_rows_that_were_told_apart_already_are_a_table():
    table = JsonTable.of_rows((b'{"a b":1,"c":"x"}', b'{"a b":2}'), ("a b", "c"))
    assert table.columns == ('"a b"', "c")
    assert [table.cells(row) for row in range(2)] == [[b"1", "x"], [b"2", NO_CELL]]
    wide = JsonTable.of_rows((), range(MOST_COLUMNS + 5))
    assert (len(wide.columns), wide.left_out, wide.columns[1]) == (MOST_COLUMNS, 5, "[1]")


def test_days_that_do_not_exist_are_sorted_as_texts():
    table = JsonTable(b'["2026-02-30", "2026-02-01"]')
    assert texts(table, "@", column="@") == ["2026-02-01", "2026-02-30"]


@pytest.mark.parametrize(
    ("needle", "ids"),
    [
        ("lamp", ["3"]),
        ("12.5", ["3"]),
        ("2026", ["3", "20"]),
        ("name", []),
        ("id", []),
        (", ", []),
        ('"', []),
        (" ", []),
        ("", ["3", "20", "100"]),
    ],
)
def test_only_rows_with_a_text_in_a_cell_are_shown(needle, ids):
    assert texts(JsonTable(LAMPS), "id", needle=needle) == ids


def test_a_text_is_found_in_any_spelling():
    table = JsonTable('[{"a": "Straße"}, {"a": "\\u00c4rger"}, {"a": {"b": "x,y"}}]'.encode())
    for needle, place in (("straße", 0), ("ärg", 1), ("X,Y", 2)):
        assert list(table.order(Order(needle=needle))) == [place]


def test_typing_on_keeps_the_sorting():
    table = JsonTable(LAMPS)
    assert texts(table, "id", column="name", needle="2") == ["20", "100", "3"]
    assert texts(table, "id", column="name", needle="2026") == ["20", "3"]
    assert texts(table, "id", column="id", needle="2026") == ["3", "20"]


CELLS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3))
ROWS = st.lists(
    st.dictionaries(
        st.one_of(st.text(max_size=3), st.sampled_from(["", ".", '"', "a b"])),
        st.recursive(
            CELLS,
            lambda inner: st.dictionaries(st.text(max_size=2), inner, max_size=2),
            max_leaves=4,
        ),
        max_size=4,
    ),
    max_size=4,
)


@given(ROWS)
def test_each_cell_is_what_the_path_of_its_column_gives(rows):
    table = JsonTable(json.dumps(rows).encode())
    for place, row in enumerate(rows):
        for column, cell in zip(table.columns, table.cells(place), strict=True):
            if cell == NO_CELL:
                continue
            with allowed_here():
                wanted = value_at(column, row)
            assert wanted == (cell if isinstance(cell, str) else json.loads(cell))


@given(ROWS, st.text(max_size=2))
def test_a_search_finds_what_the_cells_say(rows, needle):
    table = JsonTable(json.dumps(rows, ensure_ascii=False).encode("utf-8", "replace"))
    found = [
        place
        for place in range(len(rows))
        if any(needle.casefold() in text_of_cell(c).casefold() for c in table.cells(place))
    ]
    assert list(table.order(Order(needle=needle))) == (found if needle else list(range(len(rows))))
