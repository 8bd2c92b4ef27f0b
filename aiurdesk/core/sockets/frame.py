"""One WebSocket message or control frame, or one event of a stream, with its time and direction.

Source: RFC 6455 sections 5.2, 5.5 and 5.6.
"""

from datetime import datetime
from enum import StrEnum

import msgspec


class Direction(StrEnum):
    """Which way a frame went."""

    RECEIVED = "received"
    SENT = "sent"

    @property
    def sign(self) -> str:
        """An arrow up for what was sent, down for what was received."""
        return "↑" if self is Direction.SENT else "↓"


class FrameKind(StrEnum):
    """What a frame is; a message that came in fragments is one frame here."""

    TEXT = "text"
    BINARY = "binary"
    PING = "ping"
    PONG = "pong"
    CLOSE = "close"
    COMMENT = "comment"
    """A line of an event stream that only keeps the connection open."""
    STATE = "state"
    """No frame: what became of the connection, between its frames in the list of the window."""

    @property
    def is_message(self) -> bool:
        """Whether it carries data of the application."""
        return self in (FrameKind.TEXT, FrameKind.BINARY)

    @property
    def is_control(self) -> bool:
        """Whether it is a control frame of the protocol."""
        return self in _CONTROL


_CONTROL = (FrameKind.PING, FrameKind.PONG, FrameKind.CLOSE, FrameKind.COMMENT)


class Frame(msgspec.Struct, frozen=True, gc=False):
    """One frame. A text frame has text as its content, a close frame its reason, others bytes.

    It refers to nothing that could refer to it, so Python's collector need not search the frames
    of a flood.
    """

    at: datetime
    """Timezone-aware. Frames that came in one piece over the network have the same time."""
    direction: Direction
    kind: FrameKind
    content: str | bytes
    size_bytes: int
    """Of the content in UTF-8, decompressed."""
    fragments: int = 1
    """How many frames of the protocol it came in."""
    close_code: int | None = None
    """Only of a close frame; None where it holds no code."""
    name: str = ""
    """The type of an event, such as ``message_start``; frames of a socket have none."""
    id: str = ""
    """The id of an event, with which its stream can go on after a loss."""
    is_cut: bool = False
    """Whether the rest of an event was left out, because it is too long."""

    @property
    def kept_bytes(self) -> int:
        """How much of the content is here."""
        return len(self.data) if self.is_cut else self.size_bytes

    @property
    def text(self) -> str:
        """The content as text; bytes that are not UTF-8 are replaced."""
        content = self.content
        # A text frame that was not UTF-8 holds bytes, too.
        return content if isinstance(content, str) else content.decode("utf-8", "replace")

    @property
    def data(self) -> bytes:
        """The content as bytes."""
        content = self.content
        return content.encode() if isinstance(content, str) else content
