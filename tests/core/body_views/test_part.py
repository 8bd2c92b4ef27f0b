"""Parts of long texts, and where a text occurs in all of it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.body_views.part import (
    MOST_MATCHES,
    PART_CHARACTERS,
    PART_LINES,
    TextSearch,
    decode,
    first_part,
    matches_outside,
    read_part,
)


def pieces(data, size):
    return [data[at : at + size] for at in range(0, len(data), size)]


@given(st.text("aAbBé\n", max_size=60), st.text("aAbBé", min_size=1, max_size=4), st.integers(1, 9))
def test_a_search_in_pieces_finds_what_a_search_of_the_whole_finds(text, needle, size):
    search = TextSearch(needle)
    for piece in pieces(text, size):
        search.feed(piece)
    expected = [match.start() for match in re.finditer(re.escape(needle), text, re.IGNORECASE)]
    assert list(search.offsets) == expected


def test_a_search_ends_at_a_limit():
    search = TextSearch("a")
    search.feed("a" * (MOST_MATCHES + 5))
    assert (search.is_full, len(search.offsets)) == (True, MOST_MATCHES)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "latin-1"])
def test_parts_follow_each_other_in_every_encoding(encoding):
    sample = "1é\n" if encoding == "latin-1" else "1é你\n"
    text = sample * 400_000
    chunks = pieces(text.encode(encoding), 99_991)
    seen, start, line, is_last = "", 0, 1, False
    while not is_last:
        part = read_part(chunks, encoding, start, is_around=False)
        assert (part.start, part.first_line) == (start, line)
        assert part.text.count("\n") <= PART_LINES
        seen, start, is_last = seen + part.text, part.end, part.is_last
        line += part.text.count("\n")
    assert seen == text


def test_a_part_around_a_match_begins_with_a_line():
    text = "short line\n" * 300_000
    part = read_part([text.encode()], "utf-8", 2_000_000, is_around=True)
    assert part.text.startswith("short line\n")
    assert part.start <= 2_000_000 < part.end
    assert part.first_line == text.count("\n", 0, part.start) + 1


def test_a_part_of_a_single_long_line_begins_before_the_match():
    part = read_part([b"x" * 5_000_000], "utf-8", 3_000_000, is_around=True)
    assert part.start < 3_000_000 < part.end
    assert (len(part.text), part.is_last) == (PART_CHARACTERS, False)


def test_a_first_part_has_a_limited_number_of_lines():
    part = first_part("\n" * (PART_LINES + 1), is_cut=False)
    assert (len(part.text), part.is_last) == (PART_LINES, False)
    assert first_part("a\nb", is_cut=False).is_last


def test_broken_bytes_are_decoded_as_replacement_characters():
    assert "".join(decode([b"a\xff", b"\xe4\xbd"], "utf-8")) == "a\ufffd\ufffd"


def test_matches_outside_a_part_are_counted():
    search = TextSearch("aa")
    search.feed("aa..aa..aa..aa")
    assert matches_outside(search.offsets, 4, 9, 2) == (1, 2)
