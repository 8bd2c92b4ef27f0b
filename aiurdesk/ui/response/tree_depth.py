"""Lets the rows of a tree begin further inwards, so that no more levels are open than Qt can draw.

A body may nest 100,000 levels deep. Qt lays open rows out recursively, and the rows around all of
them would say nothing.
"""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QTimer
from PySide6.QtWidgets import QTreeView

from aiurdesk.ui.response.tree_model import JsonTreeModel

OPENED_LEVELS = 100
"""Levels that are open within each other."""
_LEVELS_AROUND = 20
"""Shown around a row near which the rows begin."""


class TreeDepth(QObject):
    """Says with which value the rows of a tree begin."""

    def __init__(
        self, view: QTreeView, model: JsonTreeModel, show_from: Callable[[int, int], None]
    ) -> None:
        """Watch what is opened.

        Args:
            view: Shows the rows.
            model: Has them.
            show_from: Lets the rows begin with the value on a line, and chooses another line.
        """
        super().__init__(view)
        self._show_from = show_from
        self._view = view
        self._model = model
        self._deepest: QPersistentModelIndex | None = None
        """A row that was opened so far inwards that the rows are to begin near it."""
        # Not while Qt opens the row.
        self._moving = QTimer(self, singleShot=True, interval=0)
        self._moving.timeout.connect(self._move_inwards)
        view.expanded.connect(self._on_expanded)

    @property
    def around(self) -> int:
        """How many objects and lists are around the value that the rows begin with."""
        return self._model.tree.depth(self._model.top) if self._model.top else 0

    def top_for(self, line: int) -> int:
        """Return the line that the rows are to begin with so that a line is among them."""
        depth = self._model.tree.depth(line)
        if self.is_shown(line) and depth - self.around <= OPENED_LEVELS:
            return self._model.top
        return 0 if depth <= OPENED_LEVELS else self._ancestor(line)

    def is_shown(self, line: int) -> bool:
        """Tell whether a line is within the value that the rows begin with."""
        return self._is_within(line, self._model.top)

    def move_outwards(self) -> None:
        """Begin the rows further outwards, and choose what is around the first one."""
        around = self._model.tree.parent_line(self._model.top)
        self._show_from(self._ancestor(around), around)

    def _on_expanded(self, index: QModelIndex) -> None:
        is_own = not self._model.is_within_text(index)
        if is_own and self._model.depth(index) >= OPENED_LEVELS:
            self._deepest = QPersistentModelIndex(index)
            self._moving.start()

    def _move_inwards(self) -> None:
        """Begin the rows near one that was opened, so that there is no end to opening."""
        deepest, self._deepest = self._deepest, None
        if deepest is None or not deepest.isValid():
            return
        row = self._model.index(deepest.row(), 0, deepest.parent())
        line, current = self._model.node_at(row).line, self._view.currentIndex()
        chosen = self._model.node_at(current).line if current.isValid() else line
        top = self._ancestor(line)
        self._show_from(top, chosen if self._is_within(chosen, top) else line)

    def _ancestor(self, line: int) -> int:
        """Return the line of the object or list that is some levels around a line."""
        for _ in range(_LEVELS_AROUND):
            line = max(self._model.tree.parent_line(line), 0)
        return line

    def _is_within(self, line: int, top: int) -> bool:
        """Tell whether a line is within the value that begins on another."""
        closing = self._model.tree.closing_line(top) if top else None
        return top <= line and (closing is None or line <= closing)
