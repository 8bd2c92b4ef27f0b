"""Offers variables while ``{{`` is typed into a field."""

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel, QTextCursor
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QPlainTextEdit, QToolTip, QWidget

from aiurdesk.core.environments.environment import OF_PROCESS, Environment, reference
from aiurdesk.core.formats.utf16 import split_at
from aiurdesk.core.preparing.variable_words import variable_lines
from aiurdesk.core.translation import tr
from aiurdesk.ui.editor.code_editor import CodeEditor
from aiurdesk.ui.form.line import Line
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.capped_line import say_below
from aiurdesk.ui.widgets.styled import plain_tip

_BEGUN = re.compile(r"\{\{[ \t]*([^{}\r\n]{0,60})$")
_ENDED = re.compile(r"[^{}\r\n]{0,60}?[ \t]*\}\}")
_READ_BACK = 80
"""Characters before the cursor in which the braces are looked for."""
_LEAST_WIDTH = 320
_GAP = "   "
_TAKING = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}

Field = QLineEdit | QPlainTextEdit
Offer = Callable[[], Sequence[tuple[str, str]]]
"""Returns the names that can be typed, each with what its value is."""


class VariableCompletion(QObject):
    """A list below the field that has the keyboard, once two braces are typed there."""

    def __init__(self, theme: Theme, parent: QWidget, offer: Offer) -> None:
        super().__init__(parent)
        self._offer = offer
        self._field: Field | None = None
        self._is_writing = False
        self._model = QStandardItemModel(self)
        self._completer = QCompleter(
            self._model,
            self,
            caseSensitivity=Qt.CaseSensitivity.CaseInsensitive,
            filterMode=Qt.MatchFlag.MatchContains,
            maxVisibleItems=10,
        )
        # The shown text has the value behind the name, which must not be matched or inserted.
        self._completer.setCompletionRole(Qt.ItemDataRole.UserRole)
        self._list = QListView()
        self._list.setAccessibleName(tr("Variables"))
        self._completer.setPopup(self._list)
        theme.apply_to_list(self._list)
        # Before the filter of the completer, which would hand Return to a text of several lines.
        self._list.installEventFilter(self)
        self._completer.activated.connect(self._on_chosen)

    def follow(self, field: Field) -> None:
        """Offer variables in another field from now on."""
        if field is self._field:
            return
        self._leave()
        if field.isReadOnly():
            return
        self._field = field
        # One field at a time: hundreds of fields would each need a connection.
        field.textChanged.connect(self._on_typed)
        field.destroyed.connect(self._forget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the chosen variable with Return or Tab."""
        if watched is self._list and isinstance(event, QKeyEvent):
            is_press = event.type() is QEvent.Type.KeyPress
            chosen = self._list.currentIndex()
            if is_press and Qt.Key(event.key()) in _TAKING and chosen.isValid():
                self._list.hide()
                self._on_chosen(str(chosen.data(Qt.ItemDataRole.UserRole)))
                return True
        return super().eventFilter(watched, event)

    def _leave(self) -> None:
        if self._field is not None:
            self._field.textChanged.disconnect(self._on_typed)
            self._field.destroyed.disconnect(self._forget)
        self._field = None

    def _forget(self) -> None:
        # The field is deleted, and with it its connections.
        self._field = None

    def _on_typed(self) -> None:
        field = self._field
        begun = None if field is None or self._is_writing else _BEGUN.search(_before(field))
        # A text that is set by the program is not typed.
        if field is None or begun is None or not field.hasFocus():
            self._list.hide()
            return
        typed = begun.group(1).strip()
        self._fill(typed)
        self._completer.setWidget(field)
        self._completer.setCompletionPrefix(typed)
        if not self._completer.completionCount():
            self._list.hide()
            return
        self._completer.complete(_list_area(field))
        # So that Return takes the first one without an arrow key.
        self._list.setCurrentIndex(self._completer.completionModel().index(0, 0))

    def _fill(self, typed: str) -> None:
        # A process has many variables: they are shown to who asks for them.
        with_process = bool(typed) and OF_PROCESS.startswith(typed[: len(OF_PROCESS)])
        self._model.clear()
        for name, value in self._offer():
            if name.startswith(OF_PROCESS) and not with_process:
                continue
            item = QStandardItem(f"{name}{_GAP}{value}")
            item.setData(name, Qt.ItemDataRole.UserRole)
            item.setToolTip(plain_tip(value))
            self._model.appendRow(item)

    def _on_chosen(self, name: str) -> None:
        field = self._field
        if field is None:
            return
        begun = _BEGUN.search(_before(field))
        if begun is None:
            return
        # What is inserted is not typed: it must not open the list again.
        self._is_writing = True
        _replace(field, len(begun.group(1)), name)
        self._is_writing = False


def _before(field: Field) -> str:
    """Return the text before the cursor, as far as it matters."""
    return _halves(field)[0][-_READ_BACK:]


def _halves(field: Field) -> tuple[str, str]:
    """Return what stands before and behind the cursor, in its line."""
    if isinstance(field, QLineEdit):
        return split_at(field.text(), field.cursorPosition())
    cursor = field.textCursor()
    return split_at(cursor.block().text(), cursor.positionInBlock())


def _replace(field: Field, typed: int, name: str) -> None:
    """Replace what was typed of a name by the whole name and the braces after it.

    Args:
        typed: How many characters of the name stand before the cursor.
    """
    # The braces that end it may be there already, such as where a name is changed.
    is_ended = _ENDED.match(_halves(field)[1]) is not None
    inserted = name if is_ended else f"{name}}}}}"
    if isinstance(field, QLineEdit):
        field.cursorBackward(True, typed)
        field.insert(inserted)
        return
    cursor = field.textCursor()
    move = QTextCursor.MoveOperation.Left
    cursor.movePosition(move, QTextCursor.MoveMode.KeepAnchor, typed)
    cursor.insertText(inserted)


def _list_area(field: Field) -> QRect:
    """Return where the list begins: below the cursor."""
    where = field.cursorRect()
    if isinstance(field, QLineEdit):
        where.setBottom(field.height())
    where.setWidth(max(_LEAST_WIDTH, field.width() - max(0, where.left())))
    return where


_MOST_LINES = 12
_MOST_READ = 100_000
"""Characters of a text in which variables are looked for."""


def show_tip(widget: QWidget, point: QPoint, environment: Environment) -> bool:
    """Show the values of the variables of a field, and return whether it has any.

    Args:
        widget: The field, or a part of it.
        point: On the screen. If one of the variables is there, only its value is shown.
        environment: Has the values.
    """
    field, name = _field_of(widget), ""
    if isinstance(field, CodeEditor):
        name = field.variable_at(field.viewport().mapFromGlobal(point))
    elif isinstance(field, Line):
        name = field.variable_at(field.mapFromGlobal(point))
    lines = variable_lines(reference(name), environment) if name else tip_lines(widget, environment)
    if lines:
        QToolTip.showText(point, plain_tip("\n".join(lines)), widget)
    return bool(lines)


def say_values(field: QWidget, environment: Environment) -> None:
    """Show the value of the variable at the caret of a field, or of all in it, and have it read.

    Args:
        environment: Has the values.
    """
    name = field.variable_at_caret() if isinstance(field, CodeEditor | Line) else ""
    lines = variable_lines(reference(name), environment) if name else tip_lines(field, environment)
    words = "\n".join(lines) or tr("There is no variable such as {{id}} in this field.")
    place = None
    if isinstance(field, QPlainTextEdit):
        place = field.viewport().mapTo(field, field.cursorRect().bottomLeft())
    say_below(field, words, place)


def _field_of(widget: QWidget) -> QWidget | None:
    """Return the field that a widget is, or the viewport of."""
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        return widget
    above = widget.parentWidget()
    return above if isinstance(above, QLineEdit | QPlainTextEdit) else None


def tip_lines(widget: QWidget, environment: Environment) -> tuple[str, ...]:
    """Return a line for each variable in a field; no lines where the widget is not a field."""
    field = _field_of(widget)
    if isinstance(field, QLineEdit):
        text = field.text()
    elif isinstance(field, QPlainTextEdit):
        # All of a long one takes its time; its beginning has the variables of most.
        beginning = QTextCursor(field.document())
        last = min(_MOST_READ, field.document().characterCount() - 1)
        beginning.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        text = beginning.selectedText()
    else:
        return ()
    # The pointer rests for a moment only: looking through megabytes would hold up the window.
    lines = variable_lines(text[:_MOST_READ], environment)
    more = (
        (tr("and {value} more").format(value=len(lines) - _MOST_LINES),)
        if len(lines) > _MOST_LINES
        else ()
    )
    return (*lines[:_MOST_LINES], *more)
