"""Frames and rows for the tests of the window."""

from datetime import UTC, datetime

from aiurdesk.core.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.ui.sockets.frame_row import FrameRow, frame_row

AT = datetime(2026, 5, 4, 3, 2, 1, 987654, UTC)
_KINDS = {str: FrameKind.TEXT, bytes: FrameKind.BINARY}


def a_frame(content: str | bytes = "hello", kind: FrameKind | None = None, **parts) -> Frame:
    """Return a frame that was received, unless ``parts`` say otherwise."""
    size = len(content.encode() if isinstance(content, str) else content)
    given = {"at": AT, "direction": Direction.RECEIVED, "size_bytes": size, **parts}
    return Frame(kind=kind or _KINDS[type(content)], content=content, **given)


def rows(count: int, first: int = 0) -> list[FrameRow]:
    """Return so many rows; each says its number."""
    return [
        frame_row(number, a_frame(f"number {number}")) for number in range(first, first + count)
    ]
