"""The pane beside the editors: a response, or the frames of a socket or stream."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.edit_state import Edit
from aiurdesk.core.request.limits import Progress
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import is_stream
from aiurdesk.ui import sockets
from aiurdesk.ui.request.request_panes import RequestPanes
from aiurdesk.ui.response.response_pane import ResponsePane

if TYPE_CHECKING:
    from aiurdesk.ui.sockets.socket_panel import SocketPanel


class ResponseSide(QObject):
    """Shows the response, from the waiting for it on; of a WebSocket or stream, the frames."""

    socket_edited = Signal(str, object)
    """Emitted as by ``SocketPanel.edited``."""
    socket_shown = Signal()
    """Emitted when ``socket`` is shown, because the address is a WebSocket's now, or the response
    is a stream."""
    stream_recorded = Signal(Exchange)
    """Emitted with a stream out of the history, whose frames are to be listed."""

    def __init__(self, response: ResponsePane, panes: RequestPanes) -> None:
        super().__init__(panes)
        self._response = response
        self._panes = panes
        self.is_socket = False
        """Whether the request is a WebSocket, so that ``socket`` is shown."""
        self.is_stream = False
        """Whether the response is a stream, so that ``socket`` is shown as well."""
        self.is_waiting = False
        """Whether a response is awaited."""

    @cached_property
    def socket(self) -> "SocketPanel":
        """The panel of a socket, made with the first one that is shown here."""
        # Made late: most requests never become one.
        panel = self._response.hand_over(sockets.socket_panel.SocketPanel)
        panel.edited.connect(self.socket_edited)
        return panel

    def show_kind(self, request: Request) -> None:
        """Show the frames of a socket, or the response of any other request."""
        self.is_socket, self.is_stream = request.endpoint.is_websocket, False
        if self.is_socket:
            self._show_frames(request)
        else:
            self._show_response()

    def show_stream(self, request: Request, exchange: Exchange) -> None:
        """Show the frames of a stream, which begins with a response."""
        self.is_waiting = False
        self._response.show_exchange(exchange)
        if not (self.is_socket or self.is_stream):
            self.is_stream = True
            self._show_frames(request)
        self._panes.show_response()

    @property
    def shows_frames(self) -> bool:
        """Whether ``socket`` is shown."""
        return self.is_socket or self.is_stream

    def _show_frames(self, request: Request) -> None:
        # First: the panel of the socket takes the response pane over.
        sizes = self._panes.splitter.sizes()
        self.socket.take_response()
        self.socket.set_stream(self.is_stream)
        self.show_request(request)
        self._panes.put_second(self.socket, sizes)
        self.socket_shown.emit()

    def _show_response(self) -> None:
        self._panes.put_second(self._response, self._panes.splitter.sizes())
        # Out of the splitter, but kept: the frames come back with the scheme of a socket.
        self.socket.setParent(self._panes)
        self.socket.hide()

    def _leave_stream(self) -> None:
        if self.is_stream:
            self.is_stream = False
            self._show_response()

    def show_request(self, request: Request) -> None:
        """Mark results that are older than the tests, and offer what is saved with a socket."""
        self._response.show_request(request)
        if self.shows_frames:
            self.socket.show_request(request)

    def show_waiting(self) -> None:
        """Count the time until a response comes."""
        self._leave_stream()
        self._response.show_waiting()
        self._panes.show_response()
        self.is_waiting = True

    def show_progress(self, progress: Progress) -> None:
        """Show what came of the response that is awaited."""
        if self.is_waiting:
            self._response.show_progress(progress)

    def show_asking(self, is_asking: bool) -> None:
        """Count no time while the person is asked something, and then from the beginning."""
        if is_asking:
            self._response.show_asking()
        else:
            self._response.show_waiting()

    def show_nothing(self) -> None:
        """Show that nothing came."""
        self.is_waiting = False
        self._response.show_nothing()

    def show_exchange(self, exchange: Exchange) -> None:
        """Show a response; a stream out of the history with its frames."""
        if is_stream(exchange.outcome) and not self.is_socket:
            self.show_stream(exchange.request, exchange)
            self.socket.show_status(None)
            self.stream_recorded.emit(exchange)
            return
        self.is_waiting = False
        self._response.show_exchange(exchange)
        if self.shows_frames:
            self.socket.show_response()
        self._panes.show_response()

    def show_edit(self, edit: Edit) -> None:
        """Bring what an edit beside the frames changed into view."""
        self._panes.show_response()
        self.socket.show_edit(edit)

    def show_tab(self, name: str) -> None:
        """Show one view of the response, such as ``text`` or ``headers``.

        It gets the keyboard, so that something is seen to happen where it is shown already.
        """
        self._panes.show_response()
        self._response.show_tab(name)

    def find(self) -> None:
        """Ask what to find in the response or the frames, where there is something to search."""
        self._panes.show_response()
        if self.shows_frames:
            self.socket.find()
        else:
            self._response.find()

    def filter_body(self) -> None:
        """Ask what to filter the body of the response by."""
        if not self.shows_frames:
            self._panes.show_response()
            self._response.filter_body()

    def stops(self) -> tuple[QWidget, ...]:
        """Return what F6 stops at beside the two panes."""
        return (self.socket.message.area,) if self.is_socket else ()
