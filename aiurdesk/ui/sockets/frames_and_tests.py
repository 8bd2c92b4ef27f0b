"""The frames of a socket and its tests, one of them in front."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QTabBar, QWidget

from aiurdesk.core.request.request import Request
from aiurdesk.core.translation import tr
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.layout.folding_row import FoldingRow
from aiurdesk.ui.layout.lazy_panel import LazyPanel
from aiurdesk.ui.sockets.socket_tests import TESTS, SocketTests
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.styled import styled

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
        self._tabs = styled(tabs, spoken=tr("Frames or tests"))
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
        )
        self._run.setToolTip(self._keys.behind(f"{tip}tests", "run_messages"))

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
