"""The tabs of a request: its form, and what is made when it is first looked at."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from aiurdesk.core.addresses.custom_url import path_names
from aiurdesk.core.addresses.query_rows import query_rows, with_address, with_rows
from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.form.body_choice import body_type, form_endpoint, with_body_type
from aiurdesk.core.preparing.variable_words import later_words
from aiurdesk.core.request.edit_state import Edit, EditPlace, EditState, Row
from aiurdesk.core.request.request import (
    Body,
    FieldError,
    FileBody,
    FormBody,
    GraphqlBody,
    Header,
    JsonBody,
    MultipartBody,
    NoBody,
    PreparedRequest,
    Request,
    TextBody,
)
from aiurdesk.core.request.rows import header_members, header_rows
from aiurdesk.core.variables.environment import Environment
from aiurdesk.core.verdict.dialect import Dialect
from aiurdesk.core.verdict.verdict import DialectFieldError
from aiurdesk.ui import credentials, endpoints, form
from aiurdesk.ui import request as request_room
from aiurdesk.ui.credentials.auth_summary import AuthSummary
from aiurdesk.ui.form.autofill import Autofill
from aiurdesk.ui.form.body_type_row import BodyTypeRow
from aiurdesk.ui.form.form_panel import FormPanel, Values
from aiurdesk.ui.layout.lazy_panel import LazyPanel
from aiurdesk.ui.layout.narrowing_bar import NarrowingBar
from aiurdesk.ui.request.checks_tab import ChecksTab
from aiurdesk.ui.request.docs_tab import DocsTab
from aiurdesk.ui.theme.theme import Theme

if TYPE_CHECKING:
    from aiurdesk.core.sockets.event_types import EventTable
    from aiurdesk.ui.credentials.auth_panel import AuthPanel
    from aiurdesk.ui.endpoints.docs_panel import DocsPanel
    from aiurdesk.ui.form.body_panel import BodyPanel
    from aiurdesk.ui.form.code_panel import CodePanel
    from aiurdesk.ui.form.headers_panel import HeadersPanel
    from aiurdesk.ui.form.parameters_panel import ParametersPanel
    from aiurdesk.ui.form.preview_panel import PreviewPanel
    from aiurdesk.ui.request.notes_panel import NotesPanel


Prepared = PreparedRequest | tuple[FieldError, ...]
"""What would be sent, or why it cannot be sent."""

_BODY_TITLES: Mapping[type[Body | None], str] = {
    FormBody: "form",
    MultipartBody: "multipart",
    JsonBody: "JSON",
    GraphqlBody: "GraphQL",
    TextBody: "text",
    FileBody: "file",
}


_Panel = TypeVar("_Panel", bound="PreviewPanel")
_SPARE = 16
"""Pixels beside the title of a tab; in a small window all tabs are in sight without them."""


class RequestEditors(QTabWidget):
    """Shows one request in several tabs; only the form is made from the start."""

    edited = Signal()
    """Emitted when the person changed a value, a header or the body."""
    method_wanted = Signal(str)
    """Emitted with the method that the person wants to send the body with."""
    notes_edited = Signal(str)
    """Emitted with the notes when the person changed them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._request: Request | None = None
        self._known: tuple[Service | None, Dialect | None, EventTable | None]
        self._known = (None, None, None)
        self._has_body = False
        self._summary: AuthSummary | None = None
        self._autofills: Mapping[str, Autofill] = {}
        self._origin = ""
        self._prepared: tuple[Prepared, Prepared, tuple[str, ...] | None] = ((), (), None)
        self._environment = Environment("")
        self._folder = ""
        self.setObjectName("editors")
        self.setAccessibleName("Request")
        self.setTabBar(NarrowingBar(_SPARE, self))
        self.tabBar().setAccessibleName("Request")
        self.setDocumentMode(True)
        # One tab for both: the form of an endpoint, or the parameters of a custom URL.
        self._front = QStackedWidget(self)
        self.form = FormPanel(theme, self._front)
        self._body_type = BodyTypeRow()
        self.form.add_above(self._body_type)
        self._parameters = LazyPanel(self._make_parameters, self._front)
        for fields in (self.form, self._parameters):
            self._front.addWidget(fields)
        self._headers = LazyPanel(self._make_headers, self)
        self._body = LazyPanel(self._make_body, self, scrolls=True)
        self.auth = LazyPanel(self._make_auth, self, scrolls=True)
        self.checks = ChecksTab(theme, self)
        self.docs = LazyPanel(self._make_docs)
        self._docs_tab = DocsTab(self._make_notes, self.docs, self)
        self._preview = LazyPanel(self._make_preview, self, scrolls=True)
        self._code = LazyPanel(self._make_code, self, scrolls=True)
        for page, title in (
            (self._front, "Form"),
            (self._headers, "Headers"),
            (self._body, "Body"),
            (self.auth, "Auth"),
            (self.checks, "Tests"),
            (self._docs_tab, "Docs"),
            (self._preview, "Preview"),
            (self._code, "Code"),
        ):
            self.addTab(page, title)
        self.form.values_changed.connect(self._on_edited)
        self._body_type.chosen.connect(self._on_type_chosen)
        self.checks.edited.connect(self._on_edited)
        self._docs_tab.notes_edited.connect(self.notes_edited)

    def show_request(
        self,
        request: Request,
        service: Service | None,
        table: Dialect | None,
        events: "EventTable | None" = None,
    ) -> None:
        """Show a request; a custom URL has neither service nor tables."""
        self._request = request
        self._known = (service, table, events)
        is_typed = not request.endpoint.service_id
        self._front.setCurrentWidget(self._parameters if is_typed else self.form)
        self._show_whose_body(request)
        if is_typed:
            self.show_address(request.endpoint.path)
            self._parameters.panel.show_rows(query_rows(request))
        else:
            self.form.set_request(form_endpoint(request), request.values)
        self._docs_tab.show_notes(request.notes, has_docs=service is not None)
        # A panel that is not there yet takes over the request when it is made.
        if self._headers.is_made:
            self._headers.panel.set_rows(header_rows(request))
        if self._body.is_made:
            self._body.panel.show_body(request.body or NoBody())
        self.show_method(request.method or request.endpoint.method)
        if self.docs.is_made:
            self.docs.panel.show_endpoint(request.endpoint, service, table, events)
        self.checks.show_request(request)
        self._show_titles()

    def set_environment(self, environment: Environment) -> None:
        """Take the values of variables from an environment."""
        self._environment = environment
        if self._request is not None and self._request.endpoint.service_id:
            self.form.set_environment(environment)
        for panel in (self._parameters, self._headers, self._body):
            if panel.is_made:
                panel.panel.set_environment(environment)
        words = later_words(environment)
        self._preview.fill(lambda panel: panel.show_later(words))
        self._code.fill(lambda panel: panel.show_later(words))

    def set_folder(self, folder: str) -> None:
        """Take the folder of the request; empty where it has no file yet."""
        self._folder = folder
        self.form.set_folder(folder)
        self._body.fill(lambda panel: panel.set_folder(folder))

    def show_prepared(
        self,
        prepared: Prepared,
        forced: Prepared = (),
        subprotocols: tuple[str, ...] | None = None,
    ) -> None:
        """Show what would be sent, or why nothing can, and what "Send anyway" would send.

        Args:
            subprotocols: Those that a WebSocket offers; None for any other request.
        """
        self._prepared = (prepared, forced, subprotocols)
        self._preview.fill(lambda panel: panel.show_prepared(*self._prepared))
        self._code.fill(lambda panel: panel.show_prepared(*self._prepared))

    def show_authentication(
        self, summary: AuthSummary, autofills: Mapping[str, Autofill], origin: str = ""
    ) -> bool:
        """Show how the request is authenticated, and what that fills in.

        Args:
            origin: Where the request goes; empty while that is not known.

        Returns:
            Whether another credential is used, or fills in something else.
        """
        before, filled_before = self._summary, self._autofills
        if (summary, autofills, origin) == (before, filled_before, self._origin):
            return False
        self._summary, self._autofills, self._origin = summary, autofills, origin
        self.form.set_autofills(autofills)
        self.setTabVisible(self.indexOf(self.auth), summary.is_of_use)
        if self.auth.is_made:
            self._show_summary(self.auth.panel)
        # The address in ``effect`` also changes, as when the sandbox has started.
        return autofills != filled_before or before is None or _names(summary) != _names(before)

    @property
    def fields(self) -> "FormPanel | ParametersPanel":
        """What the values are edited in: a custom URL has no parameters of its own."""
        is_typed = self._request is not None and not self._request.endpoint.service_id
        return self._parameters.panel if is_typed else self.form

    def values(self) -> Values:
        """Return the values that are sent."""
        return self.fields.values()

    def set_values(self, values: Values) -> None:
        """Show other values of the request."""
        if self._request is None:
            return
        if self._request.endpoint.service_id:
            self.form.set_request(form_endpoint(self._request), values)
        else:
            self._parameters.panel.set_values(values)

    def with_values(self, request: Request) -> Request:
        """Return a request with the values that are shown here."""
        if request.endpoint.service_id:
            return replace(request, values=self.values())
        return with_rows(request, self._parameters.panel.filled_rows())

    def with_typed_address(self, request: Request, address: str) -> Request:
        """Return a custom URL with another address, and show a row for each part of it."""
        self.show_address(address)
        panel = self._parameters.panel
        before = panel.filled_rows()
        changed, rows = with_address(request, address, before)
        # A row that is still empty stays until the query itself is another one.
        if rows != before:
            panel.restore_rows(rows)
            self._show_titles()
        return changed

    def clear_values(self) -> None:
        """Take all values out; headers stay."""
        self.fields.clear()
        self._on_edited()

    def rows(self) -> tuple[Row, ...]:
        """Return the values as rows, those that are left out included."""
        return self.fields.rows()

    def header_rows(self) -> tuple[Row, ...]:
        """Return the headers as rows, those that are left out included."""
        if self._headers.is_made:
            return self._headers.panel.rows()
        return header_rows(self._request) if self._request else ()

    def restore_rows(self, state: EditState) -> None:
        """Show values, headers and body of a step of the undo stack."""
        if self._request is None:
            return
        self.show_address(state.address)
        restored = replace(self._request, body=state.body)
        if self._has_body != self._brings_body(restored):
            self._show_whose_body(restored)
            if restored.endpoint.service_id:
                self.form.set_request(form_endpoint(restored))
        self.fields.restore_rows(state.values)
        if self._headers.is_made:
            self._headers.panel.restore_rows(state.headers)
        if self._body.is_made:
            self._body.panel.show_body(state.body or NoBody())
        # For panels that nobody has looked at: they are filled from the request when they are made.
        self._request = replace(
            self._request,
            **header_members(state.headers),
            body=state.body,
        )
        self.checks.restore(state)
        self._show_titles()

    def _show_whose_body(self, request: Request) -> None:
        """Show the tab of the body where the request brings it, and the choice of its type."""
        # An endpoint makes its body of the form, unless the request brings another one.
        self._has_body = self._brings_body(request)
        self.show_socket(request.endpoint.is_websocket)
        self._body_type.show_types(request.endpoint.body_types, body_type(request))

    @staticmethod
    def _brings_body(request: Request) -> bool:
        return not request.endpoint.service_id or request.body is not None

    def _on_type_chosen(self, content_type: str) -> None:
        if self._request is None:
            return
        request = with_body_type(self.with_edits(self._request), content_type)
        self.show_request(request, *self._known)
        self.setCurrentWidget(self._front if request.body is None else self._body)
        self._on_edited()

    def show_edit(self, edit: Edit) -> None:
        """Bring the editor of what an edit changed into view, with the keyboard in it."""
        show = _SHOW_EDIT.get(edit.field)
        if show is not None:
            show(self, edit)

    def _show_value(self, edit: Edit) -> None:
        self.show_form()
        self.fields.focus_row(edit.index)

    def _show_header(self, edit: Edit) -> None:
        self.setCurrentWidget(self._headers)
        self._headers.panel.focus_row(edit.index)

    def _show_body(self, edit: Edit) -> None:
        self.setCurrentWidget(self._body)
        self._body.panel.show_edit(edit)

    def _show_test(self, edit: Edit) -> None:
        self.setCurrentWidget(self.checks)
        self.checks.show_edit(edit)

    def show_header_errors(self, errors: tuple[FieldError, ...]) -> None:
        """Bring the headers to the front, with the first invalid value selected."""
        self.setCurrentWidget(self._headers)
        self._headers.panel.show_errors(errors)

    def show_body_errors(self, errors: tuple[FieldError, ...]) -> None:
        """Bring the body to the front, with the first mistake in it."""
        self.setCurrentWidget(self._body)
        self._body.panel.show_errors(errors)

    def set_server_errors(
        self,
        field_errors: Mapping[str, tuple[str, ...]],
        others: tuple[str, ...] = (),
        named: tuple[DialectFieldError, ...] = (),
    ) -> None:
        """Show the messages of the server at what they name: a field of the body, or a value.

        Args:
            field_errors: Messages by parameter.
            others: Those that name none.
            named: All of them with the names that the server gave, which may be lines of JSON.
        """
        named = named if isinstance(self.body(), JsonBody) else ()
        # Not asked for without need: naming the panel makes it.
        if named or self._body.is_made:
            in_json = self._body.panel.show_errors_in_json(named)
            there = [error for error in named if error.name in in_json]
            texts = {text for e in there for text in (e.text, f"{e.name}: {e.text}")}
            others = tuple(text for text in others if text not in texts)
            field_errors = {n: said for n, said in field_errors.items() if n not in in_json}
        if self._body.is_made:
            # Each message is shown once: what the body has a field for does not go to the values.
            in_body = self._body.panel.show_server_errors(field_errors)
            field_errors = {n: texts for n, texts in field_errors.items() if n not in in_body}
        self.fields.set_server_errors(field_errors, others)

    def show_address(self, address: str) -> None:
        """Show a parameter for each part of the address that is one."""
        if self._request is not None and not self._request.endpoint.service_id:
            self._parameters.panel.fix_names(path_names(address))

    def show_method(self, method: str) -> None:
        """Say whether a body is usual with the method."""
        self._body.fill(lambda panel: panel.show_method(method))

    def body(self) -> Body | None:
        """Return the body that is sent; None leaves it to the endpoint."""
        # A panel that nobody has looked at was not edited.
        if self._request is None or not self._has_body or not self._body.is_made:
            return self._request.body if self._request else None
        return self._body.panel.body()

    def show_socket(self, is_socket: bool) -> None:
        """Say whether it is a WebSocket: it has frames, and no body but that of a subscription."""
        has_body = not is_socket or isinstance(self.body(), GraphqlBody)
        self.setTabVisible(self.indexOf(self._body), self._has_body and has_body)
        self.checks.show_socket(is_socket)

    def show_address_note(self, text: str) -> None:
        """Say what is added to the address of a custom URL."""
        self._parameters.fill(lambda panel: panel.show_address_note(text))

    def headers(self) -> tuple[Header, ...]:
        """Return the headers that are sent."""
        if self._headers.is_made:
            return self._headers.panel.headers()
        return self._request.headers if self._request else ()

    def with_edits(self, request: Request) -> Request:
        """Return a request with what is edited here; what was not looked at stays as it is."""
        is_made = self._headers.is_made
        headers = self._headers.panel.filled_rows() if is_made else self.header_rows()
        tests, captures = self.checks.checks()
        return replace(
            self.with_values(request),
            **header_members(headers),
            body=self.body(),
            tests=tests,
            captures=captures,
            conversation=self.checks.with_expected(request.conversation),
        )

    def edit_members(self) -> dict[str, Any]:
        """Return the members of ``EditState`` that are edited here."""
        return {
            "values": self.rows(),
            "headers": self.header_rows(),
            "body": self.body(),
            **self.checks.edit_members(),
        }

    def show_form(self) -> None:
        """Bring the form to the front."""
        self.setCurrentWidget(self._front)

    def show_docs(self) -> None:
        """Bring the documentation of the endpoint to the front."""
        self.setCurrentWidget(self._docs_tab)

    def show_auth(self) -> None:
        """Bring the credential of this request to the front, and give it the keyboard."""
        self.setCurrentWidget(self.auth)
        self.auth.panel.setFocus()

    def _make_parameters(self) -> "ParametersPanel":
        panel = form.parameters_panel.ParametersPanel(self._theme)
        panel.set_environment(self._environment)
        panel.changed.connect(self._on_edited)
        return panel

    def _make_headers(self) -> "HeadersPanel":
        panel = form.headers_panel.HeadersPanel(self._theme)
        panel.set_environment(self._environment)
        panel.set_rows(self.header_rows())
        panel.changed.connect(self._on_edited)
        return panel

    def _make_body(self) -> "BodyPanel":
        panel = form.body_panel.BodyPanel(self._theme)
        panel.set_environment(self._environment)
        panel.set_folder(self._folder)
        panel.show_body(self.body() or NoBody())
        panel.changed.connect(self._on_edited)
        panel.method_wanted.connect(self.method_wanted)
        return panel

    def _make_auth(self) -> "AuthPanel":
        panel = credentials.auth_panel.AuthPanel(self._theme)
        self._show_summary(panel)
        return panel

    def _show_summary(self, panel: "AuthPanel") -> None:
        if self._summary is not None:
            panel.show_summary(self._summary)
            panel.set_origin(self._origin)

    def _make_docs(self) -> "DocsPanel":
        panel = endpoints.docs_panel.DocsPanel(self._theme)
        if self._request is not None:
            panel.show_endpoint(self._request.endpoint, *self._known)
        return panel

    def _make_notes(self) -> "NotesPanel":
        return request_room.notes_panel.NotesPanel(self._theme)

    def _make_preview(self) -> "PreviewPanel":
        return self._with_prepared(form.preview_panel.PreviewPanel(self._theme))

    def _make_code(self) -> "CodePanel":
        return self._with_prepared(form.code_panel.CodePanel(self._theme))

    def _with_prepared(self, panel: _Panel) -> _Panel:
        panel.show_prepared(*self._prepared)
        panel.show_later(later_words(self._environment))
        return panel

    def _show_titles(self) -> None:
        """Say in the tabs how much is sent and tested, and what kind of body."""
        is_typed = self._request is not None and not self._request.endpoint.service_id
        # A form shows all its fields at once, so only rows that can be off are counted.
        sent = len(self._parameters.panel.values()) if is_typed else 0
        counted = (
            (self._front, "Parameters" if is_typed else "Form", sent),
            (self._headers, "Headers", len(self.headers())),
            (self.checks, "Tests", self.checks.count()),
        )
        for page, title, count in counted:
            self._show_title(page, f"{title} {count}" if count else title)
        self._show_title(self._body, f"Body {_BODY_TITLES.get(type(self.body()), '')}".strip())

    def _show_title(self, page: QWidget, title: str) -> None:
        place = self.indexOf(page)
        # Qt lays out all tabs for each text that is set, even for the same one.
        if self.tabText(place) != title:
            self.setTabText(place, title)

    def _on_edited(self) -> None:
        self._show_titles()
        self.edited.emit()


def _names(summary: AuthSummary) -> tuple[str | None, str]:
    return summary.chosen, summary.chosen_above


_SHOW_EDIT: Mapping[str, Callable[[RequestEditors, Edit], None]] = {
    EditPlace.VALUES: RequestEditors._show_value,
    EditPlace.HEADERS: RequestEditors._show_header,
    EditPlace.BODY: RequestEditors._show_body,
    EditPlace.TESTS: RequestEditors._show_test,
    EditPlace.CAPTURES: RequestEditors._show_test,
    EditPlace.EXPECTATIONS: RequestEditors._show_test,
    EditPlace.FRAME_TESTS: RequestEditors._show_test,
}
"""What brings the editor of a field into view; options are edited in a dialog of their own."""
