"""Divides server-sent events while they come.

Source: WHATWG HTML, section 9.2.6, "Interpreting an event stream", read in 2026.
"""

from aiurdesk.core.sockets.stream_decoding import BoundedBytes, Lines, StreamDecoder, StreamEvent

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
