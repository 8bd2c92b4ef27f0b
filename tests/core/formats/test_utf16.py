import pytest

from aiurdesk.core.formats.utf16 import split_at, units, with_replaced


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("aé€", 3), ("a😀", 3), ("\ud83d", 1), ("👨‍👩‍👧", 8)]
)
def test_a_character_beyond_the_first_plane_counts_twice(text, length):
    assert units(text) == length


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        ("abc", 1, 2, "a-c"),
        ("😀abc", 2, 2, "😀-abc"),
        ("😀😀", 2, 4, "😀-"),
        ("\ud83dx", 1, 2, "\ud83d-"),
        ("", 0, 0, "-"),
    ],
)
def test_a_part_is_replaced_by_its_units(text, start, end, expected):
    assert with_replaced(text, start, end, "-") == expected


@pytest.mark.parametrize(
    ("position", "halves"),
    [(0, ("", "a😀b")), (1, ("a", "😀b")), (3, ("a😀", "b")), (4, ("a😀b", "")), (9, ("a😀b", ""))],
)
def test_a_text_is_split_where_a_cursor_of_qt_stands(position, halves):
    assert split_at("a😀b", position) == halves
