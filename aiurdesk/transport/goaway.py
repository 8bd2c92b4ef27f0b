"""Takes orderly GOAWAY frames out of what an HTTP/2 server sends, and notes what it refused.

A server that wants to close a connection in order sends GOAWAY with the number of the last request
(stream) that it accepts, and then still sends the responses to these requests. The HTTP/2 library
(h2) reads nothing more after GOAWAY, so the responses would be lost. Without the frame it reads on.
A single request is refused with RST_STREAM and the code REFUSED_STREAM.

Source: RFC 9113 sections 4.1, 6.4, 6.8 and 8.7.
"""

import msgspec

_HEAD_BYTES = 9
"""Length of payload, type, flags, stream identifier."""
_RST_STREAM, _GOAWAY = 3, 7
_RST_STREAM_BYTES = 4
_GOAWAY_BYTES = range(8, 2**14 + 1)
"""Possible lengths of the payload; any other length is an error, which the library reports."""
_NO_ERROR, _REFUSED_STREAM = 0, 7
_REFUSED = b"\x00\x00\x04\x03\x00%b\x00\x00\x00\x07"
"""An RST_STREAM frame with the error code REFUSED_STREAM."""


class Resends(msgspec.Struct):
    """How often a request was sent again, because the server refused it before it processed it."""

    count: int = 0
    """In all."""
    refusals: int = 0
    """How often the request alone was refused."""
    useless_connections: int = 0
    """How many connections accepted no request at all."""


class GoawayFilter:
    """The data that is received over one HTTP/2 connection, without orderly GOAWAY frames.

    Requests that the server does not accept any more are ended in its place: after GOAWAY, it
    ignores them without a word.
    """

    __slots__ = ("_left", "_pending", "_refused", "highest_stream_id", "last_stream_id")

    def __init__(self) -> None:
        self.highest_stream_id = 0
        """The last request that was sent, or that is just about to be sent."""
        self.last_stream_id: int | None = None
        """The last request that the server accepts; None before GOAWAY."""
        self._refused: set[int] = set()
        """The requests that were refused one by one."""
        self._pending = b""
        """An incomplete frame that waits for the rest."""
        self._left = 0
        """How many bytes of the current frame have not been received yet."""

    def is_refused(self, stream_id: int) -> bool:
        """Tell whether the server will not process a request, so that it can be sent elsewhere."""
        is_late = self.last_stream_id is not None and stream_id > self.last_stream_id
        return is_late or self.is_refused_alone(stream_id)

    def is_refused_alone(self, stream_id: int) -> bool:
        """Tell whether the server has refused a request and not all that came after another one."""
        return stream_id in self._refused

    def feed(self, data: bytes) -> bytes:
        """Return the received data without GOAWAY; it may be empty, and the rest follow later."""
        # Inside a long frame, mostly DATA: no frame begins in this piece.
        if self._left >= len(data):
            self._left -= len(data)
            return data
        data = self._pending + data
        passed, start, position = [], 0, self._left
        while len(data) - position >= _HEAD_BYTES:
            length = int.from_bytes(data[position : position + 3])
            end = position + _HEAD_BYTES + length
            kind = data[position + 3]
            if kind == _RST_STREAM and length == _RST_STREAM_BYTES:
                if end > len(data):
                    break
                self._note_refusal(data[position + 5 : end])
            if kind == _GOAWAY and length in _GOAWAY_BYTES:
                if end > len(data):
                    break
                payload = data[position + _HEAD_BYTES : end]
                # With another code the server gives up all requests; then the library has to know.
                if int.from_bytes(payload[4:8]) == _NO_ERROR:
                    passed += [data[start:position], self._accept_until(payload[:4])]
                    start = end
            position = end
        # Either the current frame goes on, or its head (or the whole GOAWAY) is still incomplete.
        self._left = max(0, position - len(data))
        self._pending = data[position:]
        passed.append(data[start:position])
        return b"".join(passed)

    def _note_refusal(self, data: bytes) -> None:
        """Note a request that was refused; ``data`` is its number and the error code."""
        number = int.from_bytes(data[:4]) & 0x7FFFFFFF
        # Others were never sent, and a server could invent millions of them.
        if int.from_bytes(data[4:]) == _REFUSED_STREAM and number <= self.highest_stream_id:
            self._refused.add(number)

    def _accept_until(self, field: bytes) -> bytes:
        """Note the last request that is accepted, and return frames that end the later ones."""
        last = int.from_bytes(field) & 0x7FFFFFFF
        if self.last_stream_id is not None and last >= self.last_stream_id:
            return b""
        # A first GOAWAY may accept all requests that are on the way, and a second one fewer.
        before, self.last_stream_id = self.last_stream_id or self.highest_stream_id, last
        before = min(before, self.highest_stream_id)
        # Requests have odd numbers.
        first = last + 1 + last % 2
        return b"".join(_REFUSED % number.to_bytes(4) for number in range(first, before + 1, 2))
