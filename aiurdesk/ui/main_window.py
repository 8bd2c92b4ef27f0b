"""The main window: what is there at the first picture, and every connection between its parts."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from aiurdesk import resources
from aiurdesk.core.built_in_environments import BUILT_IN, environment_named
from aiurdesk.core.window_state import WindowState
from aiurdesk.ui.actions import ACTIONS, Actions, Menu, key_text
from aiurdesk.ui.empty_state import EmptyState
from aiurdesk.ui.endpoints.endpoints_panel import EndpointsPanel
from aiurdesk.ui.environment_chooser import EnvironmentChooser
from aiurdesk.ui.messages import MessageBar
from aiurdesk.ui.status_line import StatusLine
from aiurdesk.ui.theme import Theme

if TYPE_CHECKING:
    from aiurdesk.ui.desk import Desk

WINDOW_SPLITTER = "window"
"""Under this name the division of sidebar and requests is kept."""
_FIRST_SIZE = (1280, 800)
_LEAST_SIZE = (900, 560)
_SIDEBAR_WIDTH = 290


class MainWindow(QMainWindow):
    """Shows bars, endpoints and empty state at once; requests come with ``wire``."""

    close_wanted = Signal()
    """Emitted when a person closes the window."""
    painted = Signal()
    """Emitted when the window was painted for the first time."""
    arranged = Signal()
    """Emitted when it was moved, resized or divided anew."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("aiurdesk")
        self.setWindowIcon(QIcon(f"{resources.folder_path('icons')}/aiurdesk.svg"))
        self.resize(*_FIRST_SIZE)
        self.setMinimumSize(*_LEAST_SIZE)
        self._is_painted = False
        self.actions_of_rows = Actions(self)
        self.environments = EnvironmentChooser(theme, BUILT_IN)
        self.endpoints = EndpointsPanel(theme)
        self.empty_state = EmptyState(key_text("new_request"))
        self.message_bar = MessageBar(theme)
        self.status_line = StatusLine(theme)
        self.work_area = QStackedWidget()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._build()

    def restore(self, state: WindowState) -> None:
        """Take up the place of the last time; requests come later."""
        if state.geometry:
            self.restoreGeometry(packed(state.geometry))
        if state.splitters.get(WINDOW_SPLITTER):
            self.splitter.restoreState(packed(state.splitters[WINDOW_SPLITTER]))
        self.show_sidebar(state.is_sidebar_visible)
        self.endpoints.expand_keys(state.expanded)
        self.environments.show_environment(environment_named(state.environment).name)

    def show_sidebar(self, is_wanted: bool) -> None:
        """Show the endpoints, or give their room to the request."""
        self.endpoints.setVisible(is_wanted)
        self.actions_of_rows["toggle_sidebar"].setChecked(is_wanted)
        self.arranged.emit()

    def show_empty_state(self, is_wanted: bool) -> None:
        """Show the things to try, or the requests."""
        self.work_area.setCurrentIndex(0 if is_wanted else self.work_area.count() - 1)

    def wire(self, desk: "Desk") -> None:
        """Connect the parts with each other; there is no other place where this is done."""
        bench, tabs, sending = desk.workbench, desk.pages.tabs, desk.workbench.sending
        self.work_area.addWidget(tabs)
        self.endpoints.endpoint_chosen.connect(bench.open)
        self.empty_state.trial_chosen.connect(desk.try_out)
        self.environments.environment_chosen.connect(sending.set_environment)
        sending.environment_changed.connect(desk.show_environment)
        sending.exchange_finished.connect(desk.show_answer)
        sending.busy_changed.connect(desk.show_state)
        sending.told.connect(self.message_bar.tell)
        bench.request_opened.connect(tabs.add)
        bench.request_closed.connect(tabs.remove)
        bench.request_raised.connect(tabs.bring_to_front)
        bench.request_changed.connect(desk.keeping.window_changed)
        tabs.current_changed.connect(bench.set_current)
        tabs.current_changed.connect(desk.show_state)
        tabs.close_wanted.connect(bench.close)
        tabs.new_wanted.connect(bench.open_address)
        self.arranged.connect(desk.keeping.window_changed)
        self.endpoints.expanded_changed.connect(desk.keeping.window_changed)
        desk.keeping.settings_changed.connect(desk.wear)
        desk.keeping.told.connect(self.message_bar.tell)
        desk.scope.busy_changed.connect(desk.show_work)
        desk.scope.failed.connect(desk.tell_failure)
        self.actions_of_rows.connect_all(desk.deeds)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Tell of the first picture."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Leave at once; what runs is ended by whoever waits for ``close_wanted``."""
        event.accept()
        self.close_wanted.emit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Tell when the window was made as large as the screen, or normal again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.arranged.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Tell the new size."""
        super().resizeEvent(event)
        self.arranged.emit()

    def _build(self) -> None:
        self._build_menus()
        self.work_area.addWidget(self.empty_state)
        self.splitter.setObjectName("main_splitter")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.endpoints)
        self.splitter.addWidget(self.work_area)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([_SIDEBAR_WIDTH, _FIRST_SIZE[0] - _SIDEBAR_WIDTH])
        self.splitter.splitterMoved.connect(self.arranged)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_top_bar())
        column.addWidget(self.message_bar)
        column.addWidget(self.splitter, 1)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status_line)

    def _build_menus(self) -> None:
        for menu in Menu:
            shown = self.menuBar().addMenu(menu.value)
            for row in ACTIONS:
                if row.menu is menu and row.is_in_menu:
                    if row.begins_section:
                        shown.addSeparator()
                    shown.addAction(self.actions_of_rows[row.id])
        self.addActions(self.actions_of_rows.all())

    def _make_top_bar(self) -> QFrame:
        bar = QFrame()
        bar.setObjectName("top_bar")
        bar.setProperty("look", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 7, 12, 7)
        row.addWidget(self.environments)
        row.addStretch(1)
        return bar


def packed(spelled: str) -> QByteArray:
    """Return what Qt packed, from its hexadecimal spelling; nothing where it is none."""
    return QByteArray.fromHex(QByteArray(spelled.encode()))
