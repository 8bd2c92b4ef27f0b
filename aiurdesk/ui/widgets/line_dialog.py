"""A dialog that asks for one line of text."""

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPlainTextEdit, QTabWidget, QWidget

from aiurdesk.core.problem import Problem, sentence_of
from aiurdesk.core.translation import tr, within
from aiurdesk.ui.theme.grid import INSET, LINE
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.dialog import ThemedDialog, answer_of, dialog_buttons, plain_button
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.styled import styled

_WIDTH = 380
"""In pixels, as in ``Theme.fit_dialog``."""


class LineWords(msgspec.Struct, frozen=True):
    """Texts of a dialog that asks for one line."""

    id: str
    """Name of the object."""
    title: str
    label: str
    """Above the line; an ampersand in it is doubled."""
    field: str
    """Accessible name of the line."""
    button: str
    """What is done with the text."""
    placeholder: str = ""


class LineDialog(ThemedDialog):
    """Asks for a line, which is offered so that Return takes it and typing replaces it."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        words: LineWords,
        text: str,
        problem_of: Callable[[str], Problem | None] | None = None,
    ) -> None:
        """Build.

        Args:
            text: Stands in the line.
            problem_of: Returns what is wrong with a text.
        """
        super().__init__(theme, parent, words.id, words.title)
        self._theme = theme
        self._problem_of = problem_of
        self.line = CappedLine()
        self.line.setText(text)
        self.line.setAccessibleName(words.field)
        self.line.setPlaceholderText(words.placeholder)
        self.line.selectAll()
        label = QLabel(words.label)
        # What a stranger wrote may look like HTML.
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setBuddy(self.line)
        label.setWordWrap(True)
        self._note = Note(theme)
        buttons = dialog_buttons(
            self, QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(words.button)
        self.line.textChanged.connect(self._check)
        self._column = column_of(self, margins=INSET, spacing=10)
        for widget in (label, self.line, self._note, buttons):
            self._column.addWidget(widget)
        self._check()

    def text(self) -> str:
        """Return the line as it is typed, without the spaces around it."""
        return self.line.text().strip()

    def add_below(self, *widgets: QWidget) -> None:
        """Add widgets between the line and the buttons."""
        for widget in widgets:
            self._column.insertWidget(self._column.count() - 1, widget)

    async def answer(self) -> str | None:
        """Open the dialog, wait, and delete it; return the line, None where it was cancelled."""
        return await answer_of(self, self.text)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height of all that is in it: labels that wrap do not hold theirs."""
        self._theme.fit_dialog(self, _WIDTH)
        super().showEvent(event)

    def _check(self) -> None:
        problem = self._problem_of(self.text()) if self._problem_of else None
        self._note.show_text(sentence_of(problem))
        self.line.setAccessibleDescription(sentence_of(problem))
        self.ok.setEnabled(problem is None)


_MOST_LINES = 5_000
"""That the widget lays out while the window waits; *Copy* takes all."""


class LineTabs(QTabWidget):
    """Each tab has its count in its title; one that can be copied has a button for that."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setDocumentMode(True)

    def add_page(self, title: str, count: int, page: QWidget) -> None:
        """Add a tab with a widget in it; an ampersand in the title is not a shortcut."""
        self.addTab(page, f"{title} {count:,}".replace("&", "&&"))

    def add_lines(
        self, title: str, lines: Sequence[str], nothing: str = "", summary: Sequence[str] = ()
    ) -> None:
        """Add a tab with lines.

        Args:
            nothing: Shown where lines are missing; without it, the tab is left out.
            summary: Shown instead of the lines, which a button shows then.
        """
        if lines or nothing:
            self.add_page(title, len(lines), _lines_page(title, lines, nothing, summary))


def _lines_page(title: str, lines: Sequence[str], nothing: str, summary: Sequence[str]) -> QWidget:
    page = QWidget()
    text = QPlainTextEdit(readOnly=True, tabChangesFocus=True)
    text.setAccessibleName(title)
    text.document().setDocumentMargin(LINE)

    def show_all() -> None:
        text.setPlainText("\n".join(lines[:_MOST_LINES]) or nothing)
        if len(lines) > _MOST_LINES:
            more = tr("and {value:,} more, which Copy takes, too")
            text.appendPlainText(more.format(value=len(lines) - _MOST_LINES))

    copy = plain_button(tr("Copy"), lambda: QGuiApplication.clipboard().setText("\n".join(lines)))
    copy.setAccessibleName(tr("Copy {lower}").format(lower=within(title)))
    copy.setEnabled(bool(lines))
    buttons = row_of(None, copy, 1, spacing=8)
    column_of(page, (text, 1), buttons, margins=(0, 8, 0, 0), spacing=8)
    if not len(lines) > len(summary) > 0:
        show_all()
        return page
    text.setPlainText("\n".join(summary))
    every = plain_button(tr("Show all"), show_all)
    every.setAccessibleName(tr("Show all {lower}").format(lower=within(title)))
    every.clicked.connect(every.hide)
    buttons.insertWidget(0, every)
    return page


_SIZE = (760, 520)


class TextDialog(ThemedDialog):
    """A headline and a text, which a button copies."""

    def __init__(self, theme: Theme, parent: QWidget, name: str, title: str, headline: str) -> None:
        super().__init__(theme, parent, name, title)
        self.summary = WrappedLabel("muted")
        self.summary.show_text(headline)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(title)
        self.text.document().setDocumentMargin(LINE)
        self.buttons = dialog_buttons(self, QDialogButtonBox.StandardButton.Close)
        self.copy = self.buttons.addButton(tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(self.text.toPlainText())
        )
        self.column = column_of(
            self, self.summary, (self.text, 1), self.buttons, margins=INSET, spacing=12
        )


class LinesDialog(TextDialog):
    """A text with a line for each thing; deleted when it is closed."""

    def __init__(
        self, theme: Theme, parent: QWidget, title: str, headline: str, lines: Sequence[str]
    ) -> None:
        super().__init__(theme, parent, "lines_dialog", title, headline)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.summary.setObjectName("lines_summary")
        styled(self.text, "lines").setReadOnly(True)
        self.text.setPlainText("\n".join(lines))
        self.text.setFocus()
        self.resize(theme.dialog_size(*_SIZE))
