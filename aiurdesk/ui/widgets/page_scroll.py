"""An area that scrolls a page up and down."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
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

    def __init__(
        self,
        parent: QWidget | None = None,
        page: QWidget | None = None,
        *,
        is_edge_to_edge: bool = False,
    ) -> None:
        """Create the area.

        Args:
            is_edge_to_edge: The page leaves room at its right itself, and the scroll bar lies over
                that; otherwise the bar has a room of its own, also where it is not needed.
        """
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._bar: QScrollBar | None = None
        if is_edge_to_edge:
            self._lay_bar_over()
        else:
            keep_scroll_bar(self, Qt.Orientation.Vertical)
        # Otherwise Tab would also stop at the area itself, where nothing can be typed.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if page is not None:
            self.setWidget(page)

    def setWidget(self, page: QWidget) -> None:  # noqa: N802
        """Show a page on what is behind the area; Qt would fill it with the window's colour."""
        super().setWidget(page)
        page.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the bar at the right edge."""
        super().resizeEvent(event)
        if self._bar is not None:
            width = self._bar.sizeHint().width()
            self._bar.setGeometry(self.width() - width, 0, width, self.height())

    def _lay_bar_over(self) -> None:
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner, bar = self.verticalScrollBar(), QScrollBar(Qt.Orientation.Vertical, self)
        self._bar = bar
        bar.hide()

        def follow() -> None:
            bar.setRange(inner.minimum(), inner.maximum())
            bar.setPageStep(inner.pageStep())
            bar.setSingleStep(inner.singleStep())
            bar.setVisible(inner.maximum() > inner.minimum())
            bar.raise_()

        inner.rangeChanged.connect(follow)
        inner.valueChanged.connect(bar.setValue)
        bar.valueChanged.connect(inner.setValue)
