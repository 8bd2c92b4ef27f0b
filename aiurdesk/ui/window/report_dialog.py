"""The dialog that shows a report of a problem, to be shortened and copied; it sends nothing."""

from PySide6.QtWidgets import QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.dialogs.lines_dialog import TextDialog
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.styled import styled
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


class ReportDialog(TextDialog):
    """A report that the person may change before it is copied."""

    def __init__(self, theme: Theme, parent: QWidget, report: str) -> None:
        super().__init__(theme, parent, "report_dialog", tr("Report a problem"), _HEADLINE)
        self.text.setPlainText(report)
        styled(self.text, spoken=tr("Report"), look="mono").setFocus()
        self.copy.clicked.connect(lambda: self.copy.setText(tr("Copied")))
        self.resize(theme.dialog_size(*_SIZE))
