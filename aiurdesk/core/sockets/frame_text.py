"""Frames as lines for people."""

from aiurdesk.core.sockets.frame import Frame, FrameKind
from aiurdesk.core.translation import tr
from aiurdesk.core.wording import format_size

_BYTES = 32
"""How many bytes of a binary message are shown."""


def frame_line(frame: Frame) -> str:
    """Return time, direction, kind, size and content of a frame in one line; the time is local."""
    # Without the date: who watches frames knows the day.
    at = frame.at.astimezone().strftime("%H:%M:%S.%f")[:-3]
    size = format_size(frame.size_bytes)
    # What an event is, its name says better than its kind.
    kind = frame.name or frame.kind.value
    head = f"{at}  {frame.direction.sign} {kind:<6}  {size:>8}"
    return f"{head}  {_content_text(frame)}".rstrip()


def one_line(text: str) -> str:
    r"""Return a text with ``\n`` and ``\r`` for its line breaks."""
    # Programs that read standard output count on one line for one frame.
    return text.replace("\r", "\\r").replace("\n", "\\n")


def _content_text(frame: Frame) -> str:
    if frame.kind is FrameKind.CLOSE:
        code = tr("no code") if frame.close_code is None else str(frame.close_code)
        return f"{code} {frame.text}".rstrip()
    content = frame.content
    if isinstance(content, str):
        return one_line(content)
    dump = content[:_BYTES].hex(" ")
    return f"{dump} …" if len(content) > _BYTES else dump
