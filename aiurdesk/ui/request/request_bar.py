"""The bar with the tabs of the open requests, which share the width that there is."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QMouseEvent
from PySide6.QtWidgets import QStyle, QStyleOptionTab, QTabBar, QToolButton

from aiurdesk.core.translation import tr
from aiurdesk.ui.request.tab_badge import TabBadge
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.styled import styled

_LEFT = QTabBar.ButtonPosition.LeftSide
_RIGHT = QTabBar.ButtonPosition.RightSide
_LEAST, _MOST = 84, 220
"""Width of a tab in pixels, where the text has its usual size."""
_FOR_METHOD = 116
"""A narrower tab shows no method: its title needs the room."""
_SPARE = 4
"""Pixels, so that rounding cuts off no title."""
_CLOSE = 12
"""Units of an icon."""


class RequestBar(QTabBar):
    """A tab bar whose tabs can be dragged, closed by a middle click, and have a context menu.

    Each is as wide as its title needs, while there is room; then long titles are cut off, all at
    one width. When that width is too small to read, the bar scrolls.
    """

    middle_clicked = Signal(int)
    """Emitted with the place of a tab."""
    close_clicked = Signal(int)
    """Emitted with the place of a tab whose button was pressed."""
    unpin_clicked = Signal(int)
    """Emitted with the place of a pinned tab whose button was pressed."""
    dropped = Signal()
    """Emitted when a button of the mouse was let go: tabs may have been dragged."""
    menu_wanted = Signal(int, QPoint)
    """Emitted with the place of a tab and the place of its menu on the screen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pressed = -1
        self._hovered = -1
        self._room = 0
        self._wanted: list[int] = []
        self._widths: list[int] = []
        self._shown_buttons: list[tuple[bool, bool]] = []
        self._around = 0
        self._height = 0
        styled(self, "request_bar", spoken=tr("Requests"))
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setMovable(True)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)
        self.currentChanged.connect(self._show_buttons)
        self.tabMoved.connect(self._on_moved)

    @property
    def is_crowded(self) -> bool:
        """Some tabs are out of sight."""
        return sum(self._widths) > self._room > 0

    def add(self, badge: TabBadge) -> int:
        """Add a tab behind the others and return its place."""
        index = self.addTab("")
        self.setTabButton(index, _LEFT, badge)
        self.setTabButton(index, _RIGHT, self._close_button())
        return index

    def badge(self, index: int) -> TabBadge | None:
        """Return what stands before a title; None while a tab is being added."""
        badge = self.tabButton(index, _LEFT)
        return badge if isinstance(badge, TabBadge) else None

    def pin(self, index: int, *, is_pinned: bool) -> None:
        """Show the button of a pinned tab instead of the one that closes, or that one again."""
        button = self.tabButton(index, _RIGHT)
        if not isinstance(button, QToolButton) or bool(button.property("pinned")) is is_pinned:
            return
        button.setProperty("pinned", is_pinned)
        name = tr("Unpin request") if is_pinned else tr("Close request")
        button.setAccessibleName(name)
        button.setToolTip(tr("Unpin") if is_pinned else tr("Close"))
        self._shown_buttons = []
        self._show_buttons()

    def share(self, room: int) -> None:
        """Divide a width among the tabs."""
        self._room = room
        self.refit()

    def refit(self) -> None:
        """Give the tabs their widths again: a title, a badge or the number of tabs is another."""
        self._widths = self._shared_widths()
        for index in range(self.count()):
            if (badge := self.badge(index)) is not None:
                badge.show_whole(self._is_whole(index))
        self._show_buttons()
        # Has the bar ask for the sizes of all tabs again; nothing else of it does.
        self.setIconSize(self.iconSize())

    def restyle(self) -> None:
        """Take the size of the text and the colours, which the theme has changed."""
        self._around = 0
        self._shown_buttons = []
        for index in range(self.count()):
            if (badge := self.badge(index)) is not None:
                badge.fit()
        self.refit()

    def tabSizeHint(self, index: int) -> QSize:
        """Return the share of a tab."""
        if len(self._widths) != self.count():
            self._widths = self._shared_widths()
        return QSize(self._widths[index], self._height)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Return the share of a tab: what does not fit is scrolled."""
        return self.tabSizeHint(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where the middle button was pressed."""
        if event.button() is Qt.MouseButton.MiddleButton:
            self._pressed = self.tabAt(event.position().toPoint())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Emit ``middle_clicked`` if the click began and ended on the same tab."""
        super().mouseReleaseEvent(event)
        self.dropped.emit()
        if event.button() is not Qt.MouseButton.MiddleButton:
            return
        # As for other buttons: a person who moves away before letting go does not mean it.
        index, self._pressed = self._pressed, -1
        if index >= 0 and index == self.tabAt(event.position().toPoint()):
            self.middle_clicked.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the button of the tab that the pointer is over."""
        super().mouseMoveEvent(event)
        self._hover(self.tabAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """Hide that button again."""
        super().leaveEvent(event)
        self._hover(-1)

    def _on_moved(self) -> None:
        self._shown_buttons = []
        self.refit()

    def _hover(self, index: int) -> None:
        if index != self._hovered:
            self._hovered = index
            self._show_buttons()

    def _shared_widths(self) -> list[int]:
        """Return the width of each tab: no more than it needs, and as much as there is."""
        if not self.count():
            return []
        self._measure()
        wanted = self._wanted = [self._wanted_width(index) for index in range(self.count())]
        least = self._theme.length(_LEAST)
        if sum(wanted) <= self._room or self._room <= 0:
            return wanted
        most = max(least, _level(wanted, self._room))
        return [min(width, most) for width in wanted]

    def _is_whole(self, index: int) -> bool:
        """Return whether there is room for more than how the last response was, and a title."""
        wanted = min(self._wanted[index], self._theme.length(_FOR_METHOD))
        return self._widths[index] >= wanted

    def _wanted_width(self, index: int) -> int:
        text = self.fontMetrics().horizontalAdvance(self.tabText(index))
        badge = self.badge(index)
        parts = 0 if badge is None else badge.whole_width
        button = self.tabButton(index, _RIGHT)
        parts += text + (0 if button is None else button.sizeHint().width()) + _SPARE
        return min(self._around + parts, self._theme.length(_MOST))

    def _measure(self) -> None:
        """Learn from the style how much room there is around what is on a tab."""
        if self._around:
            return
        self._height = super().tabSizeHint(0).height()
        option = QStyleOptionTab()
        self.initStyleOption(option, 0)
        # Any width will do, and buttons that every tab has some time or other.
        option.rect = QRect(0, 0, _MOST, self._height)
        option.leftButtonSize = option.rightButtonSize = QSize(_CLOSE, _CLOSE)
        part = QStyle.SubElement.SE_TabBarTabText
        text = self.style().subElementRect(part, option, self).width()
        self._around = _MOST - text - 2 * _CLOSE

    def _show_buttons(self) -> None:
        """Show the button that closes on the tab in front and on the one below the pointer.

        A narrow tab has no room for one that is not seen.
        """
        if len(self._widths) != self.count():
            return  # a tab is being added
        seen = {self.currentIndex(), self._hovered}
        states = [(n in seen, n in seen or self._is_whole(n)) for n in range(self.count())]
        before = self._shown_buttons if len(self._shown_buttons) == len(states) else states
        is_same = before is not states
        self._shown_buttons = states
        for index, (is_seen, has_room) in enumerate(states):
            button = self.tabButton(index, _RIGHT)
            if isinstance(button, QToolButton) and not (is_same and before[index] == states[index]):
                self._show_close(button, is_seen=is_seen, has_room=has_room)

    def _close_button(self) -> QToolButton:
        button = styled(
            QToolButton(), spoken=tr("Close request"), tip=tr("Close"), look="tab-close"
        )
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self._on_close(button))
        return button

    def _show_close(self, button: QToolButton, *, is_seen: bool, has_room: bool) -> None:
        button.setIconSize(self._theme.icon_size(_CLOSE))
        icon = "pin" if button.property("pinned") else "close"
        is_seen = is_seen or icon == "pin"
        button.setIcon(self._theme.icon(icon) if is_seen else QIcon())
        side = button.sizeHint()
        button.resize(side if has_room else QSize(0, side.height()))

    def _on_close(self, button: QToolButton) -> None:
        for index in range(self.count()):
            if self.tabButton(index, _RIGHT) is button:
                is_pinned = bool(button.property("pinned"))
                (self.unpin_clicked if is_pinned else self.close_clicked).emit(index)
                return

    def _on_menu(self, point: QPoint) -> None:
        index = self.tabAt(point)
        # The menu key sends a point where there may not be a tab: it means the tab in front.
        index = self.currentIndex() if index < 0 else index
        if index >= 0:
            self.menu_wanted.emit(index, self.mapToGlobal(point))


def _level(wanted: Iterable[int], room: int) -> int:
    """Return the width to which the widest are cut, so that all of them fit into a room."""
    widths = sorted(wanted)
    for number, width in enumerate(widths):
        share = room // (len(widths) - number)
        if width > share:
            return share
        room -= width
    return widths[-1]
