"""The tabs of the open requests, and the page of each."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.core.request.custom_url import without_secrets
from aiurdesk.ui.endpoints.outline import endpoint_title, method_of
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.window.theme import Theme, mark, method_mark
from aiurdesk.ui.workbench import OpenRequest

_LONGEST_TITLE = 28
MakePage = Callable[[OpenRequest, QWidget], RequestPage]
"""Makes the page of a request below a parent."""
_LEFT = QTabBar.ButtonPosition.LeftSide
_RIGHT = QTabBar.ButtonPosition.RightSide


class RequestTabs(QFrame):
    """Shows the request in front, and a tab for each of the others."""

    current_changed = Signal(object)
    """Emitted with the key of the request that came to the front, None when none is open."""
    close_wanted = Signal(int)
    """Emitted with the key of a request that is to be closed."""
    new_wanted = Signal()
    """Emitted when the button behind the last tab was pressed."""

    def __init__(self, theme: Theme, make_page: MakePage) -> None:
        super().__init__()
        self.setObjectName("request_tabs")
        self._theme = theme
        self._make_page = make_page
        self._opened: dict[int, OpenRequest] = {}
        self._pages: dict[int, RequestPage] = {}
        self._bar = QTabBar()
        self._bar.setObjectName("request_bar")
        self._bar.setAccessibleName("Requests")
        self._bar.setExpanding(False)
        self._bar.setUsesScrollButtons(True)
        self._bar.setElideMode(Qt.TextElideMode.ElideNone)
        self._bar.setDrawBase(False)
        self._bar.setMovable(False)
        self._bar.currentChanged.connect(self._on_current_changed)
        self._new = QToolButton()
        self._new.setObjectName("new_tab")
        self._new.setAccessibleName("New request")
        self._new.setToolTip("New request")
        self._new.setProperty("look", "quiet")
        self._new.clicked.connect(self.new_wanted)
        self._top = QFrame()
        self.stack = QStackedWidget()
        """What pages are made below."""
        self._lay_out()
        theme.changed.connect(self._apply_to)
        self._apply_to()

    @property
    def page(self) -> RequestPage | None:
        """The page in front."""
        key = self._key_at(self._bar.currentIndex())
        return None if key is None else self._pages.get(key)

    def page_of(self, key: int) -> RequestPage | None:
        """Return the page of a request, or None when it was never in front or is closed."""
        return self._pages.get(key)

    def pages(self) -> tuple[RequestPage, ...]:
        """Return all pages that were in front."""
        return tuple(self._pages.values())

    def add(self, opened: OpenRequest) -> None:
        """Open a tab in front."""
        if not self._top.styleSheet():  # it is not shown before
            self._theme.apply_to(self._top)
        self._opened[opened.key] = opened
        was_blocked = self._bar.blockSignals(True)
        place = self._bar.addTab("")
        self._bar.setTabData(place, opened.key)
        badge = QLabel()
        badge.setContentsMargins(8, 0, 0, 0)
        self._bar.setTabButton(place, _LEFT, badge)
        self._bar.setTabButton(place, _RIGHT, self._close_button(opened.key))
        self._bar.setCurrentIndex(place)
        self._bar.blockSignals(was_blocked)
        self.show_changed(opened)
        self._on_current_changed(place)

    def remove(self, key: int) -> None:
        """Close a page; its neighbour comes to the front."""
        was_blocked = self._bar.blockSignals(True)
        self._bar.removeTab(self._place_of(key))
        self._bar.blockSignals(was_blocked)
        del self._opened[key]
        page = self._pages.pop(key, None)
        if page is not None:
            self.stack.removeWidget(page)
            page.deleteLater()
        self._on_current_changed(self._bar.currentIndex())

    def bring_to_front(self, key: int) -> None:
        """Show the page of a request."""
        self._bar.setCurrentIndex(self._place_of(key))

    def go_to(self, number: int) -> None:
        """Show the page of a tab by its place from 1; 9 is the last one."""
        last = self._bar.count()
        self._bar.setCurrentIndex(last - 1 if number == 9 else min(number, last) - 1)

    def show_changed(self, opened: OpenRequest) -> None:
        """Show badge, title and dot of a request as it is now."""
        self._opened[opened.key] = opened
        place = self._place_of(opened.key)
        endpoint = opened.request.endpoint
        title = endpoint_title(endpoint)
        shown = title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"
        method = method_of(endpoint) if endpoint.is_websocket else opened.request.method
        # The badge first: the bar asks for its width when the text changes.
        self._show_badge(place, method or endpoint.method)
        self._bar.setTabText(place, f"{shown} •" if opened.is_edited else shown)
        edited = ", edited" if opened.is_edited else ""
        self._bar.setAccessibleTabName(place, f"{method or endpoint.method} {title}{edited}")
        address = without_secrets(endpoint.path)
        self._bar.setTabToolTip(place, f"{method or endpoint.method} {address}{edited}")

    def _show_badge(self, place: int, method: str) -> None:
        badge = self._bar.tabButton(place, _LEFT)
        if isinstance(badge, QLabel):
            badge.setText(method)
            mark(badge, "method", method_mark(method))
            badge.adjustSize()

    def _close_button(self, key: int) -> QToolButton:
        button = QToolButton()
        button.setProperty("look", "tab-close")
        button.setAccessibleName("Close request")
        button.setToolTip("Close")
        button.setIcon(self._theme.icon("close"))
        button.setIconSize(QSize(12, 12))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.close_wanted.emit(key))
        return button

    def _lay_out(self) -> None:
        self._top.setProperty("look", "tabs")
        row = QHBoxLayout(self._top)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(2)
        row.addWidget(self._bar)
        row.addWidget(self._new)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._top)
        layout.addWidget(self.stack, 1)

    def _key_at(self, place: int) -> int | None:
        return None if place < 0 else int(self._bar.tabData(place))

    def _place_of(self, key: int) -> int:
        places = (place for place in range(self._bar.count()) if self._key_at(place) == key)
        return next(places, -1)

    def _on_current_changed(self, place: int) -> None:
        key = self._key_at(place)
        if key is not None:
            # Made when first looked at: twenty restored requests must not hold up the start.
            if key not in self._pages:
                self._pages[key] = self._make_page(self._opened[key], self.stack)
                self.stack.addWidget(self._pages[key])
            self._pages[key].theme.catch_up()
            self.stack.setCurrentWidget(self._pages[key])
        self.current_changed.emit(key)

    def _apply_to(self) -> None:
        self._new.setIcon(self._theme.icon("plus", "muted"))
        for place in range(self._bar.count()):
            button = self._bar.tabButton(place, _RIGHT)
            if isinstance(button, QToolButton):
                button.setIcon(self._theme.icon("close"))
