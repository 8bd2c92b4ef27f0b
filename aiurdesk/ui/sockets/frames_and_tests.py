"""The frames of a socket and its tests, one of them in front."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QTabBar, QWidget

from aiurdesk.core.request.request import Request
from aiurdesk.core.response.examination import Examination
from aiurdesk.core.translation import tr
from aiurdesk.services.sockets.awaited_frames import FrameTestProgress, SocketExamination
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.response.examination_page import ExaminationPage, counted_title
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.folding_row import FoldingRow
from aiurdesk.ui.widgets.lazy_panel import LazyPanel
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.styled import announce, styled
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
        """Text of the line above the tests."""
        return self._note.plain_text()

    def show_nothing(self, *, has_ended: bool = False) -> None:
        """Show no tests, because none were carried out.

        Args:
            has_ended: A socket was open.
        """
        self._progress.cancel()
        self._note.show_text(_NOT_CARRIED_OUT if has_ended else _NOT_CONNECTED)
        self._show(FrameTestProgress(Examination()))

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
        self._show(FrameTestProgress(examination))
        announce(self, words)

    def _show(self, progress: FrameTestProgress) -> None:
        self.page.show_examination(progress.examination, progress.waiting)
        self.page.tools.setEnabled(bool(progress.examination.all_findings))
        self.titled.emit(counted_title(TESTS, progress.examination, progress.waiting))


_FRAMES, _TESTS = 0, 1
"""The places of the tabs."""


class FramesAndTests(QWidget):
    """Two pages below a row of tabs, which a socket without tests and messages does not have."""

    run_wanted = Signal()
    """Emitted when the saved messages are to be sent, one after the other."""

    def __init__(self, theme: Theme, keys: ActionKeys, frames: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self._keys = keys
        self._request: Request | None = None
        self._tested: Request | None = None
        self._is_stream = False
        self._tests = LazyPanel(self._make_tests)
        tabs = QTabBar(drawBase=False, expanding=False)
        self._tabs = styled(tabs, "frames_or_tests", spoken=tr("Frames or tests"))
        for title in (tr("Frames"), TESTS):
            self._tabs.addTab(title)
        # Otherwise the button beside it would take its place, and be as wide as the row.
        policy = self._tabs.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._tabs.setSizePolicy(policy)
        self._run = QPushButton(tr("Run messages"))
        self._run.clicked.connect(self.run_wanted)
        self._top = FoldingRow(((self._tabs, 1),), (self._run,))
        pages = QStackedWidget()
        pages.addWidget(frames)
        pages.addWidget(self._tests)
        self._tabs.currentChanged.connect(pages.setCurrentIndex)
        column_of(self, self._top, (pages, 1), margins=0, spacing=6)
        self._offer(has_messages=False, is_tested=False)
        keys.changed.connect(self._show_key)
        self._show_key()

    @property
    def tests(self) -> SocketTests:
        """What the tests found, made with the first ones."""
        return self._tests.panel

    def _show_key(self) -> None:
        tip = tr(
            "Connect if need be, send the saved messages one after the other, and carry out the "
            "tests"
        )
        self._run.setToolTip(self._keys.behind(tip, "run_messages"))

    def set_stream(self, is_stream: bool) -> None:
        """Name the tab after what is listed."""
        self._is_stream = is_stream
        self._tabs.setTabText(_FRAMES, tr("Events") if is_stream else tr("Frames"))

    def show_request(self, request: Request) -> None:
        """Offer what a request has, and compare its tests with those that were carried out."""
        self._request = request
        is_tested = bool(request.tests or request.captures or request.frame_expectations)
        self._offer(has_messages=bool(request.messages), is_tested=is_tested or self._tests.is_made)
        self._compare_tests()

    def show_tested(self, request: Request) -> None:
        """Take the request whose tests are carried out from now on."""
        self._tested = request
        self._compare_tests()

    def _compare_tests(self) -> None:
        request, tested = self._request, self._tested
        if request is None or tested is None:
            return
        has_messages = bool(request.messages) and not self._is_stream
        ways = tr("Run the messages or connect again") if has_messages else tr("Connect again")
        if self._is_stream:
            ways = tr("Send the request again")
        again = "" if request.has_tests_of(tested) else ways
        self._tests.fill(lambda tests: tests.page.show_changed(again))

    def _offer(self, *, has_messages: bool, is_tested: bool) -> None:
        self._tabs.setTabVisible(_TESTS, is_tested)
        # One tab alone is not a choice.
        self._tabs.setVisible(is_tested)
        self._run.setVisible(has_messages)
        self._top.setVisible(is_tested or has_messages)

    def showEvent(self, event: QShowEvent) -> None:
        """Make room for the tabs in the style of the window, which they have now."""
        super().showEvent(event)
        self._tabs.updateGeometry()

    def _make_tests(self) -> SocketTests:
        tests = SocketTests(self._theme)
        tests.titled.connect(lambda title: self._tabs.setTabText(_TESTS, title))
        return tests
