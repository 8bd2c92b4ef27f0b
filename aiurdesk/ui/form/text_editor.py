"""Text that may have several lines."""

import re
from functools import cached_property

from PySide6.QtWidgets import QWidget

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.request.request import Value
from aiurdesk.core.translation import tr
from aiurdesk.ui.editor.code_editor import CodeEditor
from aiurdesk.ui.form.editor import Editor, as_text
from aiurdesk.ui.form.line import Line
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.icon_button import InsideButton

# In characters. A QLineEdit lays out its whole text at each key, so longer texts get an area.
_LONG_FOR_A_LINE = 4096
# Parameters with such names mostly take several lines, so their editors begin with an area.
_SEVERAL_LINES = r"(?i)(content|message|description|stacktrace|bio|text|body|reason)$"
_BUTTON_WIDTH = 22
"""In pixels, where the text has its usual size."""
# Python's splitlines() knows more of them, but Qt begins a new line at these only.
LINE_ENDS = re.compile("[\n\r\u2028\u2029]")


class TextEditor(Editor):
    """Text in one line; in several at a click, and if it has several."""

    def __init__(self, parameter: Parameter, theme: Theme) -> None:
        super().__init__(parameter)
        self._theme = theme
        self.line = Line()
        self._row = row_of(self, self.line, margins=0, spacing=0)
        several = tr("Several lines for {name}").format(name=parameter.name)
        self._button = InsideButton(theme, "lines", several, self)
        self._button.setCheckable(True)
        self._button.lie_over(self.line)
        self._is_area = False
        if re.search(_SEVERAL_LINES, parameter.name):
            self._use_area(True)
        self.line.textChanged.connect(self._on_line_changed)
        self.line.overflowed.connect(self._on_overflowed)
        self._button.toggled.connect(self._on_toggled)

    @cached_property
    def area(self) -> CodeEditor:
        """The several lines, made when they are first wanted: most texts have one."""
        area = CodeEditor(self._theme)
        area.hide()
        # For the button in it.
        area.room_beside = self._theme.length(_BUTTON_WIDTH)
        area.setProperty("invalid", self.line.property("invalid"))
        area.setAccessibleName(self.line.accessibleName())
        area.setAccessibleDescription(self.line.accessibleDescription())
        area.setPlaceholderText(self.line.placeholderText())
        self._row.insertWidget(1, area)
        QWidget.setTabOrder(self.line, area)
        area.edited.connect(lambda: self._edit(area.exact_text()))
        return area

    def controls(self) -> tuple[QWidget, ...]:
        """Return the widget in use, and the one that is not."""
        # Both, because names and marks of errors have to be right when the person changes over.
        if "area" not in self.__dict__:
            return (self.line,)
        return (self.area, self.line) if self._is_area else (self.line, self.area)

    def _use_area(self, is_wanted: bool) -> None:
        self._is_area = is_wanted
        self.line.setVisible(not is_wanted)
        self.area.setVisible(is_wanted)
        self._button.setChecked(is_wanted)
        self._button.lie_over(self.area if is_wanted else self.line)

    def _show(self, value: Value) -> None:
        text = as_text(value)
        if _needs_area(text):
            self._use_area(True)
        if self._is_area:
            self.area.show_text(text)
        else:
            self.line.show_text(text)

    def _on_line_changed(self, text: str) -> None:
        self._edit(text)
        # The text is typed: for one that is shown, ``_show`` has chosen the control already.
        if not self._is_showing and _needs_area(text):
            self._button.setChecked(True)

    def _on_overflowed(self, text: str) -> None:
        self._use_area(True)
        self.enter(text)
        self.area.setFocus()

    def _on_toggled(self, is_wanted: bool) -> None:
        if is_wanted == self._is_area:
            return
        if not is_wanted and len(as_text(self._value)) > _LONG_FOR_A_LINE:
            # A QLineEdit lays out all of its text at each key, so this text stays here. The line
            # below comes back to this function once, which then ends at its first condition.
            self._button.setChecked(True)
            return
        # Asked before the control with the keyboard is hidden: Qt moves the keyboard on then.
        had_focus = any(control.hasFocus() for control in self.controls())
        before = as_text(self._value)
        self._use_area(is_wanted)
        self.set_value(before if is_wanted else LINE_ENDS.sub(" ", before))
        if had_focus:
            self.controls()[0].setFocus()
        # Another view of the same text is not an edit, and no step of undo.
        if self._value != before:
            self.edited.emit()


def _needs_area(text: str) -> bool:
    return len(text) > _LONG_FOR_A_LINE or LINE_ENDS.search(text) is not None
