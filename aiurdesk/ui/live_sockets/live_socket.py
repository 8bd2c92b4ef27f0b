"""The socket of one tab: connects, records, and hands over what comes to list and tests."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.closing import SocketState, SocketStatus, explanation_of
from aiurdesk.core.exchange.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.exchange.sockets.transcript import transcript_of
from aiurdesk.core.problem import Problem
from aiurdesk.core.response.response import Closing, Response, is_stream
from aiurdesk.core.translation import format_duration, tr, truncate, within
from aiurdesk.services.sending.connection_transport import LAST_EVENT_ID
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.services.sockets.frame_log import open_frames
from aiurdesk.services.sockets.socket_messages import MessageSending, PreparedMessages
from aiurdesk.services.sockets.socket_session import SocketSession
from aiurdesk.services.sockets.sockets import Sockets
from aiurdesk.ui.live_sockets.live_tests import LiveTestParts, LiveTests
from aiurdesk.ui.live_sockets.shown_frames import ShownFrames
from aiurdesk.ui.request.send_button import SendButton
from aiurdesk.ui.sockets.frame_views import FrameRow
from aiurdesk.ui.sockets.socket_panel import SocketPanel

_LONGEST_ID = 40
"""Characters."""


class StateFrames:
    """Follows the statuses of a session that reconnects."""

    def __init__(self) -> None:
        self._state = SocketState.CONNECTING
        self._lost_at: datetime | None = None

    def take(self, status: SocketStatus) -> tuple[Frame, ...]:
        """Return what the list shows of the next status, or nothing."""
        before, self._state = self._state, status.state
        now = datetime.now(UTC)
        # Failed attempts come back to WAITING, too; they are not another loss.
        was_open = before in (SocketState.OPEN, SocketState.CLOSING)
        if was_open and status.state is SocketState.WAITING:
            self._lost_at = now
            return (_state_frame(tr("Lost: {reason}").format(reason=_reason(status.closing)), now),)
        if self._lost_at is None or status.state is not SocketState.OPEN:
            return ()
        # Its own time: the status may be taken later than the first frame came.
        at = status.opened_at or now
        took = at - self._lost_at
        self._lost_at = None
        words = format_duration(took.total_seconds() * 1000)
        return (
            _state_frame(
                tr("Connected again after {words}{behind}").format(
                    words=words, behind=_behind(status)
                ),
                at,
            ),
        )


def _behind(status: SocketStatus) -> str:
    """Say which event of a stream the server was told."""
    headers = () if status.exchange is None else status.exchange.prepared.headers
    ids = (header.value for header in headers if header.name == LAST_EVENT_ID)
    last_id = next(ids, "")
    return (
        tr(", behind the event with the id {last_id}").format(
            last_id=truncate(last_id, _LONGEST_ID)
        )
        if last_id
        else ""
    )


def _reason(closing: Closing | None) -> str:
    if closing is None:
        return tr("no reason is known")
    if closing.failure is not None:
        return closing.failure.detail
    if closing.is_stream:
        return tr("the stream ended")
    return tr("closed by the server with {code} {lower}").format(
        code=closing.code, lower=within(explanation_of(closing).headline)
    )


def _state_frame(text: str, at: datetime) -> Frame:
    # Neither sent nor received, which a list does not ask about a state.
    return Frame(at, Direction.RECEIVED, FrameKind.STATE, text, len(text))


_NOT_CONNECTED = Problem(tr("Nothing was sent: the socket is not connected."))


class LiveSocket:
    """Runs one session after the other; the frames of all of them stay in the list."""

    def __init__(
        self, panel: SocketPanel, button: SendButton, sockets: Sockets, window: LiveTestParts
    ) -> None:
        self.panel = panel
        self._window = window
        self._tests = LiveTests(panel.frames_and_tests, window)
        self.button = button
        self._sockets = sockets
        self.frames = ShownFrames(panel, sockets)
        self.status: SocketStatus | None = None
        self.secrets: tuple[Secret, ...] = ()
        """The secrets of all handshakes and messages."""
        self.run_number = 0
        """Of the newest run: an older one that still ends must not change what is shown."""
        self.plan: PlannedRequest | None = None
        """The plan of the newest run."""
        self.runs_messages = False
        """Whether the messages of the request are sent when the socket is open."""
        self.focus: QWidget | None = None
        """What had the keyboard when a person connected; None once the socket was open."""
        self.sending = asyncio.Lock()
        """Held while a message is prepared and sent, so that messages keep their order."""
        self._session: SocketSession | None = None
        self._tested: SocketSession | None = None
        """The newest one, whose tests are shown."""

    @property
    def is_open(self) -> bool:
        """Whether it is connected."""
        return self.status is not None and self.status.state is SocketState.OPEN

    @property
    def takes_messages(self) -> bool:
        """Whether messages can be sent."""
        exchange = None if self.status is None else self.status.exchange
        return self.is_open and exchange is not None and not is_stream(exchange.outcome)

    async def run(self, session: SocketSession, show: Callable[[SocketStatus], None]) -> None:
        """Connect, and follow the socket until it is over.

        Args:
            session: One that was not entered.
            show: Called with each status, before its frames are shown.

        Raises:
            ProblemError: Signing in is not possible, as in ``SendPipeline.send``.
        """
        self.plan = session.plan
        states = StateFrames()
        session.hide(self.secrets)
        if self._tested is not None:
            # An older run still ends while a newer one connects.
            self._tested.tests = None
        self._tested = session
        session.carry_out_tests(self._sockets.examination, self._window.examine)
        self.show_status(SocketStatus(SocketState.CONNECTING))
        async with session:
            self._session = session
            self.hide(session.plan.tested_in.secrets)
            try:
                async for update in session:
                    status = update.status
                    if update.tested is not None:
                        self._tests.show(update.tested)
                        continue
                    if not update.has_ended:
                        self._show_status(status, show)
                    # Before they are tested, which may take seconds.
                    await self.frames.add(states.take(status))
                    await self.frames.add(update.frames, update.readings)
                    if update.has_ended:
                        exchange = await self._finish(session)
                        # Writing down what was said takes some ms, and so does what follows.
                        await asyncio.sleep(0)
                        self._show_status(_as_recorded(status, exchange), show)
            finally:
                # Also when this task is cancelled: what was said until then is recorded.
                await self._finish(session)
                # A newer connection may have taken its place.
                if self._session is session:
                    self._session = None

    async def _finish(self, session: SocketSession) -> Exchange | None:
        """Record a connection after its tests, and show what these found."""
        exchange = await session.finish()
        if session.tests is not None:
            self._tests.show_ended(session.tests.take_ended())
        return exchange

    def show_status(self, status: SocketStatus | None) -> None:
        """Show a status; None where nothing was connected."""
        self.status = status
        self.panel.show_status(status)

    async def may_send(self) -> bool:
        """Ask before a message to a careful environment; return whether to send it."""
        return self._session is None or await self._session.may_send()

    async def send_message(self, content: str | bytes) -> Problem | None:
        """Send a message; return why it was not sent, or None."""
        if self._session is None:
            return _NOT_CONNECTED
        return await self._session.send_message(content)

    async def run_messages(
        self, plan: PlannedRequest, prepared: PreparedMessages, sending: MessageSending
    ) -> Problem | None:
        """Send the messages of a request, and carry out its tests; return as ``send_message``.

        Args:
            plan: The plan of the request.
            prepared: Its messages.
            sending: How they are sent.
        """
        tests = None if self._session is None else self._session.tests
        if tests is None:
            return _NOT_CONNECTED
        if not tests.is_fresh_for(plan) and tests.start(plan):
            self.panel.frames_and_tests.show_tested(plan.request)
        self.hide((*prepared.secrets, *plan.tested_in.secrets))
        return await tests.send(prepared, sending)

    def is_fresh_for(self, plan: PlannedRequest) -> bool:
        """Tell whether nothing was said yet in the tests of a request that run now."""
        tests = None if self._session is None else self._session.tests
        return tests is not None and tests.is_fresh_for(plan)

    def hide(self, secrets: tuple[Secret, ...]) -> None:
        """Write further texts as dots into files and into the history."""
        new = tuple(secret for secret in secrets if secret not in self.secrets)
        self.secrets += new
        if self._session is not None and new:
            self._session.hide(new)

    async def resend(self, row: FrameRow) -> Problem | None:
        """Send the message of a row again; return as ``send_message``."""
        async with self.sending:
            frame = await self.frames.frame(row)
            if frame is None:
                return self._lost()
            return await self.send_message(frame.content) if await self.may_send() else None

    async def show_frame(self, row: FrameRow) -> Problem | None:
        """Show the frame of a row below the list; return why it cannot be shown."""
        frame = await self.frames.frame(row)
        if frame is None:
            return self._lost()
        self.panel.frames_page.show_frame(row, frame, self.frames.read(frame))
        return None

    async def show_recorded(self, exchange: Exchange) -> None:
        """List the frames of a connection out of the history."""
        outcome = exchange.outcome
        # Of a long talk, the exchange has the beginning only.
        path = outcome.body.path if isinstance(outcome, Response) else None
        frames = await open_frames(path) if path else transcript_of(outcome)
        await self.frames.replace(frames, exchange)

    def _lost(self) -> Problem:
        words = tr("This frame is lost. {trouble}")
        return Problem(words.format(trouble=self.frames.log.trouble))

    async def ping(self) -> Problem | None:
        """Measure the round-trip time; return as ``send_message``."""
        return None if self._session is None else await self._session.ping()

    async def close(self) -> bool:
        """Close in order, or stop connecting; return whether there was something to close."""
        if self._session is None:
            return False
        await self._session.close()
        return True

    def set_reconnecting(self, is_reconnecting: bool) -> None:
        """Connect again after a loss, or no longer."""
        if self._session is not None:
            self._session.set_reconnecting(is_reconnecting)

    def _show_status(self, status: SocketStatus, show: Callable[[SocketStatus], None]) -> None:
        if status is self.status:
            return
        if status.state is SocketState.OPEN and status.exchange is not None:
            if status.exchange is not self.frames.handshake and self.plan is not None:
                self.panel.frames_and_tests.show_tested(self.plan.request)
            self.frames.handshake = status.exchange
            # Before the first frame is shown: a server may repeat a token at once.
            self.hide(status.exchange.prepared.secrets)
        self.show_status(status)
        show(status)


def _as_recorded(status: SocketStatus, exchange: Exchange | None) -> SocketStatus:
    """Return a status with the exchange that was recorded, where that is shown as a response."""
    if exchange is None or not (status.state is SocketState.REFUSED or is_stream(exchange.outcome)):
        return status
    return replace(status, exchange=exchange)
