"""An open WebSocket: frames in batches, sending, pings, and the closing handshake.

The protocol itself is done by ``websockets`` in its form without I/O, so that all frames of one
piece of data are handed over at once, and the connection is the one of the HTTP client.
"""

import asyncio
import secrets
import ssl
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import httpcore
from msgspec.structs import replace
from websockets.client import ClientProtocol
from websockets.exceptions import PayloadTooBig
from websockets.frames import Frame as WireFrame
from websockets.frames import Opcode
from websockets.protocol import State

from aiurdesk.core.exchange.sockets.closing import ABNORMAL, INVALID_DATA, NORMAL
from aiurdesk.core.exchange.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.response.response import Closing, Failure, FailureKind
from aiurdesk.core.translation import Phrase, format_size, marked, truncate
from aiurdesk.transport.connection_pool import ConnectionPool

READ_BYTES = 32 * 1024
"""Read at once."""
PARSED_BYTES = 4 * 1024
"""Parsed at once; between two pieces everything else has its turn. Of short messages that are
compressed, some 350 are in a piece, which take 3 ms."""
_SHORT_FRAMES = 32
"""With so many in one piece, the next ones are taken to be short, too."""
CLOSE_S = 5.0
"""How long the server may take to answer a close frame; some never do."""
_LOST = (httpcore.NetworkError, OSError, ssl.SSLError)
_KINDS = {Opcode.TEXT: FrameKind.TEXT, Opcode.BINARY: FrameKind.BINARY}


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SocketConnection:
    """One open connection. One task reads; any task may send."""

    # Only streams have ids, and say how long to wait.
    last_id = ""
    retry_s: float | None = None

    def __init__(
        self,
        protocol: ClientProtocol,
        stream: httpcore.AsyncNetworkStream,
        pool: ConnectionPool,
        options: SocketOptions,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._protocol = protocol
        self._stream = stream
        self._pool = pool
        self._options = options
        self._utc = now
        self._clock = asyncio.get_running_loop().time
        # Several tasks may send, and two writes of a TLS stream at a time would mix their data.
        self._writing = asyncio.Lock()
        # What the protocol has produced and is not written yet.
        self._outbox: list[bytes] = []
        # Of a message that comes in fragments. Joined at once: a list of two million fragments of a
        # byte takes a hundred times the memory of the message.
        self._fragments = bytearray()
        self._fragment_count = 0
        self._fragmented_kind = FrameKind.TEXT
        # Payload → when it was sent.
        self._pings: dict[bytes, float] = {}
        self._pong_by: float | None = None
        self._pong_waits = 0
        self._is_ping_unanswered = False
        self._timeout: asyncio.Timeout | None = None
        self._last_message_at = self._clock()
        self._close_by: float | None = None
        self._failure: Failure | None = None
        # None again as soon as the close frame is returned that was sent then.
        self._gave_up_at: datetime | None = None
        self._unparsed = b""
        self._are_short = False
        self._received_at = self._utc()
        self.closing: Closing | None = None
        """How it ended; None while it has not."""
        self.round_trip_ms: float | None = None
        """Of the last ping that was answered."""

    @property
    def subprotocol(self) -> str:
        """The subprotocol that the server chose, or empty text."""
        return self._protocol.subprotocol or ""

    @property
    def ignores_subprotocols(self) -> bool:
        """Whether subprotocols were offered and the server chose none of them."""
        return bool(self._protocol.available_subprotocols) and not self.subprotocol

    @property
    def extensions(self) -> tuple[str, ...]:
        """Names of the extensions in use."""
        return tuple(extension.name for extension in self._protocol.extensions)

    @property
    def is_open(self) -> bool:
        """Whether messages can be sent."""
        return self._protocol.state is State.OPEN

    async def receive(self) -> list[Frame]:
        """Return the next frames, with those that were sent in reply to them.

        Returns:
            At least one frame, or none after the end; then ``closing`` says how it ended. It may
            be cancelled and called again.
        """
        while self.closing is None:
            data, at = await self._next_piece()
            if not data:
                await self._end()
                return self._close_of_this_side()
            # Of an idle socket: it was sent before the server answered.
            frames = self._close_of_this_side()
            self._protocol.receive_data(data)
            events = self._protocol.events_received()
            frames += self._frames(events, at)
            self._are_short = len(events) >= _SHORT_FRAMES
            self._check_protocol()
            frames += self._close_of_this_side()
            await self._flush()
            # A pong only says that the server is there, and comes for each ping of this side.
            if any(frame.kind.is_message for frame in frames):
                self._last_message_at = self._clock()
            if frames:
                return frames
        return []

    async def send_frame(self, content: str | bytes) -> Frame | None:
        """Send a text or binary message; None if the connection is not open any more.

        Raises:
            UnicodeEncodeError: The text has a surrogate without its other half.
        """
        data = content.encode() if isinstance(content, str) else content
        if not self.is_open:
            return None
        if isinstance(content, str):
            self._protocol.send_text(data)
        else:
            self._protocol.send_binary(data)
        await self._flush()
        kind = FrameKind.TEXT if isinstance(content, str) else FrameKind.BINARY
        return Frame(self._utc(), Direction.SENT, kind, content, len(data))

    async def ping(self) -> Frame | None:
        """Send a ping; its pong sets ``round_trip_ms``. None if the connection is not open."""
        if not self.is_open:
            return None
        # Random, so that a late pong is not taken for the reply to another ping.
        payload = secrets.token_bytes(4)
        self._pings[payload] = self._clock()
        self._protocol.send_ping(payload)
        # Before it is written, which takes for ever where the server reads nothing more.
        self._expect_pong()
        await self._flush()
        return Frame(self._utc(), Direction.SENT, FrameKind.PING, payload, len(payload))

    async def close(self) -> Frame | None:
        """Begin the closing handshake; ``receive`` ends it. None if it has begun already."""
        if not self.is_open:
            return None
        # From here on the protocol refuses to send messages, but still receives them.
        self._protocol.send_close(NORMAL)
        self._limit_closing()
        await self._flush()
        return self._close_frame(self._utc(), Direction.SENT, NORMAL)

    async def aclose(self) -> None:
        """Close the connection at once, without a closing handshake."""
        if self.closing is None:
            await self._end()

    async def _next_piece(self) -> tuple[bytes, datetime]:
        """Return a piece of what came, and when; nothing at the end of the connection."""
        if not self._unparsed:
            self._unparsed, self._received_at = await self._read(), self._utc()
            # Any data shows that the server is alive.
            self._pong_by = None
        elif self._are_short:
            await asyncio.sleep(0)
        else:
            # Parts of a long message: in pieces it would take much longer.
            data, self._unparsed = self._unparsed, b""
            return data, self._received_at
        data, self._unparsed = self._unparsed[:PARSED_BYTES], self._unparsed[PARSED_BYTES:]
        return data, self._received_at

    async def _read(self) -> bytes:
        """Return what came, or nothing at the end of the connection or of the time for it."""
        while True:
            try:
                async with asyncio.timeout_at(self._read_until()) as self._timeout:
                    return await self._stream.read(READ_BYTES)
            except TimeoutError:
                self._timeout = None
                if self._close_by is not None:
                    return b""
                # Closing it in order gives the server a chance to say something.
                if self._read_until() != self._pong_by:
                    await self._close_idle()
                elif not self._waits_on_for_pong():
                    return b""
            except _LOST:
                return b""
            finally:
                self._timeout = None

    def _read_until(self) -> float | None:
        if self._close_by is not None:
            return self._close_by
        idle_s = self._options.idle_s
        # Counted from the last message, not from this read, which pieces of a long message renew.
        idle_by = self._last_message_at + idle_s if idle_s else None
        return min((at for at in (idle_by, self._pong_by) if at is not None), default=None)

    async def _close_idle(self) -> None:
        limit = Phrase(
            marked("no message came within {idle_s:g} s"), {"idle_s": self._options.idle_s}
        )
        self._failure, self._gave_up_at = Failure(FailureKind.READ_TIMEOUT, limit), self._utc()
        await self.close()

    def _limit_closing(self) -> None:
        if self._close_by is None:
            self._close_by = self._clock() + CLOSE_S
            self._limit_reading()

    def _limit_reading(self) -> None:
        # A read that began before has the limit of that time.
        if self._timeout is not None and not self._timeout.expired():
            self._timeout.reschedule(self._read_until())

    def _expect_pong(self) -> None:
        """Begin to wait, where the server is known to answer; see ``SocketOptions.pong_s``."""
        if self._options.pong_s and self.round_trip_ms is not None and self._pong_by is None:
            # In two halves: a computer that slept through the first one has the second one to read
            # what came meanwhile.
            self._pong_waits = 2
            self._pong_by = self._clock() + self._options.pong_s / 2
            self._limit_reading()

    def _waits_on_for_pong(self) -> bool:
        """Begin the second half of the time; after it, take the connection as lost."""
        self._pong_waits -= 1
        if self._pong_waits:
            self._pong_by = self._clock() + self._options.pong_s / 2
            return True
        detail = Phrase(
            marked("the server did not answer a ping for {pong_s:g} s"),
            {"pong_s": self._options.pong_s},
        )
        self._failure, self._is_ping_unanswered = Failure(FailureKind.CUT_OFF, detail), True
        return False

    def _frames(self, events: Iterable[object], at: datetime) -> list[Frame]:
        frames: list[Frame] = []
        for event in events:
            if not isinstance(event, WireFrame):
                continue
            opcode, data = event.opcode, event.data
            # Most frames are whole text messages, and there may be 100,000 a second.
            if opcode is Opcode.TEXT and event.fin:
                try:
                    text = str(data, "utf-8")
                except UnicodeDecodeError as error:
                    frames.append(self._not_text(bytes(data), error, at))
                    break
                frames.append(Frame(at, Direction.RECEIVED, FrameKind.TEXT, text, len(data)))
            elif opcode in _KINDS or opcode is Opcode.CONT:
                frame = self._add_fragment(event, at)
                if frame is not None:
                    frames.append(frame)
            else:
                frames += self._control(event, at)
            if self._failure is not None:
                break
        return frames

    def _add_fragment(self, event: WireFrame, at: datetime) -> Frame | None:
        """Collect a fragment; return the message with its last one."""
        self._fragmented_kind = _KINDS.get(event.opcode, self._fragmented_kind)
        self._fragments += event.data
        self._fragment_count += 1
        if not event.fin:
            return None
        data, count = bytes(self._fragments), self._fragment_count
        self._fragments, self._fragment_count = bytearray(), 0
        content: str | bytes = data
        if self._fragmented_kind is FrameKind.TEXT:
            try:
                content = data.decode()
            except UnicodeDecodeError as error:
                return self._not_text(data, error, at)
        return Frame(at, Direction.RECEIVED, self._fragmented_kind, content, len(data), count)

    def _control(self, event: WireFrame, at: datetime) -> list[Frame]:
        data = bytes(event.data)
        if event.opcode is Opcode.CLOSE:
            self._limit_closing()
            # The library has answered by now; its reply is shown as a frame, too.
            close, answered = self._protocol.close_rcvd, self._protocol.close_rcvd_then_sent
            code = close.code if close and data else None
            reason = close.reason if close else ""
            frames = [self._close_frame(at, Direction.RECEIVED, code, reason)]
            return [*frames, replace(frames[0], direction=Direction.SENT)] if answered else frames
        kind = FrameKind.PING if event.opcode is Opcode.PING else FrameKind.PONG
        frame = Frame(at, Direction.RECEIVED, kind, data, len(data))
        if kind is FrameKind.PONG:
            sent_at = self._pings.pop(data, None)
            if sent_at is not None:
                self.round_trip_ms = (self._clock() - sent_at) * 1000
                # A pong answers the pings before its own, too. RFC 6455 section 5.5.3.
                self._pings.clear()
            return [frame]
        # The library has answered the ping already.
        return [frame, Frame(at, Direction.SENT, FrameKind.PONG, data, len(data))]

    def _close_of_this_side(self) -> list[Frame]:
        """Return the close frame with which this side gave the socket up, but only once."""
        close, at = self._protocol.close_sent, self._gave_up_at
        if close is None or at is None:
            return []
        self._gave_up_at = None
        return [self._close_frame(at, Direction.SENT, close.code, close.reason)]

    def _not_text(self, data: bytes, error: UnicodeDecodeError, at: datetime) -> Frame:
        """End the connection at a text message that is not UTF-8, and show its bytes."""
        where = Phrase(
            marked("byte {start} of a text message is not valid UTF-8"), {"start": error.start}
        )
        self._give_up(FailureKind.BAD_ENCODING, where)
        self._protocol.fail(INVALID_DATA, "not UTF-8")
        return Frame(at, Direction.RECEIVED, FrameKind.TEXT, data, len(data))

    def _check_protocol(self) -> None:
        """Take the failure of the library's parser, which stops at what breaks the rules."""
        error = self._protocol.parser_exc
        if error is None or isinstance(error, EOFError) or self._failure is not None:
            return
        if isinstance(error, PayloadTooBig):
            limit = format_size(self._options.message_bytes)
            self._give_up(
                FailureKind.TOO_LARGE,
                Phrase(marked("a message is larger than {limit}"), {"limit": limit}),
            )
        elif isinstance(error, UnicodeDecodeError):
            self._give_up(
                FailureKind.BAD_ENCODING, Phrase(marked("the close frame is not valid UTF-8"))
            )
        else:
            self._give_up(FailureKind.PROTOCOL_ERROR, truncate(str(error), 200))

    def _give_up(self, kind: FailureKind, detail: str | Phrase) -> None:
        self._failure, self._gave_up_at = Failure(kind, detail), self._utc()
        self._limit_closing()

    async def _flush(self) -> None:
        """Write what the protocol has to send, in its order."""
        self._outbox += self._protocol.data_to_send()
        if not self._outbox:
            return
        async with self._writing:
            # Within the lock: another task may have written its part meanwhile.
            data, self._outbox = b"".join(self._outbox), []
            if data:
                try:
                    await self._stream.write(data)
                except _LOST:
                    # Reading finds out as well, and what came before is worth reading.
                    return

    async def _end(self) -> None:
        if self._protocol.state is not State.CLOSED:
            # The protocol only becomes CLOSED by this.
            self._protocol.receive_eof()
        self.closing = self._how_it_ended()
        # A pool of its own: an upgraded connection cannot be used for requests again.
        await self._pool.retire()

    def _how_it_ended(self) -> Closing:
        received, sent = self._protocol.close_rcvd, self._protocol.close_sent
        if self._failure is not None:
            code = int(sent.code) if sent else ABNORMAL
            return Closing(
                code,
                is_clean=received is not None,
                failure=self._failure,
                is_ping_unanswered=self._is_ping_unanswered,
            )
        if received is None and sent is None:
            detail = Phrase(marked("the connection ended without a close frame"))
            failure = Failure(FailureKind.CUT_OFF, detail)
            return Closing(ABNORMAL, is_clean=False, failure=failure)
        is_by_server = received is not None and self._protocol.close_rcvd_then_sent is not False
        first = received if is_by_server else sent
        code, reason = (first.code, first.reason) if first else (ABNORMAL, "")
        is_clean = received is not None and sent is not None
        return Closing(int(code), reason, is_by_server=is_by_server, is_clean=is_clean)

    @staticmethod
    def _close_frame(
        at: datetime, direction: Direction, code: int | None, reason: str = ""
    ) -> Frame:
        # The code takes two bytes of the payload. Source: RFC 6455 section 5.5.1.
        size = len(reason.encode()) + (0 if code is None else 2)
        number = None if code is None else int(code)
        return Frame(at, direction, FrameKind.CLOSE, reason, size, close_code=number)
