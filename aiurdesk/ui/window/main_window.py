"""The main window: bars, sidebar and work area; what fills them is connected in ``ui.wiring``."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6 import QtGui
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
from aiurdesk.core.request.built_in_environments import BUILT_IN
from aiurdesk.ui import late_imports
from aiurdesk.ui.credentials.credential_chooser import CredentialChooser
from aiurdesk.ui.widgets.splitter import Splitter
from aiurdesk.ui.window.empty_state import EmptyState
from aiurdesk.ui.window.environment_chooser import EnvironmentChooser
from aiurdesk.ui.window.status_line import StatusLine
from aiurdesk.ui.window.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent

    from aiurdesk.core.window_state import WindowState
    from aiurdesk.ui.window.messages import MessageBar

_Strip = TypeVar("_Strip", bound=QFrame)

WINDOW_SPLITTER = "window"
"""Under this name the division of sidebar and requests is kept."""
_FIRST_SIZE = (1280, 800)
_LEAST_SIZE = (900, 560)
_TITLE_BAR = 40
"""Room for what the desktop puts around a window."""
_SIDEBAR_WIDTH = 290


class MainWindow(QMainWindow):
    """Shows bars and empty state at once; endpoints and requests come later."""

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
        self.menus: dict[str, QMenu] = {}
        """Title → menu, in order."""
        self.environments = EnvironmentChooser(theme)
        self.credentials = CredentialChooser()
        self.sidebar = QFrame()
        self.empty_state = EmptyState()
        self.status_line = StatusLine(theme)
        self.work_area = QStackedWidget()
        self.splitter = Splitter()
        self._column = QVBoxLayout()
        self._build()

    def add_menus(self, titles: Iterable[str]) -> None:
        """Put menus into the menu bar; their entries come later."""
        for title in titles:
            self.menus[title] = QMenu(title, self.menuBar())
            self.menuBar().addMenu(self.menus[title])

    def restore(self, state: "WindowState") -> None:
        """Take up the place of the last time; requests come later."""
        if state.geometry:
            self.restoreGeometry(packed(state.geometry))
        if WINDOW_SPLITTER in state.splitters:
            self.splitter.restoreState(packed(state.splitters[WINDOW_SPLITTER]))
        self.sidebar.setVisible(state.is_sidebar_visible)

    def furnish(self) -> None:
        """Make what the first picture can do without: icon, environments and endpoints."""
        self.setWindowIcon(QtGui.QIcon(f"{resources.folder_path('icons')}/aiurdesk.svg"))
        self.environments.set_environments(BUILT_IN)
        self.status_line.apply_to()
        self.splitter.highlight_under_pointer()
        self.endpoints = late_imports.endpoints_panel()(self.theme)
        self._sidebar_column.addWidget(self.endpoints)
        self.endpoints.show()

    @cached_property
    def message_bar(self) -> "MessageBar":
        """What the program itself has to say, made when there is something."""
        return self.insert_strip(late_imports.message_bar()(self.theme))

    def insert_strip(self, strip: _Strip) -> _Strip:
        """Put a strip below the top bar; at the start there is nothing to say."""
        self._column.insertWidget(1, strip)
        self.theme.apply_to(strip)
        return strip

    def show_sidebar(self, is_wanted: bool) -> None:
        """Show the endpoints, or give their room to the request."""
        self.sidebar.setVisible(is_wanted)
        self.arranged.emit()

    def show_empty_state(self, is_wanted: bool) -> None:
        """Show the things to try, or the requests."""
        self.work_area.setCurrentIndex(0 if is_wanted else self.work_area.count() - 1)

    def paintEvent(self, event: "QPaintEvent") -> None:  # noqa: N802
        """Tell of the first picture."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self.painted.emit()

    def closeEvent(self, event: "QCloseEvent") -> None:  # noqa: N802
        """Leave at once; what runs is ended by what is connected to ``close_wanted``."""
        event.accept()
        self.close_wanted.emit()

    def resizeEvent(self, event: "QResizeEvent") -> None:  # noqa: N802
        """Tell the new size."""
        super().resizeEvent(event)
        self.arranged.emit()

    def _build(self) -> None:
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
            self.theme.apply_to_frame(part)
        # What lies between the parts follows the application only a turn of the loop later.
        self.theme.changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        self.setPalette(self.theme.palette())

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
    """Return what Qt packed, from its hexadecimal form; empty where the text has another form."""
    return QByteArray.fromHex(QByteArray(spelled.encode()))
