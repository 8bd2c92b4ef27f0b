"""Any bytes can be shown as hex."""

from aiurdesk.core.body_views import pick
from aiurdesk.core.body_views.hex_dump import DUMPED_BYTES, HexView
from aiurdesk.core.body_views.view import HEX_DUMP, Content


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
    assert rendering.notes == ("The first 64 KB of 98 KB is shown.",)
