"""The sockets of the open requests: each is a task, shown on the page of its request."""

import contextlib
from collections.abc import Awaitable, Callable, Iterator
from pathlib import PurePath
from typing import TypeVarTuple

import msgspec
from PySide6.QtCore import QObject, Signal

from aiurdesk.core.collection.file_name import REQUEST_SUFFIX
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange, verdict_words
from aiurdesk.core.exchange.sockets.closing import SocketState, SocketStatus, judge_closing
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import SocketMessage
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import ResponseBody, has_transcript, is_stream
from aiurdesk.core.translation import titled, tr
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.credentials.sign_in import SignInFailed
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.services.sockets.frame_log import open_frames
from aiurdesk.services.sockets.socket_messages import SavedRequestFile
from aiurdesk.services.sockets.socket_session import SocketSession
from aiurdesk.services.sockets.street import StreetTerms, last_of
from aiurdesk.ui.live_sockets.live_socket import LiveSocket
from aiurdesk.ui.live_sockets.live_tests import LiveTestParts
from aiurdesk.ui.live_sockets.message_sending import (
    SocketParts,
    run_messages,
    send_message,
    send_saved_request,
)
from aiurdesk.ui.request.send_button import SendButton
from aiurdesk.ui.sockets.socket_panel import SocketPanel
from aiurdesk.ui.widgets.file_dialog import chosen_path, file_dialog, save_dialog
from aiurdesk.ui.window.messages import Message, problem_message

_Arguments = TypeVarTuple("_Arguments")

_FRAMES_FILE = "frames.jsonl"
_WRITE = "write"
_BUSY = (SocketState.CONNECTING, SocketState.WAITING)


class SocketTask(msgspec.Struct, frozen=True):
    """Names what runs for the socket of an open request."""

    key: int
    """The key of the open request."""
    purpose: str = "connect"
    """What is done for it; a newer task for the same purpose replaces an older one."""

    def __str__(self) -> str:
        return f"{self.purpose} {self.key}"


class SocketController(QObject):
    """Connects, sends, and closes; each socket is named by the key of its tab."""

    opened = Signal(int, Exchange)
    """Emitted with a key and the handshake when a socket is open."""
    stream_ended = Signal(int, Exchange)
    """Emitted with a key and the exchange of a stream, with all that came, when it has ended."""
    connecting = Signal(int)
    """Emitted with a key when a socket is about to be connected."""
    busy_changed = Signal(int, bool)
    """Emitted with a key when a socket is connected to, and when that is over."""
    judged = Signal(int, Severity)
    """Emitted with a key when a socket is open, and when it ended."""
    changed = Signal()
    """Emitted when a socket is in another state, or its tab is closed."""
    saved = Signal(str)
    """Emitted with the name of a file that was written."""
    told = Signal(Message)
    """Emitted with trouble that belongs to no frame."""

    def __init__(self, window: SocketParts, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._live: dict[int, LiveSocket] = {}
        self._sockets = window.services.sockets
        self._sent = 0
        self._is_running_messages = False

    def connect_socket(self, key: int, plan: PlannedRequest) -> None:
        """Connect the socket of a request; one that is open in this tab is closed."""
        if key in self._live:
            live = self._live[key]
            live.runs_messages = self._is_running_messages
            live.focus = live.panel.window().focusWidget()
            self._window.scope.start(SocketTask(key), self._run, key, live, plan)

    def follow_stream(self, key: int, session: SocketSession) -> None:
        """Show a stream that the response to a request is, instead of the frames before it."""
        live = self._live.get(key)
        if live is None:
            # Its tab was closed.
            self._window.scope.start(SocketTask(key), session.drop)
            return
        live.frames.clear()
        live.panel.frames_page.resume()
        live.runs_messages, live.focus = False, None
        session.ask(self._window.asking)
        self._window.scope.start(SocketTask(key), self._run_stream, key, live, session)

    def end_stream(self, key: int) -> None:
        """End the stream of a request that is sent again."""
        live = self._live.get(key)
        if live is not None and live.is_open and not live.takes_messages:
            self._window.scope.cancel(SocketTask(key))

    def run_messages(self, key: int, request: Request, connect: Callable[[], None]) -> None:
        """Send the messages of a request in their order, and carry out its tests.

        Args:
            key: The key of the request.
            request: As it is now.
            connect: Connects its socket, which comes first where that is not open.
        """
        live = self._live.get(key)
        if live is not None and live.is_open:
            self._start(key, "run", run_messages, self._window, live, request)
            return
        # A request that cannot be sent is refused while this runs, and is not connected.
        self._is_running_messages = True
        try:
            connect()
        finally:
            self._is_running_messages = False

    def close(self, key: int) -> None:
        """Close a socket in order, or stop connecting; a second time, at once."""
        live = self._live.get(key)
        if live is None:
            return
        # Some servers never answer a close frame: the second press ends it at once.
        is_closing = live.status is not None and live.status.state is SocketState.CLOSING
        if is_closing:
            self._window.scope.cancel(SocketTask(key))
        else:
            self._window.scope.start(SocketTask(key, "close"), self._close, key, live)

    def forget(self, key: int) -> None:
        """Close the socket of a request that is closed, and delete its frames."""
        live = self._live.pop(key, None)
        if live is not None:
            scope = self._window.scope
            for name in scope.names():
                # All but a file that is being written would show on the page what comes of it.
                if isinstance(name, SocketTask) and name.key == key and name.purpose != _WRITE:
                    scope.cancel(name)
            # What Python knows of the page may stay for long, and a flood has many rows.
            live.frames.clear()
            # The tour of Stargate may wait for this one.
            self.changed.emit()

    def show_recorded(self, key: int, exchange: Exchange) -> None:
        """List the frames of a connection out of the history."""
        live = self._live.get(key)
        if live is not None and has_transcript(exchange.outcome):
            self._start(key, tr("show recorded"), live.show_recorded, exchange)

    def is_open(self, key: int) -> bool:
        """Tell whether a socket or stream is connected."""
        live = self._live.get(key)
        return live is not None and live.is_open

    def takes_messages(self, key: int) -> bool:
        """Tell whether messages can be sent."""
        live = self._live.get(key)
        return live is not None and live.takes_messages

    def is_connecting(self, key: int) -> bool:
        """Tell whether a handshake runs, or is waited for."""
        live = self._live.get(key)
        return live is not None and live.status is not None and live.status.state in _BUSY

    def send_typed(self, key: int) -> None:
        """Send what is typed below the frames, or let it be typed."""
        live = self._live.get(key)
        if live is not None:
            live.panel.message.send_or_begin()

    def send_message(self, key: int, content: str) -> None:
        """Send a text message, whose variables are replaced."""
        live = self._live.get(key)
        if live is not None:
            self._send(key, live, SocketMessage(content))

    def add_page(self, key: int, panel: SocketPanel, button: SendButton) -> None:
        """Connect, send and save what is asked for on the page of a socket.

        Args:
            key: The key of its request.
            button: Connects, and becomes Disconnect while the socket is open.
        """
        # ``socket_shown`` comes each time that an address becomes one of a WebSocket.
        if key in self._live:
            return
        live = self._live[key] = LiveSocket(panel, button, self._sockets, self._test_parts(key))
        page = panel.frames_page
        page.frame_wanted.connect(lambda row: self._start(key, "show", live.show_frame, row))
        page.resend_wanted.connect(lambda row: self._start(key, "resend", live.resend, row))
        page.save_wanted.connect(lambda: self._start(key, "save", self._save, key, live))
        page.save_content_wanted.connect(
            lambda: self._start(key, "save", self._save_content, key, live)
        )
        page.open_wanted.connect(lambda: self._start(key, "open", self._open, live))
        page.clear_wanted.connect(live.frames.clear)
        panel.frames_and_tests.run_wanted.connect(self._window.run_messages)
        panel.message.send_wanted.connect(lambda message: self._send(key, live, message))
        panel.bar.ping_wanted.connect(lambda: self._start(key, "ping", live.ping))
        panel.bar.stop_wanted.connect(lambda: self.close(key))
        panel.bar.reconnecting_changed.connect(live.set_reconnecting)

    def _test_parts(self, key: int) -> LiveTestParts:
        sending = self._window.sending
        return LiveTestParts(
            lambda plan, exchange, received: sending.examined(
                plan, exchange, sending.folder(key), received
            ),
            sending.keep_captured,
        )

    def _send(self, key: int, live: LiveSocket, message: SocketMessage) -> None:
        # A task of the same name would replace the one before.
        self._sent += 1
        self._start(key, f"send {self._sent}", self._send_message, live, message)

    def _start(
        self,
        key: int,
        purpose: str,
        function: Callable[[*_Arguments], Awaitable[Problem | None]],
        *arguments: *_Arguments,
    ) -> None:
        """Start what a person asked for, and report what goes wrong.

        Args:
            purpose: The purpose of the task, see ``SocketTask``.
            function: May return what went wrong.
        """
        self._window.scope.start(SocketTask(key, purpose), self._report, function, *arguments)

    async def _report(
        self, function: Callable[[*_Arguments], Awaitable[Problem | None]], *arguments: *_Arguments
    ) -> None:
        try:
            if problem := await function(*arguments):
                self.told.emit(problem_message(problem))
        except ProblemError as error:
            self.told.emit(problem_message(error.problem, "failure"))

    async def _run(self, key: int, live: LiveSocket, plan: PlannedRequest) -> None:
        window = self._window
        with self._running(key, live):
            # At once, because the sandbox may have to start first.
            live.show_status(SocketStatus(SocketState.CONNECTING))
            live.button.set_busy(True)
            self.connecting.emit(key)
            self.busy_changed.emit(key, True)
            try:
                await window.environments.ready()
                session = await self._session(live, window.sending.plan_now(plan))
                if session is None:
                    live.show_status(None)
                else:
                    await self._follow(key, live, session)
            except SignInFailed as failure:
                live.show_status(None)
                window.sending.exchange_finished.emit(key, failure.unsent)
            except ProblemError as error:
                live.show_status(None)
                text = tr("Your request was not sent. {error}").format(error=error)
                self.told.emit(Message(text, "credential"))

    async def _session(self, live: LiveSocket, plan: PlannedRequest | None) -> SocketSession | None:
        """Return the socket of a plan, which is not connected; None where it is not to be."""
        if plan is None:
            return None
        window, options = self._window, live.panel.bar.socket_options()
        terms = StreetTerms(window.sending.limits, window.asking, options=options)
        last = await last_of(window.services.street.send(plan, terms))
        return last if isinstance(last, SocketSession) else None

    async def _run_stream(self, key: int, live: LiveSocket, session: SocketSession) -> None:
        with self._running(key, live):
            try:
                await self._follow(key, live, session)
            except ProblemError as error:
                # Only connecting again may need a person, or sign in.
                text = tr("The stream was not opened again. {error}").format(error=error)
                self.told.emit(Message(text, "credential"))
            finally:
                await session.drop()

    async def _follow(self, key: int, live: LiveSocket, session: SocketSession) -> None:
        await live.run(session, lambda status: self._on_status(key, live, status))

    @contextlib.contextmanager
    def _running(self, key: int, live: LiveSocket) -> Iterator[None]:
        """Show the end of a run, unless its tab is closed by then or was connected again."""
        live.run_number += 1
        number = live.run_number
        try:
            yield
        finally:
            if self._live.get(key) is live and live.run_number == number:
                if live.status is not None and not live.status.state.is_over:
                    live.show_status(SocketStatus(SocketState.CLOSED))
                live.button.set_busy(False)
                self.busy_changed.emit(key, False)
                self.changed.emit()

    def _on_status(self, key: int, live: LiveSocket, status: SocketStatus) -> None:
        """Show a status at the tab and on the page."""
        self.changed.emit()
        # An open socket is not busy: the status line would say so for hours.
        self.busy_changed.emit(key, status.state in _BUSY)
        if status.state.is_over:
            live.button.set_busy(False)
            self._show_end(key, status)
        elif status.state is SocketState.WAITING:
            live.button.set_busy(True)
        elif status.state is SocketState.OPEN and status.exchange is not None:
            live.button.set_open(is_stream=not live.takes_messages)
            self.judged.emit(key, status.exchange.verdict.severity)
            self.opened.emit(key, status.exchange)
            focus, live.focus = live.focus, None
            # A person who went on to something else meanwhile is not interrupted.
            if focus is not None and focus is live.panel.window().focusWidget():
                live.panel.message.begin()
            # Not again when a lost socket was opened again.
            runs, live.runs_messages = live.runs_messages, False
            if runs and live.plan is not None:
                self._start(key, "run", run_messages, self._window, live, live.plan.request)

    def _show_end(self, key: int, status: SocketStatus) -> None:
        """Show how a socket ended; a refusal is shown as any response is."""
        sending = self._window.sending
        if status.state is SocketState.REFUSED and status.exchange is not None:
            sending.exchange_finished.emit(key, status.exchange)
        elif status.not_sent:
            sending.refused.emit(key, status.not_sent)
        elif status.closing is not None:
            exchange = status.exchange
            if exchange is not None and is_stream(exchange.outcome):
                self.judged.emit(key, exchange.verdict.severity)
                self.stream_ended.emit(key, exchange)
            else:
                self.judged.emit(key, judge_closing(status.closing).severity)

    async def _close(self, key: int, live: LiveSocket) -> None:
        if not await live.close():
            self._window.scope.cancel(SocketTask(key))

    async def _send_message(self, live: LiveSocket, message: SocketMessage) -> Problem | None:
        if message.kind != "request":
            return await send_message(self._window, live, message)
        # Such as one that makes the server push a frame.
        file = SavedRequestFile(f"{message.content}{REQUEST_SUFFIX}")
        sent = await send_saved_request(self._window, live, file)
        if isinstance(sent, Problem):
            return sent
        words = tr("{words}.").format(words=titled(file.name, verdict_words(sent)))
        self.told.emit(Message(words, sent.verdict.severity.value))
        return None

    async def _save(self, key: int, live: LiveSocket) -> None:
        if path := await chosen_path(save_dialog(live.panel, tr("Save frames"), _FRAMES_FILE)):
            log, secrets = live.frames.log, live.secrets
            self._start(key, _WRITE, self._write, path, lambda: log.save(path, secrets))

    async def _save_content(self, key: int, live: LiveSocket) -> None:
        content = live.panel.frames_page.shown_content
        name = "message.txt" if isinstance(content, str) else "message.bin"
        if path := await chosen_path(save_dialog(live.panel, tr("Save content"), name)):
            data = content.encode() if isinstance(content, str) else content
            body, save = ResponseBody(data, size_bytes=len(data)), self._window.services.save_body
            self._start(key, _WRITE, self._write, path, lambda: save(body, path))

    async def _write(self, path: str, write: Callable[[], Awaitable[None]]) -> None:
        await write()
        self.saved.emit(PurePath(path).name)

    async def _open(self, live: LiveSocket) -> None:
        path = await chosen_path(file_dialog(live.panel, tr("Open frames")))
        if not path:
            return
        frames = await open_frames(path)
        if not len(live.frames.log) or await live.panel.may_replace(len(live.frames.log)):
            await live.frames.replace(frames)
