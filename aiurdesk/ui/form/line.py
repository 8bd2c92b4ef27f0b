"""Editors of one line: text, whole numbers, GUIDs and secrets."""

import re
import uuid
from collections.abc import Iterator
from itertools import islice

from PySide6.QtCore import QPoint, QSignalBlocker, Qt
from PySide6.QtGui import (
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QTextCharFormat,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.api.value_rules import whole_range
from aiurdesk.core.environments.environment import VARIABLE, is_reference
from aiurdesk.core.formats.utf16 import split_at, units
from aiurdesk.core.request.request import Value
from aiurdesk.core.translation import tr
from aiurdesk.ui.editor.undoable_page import leaves_to_page, page_above, variable_in
from aiurdesk.ui.form.editor import Editor, as_text
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.icon_button import IconButton, InsideButton

_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}
_WHOLE = re.compile(r"[+-]?\d+")


_Coloured = tuple[int, int, QTextCharFormat]
_MOST_COLOURED = 100
"""Variables of one line."""


class Line(CappedLine):
    """A line that leaves undo to its page, and shows which variables of it have no value."""

    _is_composing = False
    _coloured: tuple[_Coloured, ...] = ()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave undo and redo to the page."""
        if leaves_to_page(self, event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open where a variable is set, with a click while Ctrl is held."""
        page = page_above(self)
        is_asked = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        name = self.variable_at(event.position().toPoint()) if is_asked else ""
        if name and page is not None and page.open_variable is not None:
            page.open_variable(name)
            return
        super().mousePressEvent(event)

    def variable_at(self, point: QPoint) -> str:
        """Return the name of the variable at a point of the line; empty without one."""
        name = variable_in(self.displayText(), self.cursorPositionAt(point))
        return name if name and self._has_text_at(point.x()) else ""

    def variable_at_caret(self) -> str:
        """Return the name of the variable that the caret is in or beside; empty without one."""
        return variable_in(self.displayText(), self.cursorPosition())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Leave the colours to an input method while it composes text."""
        super().inputMethodEvent(event)
        self._is_composing = bool(event.preeditString())
        self._coloured = ()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, with its variables in colours."""
        if not self._is_composing and (self._coloured or "{{" in self.text()):
            self._colour(tuple(self._variables()))
        super().paintEvent(event)

    def _colour(self, variables: tuple[_Coloured, ...]) -> None:
        """Colour variables: a line edit takes formats from an input method only."""
        if variables == self._coloured:
            return
        self._coloured = variables
        kind, cursor = QInputMethodEvent.AttributeType.TextFormat, self.cursorPosition()
        attributes = [
            # Qt counts from the cursor.
            QInputMethodEvent.Attribute(kind, start - cursor, length, look)
            for start, length, look in variables
        ]
        with QSignalBlocker(self):
            super().inputMethodEvent(QInputMethodEvent("", attributes))

    def _variables(self) -> Iterator[_Coloured]:
        """Yield where variables are, in UTF-16 units, with their looks."""
        page, text = page_above(self), self.text()
        is_plain = self.isReadOnly() or self.echoMode() != QLineEdit.EchoMode.Normal
        if is_plain or page is None:
            return
        for match in islice(VARIABLE.finditer(text), _MOST_COLOURED):
            look = page.variable_format(match[1])
            if look is not None:
                yield units(text[: match.start()]), units(match[0]), look

    def _has_text_at(self, x: int) -> bool:
        """Tell whether text is at a place: beside it, Qt gives the nearest place in it."""
        # Qt does not say where the text is, but where the caret in it is.
        text, advance = self.displayText(), self.fontMetrics().horizontalAdvance
        start = self.cursorRect().center().x() - advance(split_at(text, self.cursorPosition())[0])
        return start <= x <= start + advance(text)

    def show_text(self, text: str) -> None:
        """Show a text from its beginning; one that is shown already keeps its cursor."""
        if text != self.text():
            self.setText(text)
            # Qt leaves the cursor at the end, which would show the end of a long text.
            self.setCursorPosition(0)


class LineEditor(Editor):
    """One line of text, with room for buttons at its end."""

    def __init__(self, parameter: Parameter, theme: Theme, line: Line | None = None) -> None:
        super().__init__(parameter)
        self.line = line or Line()
        self.line.setAccessibleName(parameter.name)
        self.row = row_of(self, self.line, margins=0, spacing=4)
        # Not ``textEdited``, which assistive technology and ``setText`` of the buttons do not emit.
        self.line.textChanged.connect(self._edit)

    def controls(self) -> tuple[QWidget, ...]:
        """Return the line."""
        return (self.line,)

    def _show(self, value: Value) -> None:
        self.line.show_text(as_text(value))


class StepLine(Line):
    """A line with a whole number that the arrow keys increase and decrease."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__()
        self._least = least
        self._most = most

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Change the number; other keys edit the text."""
        step = _STEPS.get(Qt.Key(event.key()))
        number = self._number()
        if step is None or number is None:
            super().keyPressEvent(event)
            return
        self.setText(str(min(max(number + step, self._least), self._most)))

    def _number(self) -> int | None:
        text = self.text().strip()
        # From an empty line the keys count from zero, or from the number next to it in the range.
        if text == "":
            return min(max(0, self._least), self._most)
        # Python refuses to convert numbers of more than 4300 digits.
        if len(text) > len(str(2**64)) or _WHOLE.fullmatch(text) is None:
            return None
        return int(text)


class WholeNumberEditor(LineEditor):
    """A whole number in its range."""

    def __init__(self, parameter: Parameter, theme: Theme) -> None:
        least, most = whole_range(parameter, parameter.traits.bounds)
        super().__init__(parameter, theme, StepLine(least, most))


class SecretEditor(LineEditor):
    """Text that is hidden until the person chooses to show it; a reference is not a secret."""

    def __init__(self, parameter: Parameter, theme: Theme) -> None:
        super().__init__(parameter, theme)
        show = tr("Show {name}").format(name=parameter.name)
        self._button = InsideButton(theme, "eye", show, self)
        self._button.setCheckable(True)
        self._button.toggled.connect(self._on_toggled)
        self._button.lie_over(self.line)
        self.line.textChanged.connect(self._hide_or_show)
        self._hide_or_show()

    def _hide_or_show(self) -> None:
        is_shown = self._button.isChecked() or is_reference(self.line.text())
        echo = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        self.line.setEchoMode(echo)

    def _on_toggled(self, is_shown: bool) -> None:
        self._hide_or_show()
        self._button.show_icon("eye-off" if is_shown else "eye")
        form = tr("Hide {name}") if is_shown else tr("Show {name}")
        self._button.rename(form.format(name=self.parameter.name))


class GuidEditor(LineEditor):
    """A GUID, with a button that generates one."""

    def __init__(self, parameter: Parameter, theme: Theme) -> None:
        super().__init__(parameter, theme)
        button = IconButton(theme, "plus", tr("Generate {name}").format(name=parameter.name))
        button.setText(tr("Generate"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.clicked.connect(lambda: self.line.setText(str(uuid.uuid4())))
        self.row.addWidget(button)
