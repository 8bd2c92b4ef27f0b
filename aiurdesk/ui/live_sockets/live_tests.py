"""Carries out the tests of the socket of one tab while it is open."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import msgspec
from shiboken6 import isValid

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.response.response import Closing, has_transcript
from aiurdesk.core.sockets.closing import SocketState, SocketStatus
from aiurdesk.core.sockets.frame import Frame
from aiurdesk.core.variables.environment import Environment
from aiurdesk.services.expectations.examination import with_examination_of
from aiurdesk.services.expectations.received_frames import ReceivedFrames, SocketResult
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.services.sockets.awaited_frames import SocketExamination
from aiurdesk.services.sockets.socket_messages import MessageSending, PreparedMessages, send_all
from aiurdesk.services.sockets.socket_session import SocketSession
from aiurdesk.services.sockets.sockets import Sockets
from aiurdesk.ui.sockets.frames_and_tests import FramesAndTests

Variables = tuple[tuple[str, str], ...]


class LiveTestParts(msgspec.Struct, frozen=True):
    """Parts of the window that the tests of a socket use."""

    examine: Callable[[PlannedRequest, Exchange, ReceivedFrames], Awaitable[Exchange]]
    """Carries out tests and captures, and holds what was captured."""
    keep_variables: Callable[[Environment, Variables, tuple[Secret, ...]], None]
    """Holds variables for later messages and requests."""
    start_waiting: Callable[[Callable[[], Awaitable[None]]], None]
    """Runs a function that waits, instead of the one before."""
    stop_waiting: Callable[[], None]


class LiveTests:
    """Tests one connection after the other.

    Tests begin again with each connection, and with each run of the saved messages.
    """

    def __init__(self, sockets: Sockets, views: FramesAndTests, window: LiveTestParts) -> None:
        self._sockets = sockets
        self._views = views
        self._window = window
        self._session: SocketSession | None = None
        self._handshake: Exchange | None = None
        self._current: SocketExamination | None = None
        self._result: tuple[SocketExamination, Exchange] | None = None
        self._finishing = asyncio.Lock()

    def expect_connection(self, session: SocketSession) -> None:
        """Take the socket that is being connected, before ``follow``."""
        self._session, self._current = session, None

    def is_fresh_for(self, plan: PlannedRequest) -> bool:
        """Tell whether nothing was said yet in the tests of a request that run now."""
        current = self._current
        if current is None or current.has_sent or current.is_over:
            return False
        return current.plan.request == plan.request

    def start(self, plan: PlannedRequest) -> None:
        """Carry out the tests of a request from this moment on."""
        if self._handshake is None:
            return
        self._window.stop_waiting()
        self._views.show_tested(plan.request)
        current = self._current = self._sockets.examination(plan, self._handshake)
        if current is not None:
            self._views.tests.show_progress(current)
            self._window.start_waiting(lambda: self._wait(current))

    def follow(self, status: SocketStatus) -> None:
        """Begin with the tests when a connection is open, before anything is sent over it."""
        is_new = status.exchange is not self._handshake
        if status.state is SocketState.OPEN and is_new and self._session is not None:
            self._handshake = status.exchange
            self.start(self._session.plan)

    async def take(self, frames: Sequence[Frame]) -> None:
        """Carry out the tests on further frames, a few at a time."""
        current = self._current
        if current is None or current.is_over:
            return
        await current.test(frames)
        if current.is_over or current is not self._current:
            return
        variables, secrets = current.new_variables()
        if variables:
            self._window.keep_variables(current.plan.environment, variables, secrets)
        if not current.is_done:
            self._views.tests.show_progress(current)

    async def run_messages(self, prepared: PreparedMessages, sending: MessageSending) -> str:
        """Send the messages of the request; return as ``send_all``."""
        current = self._current
        if current is None:
            return await send_all(prepared, sending, lambda _finding: None)
        current.begin_sending()
        await self.take(())
        await current.send(prepared, sending)
        await self.take(())
        return current.unsent

    async def end(
        self, session: SocketSession, exchange: Exchange, closing: Closing | None
    ) -> Exchange:
        """Return a connection that has ended, or was refused, with what its tests found.

        It is recorded, and so tested, also when its tab was closed and its page is deleted.
        """
        # An older run still ends while a newer one connects.
        if session is not self._session:
            return exchange
        current, self._current, self._handshake = self._current, None, None
        self._window.stop_waiting()
        if not has_transcript(exchange.outcome):
            return await self._refused(session.plan, exchange)
        if current is None:
            return exchange
        if not current.has_started:
            if isValid(self._views):
                self._views.tests.show_nothing(has_ended=True)
            return exchange
        await self._finish(current, exchange, closing)
        result = self._result
        assert result is not None, "the examination is over"
        return with_examination_of(exchange, result[1])

    async def _refused(self, plan: PlannedRequest, exchange: Exchange) -> Exchange:
        if self._sockets.examination(plan, exchange) is None:
            return exchange
        received = self._sockets.received_frames(plan)
        received.result = SocketResult(exchange)
        examined = await self._window.examine(plan, exchange, received)
        if isValid(self._views):
            self._views.show_tested(plan.request)
            self._views.tests.show_result(examined.examination)
        return examined

    async def _wait(self, current: SocketExamination) -> None:
        await current.wait()
        if current is self._current:
            await self._finish(current)

    async def _finish(
        self,
        current: SocketExamination,
        ended: Exchange | None = None,
        closing: Closing | None = None,
    ) -> None:
        """Carry out all that is left of the tests, once."""
        # The time may be over while the socket ends.
        async with self._finishing:
            if self._result is not None and self._result[0] is current:
                return
            exchange = ended or (self._session and self._session.so_far)
            if not exchange:
                return
            current.end(exchange, closing)
            examined = await self._window.examine(current.plan, exchange, current.received)
            self._result = current, examined
        if isValid(self._views):
            self._views.tests.show_result(examined.examination)
