"""Divides JSON values that come one after the other: in lines, or as a sequence.

Source: https://jsonlines.org; RFC 7464 section 2 for ``application/json-seq``.
"""

import msgspec

from aiurdesk.core.sockets.stream_decoding import BoundedBytes, Lines, StreamDecoder, StreamEvent

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
