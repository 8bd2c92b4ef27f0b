"""The tabs at the top of a card: titles with counts, the one in front underlined."""

import re

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QCursor,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QTabBar, QToolButton, QWidget

from aiurdesk.core.translation import listed, tr
from aiurdesk.ui.theme.grid import GAP, LINE, SMALL_RADIUS, STEP
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.styled import styled

_COUNTED = re.compile(r"(.+?) (\d[\d,]*(?:/\d[\d,]*)?)")
"""A title that ends in a count, such as ``Headers 2`` or ``Tests 1/3``."""
_BEHIND = 5 * STEP
"""Room behind a title, and where there is little of it."""
_LEAST_BEHIND = 2 * STEP
_MORE = 44
"""Of the button for tabs that have no room, as wide as the arrows of the style sheet."""
_LEAST_CHARACTERS = 11
"""Of a title, where many tabs share the width: those of most tabs stay whole."""
_UNDERLINE = 2
_SMALL = 0.9


class CardTabs(QTabBar):
    """Draws its titles itself: a count is smaller, and may have a colour of its own.

    Where there is little room, what is between the titles goes first, then their ends; tabs that
    still have none are in the menu of a button at the end. The text of a tab stays whole for screen
    readers.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._counts: dict[int, str] = {}
        self._fonts: tuple[QFont, QFont, QFont] | None = None
        # Over the two arrows of Qt, which do not say what is behind them.
        self.more = styled(QToolButton(self), "more_tabs", look="more")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.hide()
        menu = PopupMenu(self.more)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        self.more.setMenu(menu)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setUsesScrollButtons(True)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        styled(self, look="card-tabs")
        theme.changed.connect(self._show_more)

    def colour_count(self, index: int, token: str) -> None:
        """Draw the count of a tab in a colour of the theme; as the others if that is empty."""
        if self._counts.get(index, "") != token:
            self._counts[index] = token
            self._show_more()
            self.update()

    def count_colour(self, index: int) -> str:
        """Return the token that ``colour_count`` took; empty without one."""
        return self._counts.get(index, "")

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fonts = None
        super().changeEvent(event)

    def tabLayoutChange(self) -> None:
        """Say which tabs have no room."""
        super().tabLayoutChange()
        self._show_more()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say which tabs have no room."""
        super().resizeEvent(event)
        self._show_more()

    def _out_of_sight(self) -> list[int]:
        # One pixel more: Qt shows its arrows then, and does not scroll. Behind a title it is free.
        room = range(0, self.width() + 2)
        rects = {at: self.tabRect(at) for at in range(self.count()) if self.isTabVisible(at)}
        whole = all(rect.left() in room and rect.right() + 1 in room for rect in rects.values())
        if whole:
            return []
        end = self.width() - self._theme.length(_MORE)
        return [at for at, rect in rects.items() if rect.left() < 0 or rect.right() > end]

    def _show_more(self) -> None:
        hidden = self._out_of_sight()
        self.more.setVisible(bool(hidden))
        if not hidden:
            for arrow in self.findChildren(QToolButton):
                arrow.hide()
        else:
            names = listed(self.tabText(index) for index in hidden)
            self.more.setAccessibleName(tr("More tabs"))
            self.more.setToolTip(tr("More tabs: {names}").format(names=names))
            marked = next(filter(None, map(self._counts.get, hidden)), "")
            self.more.setIcon(self._theme.icon("more", marked or "muted"))
            self.more.setIconSize(self._theme.icon_size())
            width = self._theme.length(_MORE)
            self.more.setGeometry(self.width() - width, 0, width, self.height())
            self.more.raise_()

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        for index in self._out_of_sight():
            action = menu.addAction(self.tabText(index).replace("&", "&&"))
            action.triggered.connect(lambda _, at=index: self.setCurrentIndex(at))

    def tabSizeHint(self, index: int) -> QSize:
        """Return the size of the title as it is in front, so that choosing it moves nothing."""
        title, count = self._widths(index)
        return QSize(title + count + _BEHIND, self._height())

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Return the size that shows the beginning of the title, and the whole count."""
        title, count = self._widths(index)
        least = self.fontMetrics().averageCharWidth() * _LEAST_CHARACTERS
        return QSize(min(title, least) + count + _LEAST_BEHIND, self._height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the titles."""
        painter = QPainter(self)
        # Half a title beside the button would look like a mistake.
        hidden = self._out_of_sight()
        over = self.tabAt(self.mapFromGlobal(QCursor.pos())) if self.underMouse() else -1
        for index in range(self.count()):
            if self.isTabVisible(index) and index not in hidden:
                self._paint_tab(painter, index, is_over=index == over)
        painter.end()

    def _paint_tab(self, painter: QPainter, index: int, *, is_over: bool) -> None:
        plain, bold, small = self._faces()
        rect, is_front = self.tabRect(index), index == self.currentIndex()
        title, count = _parts(self.tabText(index))
        font = bold if is_front else plain
        metrics, counted = QFontMetrics(font), self._widths(index)[1]
        room = rect.width() - _LEAST_BEHIND - counted
        # A title that lacks a few pixels takes them from what is behind it: "Au…" says nothing.
        if metrics.horizontalAdvance(title) > room + STEP:
            title = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(title)
        base = rect.y() + (rect.height() + metrics.ascent() - metrics.descent()) // 2
        token = "text" if is_front or is_over else "muted"
        painter.setFont(font)
        painter.setPen(self._theme.colour(token if self.isTabEnabled(index) else "disabled"))
        painter.drawText(rect.x(), base, title)
        if count:
            painter.setFont(small)
            painter.setPen(self._theme.colour(self._counts.get(index) or "muted"))
            painter.drawText(rect.x() + width + STEP, base, count)
        if is_front:
            line = QRect(rect.x(), self.height() - _UNDERLINE, width + counted, _UNDERLINE)
            painter.fillRect(line, self._theme.colour("accent"))
            if self.hasFocus():
                self._paint_ring(painter, QRect(rect.x(), rect.y(), width + counted, rect.height()))

    def _paint_ring(self, painter: QPainter, around: QRect) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.colour("accent"))
        painter.setBrush(QColor(0, 0, 0, 0))
        ring = around.adjusted(-STEP if around.x() else 0, STEP, STEP, -LINE)
        painter.drawRoundedRect(ring, SMALL_RADIUS, SMALL_RADIUS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _height(self) -> int:
        return self.fontMetrics().height() + 2 * GAP

    def _widths(self, index: int) -> tuple[int, int]:
        """Return the widths of title and count, with the room between them."""
        title, count = _parts(self.tabText(index))
        _, bold, small = self._faces()
        width = QFontMetrics(small).horizontalAdvance(count) + STEP if count else 0
        return QFontMetrics(bold).horizontalAdvance(title), width

    def _faces(self) -> tuple[QFont, QFont, QFont]:
        if self._fonts is None:
            bold, small = QFont(self.font()), QFont(self.font())
            bold.setBold(True)
            small.setPointSizeF(small.pointSizeF() * _SMALL)
            self._fonts = QFont(self.font()), bold, small
        return self._fonts


def _parts(title: str) -> tuple[str, str]:
    """Return a title without its count, and the count."""
    found = _COUNTED.fullmatch(title)
    return (found[1], found[2]) if found else (title, "")
