"""An area that scrolls a page up and down."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from aiurdesk.ui.layout.kept_scroll_bar import keep_scroll_bar


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
