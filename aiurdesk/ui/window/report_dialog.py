"""The dialog that shows a report of a problem, to be shortened and copied; it sends nothing."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.dialogs.dialog_buttons import dialog_buttons
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.window.program_facts import facts_text

_SIZE = (820, 600)
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


class ReportDialog(QDialog):
    """A report that the person may change before it is copied."""

    def __init__(self, theme: Theme, parent: QWidget, report: str) -> None:
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("report_dialog")
        self.setWindowTitle(tr("Report a problem"))
        headline = WrappedLabel("muted")
        headline.show_text(_HEADLINE)
        self.text = QPlainTextEdit(report)
        self.text.setAccessibleName(tr("Report"))
        self.text.setProperty("look", "mono")
        buttons = dialog_buttons(self, QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._copy)
        self._copy_button = copy
        column_of(self, headline, (self.text, 1), buttons, margins=(18, 16, 18, 14), spacing=12)
        self.text.setFocus()
        self.resize(theme.dialog_size(*_SIZE))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._copy_button.setText(tr("Copied"))
