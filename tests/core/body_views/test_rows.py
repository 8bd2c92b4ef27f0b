from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.body_views.rows import LONG_LINE, ROW, MemoryText, Place, RowIndexer, TextRows


def rows_of(data, step=4096):
    """Return all of a text as rows, whose index is made in steps."""
    indexer = RowIndexer()
    rows = TextRows(lambda start, stop: data[start:stop])
    for start in range(0, len(data), step):
        rows.add(indexer.feed(data[start : start + step]))
    rows.add(indexer.finish())
    return rows


def joined(rows):
    """Return the text that the rows are of."""
    pieces = []
    for number, row in enumerate(rows.rows(0, rows.count)):
        pieces += ["\n" if row.number and number else "", row.text]
    return "".join(pieces)


LINES = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.builds(
            lambda text, times: text * times, st.text(min_size=1, max_size=4), st.integers(0, 900)
        ),
    ),
    max_size=12,
).map("\n".join)
TEXTS = LINES.filter(lambda text: text.isascii() or _has_encoding(text))


def _has_encoding(text):
    return not any("\ud800" <= character <= "\udfff" for character in text)


@given(TEXTS, st.integers(1, 3000))
def test_the_rows_of_any_text_are_all_of_it_whatever_its_pieces(text, step):
    data = text.encode()
    rows = rows_of(data, step)
    assert joined(rows) == text
    assert rows.last_number == text.count("\n") + 1
    assert rows.text(Place(0, 0), rows.place(len(data))) == text


@given(st.binary(max_size=5000), st.integers(1, 3000))
def test_broken_bytes_are_shown_one_by_one_as_where_all_is_decoded_at_once(data, step):
    assert joined(rows_of(data, step)) == data.decode("utf-8", "replace")


@given(TEXTS, st.data())
def test_every_character_has_one_place(text, draw):
    rows = rows_of(text.encode())
    at = draw.draw(st.integers(0, len(text)))
    place = rows.place(len(text[:at].encode()))
    assert rows.text(Place(0, 0), place) == text[:at]


@given(st.integers(0, 2000), st.integers(0, 600))
def test_any_page_of_a_text_is_read_like_the_whole(first, count):
    lines = [f"line {number} " + "x" * (number % 7 * 300) for number in range(700)]
    rows = rows_of("\n".join(lines).encode())
    assert rows.rows(first, count) == rows.rows(0, rows.count)[first : first + count]


def test_a_long_line_is_cut_into_rows_of_one_length_and_has_one_number():
    rows = rows_of(b"short\n" + b"x" * (LONG_LINE + 1) + b"\nlast")
    numbers = [row.number for row in rows.rows(0, 99)]
    assert numbers == [1, 2, 0, 0, 0, 0, 0, 3]
    assert {len(row.text) for row in rows.rows(1, 5)} == {ROW}


def test_no_character_is_cut_in_two():
    text = "\U0001f600" * 4000
    assert "\ufffd" not in joined(rows_of(text.encode(), 7))


def test_rows_can_be_read_while_the_text_still_comes():
    text = MemoryText([b"one\ntw", b"o\nthree"])
    text.advance()
    assert [row.text for row in text.rows.rows(0, 9)] == ["one"]
    assert not text.advance()
    assert text.advance()  # only now is it known that nothing follows
    assert text.advance()
    assert [row.text for row in text.rows.rows(0, 9)] == ["one", "two", "three"]


def test_the_row_of_a_byte_is_known_about_without_reading():
    rows = rows_of(b"x\n" * 10_000)
    assert abs(rows.row_near(10_000) - 5_000) < 2
    assert rows.row_near(0) == 0


def test_an_empty_text_has_one_row():
    assert [row.text for row in rows_of(b"").rows(0, 9)] == [""]
