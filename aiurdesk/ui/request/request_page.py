"""One open request: address row, editors and the response."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QHelpEvent, QTextCharFormat
from PySide6.QtWidgets import QWidget

from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.credentials.secret import OfferedCredential
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.socket_options import offered_subprotocols
from aiurdesk.core.preparing.address import scheme_note
from aiurdesk.core.preparing.custom_url import custom_request, with_own_body
from aiurdesk.core.preparing.query_rows import shown_address
from aiurdesk.core.preparing.secret_offer import offer_of
from aiurdesk.core.preparing.variable_words import has_value
from aiurdesk.core.problem import Fix, Problem
from aiurdesk.core.request.edit_state import (
    Edit,
    EditPlace,
    EditState,
    undoable,
    undone,
)
from aiurdesk.core.request.field import FieldUse
from aiurdesk.core.request.request import Pairs, Request, members_of, with_socket_fields
from aiurdesk.core.verdict.dialect import Dialect
from aiurdesk.core.verdict.fixes import DoneFix
from aiurdesk.ui import environments
from aiurdesk.ui import request as request_room
from aiurdesk.ui.credentials.auth_summary import AuthSummary
from aiurdesk.ui.editor.code_editor import CodeEditor
from aiurdesk.ui.editor.colouring import variable_format
from aiurdesk.ui.editor.undoable_page import UndoablePage
from aiurdesk.ui.form.autofill import Autofill
from aiurdesk.ui.form.line import Line
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.request.address_row import AddressRow
from aiurdesk.ui.request.request_address import RequestAddress
from aiurdesk.ui.request.request_editors import RequestEditors
from aiurdesk.ui.request.request_panes import RequestPanes
from aiurdesk.ui.request.response_side import ResponseSide
from aiurdesk.ui.request.sending import Preview
from aiurdesk.ui.request.strips import RefusalStrip
from aiurdesk.ui.response.response_pane import ResponsePane
from aiurdesk.ui.theme.theme import DeferredTheme, Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.strip_place import StripPlace

if TYPE_CHECKING:
    from aiurdesk.core.exchange.sockets.event_types import EventTable
    from aiurdesk.ui.request.strips import OfferStrip
    from aiurdesk.ui.sockets.socket_panel import SocketPanel


_SOCKET_PLACES = (EditPlace.MESSAGES, EditPlace.SOCKET_OPTIONS)
"""What is edited beside the frames of a socket."""


class RequestPage(UndoablePage):
    """Edits one request and shows its response."""

    request_edited = Signal(Request)
    """Emitted after every change of a value, a header, the method or a custom URL."""
    offer_taken = Signal(object)
    """Emitted with an OfferedCredential that the person wants to make."""

    def __init__(
        self,
        theme: Theme,
        keys: ActionKeys,
        make_response: Callable[[Theme, QWidget], ResponsePane],
        parent: QWidget,
    ) -> None:
        """Build from the outside inwards: every widget that moves later is styled twice.

        Args:
            make_response: Makes the response pane with the theme of the page below a parent.
        """
        super().__init__(parent)
        self.setObjectName("request_page")
        self.theme = DeferredTheme(theme, self)
        self.request = custom_request()
        """The request as it is edited now."""
        self.environment = Environment("")
        """Where the request goes, with what stands for values that are found when it is sent."""
        self._offer: OfferStrip | None = None
        # Before the splitter: Tab goes in the order in which widgets are made.
        self.row = AddressRow(self.theme, keys, self)
        self.refusal = RefusalStrip(self.theme, self)
        self.panes = RequestPanes(self.theme, self)
        self.splitter = self.panes.splitter
        self.editors = RequestEditors(self.theme, self.splitter)
        self.form = self.editors.form
        self.response = make_response(self.theme, self.splitter)
        self.address = RequestAddress(self.row, lambda: self.request)
        self.response_side = ResponseSide(self.response, self.panes)
        self.editors.checks.last_exchange = lambda: self.response.exchange
        self._lay_out()
        watched = (self.panes, self.splitter)
        self._strips = StripPlace(self, self.panes.covered, self.refusal, watched=watched)
        self.row.method_chosen.connect(lambda method: self.change_fields(method=method))
        self.address.edited.connect(self._on_address_edited)
        self.address.scheme_added.connect(self.editors.values.show_address_note)
        self.address.password_typed.connect(lambda: self.offer_credential())
        self.row.clear_wanted.connect(self.editors.clear_values)
        self.editors.edited.connect(self._on_edited)
        self.editors.notes_edited.connect(lambda notes: self.change_fields(notes=notes))
        self.editors.method_wanted.connect(self.choose_method)
        self.editors.brought_forward.connect(self.panes.show_editors)
        self.response_side.socket_edited.connect(
            lambda field, value: self._replace(with_socket_fields(self.request, **{field: value}))
        )

    def show_request(
        self,
        request: Request,
        service: Service | None,
        table: Dialect | None,
        events: "EventTable | None" = None,
    ) -> None:
        """Show a request; a custom URL has neither service nor tables."""
        request = with_own_body(request)
        self.request = request
        self._show_kind(request)
        self.row.show_request(request)
        self.address.show()
        self.editors.show_request(request, service, table, events)
        self.response_side.show_request(request)
        if self._offer is not None:
            self._offer.follow(request)
        self.start_undo()

    def leave_request(self) -> None:
        """Tell of no edit any more, because its tab is closed."""
        for emitter in (self, self.row.address):
            emitter.blockSignals(True)

    def fill_in(self, request: Request, offered: OfferedCredential | None = None) -> bool:
        """Replace all that is sent of a custom URL, as one edit; return whether it is one.

        Args:
            offered: As for ``offer_credential``.
        """
        before = self.request
        if not before.is_typed:
            return False
        sent = with_own_body(request)
        # Notes, tests and the like stay: they are not sent.
        request = replace(
            before,
            target=sent.target,
            **members_of(sent, FieldUse.SENT),
            credential=before.credential if sent.credential is None else sent.credential,
        )
        self.request = request
        # Method and address first: the values of a custom URL follow from both.
        self.row.show_request(request)
        self.address.show()
        self.editors.show_request(request, None, None)
        self._replace(request)
        self.row.show_request(self.request)
        self.offer_credential(offered)
        return True

    def offer_credential(self, offered: OfferedCredential | None = None) -> None:
        """Offer to make a credential of a secret that was typed or pasted, if there is one.

        Args:
            offered: What the pasted text makes of it, such as a Digest credential.
        """
        if self._offer is None:
            self._offer = request_room.strips.OfferStrip(self.theme, self)
            self._offer.offer_taken.connect(self.offer_taken)
            self._strips.add(self._offer)
        self._offer.show_offer(offered or offer_of(self.request))
        self._strips.fit()

    def take_credential(self, name: str) -> None:
        """Use the credential that was made of the secret, which leaves the request."""
        if self._offer is not None:
            left = self._offer.without_secret(self.request)
            self.fill_in(replace(left, credential=name))

    def edit_state(self) -> EditState:
        """Return what the editors show, for the undo stack."""
        request = self.request
        address = shown_address(request) if request.is_typed else request.endpoint.path
        return EditState(undoable(request), address, **self.editors.edited_rows())

    def restore_edit_state(self, state: EditState, edit: Edit) -> None:
        """Show a step of the undo stack, and what it changed."""
        # The editors first: the request is read from them below.
        self.editors.restore_rows(state)
        self._replace(self.editors.with_edits(undone(self.request, state)))
        self.row.show_request(self.request)
        if self.request.is_typed:
            self.address.show()
        if edit.field == EditPlace.ADDRESS:
            self.row.address.setFocus()
            self.row.address.end(False)
        elif edit.field in _SOCKET_PLACES:
            self.response_side.show_edit(edit)
        else:
            self.editors.show_edit(edit)

    def set_environment(self, environment: Environment) -> None:
        """Take the values of variables from an environment."""
        before, self.environment = self.environment, environment
        self.editors.set_environment(environment)
        self.row.address.set_environment(environment)
        if environment != before:
            for area in self.findChildren(CodeEditor):
                area.show_variables()
            # Lines look at their variables whenever they are drawn.
            self.update()

    def has_value(self, name: str) -> bool:
        """Tell whether a variable has a value, or gets one when the request is sent."""
        return has_value(name, self.environment)

    def variable_format(self, name: str) -> QTextCharFormat:
        """Return how a variable is drawn in a line."""
        return variable_format(self.theme, is_known=self.has_value(name))

    def say_variables(self) -> None:
        """Say what the value of the variable is at the caret, or of all in its field."""
        if (field := self.focusWidget()) is not None:
            environments.variable_completion.say_values(field, self.environment)

    def open_variable_at_caret(self) -> None:
        """Open where the variable at the caret is set; say where there is none."""
        field = self.focusWidget()
        name = field.variable_at_caret() if isinstance(field, CodeEditor | Line) else ""
        if name and self.open_variable is not None:
            self.open_variable(name)
        else:
            self.say_variables()

    def event(self, event: QEvent) -> bool:
        """Say what the values of variables are where the pointer rests on them."""
        # Comes up from the field below the pointer, unless that has a tool tip of its own.
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            field = self.childAt(event.pos())
            show_tip = environments.variable_completion.show_tip
            if field is not None and show_tip(field, event.globalPos(), self.environment):
                return True
        return super().event(event)

    def show_prepared(
        self, prepared: Preview | None, base: str, forced: Preview | None = None
    ) -> None:
        """Show what would be sent, or why nothing can; None while that is not known.

        Args:
            base: Address of the service, empty while it is not known.
            forced: What "Send anyway" would send.
        """
        if prepared is not None:
            is_socket = self.response_side.is_socket
            offered = offered_subprotocols(self.request) if is_socket else None
            self.editors.show_prepared(prepared, forced or (), offered)
        self.address.show_prepared(prepared, base)

    def show_authentication(
        self, summary: AuthSummary, autofills: Mapping[str, Autofill], origin: str = ""
    ) -> None:
        """Show how the request is authenticated, and what that fills in.

        Args:
            origin: Where the request goes; empty while that is not known.
        """
        if self.editors.show_authentication(summary, autofills, origin):
            self.refusal.hide()

    def settle(self, then: Callable[[], None]) -> None:
        """Call a function once what was filled in on the Auth tab is a credential.

        What cannot be kept is marked there, and the function is not called.
        """
        auth = self.editors.auth
        if not auth.is_made:
            then()
        elif not auth.panel.settle(then):
            self.editors.show_auth()

    def change_fields(self, **fields: object) -> None:
        """Give fields of the request other values, as one edit."""
        self._replace(replace(self.request, **fields))

    def name_credential(self, name: str | None) -> None:
        """Let the request name a credential, as in ``Request.credential``."""
        self.change_fields(credential=name)
        self.response.offer_resend(name or "")

    def take_new_credential(self, name: str) -> None:
        """Use a credential that was just added; sending again is one key from here."""
        self.name_credential(name)
        if self.response.offer_resend(name):
            self.response.focus_first_fix()
        else:
            self.row.send_button.setFocus()

    def show_errors(
        self, errors: tuple[Problem, ...], fixes: tuple[Fix, ...] = (), *, is_final: bool = False
    ) -> None:
        """Say why the request was not sent, and mark the fields that it is about.

        Args:
            fixes: What helps.
            is_final: It cannot be sent as it is, so "Send anyway" is not offered.
        """
        self.refusal.show_errors(errors, fixes, is_final=is_final)
        self._strips.fit()
        self.editors.show_errors(errors)

    def show_sending(self) -> None:
        """Turn Send into Cancel and wait for the response."""
        # Ctrl+Return sends while the keyboard is in the address, which is not finished then.
        self.address.complete()
        self.row.send_button.set_busy(True)
        self._hide_refusal()
        self.editors.set_server_errors({})
        self.response_side.show_waiting()

    def show_done(self, done: frozenset[DoneFix]) -> None:
        """Hide why the request was not sent where that was mended."""
        if self.refusal.is_settled(done):
            self._hide_refusal()

    def _hide_refusal(self) -> None:
        focused = self.window().focusWidget()
        if focused is not None and self.refusal.isAncestorOf(focused):
            # Its buttons vanish; Qt would hand the keyboard to the next widget.
            self.row.send_button.setFocus()
        self.refusal.hide()

    def show_connecting(self) -> None:
        """Make room for the socket that is connected to now."""
        self.address.complete()
        self.refusal.hide()
        self.editors.set_server_errors({})
        self.panes.show_response()

    def show_sent(self, last: Exchange | None) -> None:
        """Turn Cancel into Send; where no response came, show the last one again."""
        if not self.response_side.is_stream:
            self.row.send_button.set_busy(False)
        # Still waiting means cancelled, or failed before it was sent: no exchange came in between.
        if self.response_side.is_waiting and last is not None:
            self.show_exchange(last)
        elif self.response_side.is_waiting:
            self.response_side.show_nothing()

    def show_stream(self, exchange: Exchange) -> None:
        """Turn Cancel into Stop, and show the events of a stream while they come."""
        self.row.send_button.set_open(is_stream=True)
        self.editors.checks.show_socket(True)
        self.response_side.show_stream(self.request, exchange)

    @property
    def socket(self) -> "SocketPanel":
        """The panel of a socket, where the request is one."""
        return self.response_side.socket

    def show_exchange(self, exchange: Exchange) -> None:
        """Show the response, with what the server said at the fields that it named."""
        verdict = exchange.verdict
        self.editors.set_server_errors(
            verdict.field_errors, verdict.other_errors, verdict.named_errors
        )
        self.response_side.show_exchange(exchange)

    def take_keyboard(self) -> None:
        """Take the keyboard to the first field of the form, or to Send where no field is shown."""
        self.form.focus_first()
        focused = self.window().focusWidget()
        if focused is None or not (self.isAncestorOf(focused) and focused.isVisible()):
            self.row.send_button.setFocus()

    def choose_method(self, method: str) -> None:
        """Send with another method; the keyboard goes to Send, which is next."""
        self.change_fields(method=method)
        self.row.show_request(self.request)
        # Sending again is what comes next; the button that led here may be gone.
        self.row.send_button.setFocus()

    def set_values(self, values: Pairs) -> None:
        """Replace the values of the request, as if they were typed."""
        self.editors.set_values(values)
        self._on_edited()

    def stops(self) -> tuple[QWidget, ...]:
        """Return the panes that F6 moves between."""
        return (self.row.address, *self.panes.stops(), *self.response_side.stops())

    def _show_kind(self, request: Request) -> None:
        """Show frames and Connect for a WebSocket, a response and Send for any other request."""
        is_socket = request.endpoint.is_websocket
        if is_socket != self.response_side.is_socket:
            self.row.send_button.set_socket(is_socket)
            self.editors.show_socket(is_socket)
            self.response_side.show_kind(request)

    def _lay_out(self) -> None:
        self.panes.lay_out()
        layout = column_of(self, self.row, margins=0, spacing=0)
        layout.addWidget(self.panes, 1)

    def _on_edited(self) -> None:
        self._replace(self.editors.with_edits(self.request))
        if self.request.is_typed:
            self.address.show()

    def _on_address_edited(self, address: str) -> None:
        changed = self.editors.with_typed_address(self.request, address)
        self._replace(changed, is_address_typed=True)

    def _replace(self, request: Request, *, is_address_typed: bool = False) -> None:
        if request.is_typed:
            if request.endpoint.is_websocket != self.response_side.is_socket:
                self._show_kind(request)
                self.row.show_request(request)
            self.editors.body.show_method(request.endpoint.method)
            self.editors.values.show_address_note(scheme_note(request.url))
        # Before ``record_edit``, which asks for the state of the page.
        self.request = request
        self.response_side.show_request(request)
        if self._offer is not None:
            self._offer.follow(request)
        self.record_edit(is_address_typed=is_address_typed)
        self.request_edited.emit(request)
