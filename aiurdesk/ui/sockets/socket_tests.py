"""The part of the panel that shows what a socket expects, and what came of it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.response.examination import Examination
from aiurdesk.core.translation import tr
from aiurdesk.services.sockets.socket_examination import Progress, SocketExamination
from aiurdesk.ui.layout.folding_row import FoldingRow
from aiurdesk.ui.response.examination_page import ExaminationPage, counted_title
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.announcing import announce
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.widgets.throttle import Throttle

TESTS = tr("Tests")
_NOT_CONNECTED = tr("The tests are carried out while the socket is open.")
_NOT_STARTED = tr("The time begins with the first message that is sent.")
_NOT_CARRIED_OUT = tr("The tests were not carried out: no message was sent.")
_EVERY_MS = 100
"""Progress is shown so often at most: a flood makes some several hundred times a second."""


class SocketTests(QWidget):
    """Each expectation with its state, below a line that says how far they are."""

    titled = Signal(str)
    """Emitted with what the tab is called now."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._note = styled(WrappedLabel("muted"), spoken=tr("State of the tests"))
        self.page = ExaminationPage(theme)
        self._examination: SocketExamination | None = None
        self._progress = Throttle(self, _EVERY_MS, self._show_progress)
        top = FoldingRow(((self._note, 1),), (self.page.tools,))
        column_of(self, top, (self.page, 1), margins=0, spacing=6)
        self.setFocusProxy(self.page)
        self.show_nothing()

    @property
    def note(self) -> str:
        """What the line above the tests says."""
        return self._note.plain_text()

    def show_nothing(self, *, has_ended: bool = False) -> None:
        """Show no tests, because none were carried out.

        Args:
            has_ended: A socket was open.
        """
        self._progress.cancel()
        self._note.show_text(_NOT_CARRIED_OUT if has_ended else _NOT_CONNECTED)
        self._show(Progress(Examination()))

    def show_progress(self, examination: SocketExamination) -> None:
        """Show what was found so far, at once or in a moment."""
        self._examination = examination
        self._progress.call()

    def _show_progress(self) -> None:
        examination = self._examination
        if examination is None:
            return
        within = f"{examination.within_ms / 1000:g} s"
        started = tr("Waiting for what is expected, for {within} at most.").format(within=within)
        self._note.show_text(started if examination.has_started else _NOT_STARTED)
        self._show(examination.progress())

    def show_result(self, examination: Examination | None) -> None:
        """Show what was found in the end, and announce it."""
        self._progress.cancel()
        # Everything that came is in it.
        self._examination = None
        examination = examination or Examination()
        findings = examination.all_findings
        passed = sum(finding.passed for finding in findings)
        words = tr("{passed} of {findings_count} tests passed.").format(
            passed=passed, findings_count=len(findings)
        )
        if len(findings) == 1:
            words = tr("The test passed.") if passed else tr("The test failed.")
        if not findings:
            words = tr("Everything was captured.")
        self._note.show_text(words)
        self._show(Progress(examination))
        announce(self, words)

    def _show(self, progress: Progress) -> None:
        self.page.show_examination(progress.examination, progress.waiting)
        self.page.tools.setEnabled(bool(progress.examination.all_findings))
        self.titled.emit(counted_title(TESTS, progress.examination, progress.waiting))
