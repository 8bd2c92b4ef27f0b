"""Edits a document of GraphQL, the values of its variables, and which operation is carried out."""

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QWidget

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.core.graphql.document import is_subscription, operations
from aiurdesk.core.request.request import GraphqlBody
from aiurdesk.ui.form.coloured_editor import ColouredEditor
from aiurdesk.ui.form.json_editor import JsonEditor
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.note import WrappedLabel

_NONE = "Choose one"


class GraphqlPanel(QWidget):
    """Two editors above each other; the choice of an operation is there where it is needed."""

    edited = Signal()
    """Emitted when the person, not the program, changed the body."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._body = GraphqlBody()
        self.query = ColouredEditor(
            _parameter("Query", ParameterKind.TEXT), theme, "graphql", fills=True
        )
        self.query.area.setAccessibleName("Query")
        self.query.area.setPlaceholderText("query { … }")
        self.variables = JsonEditor(_parameter("Variables", ParameterKind.JSON), theme, fills=True)
        self.variables.area.setAccessibleName("Variables")
        self.variables.area.setPlaceholderText('{"name": "value"}')
        self.connection = JsonEditor(_parameter("Connection", ParameterKind.JSON), theme)
        self.connection.area.setAccessibleName("Connection")
        self.connection.area.setPlaceholderText('{"Authorization": "{{token}}"}')
        self._below = QWidget()
        """The editor of what a server gets with the first message of a subscription."""
        self._operation_label = QLabel("Operation")
        self._operation = ChoiceBox()
        self._operation.setAccessibleName("Operation")
        self._operation_label.setBuddy(self._operation)
        self._lay_out()
        self.query.edited.connect(self._on_edited)
        self.variables.edited.connect(self._on_edited)
        self.connection.edited.connect(self._on_edited)
        self._operation.activated.connect(self._on_operation_chosen)

    def body(self) -> GraphqlBody:
        """Return the body as it is now."""
        return self._body

    def show_body(self, body: GraphqlBody) -> None:
        """Show a body without emitting ``edited``."""
        self._body = body
        for editor, text in (
            (self.query, body.query),
            (self.variables, body.variables),
            (self.connection, body.connection),
        ):
            # Showing the same text again would move the cursor.
            if editor.value() != text:
                editor.set_value(text)
        self._show_operations()

    def focus_part(self, part: int) -> None:
        """Give the keyboard to the editor of one text; they are numbered as in ``edit_state``."""
        widgets = (self.query.area, self.variables.area, self._operation, self.connection.area)
        widgets[part if part in range(len(widgets)) else 0].setFocus()

    def _on_edited(self) -> None:
        self._body = replace(
            self._body,
            query=str(self.query.value()),
            variables=str(self.variables.value()),
            connection=str(self.connection.value()),
        )
        self._show_operations()
        self.edited.emit()

    def _on_operation_chosen(self, index: int) -> None:
        text = self._operation.itemText(index)
        chosen = "" if text == _NONE else text
        if chosen != self._body.operation:
            self._body = replace(self._body, operation=chosen)
            self._show_operations()
            self.edited.emit()

    def _show_operations(self) -> None:
        body = self._body
        names = [one.name for one in operations(body.query) if one.name]
        if body.operation and body.operation not in names:
            names.append(body.operation)
        items = [*names] if body.operation else [_NONE, *names]
        is_needed = len(names) > 1 or bool(body.operation)
        if items != [self._operation.itemText(at) for at in range(self._operation.count())]:
            self._operation.clear()
            self._operation.addItems(items)
        self._operation.setCurrentText(body.operation or _NONE)
        for part in (self._operation, self._operation_label):
            part.setVisible(is_needed)
        is_socket = is_subscription(body.query, body.operation)
        self._below.setVisible(is_socket or bool(body.connection))

    def _lay_out(self) -> None:
        top = row_of(None, self._operation_label, self._operation, 0, spacing=8)
        head = row_of(None, QLabel("Variables"), 0, self.variables.format)
        below = QWidget()
        column_of(below, head, (self.variables, 1), margins=(0, 4, 0, 0), spacing=4)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.query)
        splitter.addWidget(below)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 1)
        column_of(self, top, (splitter, 1), self._below, margins=0, spacing=6)
        last = column_of(self._below, margins=0, spacing=4)
        label = WrappedLabel("muted")
        label.show_text("Connection: an object that the server gets before the subscription begins")
        last.addWidget(label)
        last.addWidget(self.connection)


def _parameter(name: str, kind: ParameterKind) -> Parameter:
    return Parameter(name, kind, Location.JSON)
