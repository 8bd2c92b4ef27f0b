"""Text that may have several lines."""

import re
from functools import cached_property

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent, QTextOption
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.formats.utf16 import with_replaced
from aiurdesk.core.request.request import Value
from aiurdesk.core.translation import tr
from aiurdesk.ui.form.editor import Editor, as_text
from aiurdesk.ui.form.line import Line, leaves_to_page
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.icon_button import IconButton
from aiurdesk.ui.widgets.styled import styled

_SIDE = 6
"""Pixels at the left and the right, beside the margin of the document."""
# In lines: a longer text scrolls, so that the fields below it stay in reach.
_LEAST_LINES = 3
_MOST_LINES = 12
# In characters. A QLineEdit lays out its whole text at each key, so longer texts get an area.
_LONG_FOR_A_LINE = 4096
_MOST_EDITED = 50_000
"""Characters. Qt takes a quarter of a second to wrap a megabyte, at each change."""
_SHOWN_OF_LONG = 1000
# Parameters with such names mostly take several lines, so their editors begin with an area.
_SEVERAL_LINES = r"(?i)(content|message|description|stacktrace|bio|text|body|reason)$"
# Python's splitlines() knows more of them, but Qt begins a new line at these only.
_LINE_ENDS = re.compile("[\n\r\u2028\u2029]")
_LINE_ENDS_OF_OTHERS = ("\r\n", "\r", "\u2028", "\u2029")
_LONG = tr(
    "{} characters are sent; the first {} are shown. A text of this length "
    "cannot be edited here: paste another one, or remove it with Delete."
)


class Area(QPlainTextEdit):
    """Plain text that grows with its lines and leaves Tab to the form."""

    def __init__(self, *, fills: bool = False) -> None:
        """Create an empty area.

        Args:
            fills: It takes the height that there is, with any text.
        """
        super().__init__()
        self._fills = fills
        self.setTabChangesFocus(True)
        # Wrapping at words freezes for 40 s on a single line of a megabyte, such as base64.
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._whole: str | None = None
        """A text that is too long to be shown, and therefore to be edited."""
        self._note = styled(QLabel(self, wordWrap=True), look="small")
        self._note.hide()
        self._place_note()
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self.fit())
        self.fit()

    def show_text(self, text: str) -> None:
        """Show a text, of a very long one only the beginning."""
        is_long = len(text) > _MOST_EDITED
        # Before ``setPlainText``, which emits ``textChanged``: who asks for the text then has to
        # get all of it.
        self._whole = text if is_long else None
        self._note.setText(_LONG.format(f"{len(text):,}", f"{_SHOWN_OF_LONG:,}") if is_long else "")
        self._note.setVisible(is_long)
        self.setReadOnly(is_long)
        self.setPlainText(text[:_SHOWN_OF_LONG] if is_long else text)
        self._place_note()
        self.fit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Insert what is pasted or dropped, however long it is."""
        cursor, text = self.textCursor(), source.text()
        length = self.document().characterCount() - 1
        if length - len(cursor.selectedText()) + len(text) <= _MOST_EDITED:
            super().insertFromMimeData(source)
            return
        # Qt would insert it first, and wrap it.
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        whole = with_replaced(self.exact_text(), start, end, text)
        # Not one expression, which takes half a second for ten megabytes.
        for line_end in _LINE_ENDS_OF_OTHERS:
            whole = whole.replace(line_end, "\n")
        self.show_text(whole)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy all of a text of which all that is shown is selected."""
        cursor = self.textCursor()
        length = self.document().characterCount() - 1
        if self._whole is None or cursor.selectionEnd() - cursor.selectionStart() < length:
            return super().createMimeDataFromSelection()
        data = QMimeData()
        data.setText(self._whole)
        return data

    def sizeHint(self) -> QSize:
        """Ask for a few lines where it fills its place: a small window may have several areas."""
        hint = super().sizeHint()
        if self._fills:
            hint.setHeight(self.minimumSizeHint().height())
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the sentence below the text."""
        super().resizeEvent(event)
        self._place_note()

    def changeEvent(self, event: QEvent) -> None:
        """Be as high as the lines are in another font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._place_note()
            self.fit()

    def _inset(self) -> int:
        """Return the margin above and below the text in pixels."""
        # A QLineEdit, which the style makes a quarter of a line higher than its text, has as much:
        # both kinds of fields begin alike.
        return round(self.fontMetrics().height() / 8)

    def _place_note(self) -> None:
        # In the margin below the viewport, where it does not scroll away with the text.
        inset, height = self._inset(), self._note_height()
        area = self.contentsRect().adjusted(_SIDE, 0, -_SIDE, -inset)
        self.setViewportMargins(_SIDE, inset, _SIDE, inset + height)
        self._note.setGeometry(area.left(), area.bottom() - height, area.width(), height)

    def _note_height(self) -> int:
        width = self.contentsRect().width() - 2 * _SIDE
        return 0 if self._whole is None else max(0, self._note.heightForWidth(max(width, 1)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave undo and redo to the page; replace or remove a text that is too long to edit."""
        if leaves_to_page(self, event):
            event.ignore()
        # While the text is too long, Qt takes neither of these keys: the editor is read-only.
        elif self._whole is not None and event.matches(QKeySequence.StandardKey.Paste):
            self.show_text(QGuiApplication.clipboard().text())
        elif self._whole is not None and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.show_text("")
        else:
            super().keyPressEvent(event)

    def exact_text(self) -> str:
        """Return the text; ``toPlainText`` would replace no-break spaces by spaces."""
        if self._whole is not None:
            return self._whole
        # Qt ends each line of a document with U+2029, also where the text had another end.
        return self.document().toRawText().replace("\u2029", "\n")

    def fit(self) -> None:
        """Make the area as high as its lines, within limits."""
        if self._fills:
            return
        # The layout of a QPlainTextEdit gives the height in lines, not in pixels.
        lines = round(self.document().documentLayout().documentSize().height())
        lines = min(max(lines, _LEAST_LINES), _MOST_LINES)
        inset = self.document().documentMargin() + self.frameWidth() + self._inset()
        margins = 2 * (inset + 1)
        height = round(lines * self.fontMetrics().lineSpacing() + margins) + self._note_height()
        if height != self.minimumHeight():
            self.setFixedHeight(height)


class TextEditor(Editor):
    """Text in one line; in several at a click, and if it has several."""

    def __init__(self, parameter: Parameter, theme: Theme) -> None:
        super().__init__(parameter)
        self.line = Line()
        self._button = IconButton(
            theme, "lines", tr("Several lines for {name}").format(name=parameter.name)
        )
        self._button.setCheckable(True)
        self._row = row_of(self, self.line, margins=0, spacing=4)
        self._row.addWidget(self._button, 0, Qt.AlignmentFlag.AlignTop)
        self._is_area = False
        if re.search(_SEVERAL_LINES, parameter.name):
            self._use_area(True)
        self.line.textChanged.connect(self._on_line_changed)
        self.line.overflowed.connect(self._on_overflowed)
        self._button.toggled.connect(self._on_toggled)

    @cached_property
    def area(self) -> Area:
        """The several lines, made when they are first wanted: most texts have one."""
        area = Area()
        area.hide()
        area.setProperty("invalid", self.line.property("invalid"))
        area.setAccessibleName(self.line.accessibleName())
        area.setAccessibleDescription(self.line.accessibleDescription())
        area.setPlaceholderText(self.line.placeholderText())
        self._row.insertWidget(1, area)
        QWidget.setTabOrder(self.line, area)
        area.textChanged.connect(lambda: self._edit(area.exact_text()))
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
        self.set_value(before if is_wanted else _LINE_ENDS.sub(" ", before))
        if had_focus:
            self.controls()[0].setFocus()
        # Another view of the same text is not an edit, and no step of undo.
        if self._value != before:
            self.edited.emit()


def _needs_area(text: str) -> bool:
    return len(text) > _LONG_FOR_A_LINE or _LINE_ENDS.search(text) is not None
