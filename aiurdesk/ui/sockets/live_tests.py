"""Carries out the tests of the socket of one tab while it is open."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from time import perf_counter

import msgspec
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.response.response import has_transcript
from aiurdesk.core.sockets.closing import Closing
from aiurdesk.core.sockets.frame import Frame
from aiurdesk.core.sockets.socket_status import SocketState, SocketUpdate
from aiurdesk.services.examination import with_examination_of
from aiurdesk.services.received_frames import ReceivedFrames
from aiurdesk.services.send_pipeline import PlannedRequest
from aiurdesk.services.socket_conversation import ConversationResult, MessageSending, send_all
from aiurdesk.services.socket_examination import SocketExamination
from aiurdesk.services.socket_messages import ReadyMessages
from aiurdesk.services.socket_recorder import SocketRecorder
from aiurdesk.services.sockets import Sockets
from aiurdesk.ui.sockets.frames_and_tests import FramesAndTests

_AT_ONCE, _BYTES_AT_ONCE = 20, 16 * 1024
"""Frames that the tests get together; of short ones, they take some 0.3 ms."""
_TURN_S = 0.002
"""So long frames are tested before the event loop has its next turn."""

Variables = tuple[tuple[str, str], ...]


class LiveTestParts(msgspec.Struct, frozen=True):
    """What the tests of a socket need of the window."""

    examine: Callable[[PlannedRequest, Exchange, ReceivedFrames], Awaitable[Exchange]]
    """Carries out tests and captures, and holds what was captured."""
    keep_variables: Callable[[Environment, Variables, tuple[Secret, ...]], None]
    """Holds variables for later messages and requests."""
    start_timer: Callable[[Callable[[], Awaitable[None]]], None]
    """Runs a function that waits, instead of the one before."""
    stop_timer: Callable[[], None]


class LiveTests:
    """Follows one connection after the other; each begins anew, and so does running messages."""

    def __init__(self, sockets: Sockets, shown: FramesAndTests, parts: LiveTestParts) -> None:
        self._sockets = sockets
        self._shown = shown
        self._parts = parts
        self._recorder: SocketRecorder | None = None
        self._plan: PlannedRequest | None = None
        self._handshake: Exchange | None = None
        self._now: SocketExamination | None = None
        self._is_timed = False
        self._result: tuple[SocketExamination, Exchange] | None = None
        self._one_at_a_time = asyncio.Lock()

    def expect_connection(self, plan: PlannedRequest, recorder: SocketRecorder) -> None:
        """Take the request whose socket is being connected, before ``take``."""
        self._plan, self._recorder, self._now = plan, recorder, None

    def is_fresh_for(self, plan: PlannedRequest) -> bool:
        """Tell whether nothing was said yet in the tests of a request that run now."""
        now = self._now
        if now is None or now.has_sent or now.is_over:
            return False
        return now.plan.request == plan.request

    def start(self, plan: PlannedRequest) -> None:
        """Carry out the tests of a request from this moment on."""
        if self._handshake is None:
            return
        self._stop_timer()
        self._shown.show_tested(plan.request)
        self._now = self._sockets.examination(plan, self._handshake)
        if self._now is not None:
            self._shown.tests.show_progress(self._now)

    async def take(self, update: SocketUpdate) -> None:
        """Take the next update of the session."""
        status = update.status
        is_new = status.exchange is not self._handshake
        if status.state is SocketState.OPEN and is_new and self._plan is not None:
            self._handshake = status.exchange
            self.start(self._plan)
        await self._test(update.frames)

    async def run_messages(self, ready: ReadyMessages, sending: MessageSending) -> str:
        """Send the messages of the request; return as ``send_all``."""
        now = self._now
        if now is None:
            return await send_all(ready, sending)

        def take(finding: Finding) -> None:
            now.requests.append(finding)
            sending.take(finding)

        now.is_sending = now.has_sent = True
        # A request that is sent first, and long, is within the time, too.
        now.start_time()
        await self._test(())
        try:
            now.unsent = await send_all(ready, replace(sending, take=take))
        finally:
            now.is_sending = False
        await self._test(())
        return now.unsent

    async def end(
        self, recorder: SocketRecorder, exchange: Exchange, closing: Closing | None
    ) -> Exchange:
        """Return a connection that has ended, or was refused, with what its tests found."""
        # An older run still ends while a newer one connects.
        if recorder is not self._recorder:
            return exchange
        now, self._now, self._handshake = self._now, None, None
        self._stop_timer()
        if not has_transcript(exchange.outcome):
            return await self._refused(exchange)
        if now is None:
            return exchange
        if not now.has_started:
            self._shown.tests.show_nothing(has_ended=True)
            return exchange
        await self._finish(now, exchange, closing)
        result = self._result
        assert result is not None, "the examination is over"
        return with_examination_of(exchange, result[1])

    async def _refused(self, exchange: Exchange) -> Exchange:
        plan = self._plan
        if plan is None or self._sockets.examination(plan, exchange) is None:
            return exchange
        received = self._sockets.received_frames(plan)
        received.end(ConversationResult(exchange))
        examined = await self._parts.examine(plan, exchange, received)
        self._shown.show_tested(plan.request)
        self._shown.tests.show_result(examined.examination)
        return examined

    async def _test(self, frames: Sequence[Frame]) -> None:
        """Carry out the tests on further frames, a few at a time."""
        now = self._now
        if now is None or now.is_over:
            return
        await self._take_some(now, frames)
        if now.is_over or now is not self._now:
            return
        variables, secrets = now.new_variables()
        if variables:
            self._parts.keep_variables(now.plan.environment, variables, secrets)
        if now.is_done:
            self._stop_timer()
            await self._finish(now)
            return
        self._shown.tests.show_progress(now)
        if now.has_started and not self._is_timed:
            self._is_timed = True
            self._parts.start_timer(lambda: self._wait(now))

    async def _take_some(self, now: SocketExamination, frames: Sequence[Frame]) -> None:
        """Give frames to the tests, with turns of the event loop in between."""
        # What came in time is tested, even if the time is over meanwhile.
        async with self._one_at_a_time:
            await now.look_ahead(frames)
            end = perf_counter() + _TURN_S
            # Also where there are none: it may be that nothing is expected.
            for some in _in_slices(frames) if frames else ((),):
                if now.is_over:
                    return
                now.take(some)
                if now.is_done:
                    return
                # JSON is read and searched for each test, so that a few frames take long.
                if perf_counter() >= end:
                    await asyncio.sleep(0)
                    end = perf_counter() + _TURN_S

    async def _wait(self, now: SocketExamination) -> None:
        """Wait until the time is over."""
        await asyncio.sleep(max(now.left_s, 0.0))
        self._is_timed = False
        if now is self._now:
            await self._finish(now)

    def _stop_timer(self) -> None:
        self._is_timed = False
        self._parts.stop_timer()

    async def _finish(
        self,
        now: SocketExamination,
        ended: Exchange | None = None,
        closing: Closing | None = None,
    ) -> None:
        """Carry out all that is left of the tests, once."""
        # The time may be over while the socket ends.
        async with self._one_at_a_time:
            if self._result is not None and self._result[0] is now:
                return
            exchange = ended or (self._recorder and self._recorder.so_far())
            if not exchange:
                return
            now.end(exchange, closing)
            examined = await self._parts.examine(now.plan, exchange, now.received)
            self._result = now, examined
        self._shown.tests.show_result(examined.examination)


def _in_slices(frames: Sequence[Frame]) -> Iterator[Sequence[Frame]]:
    """Yield frames a few at a time, and a long one alone."""
    start = size = 0
    for place, frame in enumerate(frames):
        if place - start == _AT_ONCE or (place > start and size > _BYTES_AT_ONCE):
            yield frames[start:place]
            start, size = place, 0
        size += frame.size_bytes
    yield frames[start:]
