"""Common parts of the decoders of streams: events, and lines that arrive in pieces."""

from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec

from aiurdesk.core.response.response import Response


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
        """The data of the event collected so far."""
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


_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LONGEST_RETRY_MS = 24 * 60 * 60 * 1000
_MOST_DIGITS = 9
_LONGEST_NAME = 1_000
"""Bytes of a name or an id; a longer id would not fit into the header of the next request."""


class EventStreamDecoder(StreamDecoder):
    """Decodes a response of the type ``text/event-stream``."""

    def __init__(self, limit: int) -> None:
        """Begin.

        Args:
            limit: So many bytes of an event are kept.
        """
        self._lines = Lines(limit)
        self._data = BoundedBytes(limit)
        self._has_data = False
        self._is_first = True
        self._name = self._id = ""

    def feed(self, piece: bytes) -> list[StreamEvent]:
        """Take the next piece of the decoded body; return the events that end in it."""
        events: list[StreamEvent] = []
        for line, size in self._lines.feed(piece):
            self._take(line, size, events)
        return events

    def finish(self) -> list[StreamEvent]:
        """Return nothing: an event without the empty line that ends it may not be whole."""
        return []

    def _take(self, line: bytes, size: int, events: list[StreamEvent]) -> None:
        if self._is_first:
            self._is_first = False
            rest = line.removeprefix(_BYTE_ORDER_MARK)
            line, size = rest, size - len(line) + len(rest)
        if not line:
            self._dispatch(events)
        elif line.startswith(b":"):
            text = line[1:].removeprefix(b" ")
            events.append(StreamEvent(text, size - len(line) + len(text), is_comment=True))
        else:
            name, _, value = line.partition(b":")
            value = value.removeprefix(b" ")
            self._set(name, value, size - len(line))

    def _set(self, name: bytes, value: bytes, left_out: int) -> None:
        if name == b"data":
            if self._has_data:
                self._data.add(b"\n")
            self._has_data = True
            self._data.add(value)
            self._data.size += left_out
        elif name == b"event":
            self._name = _text(value)
        elif name == b"id" and b"\0" not in value:
            self._id = _text(value)
        elif name == b"retry" and value.isdigit() and len(value) <= _MOST_DIGITS:
            self.retry_ms = min(int(value), _LONGEST_RETRY_MS)

    def _dispatch(self, events: list[StreamEvent]) -> None:
        self.last_id = self._id
        if self._has_data:
            data, size = self._data.take()
            events.append(StreamEvent(data, size, self._name, self._id))
        self._has_data, self._name = False, ""


def _text(value: bytes) -> str:
    return value[:_LONGEST_NAME].decode("utf-8", "replace")


_SEPARATOR = b"\x1e"
_TRIED_BYTES = 64 * 1024
"""A longer value of a sequence is handed over when the next one begins, instead of being read at
each line end that it has."""


class JsonLinesDecoder(StreamDecoder):
    """Decodes NDJSON and JSON Lines: a value a line; empty lines are skipped."""

    def __init__(self, limit: int) -> None:
        """Begin.

        Args:
            limit: So many bytes of a value are kept.
        """
        self._lines = Lines(limit)

    def feed(self, piece: bytes) -> list[StreamEvent]:
        """Take the next piece of the decoded body; return the values that end in it."""
        return _events(self._lines.feed(piece))

    def finish(self) -> list[StreamEvent]:
        """Return the last value, which needs no line end."""
        return _events(self._lines.finish())


class JsonSequenceDecoder(StreamDecoder):
    """Decodes a sequence: a separator before each value, and a line end behind it."""

    def __init__(self, limit: int) -> None:
        """Begin.

        Args:
            limit: So many bytes of a value are kept.
        """
        self._open = BoundedBytes(limit)

    def feed(self, piece: bytes) -> list[StreamEvent]:
        """Take the next piece of the decoded body; return the values that end in it."""
        first, *others = piece.split(_SEPARATOR)
        self._open.add(first)
        events = []
        for value in others:
            events += self.finish()
            self._open.add(value)
        # The next separator may come in an hour.
        is_tried = piece.endswith(b"\n") and self._open.size <= _TRIED_BYTES
        if is_tried and _is_json(self._open.data):
            events += self.finish()
        return events

    def finish(self) -> list[StreamEvent]:
        """Return the value that has come since the last separator."""
        return _events([self._open.take()] if self._open.size else [])


def _events(values: list[tuple[bytes, int]]) -> list[StreamEvent]:
    events = []
    for value, size in values:
        text = value.strip()
        if text:
            events.append(StreamEvent(text, size - len(value) + len(text)))
    return events


def _is_json(data: bytes) -> bool:
    try:
        msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


EVENT_STREAM = "text/event-stream"
_DECODERS: Mapping[str, Callable[[int], StreamDecoder]] = {
    EVENT_STREAM: EventStreamDecoder,
    "application/json-seq": JsonSequenceDecoder,
    **dict.fromkeys(
        (
            "application/x-ndjson",
            "application/ndjson",
            "application/jsonl",
            "application/x-jsonl",
            "application/jsonlines",
            "application/x-jsonlines",
            "application/json-lines",
            "application/stream+json",
        ),
        JsonLinesDecoder,
    ),
}


def stream_decoder_for(response: Response, limit: int) -> StreamDecoder | None:
    """Return what decodes the body of a response; None where it is not a stream of events.

    Args:
        response: Its body is not looked at.
        limit: So many bytes of an event are kept.
    """
    # An error is a response to be read, also with the type of a stream.
    if not 200 <= response.status < 300:
        return None
    media_type = (response.header("Content-Type") or "").partition(";")[0].strip().lower()
    decoder = _DECODERS.get(media_type)
    return None if decoder is None else decoder(limit)
