"""The first tab of a request: the form of an endpoint, or the parameters of a custom URL."""

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from aiurdesk.core.addresses.custom_url import path_names
from aiurdesk.core.addresses.query_rows import query_rows, with_address, with_rows
from aiurdesk.core.form.body_choice import body_type
from aiurdesk.core.form.form_rules import form_endpoint
from aiurdesk.core.request.request import Pairs, Request
from aiurdesk.core.translation import tr
from aiurdesk.core.variables.environment import Environment
from aiurdesk.ui import form
from aiurdesk.ui.form.body_type_row import BodyTypeRow
from aiurdesk.ui.form.form_panel import FormPanel
from aiurdesk.ui.layout.lazy_panel import LazyPanel
from aiurdesk.ui.theme.theme import Theme

if TYPE_CHECKING:
    from aiurdesk.ui.form.parameters_panel import ParametersPanel


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
        self.form = FormPanel(theme, self)
        self._body_type = BodyTypeRow()
        self.form.add_above(self._body_type)
        self._parameters = LazyPanel(self._make_parameters, self)
        for fields in (self.form, self._parameters):
            self.addWidget(fields)
        self.form.values_changed.connect(self.edited)
        self._body_type.chosen.connect(self.type_chosen)

    def show_request(self, request: Request) -> None:
        """Show the values of another request."""
        self._is_typed = not request.endpoint.service_id
        self.setCurrentWidget(self._parameters if self._is_typed else self.form)
        self.show_body_types(request)
        if self._is_typed:
            self.show_address(request.endpoint.path)
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
            self.form.set_request(form_endpoint(request))

    def set_environment(self, environment: Environment) -> None:
        """Take the values of variables from an environment."""
        if not self._is_typed:
            self.form.set_environment(environment)
        self._parameters.fill(lambda panel: panel.set_environment(environment), "environment")

    @property
    def fields(self) -> "FormPanel | ParametersPanel":
        """What the values are edited in: a custom URL has no parameters of its own."""
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
        """Return what the tab is called, with the number of parameters that are sent."""
        if not self._is_typed:
            # A form shows all its fields at once, so only rows that can be off are counted.
            return tr("Form")
        return (
            tr("Parameters {value}")
            .format(value=len(self._parameters.panel.values()) or "")
            .strip()
        )

    def _make_parameters(self) -> "ParametersPanel":
        panel = form.parameters_panel.ParametersPanel(self._theme)
        panel.changed.connect(self.edited)
        return panel
