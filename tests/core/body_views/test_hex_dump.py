"""Any bytes can be shown as hex."""

import pytest

from aiurdesk.core.body_views import pick
from aiurdesk.core.body_views.hex_dump import DUMPED_BYTES, HexSource, HexView
from aiurdesk.core.body_views.part import MOST_MATCHES, first_part
from aiurdesk.core.body_views.view import HEX_DUMP, Content


def chunks(data):
    return [data[at : at + 9_999] for at in range(0, len(data), 9_999)]


def test_bytes_are_dumped_sixteen_to_a_line():
    data = bytes(range(0x41, 0x5B)) + b"\x00\xff"
    content = Content(data, "application/octet-stream", size_bytes=len(data))
    view = pick(content)
    assert isinstance(view, HexView)
    rendering = view.render(content)
    assert rendering.kind == HEX_DUMP
    assert rendering.text.splitlines() == [
        "00000000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  |ABCDEFGHIJKLMNOP|",
        "00000010  51 52 53 54 55 56 57 58  59 5a 00 ff              |QRSTUVWXYZ..|",
    ]
    assert rendering.notes == ()


def test_a_long_body_is_dumped_in_part():
    rendering = HexView().render(Content(b"\x00" * 100_000, size_bytes=100_000))
    assert rendering.is_cut
    assert len(rendering.text.splitlines()) == DUMPED_BYTES // 16
    part = first_part(rendering.text, is_cut=True)
    note = HexSource().note(part, part.end, 100_000)
    assert note == "The first 64 KB of 98 KB is shown."


def test_parts_of_a_dump_follow_each_other():
    data = bytes(range(256)) * 1000
    source, start, seen = HexSource(), 0, b""
    while True:
        part = source.read_part(chunks(data), start, is_around=False)
        assert part.first_line == part.start // 79 + 1
        seen += bytes.fromhex("".join(line[10:58] for line in part.text.splitlines()))
        if part.is_last:
            break
        start = part.end
    assert seen == data
    assert source.note(part, part.end, len(data)) == (
        "Bytes 196,609 to 256,000 are shown; the body has 250 KB."
    )


@pytest.mark.parametrize("needle", ["Needle", "4e65 65 64"])
def test_all_bytes_are_searched(needle):
    data = bytes(70_010) + b"nEEdle Needle" + bytes(90_000) + b"Needle"
    source = HexSource()
    starts = list(source.search(chunks(data), needle))[-1]
    expected = [70_010, 70_017, 160_023] if needle == "Needle" else [70_017, 160_023]
    assert list(starts) == [at // 16 * 79 + 61 + at % 16 for at in expected]
    part = source.read_part(chunks(data), starts[-1], is_around=True)
    # The match begins on one line and ends on the next.
    start, end = source.matches(part, needle)[-1]
    assert part.start + start == starts[-1]
    assert part.text[start:end] == "Needle"[: end - start]


def test_a_part_is_folded_for_little_room():
    data = bytes(range(0x41, 0x5B)) + b"\x00\xff"
    part = first_part(HexView().render(Content(data, size_bytes=len(data))).text, is_cut=False)
    folded = HexSource().folded(part)
    assert folded.text.splitlines() == [
        "00000000  41 42 43 44 45 46 47 48  |ABCDEFGH|",
        "00000008  49 4a 4b 4c 4d 4e 4f 50  |IJKLMNOP|",
        "00000010  51 52 53 54 55 56 57 58  |QRSTUVWX|",
        "00000018  59 5a 00 ff              |YZ..|",
    ]
    # The match goes on in the next line, which is not marked.
    [(start, end)] = HexSource().matches(folded, "ghi")
    assert folded.text[start:end] == "GH"


def test_a_search_ends_at_a_limit():
    matches = list(HexSource().search(chunks(b"a" * 20_000), "a"))
    assert len(matches[-1]) == MOST_MATCHES
