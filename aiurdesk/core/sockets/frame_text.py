"""Frames as lines for people."""

from aiurdesk.core.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.wording import format_size

_ARROWS = {Direction.SENT: "\N{RIGHTWARDS ARROW}", Direction.RECEIVED: "\N{LEFTWARDS ARROW}"}
_BYTES = 32
"""How many bytes of a binary message are shown."""


def frame_line(frame: Frame) -> str:
    """Return time, direction, kind, size and content of a frame in one line.

    An arrow to the right is what was sent, one to the left what came. The time is local.
    """
    # Without the date: who watches frames knows the day.
    at = frame.at.astimezone().strftime("%H:%M:%S.%f")[:-3]
    size = format_size(frame.size_bytes)
    kind = frame.kind.value
    head = f"{at}  {_ARROWS[frame.direction]} {kind:<6}  {size:>8}"
    return f"{head}  {_shown(frame)}".rstrip()


def _shown(frame: Frame) -> str:
    if frame.kind is FrameKind.CLOSE:
        code = "no code" if frame.close_code is None else str(frame.close_code)
        return f"{code} {frame.text}".rstrip()
    content = frame.content
    if isinstance(content, str):
        # One frame, one line: programs that read standard output count on it.
        return content.replace("\r", "\\r").replace("\n", "\\n")
    shown = content[:_BYTES].hex(" ")
    return f"{shown} …" if len(content) > _BYTES else shown
