"""Strips that lie over a widget, so that nothing moves when they come and go."""

from collections.abc import Callable

from PySide6.QtCore import QChildEvent, QEvent, QObject, QPoint
from PySide6.QtWidgets import QFrame, QSplitter, QWidget
from shiboken6 import isValid

from aiurdesk.ui.theme.grid import LINE
from aiurdesk.ui.widgets.boxes import column_of

_MOVES = frozenset({QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide})
_COMES_OR_GOES = frozenset({QEvent.Type.ShowToParent, QEvent.Type.HideToParent})


class StripPlace(QWidget):
    """Holds strips over the upper or the lower end of a widget; hidden while they are."""

    def __init__(
        self,
        parent: QWidget,
        covered: Callable[[], QWidget],
        *strips: QFrame,
        watched: tuple[QWidget, ...] = (),
        is_at_end: bool = False,
    ) -> None:
        """Show no strip yet.

        Args:
            parent: Has the widget that is covered, or is that widget.
            covered: Returns it; it may be another one each time.
            watched: Widgets with whose place and size that of the covered one changes. New
                children of a splitter among them are watched, too.
            is_at_end: Whether the strips lie at the lower end.
        """
        super().__init__(parent)
        self._parent, self._covered, self._is_at_end = parent, covered, is_at_end
        self._column = column_of(self, *strips, margins=0, spacing=LINE)
        self._strips: list[QWidget] = list(strips)
        for widget in (parent, *watched, *strips):
            self._watch(widget)
        self.hide()

    def add(self, strip: QFrame) -> None:
        """Add a strip below the others."""
        self._column.addWidget(strip)
        self._strips.append(strip)
        self._watch(strip)

    def event(self, event: QEvent) -> bool:
        """Keep the place when a strip needs another height."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place when a strip comes or goes, or what is below gets another place."""
        kind = event.type()
        if watched in self._strips:
            # At once: a strip may give the keyboard to what it holds.
            if kind in _COMES_OR_GOES:
                self.fit()
        elif kind == QEvent.Type.ChildAdded and isinstance(watched, QSplitter):
            if isinstance(event, QChildEvent) and isinstance(event.child(), QWidget):
                event.child().installEventFilter(self)
        elif kind in _MOVES:
            self.fit()
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """Take the place that the strips in sight need now."""
        # A dialog that is deleted hides its parts before.
        if not isValid(self) or not isValid(self._parent):
            return
        covered = self._covered()
        # Another one may be covered now, such as of another page.
        covered.installEventFilter(self)
        if all(strip.isHidden() for strip in self._strips):
            self.hide()
            return
        corner = covered.mapTo(self._parent, QPoint())
        width = covered.width() - 2 * LINE
        # First the width, by which some strips arrange what they hold.
        self.resize(width, self.height())
        self._column.activate()
        height = max(
            self._column.totalHeightForWidth(width), self._column.totalMinimumSize().height()
        )
        top = corner.y() + (covered.height() - height - LINE if self._is_at_end else LINE)
        self.setGeometry(corner.x() + LINE, top, width, height)
        self.show()
        self.raise_()

    def _watch(self, widget: QWidget) -> None:
        widget.installEventFilter(self)
        if isinstance(widget, QSplitter):
            for index in range(widget.count()):
                if (child := widget.widget(index)) is not None:
                    child.installEventFilter(self)
