"""Text that may have several lines."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextOption
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.request.request import Value
from aiurdesk.ui.form.editor import Editor, as_text
from aiurdesk.ui.form.line import new_line
from aiurdesk.ui.form.undo import leaves_to_page
from aiurdesk.ui.widgets.icon_button import IconButton
from aiurdesk.ui.window.theme import Theme

_MARGINS = (6, 2, 6, 2)
"""Left, top, right and bottom, in pixels, beside the margin of the document."""
_LEAST_LINES = 3
_MOST_LINES = 12
_LONG_FOR_A_LINE = 4096
_SEVERAL_LINES = r"(?i)(content|message|description|stacktrace|bio|text|body|reason)$"
_LINE_ENDS = re.compile("[\n\r\u2028\u2029]")


class Area(QPlainTextEdit):
    """Plain text that grows with its lines and leaves Tab to the form."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        # The text starts where it does in a line.
        self.setViewportMargins(*_MARGINS)
        # Qt takes a minute to wrap a line of a megabyte at words.
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self.fit())
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave undo and redo to the page."""
        if leaves_to_page(self, event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def exact_text(self) -> str:
        """Return the text; ``toPlainText`` would replace no-break spaces by spaces."""
        return self.document().toRawText().replace("\u2029", "\n")

    def fit(self) -> None:
        """Make the area as high as its lines, within limits."""
        lines = round(self.document().documentLayout().documentSize().height())
        lines = min(max(lines, _LEAST_LINES), _MOST_LINES)
        inset = self.document().documentMargin() + self.frameWidth() + _MARGINS[1]
        margins = 2 * (inset + 1)
        height = round(lines * self.fontMetrics().lineSpacing() + margins)
        if height != self.minimumHeight():
            self.setFixedHeight(height)


class TextEditor(Editor):
    """Text in one line; in several at a click, and if it has several."""

    def __init__(self, parameter: Parameter, theme: Theme) -> None:
        super().__init__(parameter)
        self.line = new_line()
        self.area = Area()
        self._button = IconButton(theme, "lines", f"Several lines for {parameter.name}")
        self._button.setCheckable(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.line)
        row.addWidget(self.area)
        row.addWidget(self._button, 0, Qt.AlignmentFlag.AlignTop)
        self._use_area(bool(re.search(_SEVERAL_LINES, parameter.name)))
        self.line.textChanged.connect(self._on_line_changed)
        self.area.textChanged.connect(lambda: self._edit(self.area.exact_text()))
        self._button.toggled.connect(self._on_toggled)

    def controls(self) -> tuple[QWidget, ...]:
        """Return the widget in use, and the one that is not."""
        return (self.area, self.line) if self._has_area() else (self.line, self.area)

    def _has_area(self) -> bool:
        return not self.area.isHidden()

    def _use_area(self, is_wanted: bool) -> None:
        self.line.setVisible(not is_wanted)
        self.area.setVisible(is_wanted)
        self._button.setChecked(is_wanted)

    def _show(self, value: Value) -> None:
        text = as_text(value)
        if _needs_area(text):
            self._use_area(True)
        if self._has_area():
            self.area.setPlainText(text)
        else:
            self.line.setText(text)
            self.line.setCursorPosition(0)

    def _on_line_changed(self, text: str) -> None:
        self._edit(text)
        if not self._is_showing and _needs_area(text):
            self._button.setChecked(True)

    def _on_toggled(self, is_wanted: bool) -> None:
        if is_wanted == self._has_area():
            return
        had_focus = any(control.hasFocus() for control in self.controls())
        before = as_text(self._value)
        self._use_area(is_wanted)
        self.set_value(before if is_wanted else _LINE_ENDS.sub(" ", before))
        if had_focus:
            self.controls()[0].setFocus()
        if self._value != before:
            self.edited.emit()


def _needs_area(text: str) -> bool:
    return len(text) > _LONG_FOR_A_LINE or _LINE_ENDS.search(text) is not None
