"""Edits a document of GraphQL, the values of its variables, and which operation is carried out."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QStandardItem, QStandardItemModel, QTextCursor
from PySide6.QtWidgets import (
    QCompleter,
    QLabel,
    QListView,
    QPushButton,
    QSplitter,
    QToolTip,
    QWidget,
)

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.core.formats.utf16 import split_at
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.graphql.completion import Suggestion, documentation_at, suggestions
from aiurdesk.core.request.graphql.schema import (
    Schema,
    followed_operation,
    is_subscription,
    operations,
)
from aiurdesk.core.request.graphql.variables_schema import ROOT, variables_schema
from aiurdesk.core.request.request import SSE, GraphqlBody
from aiurdesk.core.translation import tr
from aiurdesk.ui.dialogs.file_dialog import file_dialog, open_once
from aiurdesk.ui.editor.code_editor import CodeEditor
from aiurdesk.ui.form.code_field import CodeField, JsonEditor, Texts
from aiurdesk.ui.form.editor import lone_parameter
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, labelled, row_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.styled import plain_tip, styled

if TYPE_CHECKING:
    from aiurdesk.services.graphql.schemas import KnownSchema

_OF_LIST = (Qt.Key.Key_Enter, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab)
_CHOSEN = Qt.ItemDataRole.UserRole
_WIDTH = 480
"""Pixels of the list at most, where the text has its usual size."""


class QueryArea(CodeEditor):
    """The list opens while a name is typed, and with Ctrl+Space."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "graphql", is_code=True, fills=True)
        self._schema: Schema | None = None
        self._model = QStandardItemModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setWidget(self)
        # What fits was chosen already, by what stands before the word.
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setCompletionRole(_CHOSEN)
        # The completer's own: Qt deletes it, in its thread.
        popup = self._completer.popup()
        assert isinstance(popup, QListView), "it completes in a list"
        self._popup = popup
        self._popup.setAccessibleName(tr("Suggestions"))
        theme.apply_to_list(self._popup)
        self._completer.activated.connect(self._on_chosen)

    def set_schema(self, schema: Schema | None) -> None:
        """Offer what another schema has; nothing without one."""
        self._schema = schema
        self._popup.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the list take its keys, and open it where a name is typed."""
        if self._popup.isVisible() and event.key() in _OF_LIST:
            event.ignore()
            return
        is_asked = event.key() == Qt.Key.Key_Space and bool(
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        )
        if not is_asked:
            super().keyPressEvent(event)
        typed = event.text()
        if is_asked or (typed and (typed.isalnum() or typed in "_@$")):
            self._offer(is_asked=is_asked)
        elif typed:
            self._popup.hide()

    def event(self, event: QEvent) -> bool:
        """Explain the name below the pointer."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            point = self.viewport().mapFrom(self, event.pos())
            told = self._documentation(self.cursorForPosition(point))
            QToolTip.showText(event.globalPos(), plain_tip(told), self)
            return True
        return super().event(event)

    def _documentation(self, cursor: QTextCursor) -> str:
        if self._schema is None or self.isReadOnly() or self.is_long:
            return ""
        before, _ = split_at(self.exact_text(), cursor.position())
        return documentation_at(self._schema, self.exact_text(), len(before))

    def _offer(self, *, is_asked: bool) -> None:
        # Reading a long text at each key would take too long.
        if self._schema is None or self.isReadOnly() or self.is_long:
            return
        text = self.exact_text()
        before, _ = split_at(text, self.textCursor().position())
        possible = suggestions(self._schema, text, len(before))
        word = before[possible.start :]
        is_whole = [one.text for one in possible.items] == [word]
        if not possible.items or is_whole or not (word or is_asked or before.endswith(("@", "$"))):
            self._popup.hide()
            return
        self._model.clear()
        for one in possible.items:
            self._model.appendRow(_item(one))
        self._completer.setCompletionPrefix("")
        self._popup.setCurrentIndex(self._completer.completionModel().index(0, 0))
        rect = self.cursorRect()
        bar = self._popup.verticalScrollBar().sizeHint().width()
        rect.setWidth(min(self._popup.sizeHintForColumn(0) + bar + 8, _WIDTH))
        rect.translate(self.viewport().pos())
        self._completer.complete(rect)
        # Qt leaves out the margins that the style gives the list.
        rows = min(self._model.rowCount(), self._completer.maxVisibleItems())
        margins = self._popup.height() - self._popup.viewport().height()
        self._popup.resize(self._popup.width(), rows * self._popup.sizeHintForRow(0) + margins)

    def _on_chosen(self, text: str) -> None:
        cursor = self.textCursor()
        before, _ = split_at(self.exact_text(), cursor.position())
        if self._schema is None:
            return
        possible = suggestions(self._schema, self.exact_text(), len(before))
        # Names are plain letters, of one unit each.
        length = len(before) - possible.start
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, length)
        cursor.insertText(text)
        self.setTextCursor(cursor)


def _item(one: Suggestion) -> QStandardItem:
    words = f"{one.text}  {one.type}" if one.type else one.text
    item = QStandardItem(f"{words} – {one.description}" if one.description else words)
    item.setData(one.text, _CHOSEN)
    item.setToolTip(plain_tip(one.documentation))
    item.setEditable(False)
    return item


_NONE = tr("Choose one")
_TRANSPORTS = (
    ("WebSocket", ""),
    (tr("Server-sent events"), SSE),
)
_CONNECTION = tr(
    "A subscription is carried out over a WebSocket, which Connect opens. "
    "The server gets this object first:"
)
_VARIABLES = "variables."
"""Where the values of variables are in the body that is sent."""
_PAUSE_MS = 300
"""Without a key for so long, a document is checked."""
_MOST_TOLD = 3
"""Mistakes that are told; their lines are all marked."""


def _of_variables(said: Texts) -> Texts:
    return {name.removeprefix(_VARIABLES): texts for name, texts in said.items()}


class GraphqlPanel(QWidget):
    """Two editors above each other; the choice of an operation is there where it is needed."""

    edited = Signal()
    """Emitted when the person, not the program, changed the body."""
    check_wanted = Signal()
    """Emitted when a document was shown, or was not edited for a moment."""
    fetch_wanted = Signal()
    """Emitted when the person wants the schema from the server."""
    file_chosen = Signal(str)
    """Emitted with the path of a file with the schema that the person has chosen."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        json_editor: type[JsonEditor] = JsonEditor,
    ) -> None:
        """Make an empty panel.

        Args:
            json_editor: What the variables are edited in.
        """
        super().__init__(parent)
        self._body = GraphqlBody()
        self._area = QueryArea(theme)
        query = lone_parameter(tr("Query"), ParameterKind.TEXT)
        self.query = CodeField(query, theme, "graphql", area=self._area)
        self.schema: KnownSchema | None = None
        """By which the document is checked and completed."""
        self._schema_line = WrappedLabel("small")
        tip = tr("Ask the server which fields, arguments and values it has")
        self._fetch = styled(QPushButton(tr("Fetch schema")), tip=tip, look="small-link")
        tip = tr("Choose an introspection as JSON, or SDL")
        self._file = styled(QPushButton(tr("Schema from file…")), tip=tip, look="small-link")
        self._mistakes = Note(theme)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self.query.area.setPlaceholderText("query { … }")
        variables = lone_parameter(tr("Variables"), ParameterKind.JSON)
        self.variables = json_editor(variables, theme, fills=True)
        self._variables_schemas: Mapping[str, Any] = {}
        self.variables.area.setPlaceholderText('{"name": "value"}')
        connection = lone_parameter(tr("Connection"), ParameterKind.JSON)
        self.connection = JsonEditor(connection, theme)
        self.connection.area.setPlaceholderText('{"Authorization": "{{token}}"}')
        self._below = QWidget()
        """What a subscription goes over, and what a server gets with its first message."""
        tip = tr("Server-sent events are tried, too, where the server has no such WebSocket")
        self._transport = styled(ChoiceBox(), spoken=tr("Transport"), tip=tip)
        self._transport.show_choices(_TRANSPORTS)
        self._connection_part = QWidget()
        self._operation = styled(ChoiceBox(), spoken=tr("Operation"))
        self._operation_label = labelled(tr("Operation"), self._operation)
        self._lay_out()
        self.show_schema(None)
        self._pause.timeout.connect(self._on_paused)
        self._fetch.clicked.connect(self.fetch_wanted)
        self._file.clicked.connect(self._on_file)
        for editor in (self.query, self.variables, self.connection):
            editor.edited.connect(self._on_edited)
        self._operation.activated.connect(self._on_operation_chosen)
        self._transport.activated.connect(self._on_transport_chosen)

    @property
    def body(self) -> GraphqlBody:
        """Return the body as it is now, with what was typed last."""
        for editor in (self.query, self.variables, self.connection):
            editor.settle()
        return self._body

    def show_body(self, body: GraphqlBody) -> None:
        """Show a body without emitting ``edited``."""
        self._body = body
        self.query.restore(body.query)
        self.variables.restore(body.variables)
        self.connection.restore(body.connection)
        self._show_operations()
        self._offer_form()
        self._pause.start()

    def show_schema(self, kept: "KnownSchema | None") -> None:
        """Complete documents by a schema; None where none is known for the address."""
        self.schema = kept
        self._area.set_schema(kept.schema if kept else None)
        self._offer_form()
        text, tip = tr("No schema"), tr("Names are neither completed nor checked without one")
        if kept is not None:
            text = tr("Schema of {types_count:,} types").format(types_count=len(kept.schema.types))
            tip = tr("Since {astimezone:%Y-%m-%d %H:%M}").format(
                astimezone=kept.fetched_at.astimezone()
            )
        self._schema_line.show_text(text)
        self._schema_line.setToolTip(tip)

    def show_fetching(self, is_fetching: bool) -> None:
        """Say that the server is asked for its schema."""
        self._fetch.setEnabled(not is_fetching)
        self._fetch.setText(tr("Fetching schema…") if is_fetching else tr("Fetch schema"))

    def show_mistakes(self, mistakes: tuple[Problem, ...]) -> None:
        """Show what is wrong with the document, and mark its lines."""
        told = [one.sentence for one in mistakes[:_MOST_TOLD]]
        if more := len(mistakes) - len(told):
            told.append(tr("And {more} more.").format(more=more))
        self._mistakes.show_text("\n".join(told))
        self.query.area.mark_lines(sorted({one.line - 1 for one in mistakes if one.line}))

    def focus_part(self, part: int) -> None:
        """Give the keyboard to the editor of one text; they are numbered as in ``edit_state``."""
        widgets = (
            *(self.query.area, self.variables.entry(), self._operation),
            *(self.connection.area, self._transport),
        )
        widgets[part if part in range(len(widgets)) else 0].setFocus()

    def show_server_errors(self, said: Texts) -> frozenset[str]:
        """Show messages of the server at the variables they name; return the names found."""
        return self._whole_names(said, self.variables.show_there(_of_variables(said)))

    def show_missing(self, said: Texts) -> frozenset[str]:
        """Show messages about variables that are not there; return the names found."""
        inner = _of_variables({n: t for n, t in said.items() if n.startswith(_VARIABLES)})
        return self._whole_names(said, self.variables.show_around(inner))

    def focus_variable(self, name: str) -> bool:
        """Select the variable that an error of the server is about; return whether there is one."""
        return self.variables.focus_part(name.removeprefix(_VARIABLES))

    @staticmethod
    def _whole_names(said: Texts, variables: frozenset[str]) -> frozenset[str]:
        return frozenset(name for name in said if name.removeprefix(_VARIABLES) in variables)

    def _on_file(self) -> None:
        open_once(file_dialog(self, tr("Schema of GraphQL"), self.file_chosen.emit))

    def _offer_form(self) -> None:
        """Offer a form for the variables that the operation declares."""
        body, known = self._body, self.schema
        found = variables_schema(known.schema, body.query, body.operation) if known else {}
        if found != self._variables_schemas:
            self._variables_schemas = found
            self.variables.show_schemas(found, ROOT)

    def _on_paused(self) -> None:
        self._offer_form()
        if self._body.query.strip():
            self.check_wanted.emit()
        else:
            self.show_mistakes(())

    def _on_edited(self) -> None:
        query, before = str(self.query.value()), self._body
        self._body = replace(
            before,
            query=query,
            operation=followed_operation(before.query, query, before.operation),
            variables=str(self.variables.value()),
            connection=str(self.connection.value()),
        )
        self._on_changed()

    def _on_operation_chosen(self, index: int) -> None:
        text = self._operation.itemText(index)
        chosen = "" if text == _NONE else text
        if chosen != self._body.operation:
            self._body = replace(self._body, operation=chosen)
            self._on_changed()

    def _on_transport_chosen(self, index: int) -> None:
        chosen = self._transport.itemData(index)
        if chosen != self._body.transport:
            self._body = replace(self._body, transport=chosen)
            self._on_changed()

    def _on_changed(self) -> None:
        self._show_operations()
        self._pause.start()
        self.edited.emit()

    def _show_operations(self) -> None:
        body = self._body
        names = [one.name for one in operations(body.query) if one.name]
        if body.operation and body.operation not in names:
            names.append(body.operation)
        items = [*names] if body.operation else [_NONE, *names]
        is_needed = len(names) > 1 or bool(body.operation)
        self._operation.show_choices((item, None) for item in items)
        self._operation.setCurrentText(body.operation or _NONE)
        for part in (self._operation, self._operation_label):
            part.setVisible(is_needed)
        self._transport.setCurrentIndex(self._transport.findData(body.transport))
        has_connection = body.transport != SSE or bool(body.connection)
        self._connection_part.setVisible(has_connection)
        is_subscribing = is_subscription(body.query, body.operation)
        self._below.setVisible(is_subscribing or bool(body.connection))

    def _lay_out(self) -> None:
        operation = row_of(None, self._operation_label, self._operation, 0, spacing=8)
        schema = row_of(None, (self._schema_line, 1), self._fetch, self._file, spacing=8)
        head = row_of(None, QLabel(tr("Variables")), 0, self.variables.tools)
        below = QWidget()
        column_of(below, head, (self.variables, 1), margins=(0, 4, 0, 0), spacing=4)
        splitter = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        above = QWidget()
        column_of(above, (self.query, 1), self._mistakes, margins=0, spacing=4)
        splitter.addWidget(above)
        splitter.addWidget(below)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 1)
        column_of(self, schema, operation, (splitter, 1), self._below, margins=0, spacing=6)
        label = WrappedLabel("muted")
        label.show_text(_CONNECTION)
        column_of(self._connection_part, label, self.connection, margins=0, spacing=4)
        over = labelled(tr("Transport"), self._transport)
        transport = row_of(None, over, self._transport, 0, spacing=8)
        column_of(self._below, transport, self._connection_part, margins=0, spacing=4)
