import pytest

from aiurdesk.core.collection.request_record import read_header_rows, read_value_rows, row_entries
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.request.request import FileValue, Row

ROWS = (
    Row("a", "1"),
    Row("b", ("1", "2"), is_sent=False),
    Row("c", FileValue("files/a.png", "b.png", "image/png")),
)
FILE = {"file": "files/a.png", "filename": "b.png", "content_type": "image/png"}


def test_a_row_is_a_pair_and_says_when_it_is_off():
    assert row_entries(ROWS) == [["a", "1"], ["b", ("1", "2"), "off"], ["c", FILE]]
    assert read_value_rows([["a", "1"], ["b", ["1", "2"], "off"], ["c", FILE]]) == ROWS


@pytest.mark.parametrize(
    "raw", [5, [["a"]], [["a", 5]], [["a", "b", "on"]], [["a", "b", "off", "c"]], ["a"]]
)
def test_anything_else_is_a_mistake(raw):
    with pytest.raises(DataMistake, match="should"):
        read_value_rows(raw)


def test_headers_hold_texts_only():
    assert read_header_rows([["A", "b", "off"]]) == (Row("A", "b", is_sent=False),)
    with pytest.raises(DataMistake, match="should be text"):
        read_header_rows([["A", ["b"]]])
