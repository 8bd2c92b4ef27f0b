"""The main window: bars, sidebar and work area; what fills them is connected in ``ui.wiring``."""

import os
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6 import QtGui
from PySide6.QtCore import QByteArray, Signal
from PySide6.QtWidgets import (
    QFrame,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QWidget,
)

from aiurdesk import resources
from aiurdesk.core.api.description_text import is_description, is_description_address
from aiurdesk.core.environments.environment import BUILT_IN, environment_named
from aiurdesk.core.preparing.command_line import is_command_line
from aiurdesk.ui import endpoints, widgets, window
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.sidebar.sidebar import Sidebar
from aiurdesk.ui.theme.theme import TITLE_BAR, Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.splitter import Splitter
from aiurdesk.ui.window.empty_state import EmptyState
from aiurdesk.ui.window.folding_menu_bar import FoldingMenuBar
from aiurdesk.ui.window.request_chips import RequestChips
from aiurdesk.ui.window.status_line import StatusLine
from aiurdesk.ui.window.top_bar import TopBar

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QCloseEvent,
        QDragEnterEvent,
        QDropEvent,
        QKeyEvent,
        QPaintEvent,
        QResizeEvent,
    )

    from aiurdesk.core.state.window_state import WindowState
    from aiurdesk.ui.widgets.strip_place import StripPlace
    from aiurdesk.ui.window.message_bar import MessageBar


WINDOW_SPLITTER = "window"
"""Name under which the sizes of sidebar and requests are saved."""
_FIRST_SIZE = (1280, 800)
_LEAST_SIZE = (900, 560)
_EMPTY_STATE_WIDTH = 660
_SIDEBAR_WIDTH = 290
"""In pixels, where the text has its usual size."""
_LEAST_SIDEBAR_WIDTH = 150
_MOST_SIDEBAR_PART = 0.36
"""Of the window: large text must leave room for requests."""


class MainWindow(QMainWindow):
    """Shows bars and empty state at once; endpoints and requests come later."""

    close_wanted = Signal()
    """Emitted when a person closes the window."""
    painted = Signal()
    """Emitted when the window was painted for the first time."""
    arranged = Signal()
    """Emitted when it was resized, or when the splitter was moved."""

    files_dropped = Signal(list)
    """Emitted with the paths of folders and files that were dropped on the window together."""

    command_pasted = Signal()
    """Emitted when the clipboard has a command line, and the focused widget takes no text."""

    description_pasted = Signal(str)
    """Emitted with the description of an API, or its address, in the same case, and when one was
    dropped on the window."""

    _is_painted = False
    """Of the class: Qt sends events before the constructor is through."""

    def __init__(self, theme: Theme, keys: ActionKeys) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("aiurdesk")
        room = self.screen().availableSize()
        width, height = _FIRST_SIZE
        # A window higher than the screen would have its status line out of sight.
        self.resize(min(width, room.width()), min(height, room.height() - TITLE_BAR))
        self.setMinimumSize(*_LEAST_SIZE)
        self.theme = theme
        self.keys = keys
        self.menus: dict[str, QMenu] = {}
        """Title → menu, in order."""
        self.top_bar = TopBar(theme, keys)
        self.chips = RequestChips(theme)
        self.environments = self.chips.environments
        self.credentials = self.chips.credentials
        self.menu_bar = FoldingMenuBar()
        self.sidebar = Sidebar()
        self.empty_state = EmptyState(theme, keys)
        self.status_line = StatusLine(theme)
        self._middle = QWidget()
        self.work_area = QStackedWidget()
        self.splitter = Splitter()
        self._sidebar_width = _SIDEBAR_WIDTH
        self._build()

    def add_menus(self, titles: Iterable[str]) -> None:
        """Put menus into the menu bar; their entries come later."""
        for title in titles:
            self.menus[title] = PopupMenu(title, self.menu_bar)
            self.menu_bar.take(self.menus[title])

    def restore(self, state: "WindowState") -> None:
        """Restore size, place, splitter and tint of the last run; requests are opened later."""
        if state.geometry:
            self.restoreGeometry(packed(state.geometry))
        # What a person has dragged counts more than what suits the text.
        if WINDOW_SPLITTER in state.splitters:
            self.splitter.restoreState(packed(state.splitters[WINDOW_SPLITTER]))
            self._keep_sidebar_width()
        else:
            self._fit_to_text()
        self.sidebar.setVisible(state.is_sidebar_visible)
        self.chips.restore(environment_named(state.environment))
        self.environments.show_before_the_list(state.environment or BUILT_IN[0].name)

    def complete(self) -> None:
        """Make what the first paint does not need: icon, environments and endpoints."""
        self.setWindowIcon(QtGui.QIcon(f"{resources.folder_path('icons')}/aiurdesk.svg"))
        self.environments.set_environments(BUILT_IN)
        self.status_line.apply_to()
        self.splitter.highlight_under_pointer()
        self.setAcceptDrops(True)
        self.sidebar.complete(self.theme)
        self.top_bar.complete(self.menus.values())
        self.chips.complete()
        self.empty_state.complete()
        self.endpoints = endpoints.services_section.ServicesSection(self.sidebar.sections)

    @cached_property
    def message_bar(self) -> "MessageBar":
        """The bar for messages of the program, made with the first message."""
        keys = self.keys
        return window.message_bar.MessageBar(
            self.theme, self, self.sidebar, lambda: keys.text("go_to_message")
        )

    def lay_strip(self, strip: QFrame, covered: Callable[[], QWidget | None]) -> "StripPlace":
        """Lay a strip over a part of the work area; strips are made when they are first needed.

        Args:
            covered: Returns that part, or None while the empty state is shown.
        """
        place = widgets.strip_place.StripPlace(
            self._middle, lambda: covered() or self.work_area, strip, watched=(self.work_area,)
        )
        self.theme.apply_to(strip)
        return place

    def show_menu_bar(self, is_always: bool) -> None:
        """Show the menu bar at all times, or only while a menu is wanted."""
        self.menu_bar.show_always(is_always)
        # Elsewhere the desktop shows the menus, and a second way to them would be in the way.
        self.top_bar.show_menu_button(not (is_always or self.menu_bar.isNativeMenuBar()))

    def show_sidebar(self, is_wanted: bool) -> None:
        """Show or hide the sidebar."""
        self.sidebar.setVisible(is_wanted)
        self.arranged.emit()

    def show_empty_state(self, is_wanted: bool) -> None:
        """Show the things to try, or the requests."""
        was_shown = self.work_area.currentIndex() == 0
        # Before the controller has added the tabs, the empty state is the last one, too.
        self.work_area.setCurrentIndex(0 if is_wanted else self.work_area.count() - 1)
        focus = self.focusWidget()
        if is_wanted and not was_shown and not (focus and self.sidebar.isAncestorOf(focus)):
            # Qt would give the keyboard to the environment, where Down changes it.
            self.empty_state.focus_first()

    def come_to_front(self, activation_token: str) -> None:
        """Show the window in front of others and give it the keyboard.

        Args:
            activation_token: Wayland lets only those programs come to the front that have one.
        """
        if activation_token:
            # Qt reads the variable when a window is activated, and then deletes it.
            os.environ["XDG_ACTIVATION_TOKEN"] = activation_token
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()

    def paintEvent(self, event: "QPaintEvent") -> None:  # noqa: N802
        """Emit ``painted`` at the first paint."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self.painted.emit()

    def closeEvent(self, event: "QCloseEvent") -> None:  # noqa: N802
        """Accept and emit ``close_wanted``; what is connected to it ends the tasks."""
        event.accept()
        self.close_wanted.emit()

    def dragEnterEvent(self, event: "QDragEnterEvent") -> None:  # noqa: N802
        """Accept a folder, a file, or the description of an API as text."""
        if _dropped(event) or _is_description(event.mimeData().text()):
            event.acceptProposedAction()

    def dropEvent(self, event: "QDropEvent") -> None:  # noqa: N802
        """Emit ``files_dropped``, or ``description_pasted``."""
        paths = _dropped(event)
        if paths:
            self.files_dropped.emit(paths)
        elif _is_description(event.mimeData().text()):
            self.description_pasted.emit(event.mimeData().text())
        event.acceptProposedAction()

    def keyPressEvent(self, event: "QKeyEvent") -> None:  # noqa: N802
        """Take what is pasted as a request or a service; a widget that takes text comes first."""
        if not event.matches(QtGui.QKeySequence.StandardKey.Paste):
            super().keyPressEvent(event)
            return
        text = QtGui.QGuiApplication.clipboard().text()
        if is_command_line(text):
            self.command_pasted.emit()
        elif _is_description(text):
            self.description_pasted.emit(text)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: "QResizeEvent") -> None:  # noqa: N802
        """Emit ``arranged`` after a change of size."""
        super().resizeEvent(event)
        self.arranged.emit()

    def _build(self) -> None:
        self.work_area.addWidget(self.empty_state)
        self.splitter.setObjectName("main_splitter")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.sidebar)
        self.splitter.addWidget(self.work_area)
        self.splitter.setStretchFactor(1, 1)
        self._fit_to_text()
        # Only emitted for a person: ``setSizes`` does not emit it.
        self.splitter.splitterMoved.connect(self._keep_sidebar_width)
        self.splitter.splitterMoved.connect(self.arranged)
        column_of(self._middle, self.top_bar, (self.splitter, 1), margins=0, spacing=0)
        self.setCentralWidget(self._middle)
        self.setStatusBar(self.status_line)
        self.setMenuBar(self.menu_bar)
        self.empty_state.address_frame.take(self.chips)
        widgets = (self.menu_bar, self.top_bar, self.sidebar, self.empty_state, self.status_line)
        # Not the window as a whole: see ``Theme``.
        for part in widgets:
            self.theme.apply_to_frame(part)
        # The gaps between the parts have the palette of the window, which Qt takes over from the
        # application only a turn of the loop later: for that time they would have the old colours.
        self.theme.changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        self.setPalette(self.theme.palette())
        self._fit_to_text()
        self.top_bar.follow_theme()
        self.empty_state.fit()

    def _fit_to_text(self) -> None:
        """Give the sidebar and the empty state widths that suit the size of the text."""
        most = round(self.width() * _MOST_SIDEBAR_PART)
        least = min(self.theme.length(_LEAST_SIDEBAR_WIDTH), most)
        self.sidebar.setMinimumWidth(least)
        width = min(self.theme.length(self._sidebar_width), most)
        self.splitter.setSizes([width, self.width() - width])
        self.empty_state.set_text_width(self.theme.length(_EMPTY_STATE_WIDTH))

    def _keep_sidebar_width(self) -> None:
        # Converted to text of the usual size: after a zoom, ``_fit_to_text`` converts it back.
        self._sidebar_width = self.splitter.sizes()[0] * 100 // self.theme.length(100)


def _is_description(text: str) -> bool:
    return is_description_address(text) or is_description(text.encode(errors="replace"))


def _dropped(event: "QDropEvent") -> list[str]:
    """Return the folders and files that are dragged."""
    return [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]


def packed(spelled: str) -> QByteArray:
    """Return the bytes of a hexadecimal text; empty if the text is not hexadecimal."""
    return QByteArray.fromHex(QByteArray(spelled.encode()))
