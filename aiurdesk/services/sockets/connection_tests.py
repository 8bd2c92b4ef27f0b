"""The tests of the connections of one socket, carried out while it is open.

Whoever iterates over a session gets what they find with its updates: a run follows them until all
that is expected has come, and the window shows them.
"""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import msgspec

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.closing import SocketState, SocketStatus
from aiurdesk.core.exchange.sockets.frame import Frame
from aiurdesk.core.problem import Problem
from aiurdesk.core.response.response import Closing, has_transcript
from aiurdesk.services.expectations.examination import with_examination_of
from aiurdesk.services.expectations.received_frames import ReceivedFrames, SocketResult
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.services.sockets.awaited_frames import SocketExamination
from aiurdesk.services.sockets.socket_messages import MessageSending, PreparedMessages, send_all

Expect: TypeAlias = Callable[[PlannedRequest, Exchange], SocketExamination | None]
"""Returns what a request expects of a socket that a handshake opened; None without tests."""
Examine: TypeAlias = Callable[[PlannedRequest, Exchange, ReceivedFrames], Awaitable[Exchange]]
"""Carries out all tests and captures of a request on what came."""


class Tested(msgspec.Struct, frozen=True):
    """What the tests of a connection have found by now."""

    examination: SocketExamination
    variables: tuple[tuple[str, str], ...] = ()
    """Those that were captured since the last time."""
    secrets: tuple[Secret, ...] = ()
    """Which of their values are secret."""
    result: Exchange | None = None
    """The connection with what was found in the end; None while something is waited for."""


class ConnectionTests:
    """Tests one connection after the other.

    Tests begin again with each connection, and with each run of the saved messages.
    """

    def __init__(
        self,
        plan: PlannedRequest,
        expect: Expect,
        examine: Examine | None,
        so_far: Callable[[], Exchange | None],
        wake: Callable[[], None],
    ) -> None:
        """Begin without a connection.

        Args:
            plan: What the socket is opened with.
            expect: Called when a connection is open.
            examine: Called when all has come or the time is over. None where that is done later.
            so_far: Returns the connection as it would be recorded now.
            wake: Lets the session ask for ``news``.
        """
        self.current: SocketExamination | None = None
        """What is expected of the connection that is open."""
        self._plan = plan
        self._expect = expect
        self._examine = examine
        self._so_far = so_far
        self._wake = wake
        self._handshake: Exchange | None = None
        self._untested: tuple[Frame, ...] = ()
        self._has_changed = False
        self._result: tuple[SocketExamination, Exchange] | None = None
        self._ended: Tested | None = None

    @property
    def left_s(self) -> float | None:
        """How long nothing need be done where nothing comes; None for any time."""
        current = self.current
        return None if current is None or current.is_over else current.left_s

    def is_fresh_for(self, plan: PlannedRequest) -> bool:
        """Tell whether nothing was said yet in the tests of a request that run now."""
        current = self.current
        if current is None or current.has_sent or current.is_over:
            return False
        return current.plan.request == plan.request

    def start(self, plan: PlannedRequest) -> bool:
        """Carry out the tests of a request from this moment on, where a connection is open."""
        if self._handshake is None:
            return False
        self.current = self._expect(plan, self._handshake)
        self._untested = ()
        self._change()
        return True

    def take(self, status: SocketStatus, frames: tuple[Frame, ...]) -> None:
        """Take an update, which is tested with the next ``news``."""
        is_new = status.exchange is not self._handshake
        if status.state is SocketState.OPEN and is_new:
            self._handshake = status.exchange
            self.start(self._plan)
        self._untested += frames

    async def news(self) -> Tested | None:
        """Test what was taken, and end the tests when their time is over; None without any news."""
        current, frames = self.current, self._untested
        self._untested = ()
        if current is None or current.is_over:
            return None
        if not (frames or self._has_changed) and current.is_waiting:
            return None
        self._has_changed = False
        # Before its time is looked at: what came in time is tested to its end.
        await current.test(frames)
        if current is not self.current:
            return None
        variables, secrets = current.new_variables()
        result = None
        if not current.is_waiting:
            # Told once, also where all tests are carried out later.
            current.is_over = True
            result = await self._examined(current, self._so_far()) if self._examine else None
        return Tested(current, variables, secrets, result)

    async def send(self, prepared: PreparedMessages, sending: MessageSending) -> Problem | None:
        """Send the messages of the request; return why one was not sent, or None."""
        current = self.current
        if current is None:
            return await send_all(prepared, sending, lambda _finding: None)
        current.begin_sending()
        self._change()
        try:
            await current.send(prepared, sending)
        finally:
            self._change()
        return current.unsent

    async def end(self, exchange: Exchange, closing: Closing | None) -> Exchange:
        """Return a connection that has ended, or was refused, with what its tests found."""
        current, self.current, self._handshake = self.current, None, None
        frames, self._untested = self._untested, ()
        if current is not None:
            await current.test(frames)
        if self._examine is None:
            return exchange
        if not has_transcript(exchange.outcome):
            return await self._refused(exchange)
        if current is None:
            return exchange
        if not current.has_started:
            self._ended = Tested(current)
            return exchange
        examined = await self._examined(current, exchange, closing)
        assert examined is not None, "there is a connection"
        return with_examination_of(exchange, examined)

    def take_ended(self) -> Tested | None:
        """Return once what the tests of a connection found that has ended.

        There is no result where they had not begun.
        """
        ended, self._ended = self._ended, None
        return ended

    def _change(self) -> None:
        self._has_changed = True
        self._wake()

    async def _refused(self, exchange: Exchange) -> Exchange:
        expected = self._expect(self._plan, exchange)
        if expected is None or self._examine is None:
            return exchange
        expected.received.result = SocketResult(exchange)
        examined = await self._examine(self._plan, exchange, expected.received)
        self._ended = Tested(expected, result=examined)
        return examined

    async def _examined(
        self,
        current: SocketExamination,
        exchange: Exchange | None,
        closing: Closing | None = None,
    ) -> Exchange | None:
        """Carry out all that is left of the tests, once."""
        if self._result is not None and self._result[0] is current:
            return self._result[1]
        if exchange is None or self._examine is None:
            return None
        current.end(exchange, closing)
        examined = await self._examine(current.plan, exchange, current.received)
        self._result = current, examined
        self._ended = Tested(current, result=examined)
        return examined
