"""Rows of frames for the tests of the window."""

from aiurdesk.ui.sockets.frame_views import FrameRow, frame_row
from tests.core.exchange.sockets.frames import a_frame


def rows(count: int, first: int = 0) -> list[FrameRow]:
    """Return so many rows; each says its number."""
    return [
        frame_row(number, a_frame(f"number {number}")) for number in range(first, first + count)
    ]
