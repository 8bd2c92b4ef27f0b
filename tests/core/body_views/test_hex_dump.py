"""Any bytes can be shown as hex."""

from aiurdesk.core.body_views import pick
from aiurdesk.core.body_views.hex_dump import HexRows, HexView
from aiurdesk.core.body_views.rows import Place
from aiurdesk.core.body_views.view import HEX_DUMP, Content

DATA = bytes(range(0x41, 0x5B)) + b"\x00\xff"


def dump(data):
    return HexRows(lambda start, stop: data[start:stop], len(data))


def lines(rows, first=0, count=1000):
    return [row.text for row in rows.rows(first, count)]


def test_bytes_are_dumped_sixteen_to_a_row():
    content = Content(DATA, "application/octet-stream", size_bytes=len(DATA))
    view = pick(content)
    assert isinstance(view, HexView)
    assert view.render(content).kind == HEX_DUMP
    assert lines(dump(DATA)) == [
        "00000000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  |ABCDEFGHIJKLMNOP|",
        "00000010  51 52 53 54 55 56 57 58  59 5a 00 ff              |QRSTUVWXYZ..|",
    ]
    assert {len(line) for line in lines(dump(bytes(160)))} == {HEX_DUMP.columns}


def test_where_there_is_little_room_each_row_has_half_of_them():
    assert lines(dump(DATA).narrow()) == [
        "00000000  41 42 43 44 45 46 47 48  |ABCDEFGH|",
        "00000008  49 4a 4b 4c 4d 4e 4f 50  |IJKLMNOP|",
        "00000010  51 52 53 54 55 56 57 58  |QRSTUVWX|",
        "00000018  59 5a 00 ff              |YZ..|",
    ]


def test_any_rows_of_a_long_body_are_dumped_without_reading_what_is_before():
    asked = []

    def read(start, stop):
        asked.append((start, stop))
        return b"\x01" * (stop - start)

    rows = HexRows(read, 10**10)
    assert rows.count == 625_000_000
    assert lines(rows, 500_000_000, 1)[0].startswith("1dcd65000  01 01")
    assert asked == [(8_000_000_000, 8_000_000_016)]


def test_a_match_is_its_printable_characters_on_its_first_row():
    rows = dump(DATA)
    assert rows.text(*rows.span(6, 8)) == "GH"
    assert rows.text(*rows.span(14, 18)) == "OP"
    assert rows.narrow().text(*rows.narrow().span(6, 9)) == "GH"


def test_a_part_of_the_dump_is_copied():
    rows = dump(DATA)
    whole = "\n".join(lines(rows))
    assert rows.text(Place(0, 0), Place(1, 99)) == whole
    assert rows.text(Place(0, 10), Place(1, 8)) == whole[10:87]
    assert rows.size(Place(0, 0), Place(1, 0)) >= len(whole)


def test_an_empty_body_has_no_row_to_show():
    assert lines(dump(b"")) == []
