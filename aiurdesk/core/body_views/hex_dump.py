"""Bytes as hex, sixteen to a line, for bodies that no other view takes."""

from aiurdesk.core.body_views.view import HEX_DUMP, Content, Rendering, cut_note

DUMPED_BYTES = 64 * 1024
_PRINTABLE = bytes(b if 32 <= b < 127 else ord(".") for b in range(256))


class HexView:
    """Shows any bytes."""

    def claim(self, content: Content) -> float:
        """Take what is left."""
        return 0.1

    def render(self, content: Content) -> Rendering:
        """Return offset, bytes and printable characters of the beginning."""
        shown = content.data[:DUMPED_BYTES]
        is_cut = len(shown) < content.size_bytes
        notes = (cut_note(len(shown), content.size_bytes),) if is_cut else ()
        lines = (_line(offset, shown[offset : offset + 16]) for offset in range(0, len(shown), 16))
        return Rendering(HEX_DUMP, "\n".join(lines), is_cut=is_cut, notes=notes)


def _line(offset: int, row: bytes) -> str:
    left, right = row[:8].hex(" "), row[8:].hex(" ")
    return f"{offset:08x}  {left:<23}  {right:<23}  |{row.translate(_PRINTABLE).decode()}|"
