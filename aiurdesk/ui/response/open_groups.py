"""What is open of a long body, and let go of when it is closed, or when it is too much."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QTimer
from PySide6.QtWidgets import QTreeView

from aiurdesk.core.body_views.whole_tree import WholeTree
from aiurdesk.ui.response.tree_model import JsonTreeModel

MOST_READ = 32 * 1024 * 1024
"""Bytes of what is open of a long body; more is closed that is out of sight."""


class OpenGroups(QObject):
    """Lets go of groups of members that can be read again."""

    def __init__(self, view: QTreeView, model: JsonTreeModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._closed: list[QPersistentModelIndex] = []
        self._dropping = QTimer(self, singleShot=True, interval=0)
        self._dropping.timeout.connect(self._drop_closed)
        view.collapsed.connect(self._on_collapsed)

    def close_first(self) -> None:
        """Close what was opened first and is out of sight, when too much is open."""
        tree = self._model.tree
        if not isinstance(tree, WholeTree) or tree.read_bytes <= MOST_READ:
            return
        kept = [self._view.currentIndex(), self._view.indexAt(QPoint(0, 0))]
        for row in map(QPersistentModelIndex, self._model.read_rows()):
            at = self._model.index(row.row(), 0, row.parent())
            is_in_sight = self._view.visualRect(at).intersects(self._view.viewport().rect())
            if row.isValid() and not is_in_sight and not any(_is_in(at, one) for one in kept):
                self._view.collapse(at)
                self._model.drop_group(at)
            if tree.read_bytes <= MOST_READ:
                return

    def _on_collapsed(self, index: QModelIndex) -> None:
        # Not while Qt closes it.
        if isinstance(self._model.tree, WholeTree):
            self._closed.append(QPersistentModelIndex(index))
            self._dropping.start()

    def _drop_closed(self) -> None:
        """Let go of what can be read again, which may be megabytes."""
        closed, self._closed = self._closed, []
        for persistent in closed:
            if not persistent.isValid():
                continue
            row = self._model.index(persistent.row(), 0, persistent.parent())
            if not self._view.isExpanded(row):
                if _is_in(row, self._view.currentIndex()):
                    self._view.setCurrentIndex(row)
                self._model.drop_group(row)


def _is_in(row: QModelIndex, inner: QModelIndex) -> bool:
    """Tell whether a row is another one, or below it."""
    while inner.isValid() and inner != row:
        inner = inner.parent()
    return inner.isValid()
