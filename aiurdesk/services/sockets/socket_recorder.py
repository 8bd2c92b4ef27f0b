"""Collects what a socket hands over, and records each connection when it has ended."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence

import msgspec
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.closing import SocketState, SocketStatus
from aiurdesk.core.exchange.sockets.event_types import LONGEST_LISTED, FrameReading
from aiurdesk.core.exchange.sockets.frame import Direction, Frame
from aiurdesk.core.exchange.sockets.transcript import Transcript, with_transcript
from aiurdesk.core.request.request import GraphqlBody
from aiurdesk.core.response.response import Closing, SocketSummary, is_stream
from aiurdesk.core.translation import truncate
from aiurdesk.core.verdict.verdict import SEVERITIES_OF_VERDICTS, ExitCode, Verdict, exit_code
from aiurdesk.services.sockets.connection_tests import Tested

FIRST_BYTES = LAST_BYTES = 512 * 1024
FIRST_FRAMES = LAST_FRAMES = 1_000
"""How much is kept of a connection: how it began, and how it ended."""
LONGEST_BYTES = 64 * 1024
"""Of a longer text message the beginning is kept, and of a longer binary one its size."""
_FRAME_BYTES = 150
"""What a frame takes beside its content."""
_TURN_S = 0.002
"""How long messages are read before the event loop has its next turn."""

ReadFrame = Callable[[Frame, Exchange, int | None], FrameReading]
"""Returns what a message says; takes the handshake and the length of the longest that is read."""


class SocketUpdate(msgspec.Struct, frozen=True):
    """Changes that a session reports at once: a status, and the frames since the last update."""

    status: SocketStatus
    frames: tuple[Frame, ...] = ()
    readings: tuple[FrameReading | None, ...] = ()
    """What the frames say; None for those that were not read. Empty where none was."""
    has_ended: bool = False
    """Whether a connection has ended with it, or was refused."""
    tested: Tested | None = None
    """What the tests found; the status is then the one before, and there are no frames."""

    def reading_of(self, number: int) -> FrameReading | None:
        """Return what a frame says that was read already."""
        return self.readings[number] if self.readings else None


class _KeptFrames:
    """The first and the last frames of a connection."""

    def __init__(self) -> None:
        self._first: list[Frame] = []
        self._last: deque[Frame] = deque()
        self._first_bytes = self._last_bytes = 0
        self._is_beginning = True
        self._left_out = self._left_out_bytes = 0
        self._received = self._sent = self._cut = 0

    def add(self, frame: Frame) -> None:
        self._received += frame.kind.is_message and frame.direction is Direction.RECEIVED
        self._sent += frame.kind.is_message and frame.direction is Direction.SENT
        if frame.size_bytes > LONGEST_BYTES:
            self._cut += 1
            frame = _truncated(frame)
        size = _size(frame)
        # Once a frame did not fit, all later ones are last ones: the first part has no gaps.
        fits = self._first_bytes + size <= FIRST_BYTES and len(self._first) < FIRST_FRAMES
        if self._is_beginning and fits:
            self._first.append(frame)
            self._first_bytes += size
            return
        self._is_beginning = False
        self._last.append(frame)
        self._last_bytes += size
        while self._last_bytes > LAST_BYTES or len(self._last) > LAST_FRAMES:
            gone = self._last.popleft()
            self._last_bytes -= _size(gone)
            self._left_out += 1
            self._left_out_bytes += gone.size_bytes

    def transcript(
        self, closing: Closing | None, elapsed_ms: float, failed: FrameReading | None
    ) -> Transcript:
        return Transcript(
            frames=(*self._first, *self._last),
            summary=SocketSummary(
                left_out=self._left_out,
                left_out_bytes=self._left_out_bytes,
                received=self._received,
                sent=self._sent,
                cut=self._cut,
                closing=closing,
                elapsed_ms=elapsed_ms,
            ),
            failed=failed,
        )


def _truncated(frame: Frame) -> Frame:
    content = frame.content
    # With the sign of a cut behind it, half of a secret is found as well. Bytes have no such sign.
    return replace(
        frame, content=truncate(content, LONGEST_BYTES) if isinstance(content, str) else b""
    )


def _size(frame: Frame) -> int:
    return min(frame.size_bytes, LONGEST_BYTES) + _FRAME_BYTES


class SocketRecorder:
    """Follows the updates of a session; each connection becomes an exchange with its frames."""

    def __init__(self, secrets: tuple[Secret, ...] = (), read: ReadFrame | None = None) -> None:
        """Begin.

        Args:
            secrets: The secrets of messages, beside the handshake's own.
            read: Tells of a message whether it says that it failed; without it, none does.
        """
        self._secrets = secrets
        self._read = read
        self._failed: FrameReading | None = None
        self._status: SocketStatus | None = None
        self._handshake: Exchange | None = None
        self._kept = _KeptFrames()
        self._opened = 0.0
        self._closing_before: Closing | None = None

    @property
    def failed(self) -> Verdict | None:
        """The worst verdict of a message of the last connection, if that is not a success."""
        return None if self._failed is None else self._failed.verdict

    def hide(self, secrets: tuple[Secret, ...]) -> None:
        """Show further texts as dots, such as the secrets of a message that is sent now."""
        self._secrets += secrets

    def take(self, status: SocketStatus, frames: Sequence[Frame] = ()) -> Exchange | None:
        """Take the next status of the session, with its frames.

        Returns:
            The connection that has ended with it, or the handshake that was refused; None where
            there is nothing to record yet.
        """
        before, self._status = self._status, status
        ended = None if status is before else self._ended_by(status)
        if self._handshake is not None:
            for frame in frames:
                self._kept.add(frame)
        return ended

    async def judge(self, frames: Sequence[Frame]) -> tuple[FrameReading | None, ...]:
        """Look for messages that say that all of it failed, in what was taken.

        That is so for the events of a stream and for the results of an operation of GraphQL. Over
        any other socket, each message is about something else.

        Returns:
            What each of them says, so that it need not be read again; None for one that is not
            read. Empty where none is.
        """
        handshake = self._handshake
        if handshake is None or self._read is None:
            return ()
        is_operation = isinstance(handshake.request.body, GraphqlBody)
        if not (is_operation or is_stream(handshake.outcome)):
            return ()
        readings: list[FrameReading | None] = []
        end = time.perf_counter() + _TURN_S
        for frame in frames:
            reading = None
            if frame.kind.is_message and frame.direction is Direction.RECEIVED:
                reading = self._read(frame, handshake, LONGEST_LISTED)
                self._failed = _worse(self._failed, reading)
            is_whole = len(frame.content) <= LONGEST_LISTED
            readings.append(reading if is_whole else None)
            if time.perf_counter() >= end:
                await asyncio.sleep(0)
                end = time.perf_counter() + _TURN_S
        return tuple(readings)

    def so_far(self) -> Exchange | None:
        """Return the connection as it would be recorded now; None without a connection."""
        return None if self._handshake is None else self._recorded(self._handshake, None)

    def end(self, status: SocketStatus) -> Exchange | None:
        """Return a connection that was left without taking all updates; None without one.

        Args:
            status: The last one of the session.
        """
        # Until this connection has ended, the status tells how the one before did.
        return self._end(None if status.closing is self._closing_before else status.closing)

    def _ended_by(self, status: SocketStatus) -> Exchange | None:
        if status.state is SocketState.OPEN and self._handshake is None:
            self._handshake, self._opened = status.exchange, time.monotonic()
            self._kept, self._failed = _KeptFrames(), None
            self._closing_before = status.closing
        if status.state in (SocketState.WAITING, SocketState.CLOSED):
            return self._end(status.closing)
        # A handshake that was refused is an ordinary exchange, and is recorded as one.
        return status.exchange if status.state is SocketState.REFUSED else None

    def _end(self, closing: Closing | None) -> Exchange | None:
        handshake, self._handshake = self._handshake, None
        return None if handshake is None else self._recorded(handshake, closing)

    def _recorded(self, handshake: Exchange, closing: Closing | None) -> Exchange:
        elapsed_ms = (time.monotonic() - self._opened) * 1000
        transcript = self._kept.transcript(closing, elapsed_ms, self._failed)
        return with_transcript(handshake, transcript, self._secrets)


def _worse(before: FrameReading | None, read: FrameReading) -> FrameReading | None:
    """Return the worse of two messages, the later one of two that are as bad."""
    verdict = read.verdict
    if verdict is None or exit_code(verdict) is ExitCode.SUCCESS:
        return before
    how_bad = SEVERITIES_OF_VERDICTS.index
    worst = None if before is None else before.verdict
    return before if worst and how_bad(verdict.severity) < how_bad(worst.severity) else read
