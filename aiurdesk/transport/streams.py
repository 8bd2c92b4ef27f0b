"""An open stream: the body of a response, handed over as frames while it comes."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from aiurdesk.core.exchange.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.exchange.sockets.stream_decoding import StreamEvent
from aiurdesk.core.response.response import Closing, Failure, FailureKind
from aiurdesk.core.translation import Phrase, format_size, marked
from aiurdesk.transport.failures import KNOWN_ERRORS, to_send_failure
from aiurdesk.transport.hop import OpenBody
from aiurdesk.transport.network import received_data
from aiurdesk.transport.transport import SendFailure

PARSED_BYTES = 16 * 1024
"""Divided into events at once; between two pieces everything else has its turn."""


class StreamConnection:
    """One open stream, with what a session needs of a connection. One task reads.

    Nothing can be sent over it, and it knows no pings.
    """

    subprotocol = ""
    ignores_subprotocols = False
    extensions: tuple[str, ...] = ()
    round_trip_ms: float | None = None

    def __init__(self, body: OpenBody, options: SocketOptions) -> None:
        self._body = body
        self._options = options
        self._clock = asyncio.get_running_loop().time
        self._pieces: Iterator[bytes] = iter(())
        self._received_at = datetime.now(UTC)
        self._received_bytes = 0
        self._timeout: asyncio.Timeout | None = None
        self._opened_at = self._last_message_at = self._clock()
        self._is_stopping = False
        self.closing: Closing | None = None
        """How it ended; None while it has not."""

    @property
    def last_id(self) -> str:
        """The id to go on behind after a loss; empty where the server gave none."""
        return self._body.events.last_id

    @property
    def retry_s(self) -> float | None:
        """Delay before a new connection that the server asked for."""
        retry_ms = self._body.events.retry_ms
        return None if retry_ms is None else retry_ms / 1000

    async def receive(self) -> list[Frame]:
        """Return the next frames.

        Returns:
            At least one frame, or none after the end; then ``closing`` says how it ended.
        """
        while self.closing is None:
            try:
                frames = await self._next_frames()
            except TimeoutError:
                frames = await self._end_by_limit()
            except SendFailure as failure:
                frames = await self._end(Failure(failure.kind, failure.particulars))
            except KNOWN_ERRORS as error:
                lost = to_send_failure(error, self._body.state)
                frames = await self._end(Failure(lost.kind, lost.particulars))
            if frames:
                return frames
        return []

    async def send_frame(self, content: str | bytes) -> Frame | None:
        """Send nothing: a stream goes one way."""
        return None

    async def ping(self) -> Frame | None:
        """Send nothing: a stream goes one way."""
        return None

    async def close(self) -> Frame | None:
        """Stop reading; ``receive`` ends. There is no frame that would say so to the server."""
        self._is_stopping = True
        if self._timeout is not None and not self._timeout.expired():
            self._timeout.reschedule(self._clock())
        return None

    async def aclose(self) -> None:
        """Close the connection at once."""
        if self.closing is None:
            self._is_stopping = True
            await self._end_by_limit()

    async def _next_frames(self) -> list[Frame]:
        # Here, too: a fast server never lets the read wait.
        if self._is_stopping or self._is_out_of_time:
            raise TimeoutError
        piece = next(self._pieces, None)
        if piece is None:
            chunk = await self._read()
            if chunk is None:
                return await self._end_by_server()
            self._received_at = datetime.now(UTC)
            self._count(len(chunk))
            self._pieces = self._decoded(chunk)
            return []
        frames = self._frames(self._body.events.feed(piece))
        if any(frame.kind.is_message for frame in frames):
            self._last_message_at = self._clock()
        # A fast server keeps this task busy without any wait of its own.
        await asyncio.sleep(0)
        return frames

    @property
    def _is_out_of_time(self) -> bool:
        total_s = self._options.total_s
        return bool(total_s) and self._opened_at + total_s <= self._clock()

    async def _read(self) -> bytes | None:
        """Return what came, still encoded; None at the end."""
        # See ``send_hop``: this task may be another one.
        token = received_data.set(self._body.received)
        try:
            async with asyncio.timeout_at(self._read_until()) as self._timeout:
                return await anext(self._body.chunks, None)
        finally:
            received_data.reset(token)
            self._timeout = None

    def _read_until(self) -> float | None:
        if self._is_stopping:
            return self._clock()
        options = self._options
        limits = (
            (self._last_message_at, options.idle_s),
            (self._opened_at, options.total_s),
        )
        return min((since + limit for since, limit in limits if limit), default=None)

    def _count(self, size: int) -> None:
        self._received_bytes += size
        limit = self._options.total_bytes
        if limit and self._received_bytes > limit:
            raise SendFailure(
                FailureKind.TOO_LARGE,
                Phrase(marked("more than {limit} came"), {"limit": format_size(limit)}),
            )

    def _decoded(self, chunk: bytes) -> Iterator[bytes]:
        """Yield the content of a chunk in short pieces."""
        decoder = self._body.decoder
        for decoded in (chunk,) if decoder is None else decoder.decode(chunk):
            for start in range(0, len(decoded), PARSED_BYTES):
                yield decoded[start : start + PARSED_BYTES]

    def _frames(self, events: Iterable[StreamEvent]) -> list[Frame]:
        return [_frame(event, self._received_at) for event in events]

    async def _end_by_server(self) -> list[Frame]:
        if self._body.decoder is not None:
            self._body.decoder.finish()
        return await self._end(None, is_by_server=True)

    async def _end_by_limit(self) -> list[Frame]:
        if self._is_stopping:
            return await self._end(None)
        if self._is_out_of_time:
            limit = Phrase(
                marked("it did not end within {total_s:g} s"), {"total_s": self._options.total_s}
            )
            return await self._end(Failure(FailureKind.TOTAL_TIMEOUT, limit))
        detail = Phrase(
            marked("no event came within {idle_s:g} s"), {"idle_s": self._options.idle_s}
        )
        return await self._end(Failure(FailureKind.READ_TIMEOUT, detail))

    async def _end(self, failure: Failure | None, *, is_by_server: bool = False) -> list[Frame]:
        """Close the response; return the event that was cut off, if there is one."""
        self.closing = Closing(
            0,
            is_by_server=is_by_server,
            is_clean=is_by_server,
            failure=failure,
            is_stream=True,
            is_resumable=self._body.is_expecting_more,
        )
        if not is_by_server:
            # See ``ConnectionPool.__aexit__``: the server goes on sending.
            self._body.pool.is_retired = True
        await self._body.stack.aclose()
        return self._frames(self._body.events.finish())


def _frame(event: StreamEvent, at: datetime) -> Frame:
    return Frame(
        at,
        Direction.RECEIVED,
        FrameKind.COMMENT if event.is_comment else FrameKind.TEXT,
        # Source: WHATWG HTML, section 9.2.5: bytes that are not UTF-8 are replaced.
        event.data.decode("utf-8", "replace"),
        event.size_bytes,
        name=event.name,
        id=event.id,
        is_cut=event.is_cut,
    )
