"""What the decoders of streams have in common: events, and lines that come in pieces."""

from typing import Protocol

import msgspec


class StreamEvent(msgspec.Struct, frozen=True, gc=False):
    """One event of a stream."""

    data: bytes
    """Its beginning, where it is longer than the limit."""
    size_bytes: int
    """Of all of it, what was left out included."""
    name: str = ""
    """The type of the event, as the server gave it."""
    id: str = ""
    """The last id that the server gave, with this event or before it."""
    is_comment: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether it was longer than the limit."""
        return self.size_bytes > len(self.data)


class StreamDecoder(Protocol):
    """Divides a body into events while it comes. It holds one event at most."""

    last_id: str = ""
    """What a client that connects again sends as ``Last-Event-ID``; empty for none."""
    retry_ms: int | None = None
    """How long the server wants a client to wait before it connects again; None if not said."""

    def feed(self, piece: bytes) -> list[StreamEvent]:
        """Take the next piece of the decoded body; return the events that end in it."""
        ...

    def finish(self) -> list[StreamEvent]:
        """Return the event that the end of the body has cut off, if there is one."""
        ...


class BoundedBytes:
    """Collects bytes up to a limit, and counts those beyond it."""

    __slots__ = ("_data", "_limit", "size")

    def __init__(self, limit: int) -> None:
        self._data = bytearray()
        self._limit = limit
        self.size = 0
        """Of all that was added."""

    @property
    def data(self) -> bytes:
        """What was collected so far."""
        return bytes(self._data)

    def add(self, data: bytes) -> None:
        """Append data; what is beyond the limit is only counted."""
        self._data += data[: self._limit - len(self._data)]
        self.size += len(data)

    def take(self) -> tuple[bytes, int]:
        """Return what was collected and the size of all that was added, and begin again."""
        taken = bytes(self._data), self.size
        self._data, self.size = bytearray(), 0
        return taken


class Lines:
    """Divides a stream into lines, whose ends may lie between two pieces."""

    def __init__(self, limit: int) -> None:
        """Begin.

        Args:
            limit: So many bytes of a line are kept.
        """
        self._open = BoundedBytes(limit)
        self._limit = limit
        self._skips_line_feed = False

    def feed(self, piece: bytes) -> list[tuple[bytes, int]]:
        """Return the lines that end in a piece without their ends, and how long each was."""
        if not piece:
            return []
        if self._skips_line_feed:
            # The other half of CR LF: the line has ended with the piece before.
            piece = piece.removeprefix(b"\n")
        self._skips_line_feed = piece.endswith(b"\r")
        # Only the new piece is searched, so that a long line takes no longer than its length.
        lines = piece.splitlines(keepends=True)
        ended = []
        for line in lines:
            text = line.rstrip(b"\r\n")
            is_whole = len(text) < len(line)
            if not is_whole or self._open.size or len(text) > self._limit:
                self._open.add(text)
            if is_whole:
                ended.append(self._open.take() if self._open.size else (text, len(text)))
        return ended

    def finish(self) -> list[tuple[bytes, int]]:
        """Return the last line, where it has no end."""
        return [self._open.take()] if self._open.size else []
