"""Bytes as hex, sixteen to a line, for bodies that no other view takes.

Where there is no room for that the window folds each line into two of eight bytes.
The bytes are searched and not the dump: a text may begin on one line and end on the next.
"""

from collections.abc import Callable

from aiurdesk.core.body_views.rows import Place, Row
from aiurdesk.core.body_views.view import HEX_DUMP, Content, Rendering

BYTES_ON_ROW = 16
BYTES_ON_NARROW_ROW = 8
_GROUP = 8
_PRINTABLE = bytes(b if 32 <= b < 127 else ord(".") for b in range(256))


class HexView:
    """Shows any bytes."""

    def claim(self, content: Content) -> float:
        """Take what is left."""
        return 0.1

    def render(self, content: Content) -> Rendering:
        """Leave the bytes to the window, which dumps those in sight."""
        return Rendering(HEX_DUMP)


class HexRows:
    """The dump of a body of any size: offset, bytes and printable characters on each row."""

    is_complete = True

    def __init__(
        self, read: Callable[[int, int], bytes], size: int, on_row: int = BYTES_ON_ROW
    ) -> None:
        """Take the bytes.

        Args:
            read: Returns the bytes between two places.
            size: Of all.
            on_row: Bytes that each row shows.
        """
        self._read = read
        self.size_bytes = size
        """Size of all."""
        self._on_row = on_row
        self.count = max(1, -(-size // on_row))
        self.last_number = self.count
        groups = -(-on_row // _GROUP)
        self._hex_width = 3 * on_row - 1 + groups - 1
        self._text_column = 10 + self._hex_width + 3

    def narrow(self) -> "HexRows":
        """Return the same with half of the bytes on each row, for little room."""
        return HexRows(self._read, self.size_bytes, BYTES_ON_NARROW_ROW)

    def rows(self, first: int, count: int) -> list[Row]:
        """Return some rows; fewer where the bytes end."""
        step = self._on_row
        start = first * step
        data = self._read(start, min(start + count * step, self.size_bytes))
        return [
            Row(
                self._line(start + at, row),
                first + at // step + 1,
                start + at,
                start + at + len(row),
            )
            for at in range(0, len(data), step)
            if (row := data[at : at + step])
        ]

    def _line(self, offset: int, row: bytes) -> str:
        groups = (row[at : at + _GROUP].hex(" ") for at in range(0, len(row), _GROUP))
        # Two blanks between groups.
        digits = "  ".join(groups)
        text = row.translate(_PRINTABLE).decode()
        return f"{offset:08x}  {digits:<{self._hex_width}}  |{text}|"

    def span(self, start: int, end: int) -> tuple[Place, Place]:
        """Return the printable characters of some bytes, on the row where they begin."""
        row, column = divmod(start, self._on_row)
        column += self._text_column
        length = min(end - start, self._on_row - start % self._on_row)
        return Place(row, column), Place(row, column + length)

    def row_near(self, offset: int) -> float:
        """Return which row a byte is on."""
        return offset / self._on_row

    def text(self, start: Place, end: Place) -> str:
        """Return a part of the dump."""
        lines = [row.text for row in self.rows(start.row, end.row - start.row + 1)]
        if not lines:
            return ""
        if start.row + len(lines) > end.row:
            lines[-1] = lines[-1][: end.column]
        lines[0] = lines[0][start.column :]
        return "\n".join(lines)

    def size(self, start: Place, end: Place) -> int:
        """Return how many characters a part of the dump has, about."""
        return (end.row - start.row + 1) * (self._text_column + self._on_row + 2)


def offset_in(text: str, size: int) -> int | None:
    """Return the place of a byte that a person typed, or None where there is none.

    In decimal, as hex behind ``0x`` or in front of ``h``, in percent, or from the end with a minus.
    """
    said = text.strip().lower().replace(",", "").replace("_", "")
    try:
        if said.endswith("%"):
            offset = int(size * float(said[:-1]) / 100)
            # The whole is behind the last byte.
            offset = size - 1 if offset == size else offset
        elif said.endswith("h") or said.lstrip("-").startswith("0x"):
            offset = int(said.removesuffix("h"), 16)
        else:
            offset = int(said)
    except (ValueError, OverflowError):
        return None
    offset += size if said.startswith("-") else 0
    return offset if 0 <= offset < size else None
