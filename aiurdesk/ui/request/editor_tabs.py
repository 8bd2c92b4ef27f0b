"""The tabs of a request for its values, headers and body."""

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.preparing.form_rules import BODY_LOCATIONS, body_type, form_endpoint
from aiurdesk.core.preparing.query_rows import query_rows, with_address, with_rows
from aiurdesk.core.request.request import (
    Body,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    NoBody,
    Pairs,
    Request,
    Row,
)
from aiurdesk.core.request.rows import sent_headers
from aiurdesk.core.request.typed import path_names
from aiurdesk.core.translation import tr
from aiurdesk.ui import body_form, form
from aiurdesk.ui.form.body_kinds import BodyTypeRow
from aiurdesk.ui.form.code_field import Texts
from aiurdesk.ui.form.editor import Editor
from aiurdesk.ui.form.form_panel import FormPanel
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.lazy_panel import LazyPanel

if TYPE_CHECKING:
    from aiurdesk.ui.form.body_panel import BodyPanel
    from aiurdesk.ui.form.pairs_panel import HeadersPanel
    from aiurdesk.ui.form.parameters_panel import ParametersPanel


def _described_editor(parameter: Parameter, theme: Theme) -> Editor:
    """Return the editor of a value that a schema describes, loaded with the first such value."""
    return body_form.body_editor.BodyEditor(parameter, theme)


def _form_title(endpoint: Endpoint) -> str:
    """Return what the form of an endpoint is called; empty where no value goes into the body."""
    locations = [parameter.location for parameter in endpoint.parameters]
    if locations == [Location.JSON]:
        return tr("Body")
    return tr("Form") if BODY_LOCATIONS.intersection(locations) else ""


class BodyTab(LazyPanel["BodyPanel"]):
    """Made when it is first looked at; until then, the request has the body."""

    edited = Signal()
    """Emitted when the person changed something."""
    method_wanted = Signal(str)
    """Emitted with the method that the person wants to send the body with."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(self._make_body, parent, scrolls=True)
        self._theme = theme
        self._body: Body | None = None
        self.is_of_use = False
        """Whether the request brings its body; an endpoint makes it of the form otherwise."""
        self.has_body = False
        """Whether that is a body at all."""

    def show_body_of(self, request: Request) -> None:
        """Show the body of a request, or of a step of its undo stack."""
        self._body = request.body
        self.is_of_use = request.is_typed or request.body is not None
        self.has_body = not isinstance(request.body, NoBody | None)
        if self.is_made:
            self.panel.show_body(request.body or NoBody())

    def show_method(self, method: str) -> None:
        """Say whether a body is usual with the method."""
        self.fill(lambda panel: panel.show_method(method), "method")

    def set_environment(self, environment: Environment) -> None:
        """Take the values of variables from an environment."""
        self.fill(lambda panel: panel.set_environment(environment), "environment")

    def set_folder(self, folder: str) -> None:
        """Take the folder of the request; empty where it has no file yet."""
        self.fill(lambda panel: panel.set_folder(folder), "folder")

    def value(self) -> Body | None:
        """Return the body that is sent; None leaves it to the endpoint."""
        # A panel that was never looked at was not edited.
        return self.panel.body if self.is_of_use and self.is_made else self._body

    def title(self) -> str:
        """Return what the tab is called, with the kind of body."""
        body = self.value()
        kind = "" if body is None else form.body_kinds.BODY_KINDS[type(body)].in_tab
        return tr("Body {get}").format(get=kind) if kind else tr("Body")

    def take_server_errors(self, said: Texts) -> frozenset[str]:
        """Show messages of the server at the values of the body they name.

        Returns:
            The names that were found.
        """
        if not self.is_made and (not said or not self._has_places()):
            return frozenset()  # naming the panel makes it
        return self.panel.show_server_errors(said)

    def take_missing(self, said: Texts) -> frozenset[str]:
        """Show messages about what a JSON text lacks, at the object around; return the names."""
        return self.panel.show_missing(said) if said and self._has_places() else frozenset()

    def _has_places(self) -> bool:
        return isinstance(self.value(), JsonBody | GraphqlBody | FormBody | MultipartBody)

    def _make_body(self) -> "BodyPanel":
        json_editor = body_form.body_editor.BodyEditor
        panel = form.body_panel.BodyPanel(self._theme, json_editor=json_editor)
        panel.show_body(self._body or NoBody())
        panel.changed.connect(self.edited)
        panel.method_wanted.connect(self.method_wanted)
        return panel


class HeadersTab(LazyPanel["HeadersPanel"]):
    """Made when it is first looked at; until then, the request has the headers."""

    edited = Signal()
    """Emitted when the person changed something."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(self._make_headers, parent)
        self._theme = theme
        self._rows: tuple[Row, ...] = ()

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show the headers of another request."""
        self._rows = rows
        if self.is_made:
            self.panel.set_rows(rows)

    def restore(self, rows: tuple[Row, ...]) -> None:
        """Show the headers of a step of the undo stack."""
        self._rows = rows
        if self.is_made:
            self.panel.restore_rows(rows)

    def set_environment(self, environment: Environment) -> None:
        """Take the values of variables from an environment."""
        self.fill(lambda panel: panel.set_environment(environment), "environment")

    def rows(self) -> tuple[Row, ...]:
        """Return all rows, those that are left out or still empty included."""
        return self.panel.rows() if self.is_made else self._rows

    def filled_rows(self) -> tuple[Row, ...]:
        """Return the rows with a name, those that are left out included."""
        return self.panel.filled_rows() if self.is_made else self._rows

    def take_server_errors(self, said: Texts) -> frozenset[str]:
        """Show messages of the server at the headers they name; return the names found."""
        if not self.is_made and not any(self.has_name(name) for name in said):
            return frozenset()  # naming the panel makes it
        return self.panel.show_server_errors(said)

    def has_name(self, name: str) -> bool:
        """Return whether a header has a name, in any case."""
        return any(row.name.casefold() == name.casefold() for row in self.rows())

    def title(self) -> str:
        """Return what the tab is called, with the number of headers that are sent."""
        return f"{tr('Headers')} {len(sent_headers(self.filled_rows())) or ''}".strip()

    def _make_headers(self) -> "HeadersPanel":
        panel = form.pairs_panel.HeadersPanel(self._theme)
        panel.set_rows(self._rows)
        panel.changed.connect(self.edited)
        return panel


class ValuesTab(QStackedWidget):
    """Edits the values of a request."""

    edited = Signal()
    """Emitted when the person changed something."""
    type_chosen = Signal(str)
    """Emitted with the content type that the body is to have."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_typed = False
        self._title = ""
        self.form = FormPanel(theme, self, _described_editor)
        self._body_type = BodyTypeRow()
        self.form.add_above(self._body_type)
        self._parameters = LazyPanel(self._make_parameters, self)
        for fields in (self.form, self._parameters):
            self.addWidget(fields)
        self.form.values_changed.connect(self.edited)
        self._body_type.chosen.connect(self.type_chosen)

    def show_request(self, request: Request) -> None:
        """Show the values of another request."""
        self._is_typed = request.is_typed
        self._title = _form_title(form_endpoint(request))
        self.setCurrentWidget(self._parameters if self._is_typed else self.form)
        self.show_body_types(request)
        if self._is_typed:
            self.show_address(request.url)
            self._parameters.panel.show_rows(query_rows(request))
        else:
            self.form.set_request(form_endpoint(request), request.values)

    def show_body_types(self, request: Request) -> None:
        """Show which types the body can have."""
        self._body_type.show_types(request.endpoint.body_types, body_type(request))

    def show_fields(self, request: Request) -> None:
        """Show other fields of an endpoint, because the request brings its body now, or no more."""
        self.show_body_types(request)
        if not self._is_typed:
            self._title = _form_title(form_endpoint(request))
            self.form.set_request(form_endpoint(request))

    def set_environment(self, environment: Environment) -> None:
        """Take the values of variables from an environment."""
        if not self._is_typed:
            self.form.set_environment(environment)
        self._parameters.fill(lambda panel: panel.set_environment(environment), "environment")

    @property
    def fields(self) -> "FormPanel | ParametersPanel":
        """The editor of the values: a custom URL has no parameters of its own."""
        return self._parameters.panel if self._is_typed else self.form

    def set_values(self, request: Request, values: Pairs) -> None:
        """Show other values of a request."""
        if self._is_typed:
            self._parameters.panel.set_values(values)
        else:
            self.form.set_request(form_endpoint(request), values)

    def with_values(self, request: Request) -> Request:
        """Return a request with the values that are shown here."""
        if self._is_typed:
            return with_rows(request, self._parameters.panel.filled_rows())
        return replace(request, values=self.form.values())

    def with_typed_address(self, request: Request, address: str) -> Request:
        """Return a custom URL with another address, and show a row for each part of it."""
        self.show_address(address)
        panel = self._parameters.panel
        before = panel.filled_rows()
        changed, rows = with_address(request, address, before)
        # A row that is still empty stays until the query itself is another one.
        if rows != before:
            panel.restore_rows(rows)
        return changed

    def show_address(self, address: str) -> None:
        """Show a parameter for each part of a typed address that is one."""
        if self._is_typed:
            self._parameters.panel.fix_names(path_names(address))

    def show_address_note(self, text: str) -> None:
        """Say what is added to the address of a custom URL."""
        self._parameters.fill(lambda panel: panel.address_note.show_text(text), "note")

    def title(self) -> str:
        """Return what the tab is called, with the number of parameters that are sent.

        Where they make the body, they are a form; a body alone is called that.
        """
        if not self._is_typed and self._title:
            return self._title
        values = self._parameters.panel.values() if self._is_typed else self.form.values()
        return tr("Parameters {value}").format(value=len(values) or "").strip()

    def _make_parameters(self) -> "ParametersPanel":
        panel = form.parameters_panel.ParametersPanel(self._theme)
        panel.changed.connect(self.edited)
        return panel
