"""One socket, from the handshake to its end, with the attempts to connect again in between."""

import asyncio
import contextlib
import random
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType

from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.closing import SocketState, SocketStatus, is_temporary
from aiurdesk.core.exchange.sockets.frame import Frame, FrameKind
from aiurdesk.core.exchange.sockets.socket_options import back_off_s
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.graphql.socket_protocol import LAST_EVENT, ProtocolStep, step_after
from aiurdesk.core.request.request import GraphqlBody
from aiurdesk.core.response.response import Closing
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import Verdict
from aiurdesk.services.sending.asking import Asking
from aiurdesk.services.sending.connection_transport import OpenedStream
from aiurdesk.services.sending.planned_request import NotSent
from aiurdesk.services.sending.send_pipeline import SendPipeline
from aiurdesk.services.sockets.connection_tests import ConnectionTests, Examine, Expect
from aiurdesk.services.sockets.socket_opening import SocketOpening, SocketPlan, may_succeed_later
from aiurdesk.services.sockets.socket_questions import SocketQuestions
from aiurdesk.services.sockets.socket_recorder import SocketRecorder, SocketUpdate
from aiurdesk.services.sockets.update_queue import UpdateQueue

STABLE_S = 10.0
"""A socket that was open for less counts as a failed attempt; otherwise a server that accepts
everybody and fails at once would be asked every second for ever."""
_CLOSING_S = 1.0
"""How long a session that is left waits for the server to answer its close frame."""


class SocketSession:
    """A socket or stream as an async context manager and an async iterator of updates.

    It connects when it is entered. Leaving it closes the socket. Each state is handed over, and so
    is each frame, those that were sent included; frames that came meanwhile come together. Each
    connection that has ended is recorded with what was said, before the next update.
    """

    def __init__(
        self,
        socket: SocketPlan,
        pipeline: SendPipeline,
        opened: OpenedStream | None = None,
        otherwise: SocketPlan | None = None,
        recorder: SocketRecorder | None = None,
    ) -> None:
        """Prepare.

        Args:
            opened: What is open already; it is taken over instead of a first handshake.
            otherwise: Tried where the server does not speak what the first handshake offers.
            recorder: Collects what is said; None for one that reads no message.
        """
        self.plan = socket.plan
        """What it is opened with first."""
        self.tests: ConnectionTests | None = None
        """Test what comes; None where nobody follows them."""
        self.is_recorded = True
        """Whether connections are put into the history; otherwise their tests come first."""
        self.exchange: Exchange | None = None
        """The last connection that has ended, with what was said and what its tests found."""
        self._recorder = SocketRecorder() if recorder is None else recorder
        self._ended: tuple[Exchange, Closing | None] | None = None
        """A connection that is not recorded yet."""
        self._opening = SocketOpening(socket, pipeline, opened, otherwise)
        self._pipeline = pipeline
        self._questions = SocketQuestions(socket.terms.asking)
        self._group = asyncio.TaskGroup()
        self._task: asyncio.Task[None] | None = None
        self._queue = UpdateQueue()
        self._is_stopping = False
        self._attempts = 0
        """To connect again, since a socket was open for long enough."""
        self._error: ProblemError | None = None
        self._is_over = False
        self.status = SocketStatus(SocketState.CONNECTING)
        """The state at this moment; those that were not taken yet are older."""
        self._taken = self.status

    async def __aenter__(self) -> "SocketSession":
        await self._group.__aenter__()
        self._set_status()
        self._task = self._group.create_task(self._run())
        # And not at the end of the task: one that is cancelled before its first step has no end.
        self._task.add_done_callback(lambda _task: self._finish())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_CLOSING_S):
                    await self.close()
                    await self._until_over()
        finally:
            if self._task is not None:
                self._task.cancel()
            # Not with the error of the block, which the group would wrap.
            await self._group.__aexit__(None, None, None)
            await self.finish()

    def __aiter__(self) -> "SocketSession":
        return self

    async def __anext__(self) -> SocketUpdate:
        """Return the next status with its frames.

        Raises:
            StopAsyncIteration: The socket is over and everything was taken.
            ProblemError: Signing in is not possible, as in ``SendPipeline.send``.
        """
        if self._ended is not None:
            await self.finish()
        # Cleared before anything is looked at: what comes meanwhile is not missed.
        changed = self._queue.changed
        changed.clear()
        while (tested := await self.tests.news() if self.tests else None) is None:
            if (update := self._queue.take()) is not None:
                return await self._recorded(*update)
            if self._error is not None:
                raise self._error
            if self._is_over:
                raise StopAsyncIteration
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.tests.left_s if self.tests else None):
                    await changed.wait()
            changed.clear()
        return SocketUpdate(self._taken, tested=tested)

    async def _recorded(self, status: SocketStatus, frames: list[Frame]) -> SocketUpdate:
        """Return an update after it was recorded."""
        self._taken = status
        ended = self._recorder.take(status, frames)
        self._ended = None if ended is None else (ended, status.closing)
        readings = await self._recorder.judge(frames)
        if self.tests is not None:
            self.tests.take(status, tuple(frames))
        return SocketUpdate(status, tuple(frames), readings, has_ended=ended is not None)

    @property
    def handshake(self) -> Exchange | None:
        """The exchange that opened the socket, if it was open before the session began."""
        return self._opening.opened

    @property
    def failed(self) -> Verdict | None:
        """The worst verdict of a message of the last connection, if that is not a success."""
        return self._recorder.failed

    def carry_out_tests(self, expect: Expect, examine: Examine | None = None) -> ConnectionTests:
        """Test each connection, and hand over with the updates what that finds.

        Args:
            expect: As for ``ConnectionTests``, and ``examine`` too.
        """
        self.tests = ConnectionTests(
            self.plan, expect, examine, self._recorder.so_far, self._queue.changed.set
        )
        return self.tests

    def hide(self, secrets: tuple[Secret, ...]) -> None:
        """Record further texts as dots, such as the secrets of a message that is sent now."""
        self._recorder.hide(secrets)

    def ask(self, asking: Asking) -> None:
        """Direct further questions to another asker, such as after the socket was handed over."""
        self._questions = SocketQuestions(asking)

    async def finish(self) -> Exchange | None:
        """Record a connection that has ended, or is left now, after its tests.

        Done before the next update. It is not recorded twice.

        Returns:
            The exchange; None where there is no connection to record.
        """
        left = self._recorder.end(self.status)
        if left is not None:
            self._ended = left, self.status.closing
        if self._ended is None:
            return None
        ended, closing = self._ended
        exchange = ended if self.tests is None else await self.tests.end(ended, closing)
        # Not before: where the tests are cancelled, it is recorded without them.
        self._ended = None
        if self.is_recorded:
            self._pipeline.record(self.plan, exchange)
        self.exchange = exchange
        return exchange

    async def drop(self) -> None:
        """Close what is open without entering it."""
        await self._opening.transport.aclose()

    async def may_send(self) -> bool:
        """Ask before a message, where the environment is careful; return whether to send it.

        Raises:
            ProblemError: There is no person to ask.
        """
        return await self._questions.may_send(self._opening.socket.plan)

    async def send_message(self, content: str | bytes) -> Problem | None:
        """Send a text or binary message; return why it was not sent, or None."""
        connection = self._opening.transport.connection
        try:
            sent = await connection.send_frame(content) if connection else None
        except UnicodeEncodeError:
            return Problem(
                tr("The message contains half a character, which cannot be sent. Type it again.")
            )
        if sent is None:
            words = tr("Nothing was sent: the socket is {value}.")
            return Problem(words.format(value=self.status.state.value))
        self._hand_over((sent,))
        return None

    async def ping(self) -> Problem | None:
        """Send a ping; the round-trip time comes with a status. Returns as ``send_message``."""
        connection = self._opening.transport.connection
        sent = await connection.ping() if connection else None
        if sent is None:
            words = tr("No ping was sent: the socket is {value}.")
            return Problem(words.format(value=self.status.state.value))
        self._hand_over((sent,))
        return None

    def set_reconnecting(self, is_reconnecting: bool) -> None:
        """Connect again after the next loss, or no longer."""
        # Read at the next loss, so it also counts for a socket that is open.
        socket = self._opening.socket
        options = replace(socket.options, is_reconnecting=is_reconnecting)
        self._opening.socket = replace(socket, options=options)

    async def close(self) -> None:
        """Close the socket, or stop connecting again; the updates say when it is over."""
        # First: a loss that comes from closing must not lead to connecting again.
        self._is_stopping = True
        connection = self._opening.transport.connection
        if connection is not None:
            sent = await connection.close()
            if sent is not None:
                self._set_status(state=SocketState.CLOSING)
                self._hand_over((sent,))
        elif self._task is not None and not self._is_over:
            # It is connecting or waiting; both end at once.
            self._task.cancel()

    async def _run(self) -> None:
        try:
            while await self._connect():
                await self._read_all()
                if self.status.state is not SocketState.WAITING:
                    break
                await self._back_off()
        except ProblemError as error:
            self._error = error
        finally:
            await self._opening.transport.aclose()

    def _finish(self) -> None:
        # Left or stopped while it was connecting or waiting, or signing in failed.
        if not self.status.state.is_over:
            self._set_status(state=SocketState.CLOSED)
        self._is_over = True
        self._queue.changed.set()

    async def _connect(self) -> bool:
        """Send the handshake, more than once after a loss; tell whether the socket is open."""
        while True:
            if self.status.state is not SocketState.CONNECTING:
                self._set_status(state=SocketState.CONNECTING)
            made = await self._opening.send(self._questions.asking)
            if isinstance(made, NotSent):
                self._set_status(state=SocketState.REFUSED, not_sent=made.problems)
                return False
            connection = self._opening.transport.connection
            if connection is not None:
                self._questions.is_confirmed = False
                self._set_status(
                    state=SocketState.OPEN,
                    exchange=made,
                    subprotocol=connection.subprotocol,
                    ignores_subprotocols=connection.ignores_subprotocols,
                    extensions=connection.extensions,
                    opened_at=datetime.now(UTC),
                    round_trip_ms=None,
                    attempt=0,
                    wait_s=0.0,
                )
                return True
            # A failed first attempt is reported at once; only what was open is worth waiting for.
            if not self.status.attempt or not may_succeed_later(made):
                self._set_status(state=SocketState.REFUSED, exchange=made)
                return False
            self._set_status(exchange=made)
            await self._back_off()

    async def _read_all(self) -> None:
        """Take frames from the connection until it ends."""
        connection = self._opening.transport.connection
        if connection is None:
            return
        clock = asyncio.get_running_loop().time
        opened = clock()
        if self._opening.transport.messages:
            await self.send_message(self._opening.transport.messages[0])
        # A task of its own, because reading may wait for hours.
        pings = self._group.create_task(self._ping_regularly())
        try:
            while frames := await connection.receive():
                self._hand_over(frames)
                self._follow_control_frames(frames)
                await self._carry_out(frames)
                await self._queue.room()
        finally:
            pings.cancel()
        self._opening.transport.forget()
        if clock() - opened >= STABLE_S:
            self._attempts = 0
        closing = connection.closing
        is_wanted = self._opening.socket.options.is_reconnecting and not self._is_stopping
        is_lost = is_wanted and closing is not None and is_temporary(closing)
        state = SocketState.WAITING if is_lost else SocketState.CLOSED
        self._set_status(state=state, closing=closing)

    async def _carry_out(self, frames: Iterable[Frame]) -> None:
        """Send what an operation of GraphQL needs, and close the socket at its end."""
        request = self._opening.socket.plan.request
        if not request.endpoint.is_websocket and isinstance(request.body, GraphqlBody):
            if any(frame.name == LAST_EVENT for frame in frames):
                await self.close()
            return
        if not self._opening.transport.messages:
            return
        texts = [frame.content for frame in frames if frame.kind is FrameKind.TEXT]
        for text in texts:
            subscribe = self._opening.transport.messages[-1]
            step = step_after(text, subscribe) if isinstance(text, str) else ProtocolStep()
            if step.answer:
                await self.send_message(step.answer)
            if step.answer == subscribe:
                # Once: another id would be needed to do it again.
                self._opening.transport.messages = ("",)
            if step.is_over:
                await self.close()

    def _follow_control_frames(self, frames: Iterable[Frame]) -> None:
        """Change the status where a control frame asks for it."""
        connection = self._opening.transport.connection
        for frame in frames:
            if frame.kind is FrameKind.CLOSE and self.status.state is SocketState.OPEN:
                self._set_status(state=SocketState.CLOSING)
        if connection is not None and connection.round_trip_ms != self.status.round_trip_ms:
            self._set_status(round_trip_ms=connection.round_trip_ms)

    async def _ping_regularly(self) -> None:
        every_s = self._opening.socket.options.ping_every_s
        while every_s and self._opening.transport.connection is not None:
            await asyncio.sleep(every_s)
            # While frames wait to be taken, a pong would only tell how busy this side is. And where
            # the server has closed already, its system answers with a reset, and what was not read
            # is lost.
            if not self._queue.frame_count:
                await self.ping()

    async def _back_off(self) -> None:
        self._attempts += 1
        wait_s = back_off_s(self._attempts, random.random())
        retry_s = self._opening.transport.retry_s
        if retry_s is not None:
            # A server may ask for no wait at all, and end each stream at once.
            wait_s = retry_s if self._attempts == 1 else max(retry_s, wait_s)
        self._set_status(state=SocketState.WAITING, attempt=self._attempts, wait_s=wait_s)
        await asyncio.sleep(wait_s)

    async def _until_over(self) -> None:
        """Wait for the end; updates that are not taken any more are dropped."""
        while not self._is_over:
            self._queue.clear()
            self._queue.changed.clear()
            await self._queue.changed.wait()

    def _set_status(self, **changes: object) -> None:
        self.status = replace(self.status, **changes)
        self._queue.add_status(self.status)

    def _hand_over(self, frames: Iterable[Frame]) -> None:
        """Put frames where ``__anext__`` takes them."""
        self._queue.add_frames(self.status, frames)
