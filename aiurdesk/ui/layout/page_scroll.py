"""An area that scrolls a page up and down."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollArea, QScrollBar, QWidget


def keep_scroll_bar(area: QAbstractScrollArea, orientation: Qt.Orientation) -> None:
    """Keep the room of a scroll bar of an area, also where the bar is not needed.

    A bar that comes and goes changes the room of the content. Content that is smaller in less room,
    because it leaves something out, would then never come to rest.
    """
    bar = _KeptScrollBar(orientation, area)
    policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOn
    if orientation is Qt.Orientation.Vertical:
        area.setVerticalScrollBar(bar)
        area.setVerticalScrollBarPolicy(policy)
    else:
        area.setHorizontalScrollBar(bar)
        area.setHorizontalScrollBarPolicy(policy)


class _KeptScrollBar(QScrollBar):
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint nothing where there is nothing to scroll."""
        if self.maximum() > self.minimum():
            super().paintEvent(event)


class PageScroll(QScrollArea):
    """Makes its page as wide as itself, and scrolls where the page is higher."""

    def __init__(self, parent: QWidget | None = None, page: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        keep_scroll_bar(self, Qt.Orientation.Vertical)
        # Otherwise Tab would also stop at the area itself, where nothing can be typed.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if page is not None:
            self.setWidget(page)
