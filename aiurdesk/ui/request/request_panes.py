"""Arranges the two cards of a request: side by side, one below the other, or one of them."""

from enum import Enum, auto

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QTabBar, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.grid import CARD_RADIUS, GAP
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.styled import styled

_LEAST_WIDTH = 290
_LEAST_HEIGHT = 210
"""Of a pane, in pixels where the text has its usual size."""
_NARROWEST = 150
"""As far as a person can drag the line between the panes."""
_LARGE = 10_000
"""More pixels than there are, so that a pane's own wish does not count."""
_SHARES = (1, 1)
"""Of the editors and of the response."""


class Arrangement(Enum):
    """Arrangement of editors and response on a page."""

    BESIDE = auto()
    BELOW = auto()
    ONE = auto()
    """There is room for one of them; two tabs choose which."""


def arrangement_for(
    width: int, height: int, least: tuple[int, int], *, is_below_wanted: bool
) -> Arrangement:
    """Return the arrangement that a person wants, or else the next one that there is room for.

    Args:
        width: Of both panes together, in pixels.
        height: As the width.
        least: Width and height that one pane needs.
    """
    fits_beside, fits_below = width >= 2 * least[0], height >= 2 * least[1]
    if fits_below and (is_below_wanted or not fits_beside):
        return Arrangement.BELOW
    return Arrangement.BESIDE if fits_beside else Arrangement.ONE


class _Cards(QSplitter):
    """Draws a card behind each pane: the panes have no frame, as one is exchanged for another."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        styled(self, "request_splitter", look="apart")
        self.setHandleWidth(GAP)
        # A pane that was dragged to nothing would be hard to find again.
        self.setChildrenCollapsible(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cards."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.colour("border"))
        painter.setBrush(self._theme.colour("panel"))
        for index in range(self.count()):
            pane = self.widget(index)
            if pane is not None and pane.isVisible():
                # The line lies in the middle of its pixels.
                card = QRectF(pane.geometry()).adjusted(0.5, 0.5, -0.5, -0.5)
                painter.drawRoundedRect(card, CARD_RADIUS, CARD_RADIUS)
        painter.end()


class RequestPanes(QWidget):
    """Two cards of one height; in a small window, or with large text, one at a time."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_below_wanted = False
        self._arrangement = Arrangement.BESIDE
        self._front = 0
        self._switch: QTabBar | None = None
        self.splitter = _Cards(theme, self)
        margins = (GAP, 0, GAP, GAP)
        self._column = column_of(self, (self.splitter, 1), margins=margins, spacing=0)
        theme.changed.connect(self._arrange)

    def lay_out(self) -> None:
        """Divide the room between the two panes, which were made as children of the splitter."""
        self.splitter.setSizes([share * _LARGE for share in _SHARES])
        # The same shares when the window becomes larger.
        for index, share in enumerate(_SHARES):
            self.splitter.setStretchFactor(index, share)

    def put_second(self, pane: QWidget, sizes: list[int]) -> None:
        """Show another pane instead of the response, which is or will be taken out.

        Args:
            sizes: Of both panes, as they were before one was taken out.
        """
        self.splitter.insertWidget(1, pane)
        pane.show()
        self.lay_out()
        # Before it is first shown, a page has no sizes of its own.
        if self.isVisible() and all(sizes):
            self.splitter.setSizes(sizes)
        self._arrange()

    def covered(self) -> QWidget:
        """Return what strips lie over: the card of the response, or the one that is shown."""
        second = self.splitter.widget(1)
        is_shown = second is not None and second.isVisibleTo(self)
        return second if second is not None and is_shown else self.splitter

    def set_response_below(self, is_below: bool) -> None:
        """Put the response below the editors, or beside them, where there is room for that."""
        self._is_below_wanted = is_below
        self._turn(is_below=is_below)
        self._arrange()

    def restore(self, state: QByteArray) -> None:
        """Divide the room as another page does."""
        self.splitter.restoreState(state)
        # The state holds the orientation that the other page had, too.
        self._turn(is_below=self._is_below_wanted)
        self._arrange()

    def show_editors(self) -> None:
        """Bring the editors to the front where there is room for one pane only."""
        self._show_pane(0)

    def show_response(self) -> None:
        """Bring the response to the front where there is room for one pane only."""
        self._show_pane(1)

    def stops(self) -> tuple[QWidget, ...]:
        """Return what F6 moves between: the tabs, if there are any, and the panes."""
        switch = () if self._switch is None else (self._switch,)
        panes = (self.splitter.widget(index) for index in (0, 1))
        return (*switch, *filter(None, panes))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the panes again."""
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Arrange the panes; a hidden page has no size of its own yet."""
        super().showEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if not self.isVisible():
            return
        length = self._theme.length
        least = length(_LEAST_WIDTH), length(_LEAST_HEIGHT)
        self._arrangement = arrangement_for(
            self.width(), self.height(), least, is_below_wanted=self._is_below_wanted
        )
        if self._arrangement is not Arrangement.ONE:
            self._turn(is_below=self._arrangement is Arrangement.BELOW)
        self._apply()

    def _turn(self, *, is_below: bool) -> None:
        orientation = Qt.Orientation.Vertical if is_below else Qt.Orientation.Horizontal
        if self.splitter.orientation() is not orientation:
            self.splitter.setOrientation(orientation)

    def _show_pane(self, index: int) -> None:
        self._front = index
        self._apply()

    def _apply(self) -> None:
        """Show both panes, or the chosen one and the tabs."""
        is_one = self._arrangement is Arrangement.ONE
        if is_one and self._switch is None:
            self._switch = self._make_switch()
        if self._switch is not None:
            self._switch.setVisible(is_one)
            self._switch.setCurrentIndex(self._front)
        # The one that appears comes first: without any the keyboard would leave the page.
        for index in sorted((0, 1), key=lambda index: index != self._front):
            pane = self.splitter.widget(index)
            if pane is not None:
                pane.setMinimumWidth(self._theme.length(_NARROWEST))
                pane.setVisible(not is_one or index == self._front)

    def _make_switch(self) -> QTabBar:
        switch = QTabBar(self, drawBase=False, expanding=True)
        styled(switch, "pane_switch", spoken=tr("Request or response"))
        switch.addTab(tr("Request"))
        switch.addTab(tr("Response"))
        switch.currentChanged.connect(self._show_pane)
        self._column.insertWidget(0, switch)
        return switch
