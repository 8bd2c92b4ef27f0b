"""A layout that wraps its widgets like words in a line."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QTabBar, QWidget


class FlowLayout(QLayout):
    """Places widgets from left to right and wraps to the next row; height depends on width."""

    def __init__(
        self, parent: QWidget | None = None, spacing: int = 6, line_spacing: int | None = None
    ) -> None:
        super().__init__(parent)
        self._line_spacing = spacing if line_spacing is None else line_spacing
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        """By widths: Qt asks for the same one dozens of times while it lays out a page."""
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take a layout item."""
        self._items.append(item)

    def count(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove and return an item, or None."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def remove(self, widget: QWidget) -> None:
        """Remove a widget, if it is there; ``removeWidget`` of Qt would free its item twice."""
        self._items = [item for item in self._items if item.widget() is not widget]
        self.invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        """Ask for no more space than needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Tell that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that is needed at a width."""
        height = self._heights.get(width)
        if height is None:
            height = self._heights[width] = self.arrange(QRect(0, 0, width, 0), is_dry=True)
        return height

    def invalidate(self) -> None:
        """Forget what was worked out: something has another size now."""
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        """Place the widgets."""
        super().setGeometry(rect)
        self.arrange(rect, is_dry=False)

    def sizeHint(self) -> QSize:
        """Return the size of a single row."""
        # Qt asks for this before it knows the width.
        visible = [item for item in self._items if not item.isEmpty()]
        widths = [item.sizeHint().width() + self.spacing() for item in visible]
        return QSize(sum(widths), self.minimumSize().height())

    def minimumSize(self) -> QSize:
        """Return the size of the largest widget."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def arrange(self, rect: QRect, *, is_dry: bool) -> int:
        """Place the widgets, unless this is a dry run; return the height that they need."""
        y = rect.y()
        for line in self._lines(rect.width()):
            x, height = rect.x(), max(size.height() for _, size in line)
            for item, size in line:
                if not is_dry:
                    # In the middle of its line: a box with arrows is higher than one without.
                    middle = QPoint(x, y + (height - size.height()) // 2)
                    item.setGeometry(QRect(middle, size))
                x += size.width() + self.spacing()
            y += height + self._line_spacing
        return max(0, y - self._line_spacing - rect.y())

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """Return the items of each line with their sizes."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        x = 0
        for item in self._items:
            # A hidden widget leaves no gap.
            if item.isEmpty():
                continue
            # A widget wider than the whole row is cut down to it.
            size = item.sizeHint().boundedTo(QSize(max(width, 1), 10_000))
            if not lines or x + size.width() > width:
                lines.append([])
                x = 0
            lines[-1].append((item, size))
            x += size.width() + self.spacing()
        return lines


def flowing(*widgets: QWidget) -> QWidget:
    """Return widgets side by side, in as many lines as they need."""
    holder = QWidget()
    row = FlowLayout(holder, spacing=16)
    for widget in widgets:
        row.addWidget(widget)
    return holder


_BELOW = 2


class HelpLayout(FlowLayout):
    """Places the buttons at the right of a text, or below it if the text would wrap more often.

    The text is the first item; the buttons follow from left to right.
    """

    def arrange(self, rect: QRect, *, is_dry: bool) -> int:
        """Place the text and the buttons; return the height that they need."""
        text = self.itemAt(0)
        if text is None:
            return 0
        indexes = range(1, self.count())
        items = (self.itemAt(index) for index in indexes)
        buttons = [button for button in items if button is not None and not button.isEmpty()]
        sizes = [button.sizeHint() for button in buttons]
        width = sum(size.width() + self.spacing() for size in sizes)
        height = max((size.height() for size in sizes), default=0)
        text_width, text_height = rect.width(), 0
        top = rect.y()
        if not text.isEmpty():
            text_height = text.heightForWidth(text_width)
            beside = text_width - width
            if beside > 0 and text.heightForWidth(beside) <= text_height:
                text_width = beside
            else:
                top += text_height + _BELOW
        bottom = max(rect.y() + text_height, top + height)
        if not is_dry:
            text.setGeometry(QRect(rect.x(), rect.y(), text_width, text_height))
            x = rect.x() + rect.width() - width + self.spacing()
            for button, size in zip(buttons, sizes, strict=True):
                button.setGeometry(QRect(x, bottom - height, size.width(), height))
                x += size.width() + self.spacing()
        return bottom - rect.y()


_LEAST_CHARACTERS = 7
"""Of a title, where many tabs share the width."""


class NarrowingBar(QTabBar):
    """Gives up the room beside the titles first, then the ends of long titles."""

    def __init__(self, spare: int = 0, parent: QWidget | None = None) -> None:
        """Make an empty bar.

        Args:
            spare: Pixels beside each title that the style sheet does not demand.
        """
        super().__init__(parent)
        self._spare = spare
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setUsesScrollButtons(True)

    def tabSizeHint(self, index: int) -> QSize:
        """Return the size with the spare room."""
        size = super().tabSizeHint(index)
        return QSize(size.width() + self._spare, size.height())

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Return the size that shows the beginning of the title."""
        size, metrics = super().tabSizeHint(index), self.fontMetrics()
        beside = size.width() - metrics.horizontalAdvance(self.tabText(index))
        least = beside + metrics.averageCharWidth() * _LEAST_CHARACTERS
        return QSize(min(size.width(), least), size.height())
