"""Area for a document of GraphQL: offers what the schema of its server has."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QStandardItem, QStandardItemModel, QTextCursor
from PySide6.QtWidgets import QCompleter, QListView, QToolTip

from aiurdesk.core.graphql.completion import Suggestion, documentation_at, suggestions
from aiurdesk.core.graphql.schema import Schema
from aiurdesk.core.translation import tr
from aiurdesk.core.utf16 import split_at
from aiurdesk.ui.form.area import Area
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.tool_tips import plain_tip

_OF_LIST = (Qt.Key.Key_Enter, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab)
_CHOSEN = Qt.ItemDataRole.UserRole
_WIDTH = 480
"""Pixels of the list at most, where the text has its usual size."""


class QueryArea(Area):
    """The list opens while a name is typed, and with Ctrl+Space."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(fills=True)
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
        if self._schema is None or self.isReadOnly():
            return ""
        before, _ = split_at(self.exact_text(), cursor.position())
        return documentation_at(self._schema, self.exact_text(), len(before))

    def _offer(self, *, is_asked: bool) -> None:
        # A text that is too long to be edited is not shown whole.
        if self._schema is None or self.isReadOnly():
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
