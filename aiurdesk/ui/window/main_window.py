"""The main window: what is there at the first picture, and every connection between its parts."""

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from aiurdesk import resources
from aiurdesk.ui.credentials.credential_chooser import CredentialChooser
from aiurdesk.ui.widgets.splitter import Splitter
from aiurdesk.ui.window.empty_state import EmptyState
from aiurdesk.ui.window.environment_chooser import EnvironmentChooser
from aiurdesk.ui.window.menus import Menu
from aiurdesk.ui.window.status_line import StatusLine
from aiurdesk.ui.window.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent

    from aiurdesk.core.window_state import WindowState
    from aiurdesk.ui.controller import WindowController
    from aiurdesk.ui.window.messages import MessageBar
    from aiurdesk.ui.window.wait_strip import WaitStrip

_Strip = TypeVar("_Strip", bound=QFrame)

WINDOW_SPLITTER = "window"
"""Under this name the division of sidebar and requests is kept."""
_FIRST_SIZE = (1280, 800)
_LEAST_SIZE = (900, 560)
_TITLE_BAR = 40
"""Room for what the desktop puts around a window."""
_SIDEBAR_WIDTH = 290


class MainWindow(QMainWindow):
    """Shows bars, endpoints and empty state at once; requests come with ``wire``."""

    close_wanted = Signal()
    """Emitted when a person closes the window."""
    painted = Signal()
    """Emitted when the window was painted for the first time."""
    arranged = Signal()
    """Emitted when it was moved, resized or divided anew."""

    _is_painted = False
    """Of the class: Qt sends events before the constructor is through."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("aiurdesk")
        room = self.screen().availableSize()
        width, height = _FIRST_SIZE
        self.resize(min(width, room.width()), min(height, room.height() - _TITLE_BAR))
        self.setMinimumSize(*_LEAST_SIZE)
        self.theme = theme
        self.menus = {menu: QMenu(menu.value, self.menuBar()) for menu in Menu}
        self.environments = EnvironmentChooser(theme)
        self.credentials = CredentialChooser()
        self.sidebar = QFrame()
        self.empty_state = EmptyState()
        self.status_line = StatusLine(theme)
        self.work_area = QStackedWidget()
        self.splitter = Splitter()
        self._column = QVBoxLayout()
        self._build()

    def restore(self, state: "WindowState") -> None:
        """Take up the place of the last time; requests come later."""
        if state.geometry:
            self.restoreGeometry(packed(state.geometry))
        if WINDOW_SPLITTER in state.splitters:
            self.splitter.restoreState(packed(state.splitters[WINDOW_SPLITTER]))
        self.sidebar.setVisible(state.is_sidebar_visible)

    def furnish(self) -> None:
        """Make what the first picture can do without: actions, endpoints and messages."""
        from PySide6.QtGui import QIcon

        from aiurdesk.core.request.built_in_environments import BUILT_IN
        from aiurdesk.ui.actions import ACTIONS, Actions
        from aiurdesk.ui.endpoints.endpoints_panel import EndpointsPanel

        self.setWindowIcon(QIcon(f"{resources.folder_path('icons')}/aiurdesk.svg"))
        self.actions_of_rows = Actions(self)
        for row in ACTIONS:
            if row.is_in_menu:
                if row.begins_section:
                    self.menus[row.menu].addSeparator()
                self.menus[row.menu].addAction(self.actions_of_rows[row.id])
        self.addActions(self.actions_of_rows.all())
        self.actions_of_rows["toggle_sidebar"].setChecked(not self.sidebar.isHidden())
        self.environments.set_environments(BUILT_IN)
        self.status_line.apply_to()
        self.splitter.highlight_under_pointer()
        self.endpoints = EndpointsPanel(self.theme)
        self._sidebar_column.addWidget(self.endpoints)
        self.endpoints.show()

    @cached_property
    def message_bar(self) -> "MessageBar":
        """What the program itself has to say, made when there is something."""
        from aiurdesk.ui.window.messages import MessageBar

        return self._insert_strip(MessageBar(self.theme))

    @cached_property
    def wait_strip(self) -> "WaitStrip":
        """What the window waits for, made when it does."""
        from aiurdesk.ui.window.wait_strip import WaitStrip

        return self._insert_strip(WaitStrip())

    def show_sidebar(self, is_wanted: bool) -> None:
        """Show the endpoints, or give their room to the request."""
        self.sidebar.setVisible(is_wanted)
        self.actions_of_rows["toggle_sidebar"].setChecked(is_wanted)
        self.arranged.emit()

    def show_empty_state(self, is_wanted: bool) -> None:
        """Show the things to try, or the requests."""
        self.work_area.setCurrentIndex(0 if is_wanted else self.work_area.count() - 1)

    def wire(self, controller: "WindowController") -> None:
        """Connect the parts with each other; there is no other place where this is done."""
        bench, tabs, sending = (
            controller.workbench,
            controller.pages.tabs,
            controller.workbench.sending,
        )
        self.work_area.addWidget(tabs)
        self.endpoints.endpoint_chosen.connect(bench.open)
        self.empty_state.trial_chosen.connect(controller.try_out)
        self.environments.environment_chosen.connect(sending.set_environment)
        sending.environment_changed.connect(controller.show_environment)
        sending.exchange_finished.connect(controller.show_answer)
        sending.busy_changed.connect(controller.show_state)
        sending.told.connect(lambda message: self.message_bar.tell(message))
        bench.request_opened.connect(tabs.add)
        bench.request_closed.connect(tabs.remove)
        bench.request_raised.connect(tabs.bring_to_front)
        bench.request_changed.connect(controller.saver.window_changed)
        tabs.current_changed.connect(bench.set_current)
        tabs.current_changed.connect(controller.show_state)
        tabs.close_wanted.connect(bench.close)
        tabs.new_wanted.connect(bench.open_custom_url)
        self.arranged.connect(controller.saver.window_changed)
        self.endpoints.expanded_changed.connect(controller.saver.window_changed)
        controller.saver.settings_changed.connect(controller.take_over)
        controller.pages.limits_wanted.connect(controller.open_limits)
        controller.credentials.choice.changed.connect(controller.saver.window_changed)
        controller.credentials.choice.changed.connect(controller.show_state)
        controller.saver.told.connect(lambda message: self.message_bar.tell(message))
        controller.scope.busy_changed.connect(controller.show_work)
        controller.scope.failed.connect(controller.tell_failure)
        self.actions_of_rows.connect_all(controller.handlers)

    def paintEvent(self, event: "QPaintEvent") -> None:  # noqa: N802
        """Tell of the first picture."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self.painted.emit()

    def closeEvent(self, event: "QCloseEvent") -> None:  # noqa: N802
        """Leave at once; what runs is ended by whoever waits for ``close_wanted``."""
        event.accept()
        self.close_wanted.emit()

    def resizeEvent(self, event: "QResizeEvent") -> None:  # noqa: N802
        """Tell the new size."""
        super().resizeEvent(event)
        self.arranged.emit()

    def _build(self) -> None:
        for menu in self.menus.values():
            self.menuBar().addMenu(menu)
        self.sidebar.setObjectName("sidebar")
        self.sidebar.setProperty("look", "panel")
        self._sidebar_column = QVBoxLayout(self.sidebar)
        self._sidebar_column.setContentsMargins(0, 0, 0, 0)
        self.work_area.addWidget(self.empty_state)
        self.splitter.setObjectName("main_splitter")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.sidebar)
        self.splitter.addWidget(self.work_area)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([_SIDEBAR_WIDTH, _FIRST_SIZE[0] - _SIDEBAR_WIDTH])
        self.splitter.splitterMoved.connect(self.arranged)
        middle = QWidget()
        middle.setLayout(self._column)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        top_bar = self._make_top_bar()
        self._column.addWidget(top_bar)
        self._column.addWidget(self.splitter, 1)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status_line)
        for part in (self.menuBar(), top_bar, self.sidebar, self.empty_state, self.status_line):
            self.theme.apply_to(part)
        # What lies between the parts follows the application only a turn of the loop later.
        self.theme.changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        self.setPalette(self.theme.palette())

    def _insert_strip(self, strip: _Strip) -> _Strip:
        """Put a strip below the top bar; at the start there is nothing to say."""
        self._column.insertWidget(1, strip)
        self.theme.apply_to(strip)
        return strip

    def _make_top_bar(self) -> QFrame:
        bar = QFrame()
        bar.setObjectName("top_bar")
        bar.setProperty("look", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 7, 12, 7)
        row.addWidget(self.environments)
        row.addSpacing(8)
        row.addWidget(self.credentials)
        row.addStretch(1)
        return bar


def packed(spelled: str) -> QByteArray:
    """Return what Qt packed, from its hexadecimal spelling; nothing where it is none."""
    return QByteArray.fromHex(QByteArray(spelled.encode()))
