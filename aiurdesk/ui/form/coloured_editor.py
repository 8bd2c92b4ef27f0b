"""Editor of a text with a syntax: coloured, and with marked lines."""

from collections.abc import Iterable

from PySide6.QtGui import QTextCursor, QTextFormat
from PySide6.QtWidgets import QTextEdit, QWidget

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.request.request import Value
from aiurdesk.ui.body.highlighter import Highlighter
from aiurdesk.ui.form.area import Area
from aiurdesk.ui.form.editor import Editor, as_text
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.styled import styled


class ColouredEditor(Editor):
    """Text of several lines."""

    def __init__(
        self,
        parameter: Parameter,
        theme: Theme,
        syntax: str | None,
        *,
        fills: bool = False,
        area: Area | None = None,
    ) -> None:
        """Create an empty editor.

        Args:
            syntax: As for ``Highlighter.set_syntax``.
            fills: As for ``Area``.
            area: What the text is edited in; None makes one.
        """
        super().__init__(parameter)
        self.area = styled(area or Area(fills=fills), spoken=parameter.name, look="mono")
        self._text = ""
        self._marked: tuple[QTextCursor, ...] = ()
        """In the lines that are marked; they stay there while the text is edited."""
        self._theme = theme
        self._highlighter = Highlighter(self.area.document(), theme)
        self._highlighter.set_syntax(syntax)
        self._column = column_of(self, (self.area, 1), margins=0, spacing=4)
        self.area.textChanged.connect(self._on_text_changed)
        theme.changed.connect(self._on_theme_changed)

    def controls(self) -> tuple[QWidget, ...]:
        """Return the area."""
        return (self.area,)

    def mark_lines(self, lines: Iterable[int]) -> None:
        """Mark lines, counted from 0; others are no longer marked."""
        document = self.area.document()
        self._marked = tuple(QTextCursor(document.findBlockByNumber(line)) for line in lines)
        self._show_marks()

    def _show_marks(self) -> None:
        marks = []
        for cursor in self._marked:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = cursor
            mark.format.setBackground(self._theme.colour("input_background"))
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            marks.append(mark)
        self.area.setExtraSelections(marks)

    def _show(self, value: Value) -> None:
        self.area.show_text(as_text(value))
        # What the area shows may differ from the value, for example in its line ends.
        self._text = self.area.exact_text()
        self._on_shown()

    def _on_text_changed(self) -> None:
        text = self.area.exact_text()
        # Colouring counts as a change of the document, too.
        if text == self._text:
            return
        self._text = text
        self._on_shown()
        self._edit(text)

    def _on_shown(self) -> None:
        """Follow another text that is shown."""

    def _on_theme_changed(self) -> None:
        self._highlighter.refresh()
        self._highlighter.rehighlight()
        self._show_marks()
