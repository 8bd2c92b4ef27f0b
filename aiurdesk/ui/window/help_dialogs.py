"""The dialogs of the Help menu: versions, manual, log and report."""

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
    QWidget,
)

from aiurdesk.core.translation import tr
from aiurdesk.resources import list_names, read_text
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.desktop import open_web_page
from aiurdesk.ui.widgets.dialog import ThemedDialog, dialog_buttons
from aiurdesk.ui.widgets.filter_field import FilterField
from aiurdesk.ui.widgets.line_dialog import TextDialog
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.window.program_facts import facts, facts_text

_COLUMNS = 56
"""Least width in characters of the font."""


class AboutDialog(ThemedDialog):
    """Shows the versions, and copies them for a report."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, "about_dialog", tr("About aiurdesk"))
        title = styled(QLabel("aiurdesk"), look="heading")
        form = QFormLayout()
        for name, value in facts():
            # Single values can be copied into a search, too.
            selectable = Qt.TextInteractionFlag.TextSelectableByMouse
            label = QLabel(value, wordWrap=True, textInteractionFlags=selectable)
            # A screen reader reads each label by itself: "6.11.3" alone says nothing.
            form.addRow(QLabel(name), styled(label, spoken=f"{name}: {value}"))
        copy = QPushButton(tr("Copy"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(facts_text()))
        close = QPushButton(tr("Close"), default=True)
        # Otherwise Copy, which was made first, would take the keyboard.
        close.setFocus()
        close.clicked.connect(self.reject)
        buttons = row_of(None, copy, 1, close)
        words = QLabel(tr("Explorer for web services."))
        column_of(self, title, words, form, 1, buttons, margins=INSET, spacing=12)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _COLUMNS)


_SIZE = (900, 680)
_LIST_WIDTH = 220
_FOLDER = "manual"
_FIRST = f"{_FOLDER}/first-steps.md"


class DocumentationDialog(ThemedDialog):
    """Shows the pages of the manual, first of all the first steps."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, "documentation_dialog", tr("Documentation"))
        # The first steps come first, the other pages by their titles.
        names = sorted(list_names(_FOLDER), key=lambda name: (name != _FIRST, name))
        self._names = names
        self._texts = [read_text(name) for name in names]
        self._list = styled(QListWidget(), spoken=tr("Pages"))
        self._list.setMaximumWidth(_LIST_WIDTH)
        self._list.addItems([text.partition("\n")[0].removeprefix("# ") for text in self._texts])
        self._page = styled(QTextBrowser(), spoken=tr("Documentation"))
        self._page.document().setDocumentMargin(INSET)
        # The links of a page are not followed by the browser itself: it would look for files.
        self._page.setOpenLinks(False)
        self._page.anchorClicked.connect(self._open)
        self._list.currentRowChanged.connect(self._show)
        buttons = dialog_buttons(self, QDialogButtonBox.StandardButton.Close)
        row = row_of(None, self._list, (self._page, 1))
        column_of(self, row, buttons, margins=INSET, spacing=12)
        self._list.setCurrentRow(0)
        self._list.setFocus()
        self.resize(theme.dialog_size(*_SIZE))

    def _show(self, row: int) -> None:
        self._page.setMarkdown(self._texts[row])

    def _open(self, link: QUrl) -> None:
        page = f"{_FOLDER}/{link.path()}"
        if link.isRelative() and page in self._names:
            self._list.setCurrentRow(self._names.index(page))
        else:
            open_web_page(link)


_LOG_DIALOG_SIZE = (900, 600)


class LogDialog(TextDialog):
    """Shows the lines of the log that have the text of the filter, the newest at the end."""

    opening_requested = Signal()
    """Emitted when the file is to be opened in the program of the desktop."""

    def __init__(self, theme: Theme, parent: QWidget, file: str, log: str) -> None:
        headline = (
            tr("The end of {file}").format(file=file)
            if log
            else tr("The log is empty. It will be {file}.").format(file=file)
        )
        super().__init__(theme, parent, "log_dialog", tr("Log"), headline)
        self._lines = log.splitlines()
        filter_field = FilterField(theme, "log_filter", tr("Filter log"))
        filter_field.textChanged.connect(self._show)
        self.column.insertWidget(1, filter_field)
        styled(self.text, look="mono").setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        opening = self.buttons.addButton(tr("Open file"), QDialogButtonBox.ButtonRole.ActionRole)
        opening.clicked.connect(self.opening_requested)
        for button in (self.copy, opening):
            button.setEnabled(bool(log))
        self._show("")
        # Tab goes from the filter to the text.
        self.setTabOrder(filter_field, self.text)
        filter_field.setFocus()
        self.resize(theme.dialog_size(*_LOG_DIALOG_SIZE))

    def _show(self, needle: str) -> None:
        folded = needle.casefold()
        lines = [line for line in self._lines if folded in line.casefold()]
        self.text.setPlainText("\n".join(lines))
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.maximum())


_REPORT_DIALOG_SIZE = (820, 600)
_HEADLINE = tr(
    "This is what Copy puts into the clipboard. aiurdesk sends nothing by "
    "itself. Say what you did when the problem appeared, delete what you do "
    "not want to show, then copy the text into your report."
)
LOG_LINES = 100


def report_text(crash: str, log: str) -> str:
    """Return a report: versions, the last crash and the last lines of the log, where there are."""
    sections = [facts_text(), tr("What I did:\n\nWhat I expected:\n")]
    if crash:
        sections.append(tr("Last crash\n\n{crash}").format(crash=crash))
    if log:
        lines = log.splitlines()[-LOG_LINES:]
        sections.append("\n".join((tr("Log"), "", *lines, "")))
    return "\n\n".join(sections)


class ReportDialog(TextDialog):
    """A report that the person may change before it is copied."""

    def __init__(self, theme: Theme, parent: QWidget, report: str) -> None:
        super().__init__(theme, parent, "report_dialog", tr("Report a problem"), _HEADLINE)
        self.text.setPlainText(report)
        styled(self.text, spoken=tr("Report"), look="mono").setFocus()
        self.copy.clicked.connect(lambda: self.copy.setText(tr("Copied")))
        self.resize(theme.dialog_size(*_REPORT_DIALOG_SIZE))
