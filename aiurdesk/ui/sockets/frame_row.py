"""A frame as a row of the list, in the words that the list shows."""

from datetime import datetime
from functools import lru_cache

import msgspec

from aiurdesk.core.sockets.close_codes import NO_STATUS, explain_close_code
from aiurdesk.core.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.sockets.frame_reading import NOTHING_READ, FrameReading
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.core.wording import CUT, format_code, format_size, truncate

LONGEST_LINE = 240
"""Characters. More of a content does not fit beside the other columns of a wide screen."""
_LONGEST_NAME = 40
# Three characters a byte, so as many as ``LONGEST_LINE`` has room for, and more than a list shows.
_DUMPED_BYTES = 48
_LINE_ENDS = str.maketrans({"\n": "⏎", "\r": "", "\t": " "})


class FrameRow(msgspec.Struct, frozen=True, gc=False):
    """What the list keeps of a frame; the frame itself is in the log, under its number.

    A flood has a hundred thousand of them, so it holds texts and numbers only.
    """

    number: int
    time: str
    """Local, with milliseconds."""
    direction: Direction
    kind: FrameKind
    size_bytes: int
    line: str
    """The content in one line, shortened, behind the name of an event or the code of a verdict."""
    severity: Severity | None = None
    """Of the envelope in it."""

    @property
    def sign(self) -> str:
        """The direction as the list shows it; empty for a state."""
        return "" if self.kind is FrameKind.STATE else self.direction.sign

    @property
    def direction_word(self) -> str:
        """The direction for screen readers."""
        return "" if self.kind is FrameKind.STATE else self.direction.value.capitalize()

    @property
    def kind_word(self) -> str:
        """The kind as the list shows it."""
        return self.kind.value.capitalize()

    @property
    def size(self) -> str:
        """The size of the content; empty for a state."""
        return "" if self.kind is FrameKind.STATE else format_size(self.size_bytes)


def frame_row(number: int, frame: Frame, reading: FrameReading = NOTHING_READ) -> FrameRow:
    """Return what the list shows of a frame.

    Args:
        number: The number of the frame in its log.
        reading: What it says.
    """
    line, verdict = _content_line(frame), reading.verdict
    if reading.piece:
        # The text of an answer would be behind the edge of the list.
        piece = reading.piece[:LONGEST_LINE].translate(_LINE_ENDS)
        line = f"“{piece}” · {line}"
    if verdict is not None:
        code = verdict.result_code
        label = "" if code is None else f"{format_code(code)} "
        line = f"{label}{verdict.name or verdict.headline} · {line}"
    if frame.name:
        line = f"{truncate(frame.name, _LONGEST_NAME)} · {line}"
    if reading.event is not None:
        line = f"{reading.event.name} · {line}"
    severity = None if verdict is None else verdict.severity
    return FrameRow(
        number,
        _local_time(frame.at),
        frame.direction,
        frame.kind,
        frame.size_bytes,
        line[:LONGEST_LINE],
        severity,
    )


# Frames that came in one piece over the network have the same time.
@lru_cache(maxsize=16)
def _local_time(at: datetime) -> str:
    local = at.astimezone()
    return f"{local:%H:%M:%S}.{local.microsecond // 1000:03}"


def _content_line(frame: Frame) -> str:
    content = frame.content
    if frame.kind is FrameKind.CLOSE:
        code = NO_STATUS if frame.close_code is None else frame.close_code
        name = explain_close_code(code).headline.lower()
        return f"{code} {name}" + (f" · {frame.text}" if content else "")
    if isinstance(content, bytes):
        dump = content[:_DUMPED_BYTES].hex(" ")
        return f"{dump} {CUT}" if len(content) > _DUMPED_BYTES else dump
    # Cut first: a message may have megabytes.
    line = content[:LONGEST_LINE]
    # Most lines need no ``translate``, which is slow.
    if not line.isprintable():
        line = line.translate(_LINE_ENDS)
    return f"{line}{CUT}" if len(content) > LONGEST_LINE else line
