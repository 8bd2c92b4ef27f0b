"""The address in the row of a request: typed for a custom URL, prepared for an endpoint."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from aiurdesk.core.credentials.user_info import user_info_of
from aiurdesk.core.exchange.redaction import redact_prepared
from aiurdesk.core.preparing.address import scheme_note, to_socket, with_scheme
from aiurdesk.core.preparing.query_rows import shown_address
from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.ui.request.address_row import AddressRow


class RequestAddress(QObject):
    """Shows where a request goes, and completes what a person types there."""

    edited = Signal(str)
    """Emitted with the address of a custom URL when it becomes another one."""
    scheme_added = Signal(str)
    """Emitted with a note when a scheme was put before an address."""
    password_typed = Signal()
    """Emitted when an address with a password is complete."""

    def __init__(self, row: AddressRow, request: Callable[[], Request]) -> None:
        """Follow what is typed into a row.

        Args:
            request: Returns the request as it is edited now.
        """
        super().__init__(row)
        self._row = row
        self._request = request
        row.address_edited.connect(self.edited)
        row.address.editingFinished.connect(self.complete)

    def show(self) -> None:
        """Show the address of a custom URL with the rows of its query, or an endpoint's path."""
        request = self._request()
        address = shown_address(request) if request.is_typed else request.endpoint.path
        self._row.show_address("", address)

    def show_prepared(self, prepared: object, base: str) -> None:
        """Show where the request of an endpoint goes.

        Args:
            prepared: A ``PreparedRequest``, or anything else while nothing can be sent.
            base: Address of the service, empty while it is not known.
        """
        request = self._request()
        if request.is_typed:
            return
        if isinstance(prepared, PreparedRequest):
            base, path = _split(redact_prepared(prepared).url)
        else:
            path = request.endpoint.path
        self._row.show_address(to_socket(base) if request.endpoint.is_websocket else base, path)

    def take_command(self) -> bool:
        """Fill the request from a command line typed as its address; return whether there was one.

        It was typed or dropped there; pasting does not come this far.
        """
        request = self._request()
        if not request.is_typed:
            return False
        # From the request: the field shows dots while the keyboard is elsewhere.
        return self._row.address.enter_command(shown_address(request))

    def complete(self) -> None:
        """Put the scheme before an address that was typed without one."""
        request = self._request()
        if not request.is_typed or self.take_command():
            return
        typed = shown_address(request)
        # A password in the address would be saved with it.
        if user_info_of(typed) is not None:
            self.password_typed.emit()
        if note := scheme_note(typed):
            self._change(with_scheme(typed))
            # It stays until the next edit: a click on "Add parameter" leaves the address, and the
            # button must not move away from under the pointer.
            self.scheme_added.emit(note)

    def use_https(self) -> None:
        """Change the scheme of a custom URL to https or wss; the keyboard goes to Send."""
        request = self._request()
        address = f"https://{shown_address(request).partition('://')[2]}"
        # With https it would become an ordinary request.
        self._change(to_socket(address) if request.endpoint.is_websocket else address)
        self._row.send_button.setFocus()

    def _change(self, address: str) -> None:
        self._row.show_address("", address)
        self.edited.emit(address)


def _split(url: str) -> tuple[str, str]:
    """Divide an address into its base and the rest."""
    # The base ends at the first slash behind the host.
    end = url.find("/", url.find("://") + 3)
    return (url, "") if end < 0 else (url[:end], url[end:])
