"""The request in front: the actions on it, and whether each is possible now."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from aiurdesk.core.credentials.secret import OfferedCredential
from aiurdesk.core.response.response import Response, has_certificates
from aiurdesk.core.verdict.challenges import challenge_of
from aiurdesk.ui.collections.collections_tab import CollectionsTab
from aiurdesk.ui.credentials.credential_controller import CredentialController
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.request.request_pages import RequestPages
from aiurdesk.ui.request.workbench import Workbench
from aiurdesk.ui.widgets.lazy_panel import LazyPart

if TYPE_CHECKING:
    from aiurdesk.ui.live_sockets.socket_controller import SocketController

_USUAL_SCHEME = "bearer"
"""Offered for a custom URL whose server asked for nothing else."""


class FrontRequest:
    """The request whose tab is in front; without one, its methods do nothing."""

    def __init__(
        self,
        workbench: Workbench,
        pages: RequestPages,
        sockets: "LazyPart[SocketController]",
        collections: CollectionsTab,
        credentials: CredentialController,
    ) -> None:
        self._workbench = workbench
        self._pages = pages
        self._sockets = sockets
        self._collections = collections
        self._credentials = credentials

    @property
    def is_open(self) -> bool:
        """Whether a request is open in front."""
        return self._workbench.current is not None

    @property
    def service_id(self) -> str:
        """The id of its service; empty where its address was typed."""
        current = self._workbench.current
        return current.request.endpoint.service_id if current else ""

    def is_busy(self) -> bool:
        """Tell whether a response or a socket is awaited."""
        current = self._workbench.current
        if current is None:
            return False
        sockets, key = self._sockets, current.key
        is_connecting = sockets.is_made and sockets.part.is_connecting(key)
        return is_connecting or self._workbench.sending.is_busy(key)

    def can_be_cancelled(self) -> bool:
        """Tell whether a response or a socket is awaited, or a stream of events still comes."""
        current = self._workbench.current
        if self.is_busy() or current is None:
            return self.is_busy()
        # A socket may be written to, and is closed with a button.
        return self.has_open_socket and not self._sockets.part.takes_messages(current.key)

    @property
    def has_response(self) -> bool:
        """Whether there is something to search, such as the frames of a socket."""
        current = self._workbench.current
        if current is None or current.request.endpoint.is_websocket:
            return current is not None
        # While another response is awaited, the last one is not shown.
        return self._workbench.current_exchange is not None and not self.is_busy()

    @property
    def has_verdict(self) -> bool:
        """Whether a response with a verdict is shown."""
        current, exchange = self._workbench.current, self._workbench.current_exchange
        if current is None or current.request.endpoint.is_websocket or self.is_busy():
            return False
        return exchange is not None and isinstance(exchange.outcome, Response)

    @property
    def has_certificates(self) -> bool:
        """Whether the certificates of its server are known."""
        exchange = self._workbench.current_exchange
        return exchange is not None and has_certificates(exchange.outcome)

    def with_key(self, do: Callable[[int], object]) -> None:
        """Call a function with its key."""
        current = self._workbench.current
        if current is not None:
            do(current.key)

    def on_page(self, do: Callable[[RequestPage], object]) -> None:
        """Call a function with its page."""
        page = self._pages.tabs.page
        if page is not None:
            do(page)

    @property
    def has_open_socket(self) -> bool:
        """Whether the socket of the request in front is connected."""
        current = self._workbench.current
        # Naming ``part`` would make it.
        if current is None or not self._sockets.is_made:
            return False
        return self._sockets.part.is_open(current.key)

    @property
    def has_messages(self) -> bool:
        """Whether the request in front has saved messages."""
        current = self._workbench.current
        return current is not None and bool(current.request.messages)

    def send(self) -> None:
        """Send it; over an open socket, the message that is typed."""
        current = self._workbench.current
        if current is None:
            return
        # One key for both, as a person thinks of it: what is typed goes out.
        if self.has_open_socket and self._sockets.part.takes_messages(current.key):
            self._sockets.part.send_typed(current.key)
        else:
            self._settled(current.key, lambda: self._workbench.send_request(current.key))

    @property
    def can_be_sent_anyway(self) -> bool:
        """Whether the request was refused for its values, and can be sent with them anyway."""
        page = self._pages.tabs.page
        return page is not None and page.refusal.offers_sending

    def run_messages(self) -> None:
        """Send the saved messages of its socket, which is connected first if need be."""
        current = self._workbench.current
        if current is not None and current.request.endpoint.is_websocket:
            self._sockets.part.run_messages(
                current.key, current.effective, lambda: self._workbench.send_request(current.key)
            )

    def cancel(self, key: int) -> None:
        """Stop the sending of any open request, or close its socket."""
        self._workbench.sending.cancel(key)
        if self._sockets.is_made:
            self._sockets.part.close(key)

    def save(self, key: int) -> None:
        """Save any open request."""
        self._settled(key, lambda: self._collections.saving.save(key))

    def duplicate(self, key: int) -> None:
        """Open a copy; while the collections have the keyboard, copy their current entry."""
        if self._collections.has_focus:
            self._collections.duplicate_entry()
        else:
            self._workbench.duplicate(key)

    @property
    def is_pinned(self) -> bool:
        """Whether its tab stays before the others."""
        current = self._workbench.current
        return current is not None and current.is_pinned

    def toggle_pin(self) -> None:
        """Pin its tab, or let it go."""
        self.with_key(lambda key: self._workbench.pin(key, not self.is_pinned))

    def add_credential(self) -> None:
        """Let a person fill in a credential: for this request if it is a custom URL."""
        current, page = self._workbench.current, self._pages.tabs.page
        if current is None or page is None or not current.request.is_typed:
            self._credentials.add()
            return
        origin = self._workbench.plan(current.key).origin
        # The kind that the server asked for, where it did.
        exchange = self._workbench.current_exchange
        response = exchange.outcome if exchange else None
        asked = challenge_of(response).fixes if isinstance(response, Response) else ()
        kind = asked[0].target if asked else _USUAL_SCHEME
        offered = OfferedCredential(kind, origin.partition("://")[2], origin)
        self._credentials.add(offered, page.take_new_credential)

    def _settled(self, key: int, then: Callable[[], None]) -> None:
        """Call a function once a credential that was filled in on the page is kept."""
        page = self._pages.tabs.page_of(key)
        if page is None:
            then()
        else:
            page.settle(then)
