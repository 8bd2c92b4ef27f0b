"""Parts of long texts."""

import pytest

from aiurdesk.core.body_views.part import PART_CHARACTERS, PART_LINES, TextSource, cut_note, decode


def pieces(data, size):
    return [data[at : at + size] for at in range(0, len(data), size)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "latin-1"])
def test_parts_follow_each_other_in_every_encoding(encoding):
    sample = "1é\n" if encoding == "latin-1" else "1é你\n"
    text = sample * 400_000
    chunks = pieces(text.encode(encoding), 99_991)
    seen, start, is_last = "", 0, False
    while not is_last:
        part = TextSource(encoding).read_part(chunks, start)
        assert part.start == start
        assert part.text.count("\n") <= PART_LINES
        seen, start, is_last = seen + part.text, part.end, part.is_last
    assert seen == text


def test_a_part_of_a_single_long_line_has_a_limited_length():
    part = TextSource("utf-8").read_part([b"x" * 5_000_000], 3_000_000)
    assert (part.start, len(part.text), part.is_last) == (3_000_000, PART_CHARACTERS, False)


def test_broken_bytes_are_decoded_as_replacement_characters():
    assert "".join(decode([b"a\xff", b"\xe4\xbd"], "utf-8")) == "a\ufffd\ufffd"


def test_a_note_tells_sizes_apart_that_are_nearly_the_same():
    assert cut_note(1024, 4096) == "The first 1 KB of 4 KB is shown."
    assert cut_note(1024, 1025) == "The first 1,024 of 1,025 bytes is shown."
