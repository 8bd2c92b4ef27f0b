"""The tabs of a request: its form, and what is made when it is first looked at."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.preparing.form_rules import with_body_type
from aiurdesk.core.preparing.variable_words import later_words
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.edit_state import Edit, EditPlace, EditState, Row
from aiurdesk.core.request.request import GraphqlBody, Pairs, Request
from aiurdesk.core.request.rows import header_members, header_rows
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.dialect import Dialect
from aiurdesk.core.verdict.field_errors import wire_path
from aiurdesk.core.verdict.fixes import GRAPHQL_VARIABLES
from aiurdesk.core.verdict.verdict import DialectFieldError
from aiurdesk.ui import credentials, endpoints, form
from aiurdesk.ui import request as request_room
from aiurdesk.ui.credentials.auth_summary import AuthSummary
from aiurdesk.ui.form.autofill import Autofill
from aiurdesk.ui.form.code_field import Texts
from aiurdesk.ui.request.checks_tab import ChecksTab
from aiurdesk.ui.request.docs_tab import DocsTab
from aiurdesk.ui.request.editor_tabs import BodyTab, HeadersTab, ValuesTab
from aiurdesk.ui.request.sending import Preview
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.card_tabs import CardTabs
from aiurdesk.ui.widgets.lazy_panel import LazyPanel

if TYPE_CHECKING:
    from aiurdesk.core.exchange.sockets.event_types import EventTable
    from aiurdesk.ui.credentials.auth_panel import AuthPanel
    from aiurdesk.ui.form.preview_panel import PreviewPanel
    from aiurdesk.ui.request.example_links import ExampleLinks


class RequestEditors(QTabWidget):
    """Shows one request in several tabs; only the form is made from the start."""

    edited = Signal()
    """Emitted when the person changed a value, a header or the body."""
    brought_forward = Signal()
    """Emitted before one of the editors is brought into view."""
    method_wanted = Signal(str)
    """Emitted with the method that the person wants to send the body with."""
    notes_edited = Signal(str)
    """Emitted with the notes when the person changed them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._request = custom_request()
        self._reference: tuple[Service | None, Dialect | None, EventTable | None]
        self._reference = (None, None, None)
        self._authentication: tuple[AuthSummary, Mapping[str, Autofill], str] | None = None
        self._placed: dict[str, QWidget] = {}
        """The tab that shows a message of the server, by what it names, where not the first."""
        self.setObjectName("editors")
        self.setAccessibleName(tr("Request"))
        self.setTabBar(CardTabs(theme, self))
        self.tabBar().setAccessibleName(tr("Request"))
        self.values = ValuesTab(theme, self)
        self.form = self.values.form
        self.headers = HeadersTab(theme, self)
        self.body = BodyTab(theme, self)
        self.auth = LazyPanel(lambda: credentials.auth_panel.AuthPanel(theme), self, scrolls=True)
        self.checks = ChecksTab(theme, self)
        self.docs = LazyPanel(lambda: endpoints.docs_panel.DocsPanel(theme))
        self._docs_tab = DocsTab(
            lambda: request_room.notes_panel.NotesPanel(theme), self.docs, self
        )
        self._prepared: tuple[LazyPanel[PreviewPanel], ...] = (
            LazyPanel(lambda: form.preview_panel.PreviewPanel(theme), self, scrolls=True),
            LazyPanel(lambda: form.preview_panel.CodePanel(theme), self, scrolls=True),
        )
        for page, title in (
            (self.values, tr("Form")),
            (self.headers, tr("Headers")),
            (self.body, tr("Body")),
            (self.auth, tr("Auth")),
            (self.checks, tr("Tests")),
            (self._docs_tab, tr("Docs")),
            (self._prepared[0], tr("Preview")),
            (self._prepared[1], tr("Code")),
        ):
            self.addTab(page, title)
        self.values.type_chosen.connect(self._on_type_chosen)
        for tab in (self.values, self.headers, self.body, self.checks):
            tab.edited.connect(self._on_edited)
        self.body.method_wanted.connect(self.method_wanted)
        self._docs_tab.notes_edited.connect(self.notes_edited)

    @property
    def examples(self) -> "ExampleLinks":
        """The examples of a saved request, in its Docs tab."""
        return self._docs_tab.examples

    def show_request(
        self,
        request: Request,
        service: Service | None,
        table: Dialect | None,
        events: "EventTable | None" = None,
    ) -> None:
        """Show a request; a custom URL has neither service nor tables."""
        is_another = request.target != self._request.target
        self._request = request
        self._reference = (service, table, events)
        self.body.show_body_of(request)
        self.show_socket(request.endpoint.is_websocket)
        self._put_first(has_body=self.body.has_body, is_another=is_another)
        self.values.show_request(request)
        self._docs_tab.show_notes(request.notes, has_docs=service is not None)
        self.headers.show_rows(header_rows(request))
        self.body.show_method(request.method or request.endpoint.method)
        self.docs.fill(lambda panel: panel.show_endpoint(request.endpoint, service, table, events))
        self.checks.show_request(request)
        self._show_titles()

    def _put_first(self, *, has_body: bool, is_another: bool) -> None:
        """Put the tab that matters first, and of another request in front: body or parameters."""
        at = self.indexOf(self.body)
        if (at == 0) != has_body:
            self.tabBar().moveTab(at, 0 if has_body else self.indexOf(self.headers))
        if is_another:
            self.setCurrentIndex(0)

    def set_environment(self, environment: Environment) -> None:
        """Take the values of variables from an environment."""
        for tab in (self.values, self.headers, self.body):
            tab.set_environment(environment)
        words = later_words(environment)
        for prepared in self._prepared:
            prepared.fill(lambda panel: panel.later.show_text(words), "later")

    def set_folder(self, folder: str) -> None:
        """Take the folder of the request; empty where it has no file yet."""
        self.form.set_folder(folder)
        self.body.set_folder(folder)

    def show_prepared(
        self,
        prepared: Preview,
        forced: Preview = (),
        subprotocols: tuple[str, ...] | None = None,
    ) -> None:
        """Show what would be sent, or why nothing can, and what "Send anyway" would send.

        Args:
            subprotocols: What a WebSocket offers; None for any other request.
        """
        for tab in self._prepared:
            tab.fill(lambda panel: panel.show_prepared(prepared, forced, subprotocols), "request")

    def show_authentication(
        self, summary: AuthSummary, autofills: Mapping[str, Autofill], origin: str = ""
    ) -> bool:
        """Show how the request is authenticated, and what that fills in.

        Args:
            origin: Where the request goes; empty while that is not known.

        Returns:
            Whether another credential is used, or fills in something else.
        """
        before, now = self._authentication, (summary, autofills, origin)
        if now == before:
            return False
        self._authentication = now
        self.form.set_autofills(autofills)
        self.setTabVisible(self.indexOf(self.auth), summary.is_of_use)

        def show(panel: "AuthPanel") -> None:
            panel.show_summary(summary)
            panel.set_origin(origin)

        self.auth.fill(show)
        # The address in ``effect`` also changes, as when the sandbox has started.
        return before is None or autofills != before[1] or _names(summary) != _names(before[0])

    def set_values(self, values: Pairs) -> None:
        """Show other values of the request."""
        self.values.set_values(self._request, values)

    def with_typed_address(self, request: Request, address: str) -> Request:
        """Return a custom URL with another address, and show a row for each part of it."""
        changed = self.values.with_typed_address(request, address)
        self._show_titles()
        return changed

    def clear_values(self) -> None:
        """Take all values out; headers stay."""
        self.values.fields.clear()
        self._on_edited()

    def restore_rows(self, state: EditState) -> None:
        """Show values, headers and body of a step of the undo stack."""
        self.values.show_address(state.address)
        restored = replace(self._request, body=state.request.body)
        had_body = self.body.is_of_use
        self.body.show_body_of(restored)
        if self.body.is_of_use != had_body:
            self.show_socket(restored.endpoint.is_websocket)
            self.values.show_fields(restored)
        self.values.fields.restore_rows(state.values)
        self.headers.restore(state.headers)
        self._request = replace(restored, **header_members(state.headers))
        self.checks.restore(state)
        self._show_titles()

    def _on_type_chosen(self, content_type: str) -> None:
        request = with_body_type(self.with_edits(self._request), content_type)
        self.show_request(request, *self._reference)
        self.setCurrentWidget(self.values if request.body is None else self.body)
        self._on_edited()

    def show_edit(self, edit: Edit) -> None:
        """Bring the editor of what an edit changed into view, with the keyboard in it."""
        self.brought_forward.emit()
        match edit.field:
            case EditPlace.VALUES:
                self.setCurrentWidget(self.values)
                self.values.fields.focus_row(edit.index)
            case EditPlace.HEADERS:
                self.setCurrentWidget(self.headers)
                self.headers.panel.focus_row(edit.index)
            case EditPlace.BODY:
                self.setCurrentWidget(self.body)
                self.body.panel.show_edit(edit)
            case (
                EditPlace.TESTS
                | EditPlace.CAPTURES
                | EditPlace.CASES
                | EditPlace.EXPECTATIONS
                | EditPlace.FRAME_TESTS
            ):
                self.setCurrentWidget(self.checks)
                self.checks.panel.show_edit(edit)

    def show_errors(self, errors: tuple[Problem, ...]) -> None:
        """Mark the fields that errors are about, and bring the first one into view."""
        # Most errors are about the form; headers and body come to the front below.
        self.show_form()
        in_body = tuple(error for error in errors if error.field.is_body)
        if any(error.field.parameter and not error.field.is_body for error in errors):
            self.values.fields.show_errors(
                tuple(error for error in errors if not error.field.is_body)
            )
        else:
            # The values were not checked, so none of them is marked as missing.
            self.set_server_errors({})
        if all(error.field.header is not None for error in errors):
            self.setCurrentWidget(self.headers)
            self.headers.panel.show_errors(errors)
        elif len(in_body) == len(errors):
            self.setCurrentWidget(self.body)
            self.body.panel.show_errors(in_body)

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
        places = {(wire_path(e.name).casefold(), e.text): e.location for e in named}
        self._placed = {}
        left = dict(field_errors)

        def at(*locations: str) -> Texts:
            """Return what is left of the messages that may be about such a place."""
            return {
                name: texts
                for name, texts in left.items()
                if places.get((name.casefold(), texts[0] if texts else ""), "") in locations
            }

        def take(tab: QWidget, names: Iterable[str]) -> None:
            for name in names:
                del left[name]
                self._placed[name] = tab

        take(self.body, self.body.take_server_errors(at("", "body")))
        fields = self.values.fields
        mine = {name: texts for name, texts in left.items() if fields.has_parameter(name)}
        said = {name: texts for name, texts in at("", "header").items() if name not in mine}
        take(self.headers, self.headers.take_server_errors(said))
        missing = {name: texts for name, texts in at("", "body").items() if name not in mine}
        take(self.body, self.body.take_missing(missing))
        fields.set_server_errors(left, others)

    def show_socket(self, is_socket: bool) -> None:
        """Say whether it is a WebSocket: it has frames, and a body only for a subscription."""
        has_body = not is_socket or isinstance(self.body.value(), GraphqlBody)
        self.setTabVisible(self.indexOf(self.body), self.body.is_of_use and has_body)
        self.checks.show_socket(is_socket)

    def with_edits(self, request: Request) -> Request:
        """Return a request with what is edited here; what was not looked at stays as it is."""
        tests, captures = self.checks.checks()
        return replace(
            self.values.with_values(self.checks.with_expected(request)),
            **header_members(self.headers.filled_rows()),
            body=self.body.value(),
            tests=tests,
            captures=captures,
            cases=self.checks.cases(),
        )

    def edited_rows(self) -> dict[str, tuple[Row, ...]]:
        """Return the rows that are edited here, as members of ``EditState``."""
        return {
            "values": self.values.fields.rows(),
            "headers": self.headers.rows(),
            **self.checks.edited_rows(),
        }

    def show_form(self) -> None:
        """Bring the form to the front."""
        self._show_tab(self.values)

    def focus_form(self) -> None:
        """Give the keyboard to the form, or to a document of GraphQL."""
        if isinstance(self.body.value(), GraphqlBody):
            self._show_tab(self.body)
            self.body.panel.focus_first()
            return
        self.show_form()
        self.values.fields.focus_first()

    def focus_parameter(self, name: str) -> None:
        """Bring the editor of a parameter into view and give it the keyboard."""
        if name == GRAPHQL_VARIABLES and isinstance(self.body.value(), GraphqlBody):
            self._show_tab(self.body)
            self.body.panel.graphql.focus_part(1)
            return
        tab = self._placed.get(name)
        if tab is None and not self.values.fields.has_parameter(name):
            tab = self.headers if self.headers.has_name(name) else self._body_or_none()
        if tab is self.body:
            self._show_tab(self.body)
            self.body.panel.focus_name(name)
        elif tab is self.headers:
            self._show_tab(self.headers)
            self.headers.panel.focus_name(name)
        else:
            self.show_form()
            self.values.fields.focus_parameter(name)

    def _body_or_none(self) -> QWidget | None:
        return self.body if self.body.is_of_use else None

    def show_docs(self) -> None:
        """Bring the documentation of the endpoint to the front."""
        self._show_tab(self._docs_tab)

    def show_auth(self) -> None:
        """Bring the credential of this request to the front, and give it the keyboard."""
        self._show_tab(self.auth)
        self.auth.panel.setFocus()

    def _show_tab(self, tab: QWidget) -> None:
        self.brought_forward.emit()
        self.setCurrentWidget(tab)

    def _show_titles(self) -> None:
        """Say in the tabs how much is sent and tested, and what kind of body."""
        for tab in (self.values, self.headers, self.body, self.checks):
            position, title = self.indexOf(tab), tab.title()
            # Qt lays out all tabs for each text that is set, even for the same one.
            if self.tabText(position) != title:
                self.setTabText(position, title)

    def _on_edited(self) -> None:
        self._show_titles()
        self.edited.emit()


def _names(summary: AuthSummary) -> tuple[str | None, str]:
    return summary.chosen, summary.chosen_above
