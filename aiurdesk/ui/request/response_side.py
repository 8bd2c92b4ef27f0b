"""What is beside the editors of a request: its response, or the frames of a socket."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.conversation import Conversation
from aiurdesk.core.request.edit_state import Edit
from aiurdesk.core.request.request import Request
from aiurdesk.ui import sockets
from aiurdesk.ui.request.request_panes import RequestPanes
from aiurdesk.ui.response.response_pane import ResponsePane

if TYPE_CHECKING:
    from aiurdesk.ui.sockets.socket_panel import SocketPanel


class ResponseSide(QObject):
    """Shows the response, from the waiting for it on; of a WebSocket, the frames."""

    conversation_changed = Signal(Conversation)
    """Emitted when the messages or the options of a socket were changed beside its frames."""
    socket_shown = Signal()
    """Emitted when ``socket`` is shown, because the address is a WebSocket's now."""

    def __init__(self, response: ResponsePane, panes: RequestPanes) -> None:
        super().__init__(panes)
        self._response = response
        self._panes = panes
        self.is_socket = False
        """Whether the request is a WebSocket, so that ``socket`` is shown."""
        self.is_waiting = False
        """Whether a response is awaited."""

    @cached_property
    def socket(self) -> "SocketPanel":
        """The panel of a socket, made with the first one that is shown here."""
        # Made late: most requests never become one.
        panel = self._response.hand_over(sockets.socket_panel.SocketPanel)
        panel.conversation_changed.connect(self.conversation_changed)
        return panel

    def show_kind(self, request: Request) -> None:
        """Show the frames of a socket, or the response of any other request."""
        self.is_socket = request.endpoint.is_websocket
        # First: the panel of the socket takes the response pane over.
        sizes = self._panes.splitter.sizes()
        if self.is_socket:
            self.socket.take_response()
            self.show_request(request)
            self._panes.put_second(self.socket, sizes)
            self.socket_shown.emit()
        else:
            self._panes.put_second(self._response, sizes)
            # Out of the splitter, but kept: the frames come back with the scheme of a socket.
            self.socket.setParent(self._panes)
            self.socket.hide()

    def show_request(self, request: Request) -> None:
        """Mark results that are older than the tests, and offer what is saved with a socket."""
        self._response.show_request(request)
        if self.is_socket:
            self.socket.show_request(request)

    def show_waiting(self) -> None:
        """Count the time until a response comes."""
        self._response.show_waiting()
        self._panes.show_response()
        self.is_waiting = True

    def show_asking(self, is_asking: bool) -> None:
        """Count no time while the person is asked something, and then from the beginning."""
        if is_asking:
            self._response.show_asking()
        else:
            self._response.show_waiting()

    def show_nothing(self) -> None:
        """Show that there is no response."""
        self.is_waiting = False
        self._response.show_nothing()

    def show_exchange(self, exchange: Exchange) -> None:
        """Show a response."""
        self.is_waiting = False
        self._response.show_exchange(exchange)
        if self.is_socket:
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
        if self.is_socket:
            self.socket.find()
        else:
            self._response.find()

    def stops(self) -> tuple[QWidget, ...]:
        """Return what F6 stops at beside the two panes."""
        return (self.socket.message.area,) if self.is_socket else ()
