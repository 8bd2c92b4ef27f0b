"""A text from the service: selectable, exactly as sent, of any length."""

from html import escape

import msgspec
from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QWidget

from aiurdesk.core.exchange.exchange import SEVERITY_WORDS, Exchange, failed_tests_line
from aiurdesk.core.translation import in_quotes, joined_sentences, titled, tr
from aiurdesk.core.verdict.verdict import Verdict
from aiurdesk.ui.theme.theme import mark

SHOWN_CHARACTERS = 8_000
"""Qt wraps a line without blanks slowly; the text view shows what is cut off here."""

_SHOWN_BYTES = 10_000
"""Of the same in UTF-8: Qt takes four times as long for emoji as for Latin letters."""
_END_CHARACTERS = 80
"""Shown of what is cut off: a message that was cut before says there how long it is."""
FEW_LINES = 4


def shortened(text: str) -> str:
    """Return a text, or the beginning and the end of one that is too long to be shown."""
    encoded = text[:SHOWN_CHARACTERS].encode(errors="replace")
    beginning = encoded[:_SHOWN_BYTES].decode(errors="ignore")
    rest = len(text) - len(beginning) - _END_CHARACTERS
    if rest <= 0:
        return text
    # Not of what was encoded, in which half a character is replaced.
    more = tr("… {count:,} more characters …").format(count=rest)
    return f"{text[: len(beginning)]}{more}{text[-_END_CHARACTERS:]}"


class MessageText(QPlainTextEdit):
    """A text that is as high as its lines, up to a number of them.

    Copying leaves out the quotation marks around it: the service did not send them.
    """

    def __init__(
        self, name: str, *, is_quoted: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._is_quoted = is_quoted
        self._lines = FEW_LINES
        mark(self, "look", "message")
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # It cannot be edited, so Tab has nothing to insert.
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        # With the keyboard too: a read-only text edit takes the mouse only.
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def show_text(self, text: str) -> None:
        """Show a text from its beginning."""
        text = shortened(text)
        quoted = in_quotes(text) if self._is_quoted else text
        if quoted != self.toPlainText():  # setting it again would scroll back to the top
            self.setPlainText(quoted)
        self._fit()

    def set_most_lines(self, lines: int, *, is_scrolling: bool = False) -> None:
        """Show at most so many lines; a longer text can be scrolled, or is cut."""
        self._lines = lines
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if is_scrolling else policy.ScrollBarAlwaysOff
        )
        self._fit()

    def is_clipped(self) -> bool:
        """Return whether there are more lines than are shown."""
        return self._line_count() > self._lines

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the lines again."""
        super().resizeEvent(event)
        # ``_fit`` sets the height, which comes here again: only the width asks for it.
        if event.size().width() != event.oldSize().width():
            self._fit()
        self._show_beginning()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy what the service sent: no quotation marks, no-break spaces as they are."""
        cursor = self.textCursor()
        # Not ``toPlainText``, which replaces no-break spaces. Qt ends lines with U+2029.
        text = cursor.selectedText().replace("\u2029", "\n")
        if self._is_quoted and cursor.selectionStart() == 0:
            text = text[1:]
        if self._is_quoted and cursor.selectionEnd() == self.document().characterCount() - 1:
            text = text[:-1]
        data = QMimeData()
        data.setText(text)
        return data

    def _line_count(self) -> int:
        # The layout of a QPlainTextEdit gives the height in lines, not in pixels.
        return max(1, round(self.document().size().height()))

    def _fit(self) -> None:
        lines = min(self._line_count(), self._lines)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing())
        self._show_beginning()

    def _show_beginning(self) -> None:
        """Undo that Qt scrolls to the cursor when there is less room."""
        if self.verticalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
            self.verticalScrollBar().setValue(0)


class DetailLevel(msgspec.Struct, frozen=True):
    """Amount of text that is shown at once; the rest comes with "Show all"."""

    lines: int
    """Of the message."""
    has_meaning: bool
    has_details: bool
    """Errors from the service, and the notes."""
    is_packed: bool = False
    """Meaning, complaints and notes are one text that scrolls: each by itself has no room."""
    detail_lines: int = FEW_LINES

    def details(self, verdict: Verdict) -> list[str]:
        """Return the lines of the text that scrolls: what the service says about single values."""
        named = [
            f"{name}: {text}" for name, texts in verdict.field_errors.items() for text in texts
        ]
        lines = [*named, *verdict.other_errors]
        if self.is_packed:
            lines = list(filter(None, (verdict.meaning, *lines, *verdict.notes)))
        return lines

    def leaves_out(self, verdict: Verdict) -> bool:
        """Tell whether something of a verdict is not shown."""
        has_details = bool(verdict.field_errors or verdict.other_errors or verdict.notes)
        is_meaning_missing = bool(verdict.meaning) and not self.has_meaning
        return is_meaning_missing or (has_details and not self.has_details)


# From most to least: the first one that fits is shown.
LEVELS = (
    DetailLevel(FEW_LINES, True, True),
    DetailLevel(2, True, False),
    DetailLevel(2, False, False),
)
# With "Show all", nothing may be left out: what has no room of its own scrolls.
OPEN_LEVELS = (LEVELS[0], DetailLevel(2, False, True, is_packed=True, detail_lines=3))


def description(exchange: Exchange, sign: str, headline: str) -> str:
    """Return the banner as one text for screen readers."""
    verdict, fixes = exchange.verdict, _fix_texts(exchange.verdict)
    sentences = (
        titled(f"{sign} {SEVERITY_WORDS[exchange.severity]}", headline).strip(),
        failed_tests_line(exchange),
        # In quotes, as it is seen: it is what the service says, not this program.
        in_quotes(shortened(verdict.message)) if verdict.message else "",
        verdict.meaning,
        tr("Suggested fix: {fixes}").format(fixes=fixes) if fixes else "",
    )
    return joined_sentences(sentences)


def suggestion(verdict: Verdict, colour: str) -> str:
    """Return the fixes in words as rich text, the lead in a colour; empty without any."""
    texts = _fix_texts(verdict)
    lead = f'<b style="color: {colour}">{tr("Suggested fix")}</b>'
    return f"{lead} — {escape(texts)}" if texts else ""


def _fix_texts(verdict: Verdict) -> str:
    # A fix with an action is a button, which says the same.
    return " ".join(fix.text for fix in verdict.fixes if fix.action is None)


class PlainLabel(QLabel):
    """Wraps, and may be narrower than its longest word."""

    def __init__(self, name: str, look: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setMinimumWidth(1)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if look:
            mark(self, "look", look)

    def show_text(self, text: str) -> None:
        """Show a text, or hide the label when it is empty."""
        self.setText(text)
        self.setVisible(bool(text))
