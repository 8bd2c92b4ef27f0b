"""Frames as lines of JSON, for files that people save, open again and read with other programs.

The members are as in ``aiurdesk listen --json``, without verdict and event.
"""

import base64
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from aiurdesk.core.errors import DataMistake
from aiurdesk.core.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.translation import tr


class _Record(msgspec.Struct, omit_defaults=True):
    """One line. Members that it does not know are ignored."""

    at: datetime
    direction: Direction
    kind: FrameKind
    size_bytes: int
    fragments: int = 1
    text: str | None = None
    base64: str | None = None
    code: int | None = None
    reason: str | None = None
    name: str = ""
    id: str = ""
    is_cut: bool = False


def frame_lines(frames: Iterable[Frame]) -> str:
    """Return a line for each frame, each with its line end."""
    return "".join(f"{_ENCODER.encode(_record(frame)).decode()}\n" for frame in frames)


def parse_frames(lines: Iterable[str], origin: str) -> Iterator[Frame]:
    """Yield the frames of a file; empty lines are skipped.

    Raises:
        DataMistake: A line is not a frame; the text names the file and the line.
    """
    for number, line in enumerate(lines, start=1):
        # Editors add an empty line at the end.
        if not line.strip():
            continue
        try:
            yield _frame(_DECODER.decode(line))
        except (msgspec.DecodeError, ValueError) as error:
            text = tr("{file}, line {line}: {mistake}.")
            told = text.format(file=origin, line=number, mistake=error)
            raise DataMistake(told) from error


def content_members(frame: Frame) -> dict[str, Any]:
    """Return the members of JSON that hold the content of a frame."""
    if frame.kind is FrameKind.CLOSE:
        return {"code": frame.close_code, "reason": frame.text}
    if isinstance(frame.content, str):
        # Only an event of a stream has the others.
        members = {"name": frame.name, "id": frame.id, "is_cut": frame.is_cut}
        return {"text": frame.content} | {name: value for name, value in members.items() if value}
    # JSON holds text only.
    return {"base64": base64.b64encode(frame.content).decode()}


def _record(frame: Frame) -> _Record:
    head = (frame.at, frame.direction, frame.kind, frame.size_bytes, frame.fragments)
    return _Record(*head, **content_members(frame))


def _frame(record: _Record) -> Frame:
    # Times of frames are compared, and Python cannot compare the two kinds.
    if record.at.tzinfo is None:
        raise ValueError(tr("at has no time zone"))
    content: str | bytes = record.text or ""
    if record.kind is FrameKind.CLOSE:
        content = record.reason or ""
    elif record.base64 is not None:
        # Otherwise Python skips what is not base64, and a damaged line is another message.
        content = base64.b64decode(record.base64, validate=True)
    elif record.text is None:
        raise ValueError(tr("text or base64 is missing"))
    return Frame(
        record.at,
        record.direction,
        record.kind,
        content,
        record.size_bytes,
        record.fragments,
        record.code,
        record.name,
        record.id,
        record.is_cut,
    )


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(_Record)
