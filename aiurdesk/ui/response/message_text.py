"""A text of the service: selectable, exactly as sent, of any length."""

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from aiurdesk.ui.theme import mark

SHOWN_CHARACTERS = 20_000
"""Breaking a line without blanks costs time; beyond this the rest stands in the text view."""

FEW_LINES = 4
MANY_LINES = 14


class MessageText(QPlainTextEdit):
    """As high as its text, up to a few lines; more of them when ``show_all`` is asked for.

    Quotation marks around it are not copied: what lands elsewhere is what the service sent.
    """

    clipped_changed = Signal(bool)
    """Emitted when few lines are not enough any more, or are again."""

    def __init__(
        self, name: str, *, is_quoted: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._is_quoted = is_quoted
        self._lines = FEW_LINES
        self._was_clipped = False
        mark(self, "look", "message")
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def show_text(self, text: str) -> None:
        """Show a text from its beginning, in few lines."""
        rest = len(text) - SHOWN_CHARACTERS
        if rest > 0:
            text = f"{text[:SHOWN_CHARACTERS]}… and {rest:,} more characters"
        self.setPlainText(f"“{text}”" if self._is_quoted else text)
        self.show_all(False)

    def show_all(self, is_wanted: bool) -> None:
        """Show more lines or few; what is longer still scrolls."""
        self._lines = MANY_LINES if is_wanted else FEW_LINES
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if is_wanted else policy.ScrollBarAlwaysOff
        )
        self._fit()

    def is_clipped(self) -> bool:
        """Return whether few lines are not enough."""
        return self._line_count() > FEW_LINES

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy what the service sent: no quotation marks, no-break spaces as they are."""
        cursor = self.textCursor()
        text = cursor.selectedText().replace("\u2029", "\n")
        if self._is_quoted and cursor.selectionStart() == 0:
            text = text[1:]
        if self._is_quoted and cursor.selectionEnd() == self.document().characterCount() - 1:
            text = text[:-1]
        data = QMimeData()
        data.setText(text)
        return data

    def _line_count(self) -> int:
        return max(1, round(self.document().size().height()))

    def _fit(self) -> None:
        lines = min(self._line_count(), self._lines)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing())
        if self.is_clipped() != self._was_clipped:
            self._was_clipped = not self._was_clipped
            self.clipped_changed.emit(self._was_clipped)
