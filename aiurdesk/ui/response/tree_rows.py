"""The rows of a tree that are open: opened and closed level by level, and their order."""

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QTreeView

from aiurdesk.core.formats.json.tree import GROUP_SIZE
from aiurdesk.ui.response.tree_depth import OPENED_LEVELS
from aiurdesk.ui.response.tree_model import JsonTreeModel

OPENED_ROWS = 600
"""At most so many rows are open at first; a person opens the others."""
_MARKED_ROWS = 2_000
"""To ask for so many takes some milliseconds."""


class TreeRows:
    """Opens, closes and walks over the rows of a tree."""

    def __init__(self, view: QTreeView, model: JsonTreeModel) -> None:
        self._view = view
        self._model = model

    def expand_one(self) -> None:
        """Open all rows of the outermost level that has a closed one, up to some thousand rows."""
        closed = [(level, at) for level, at in self._levels() if not self._view.isExpanded(at)]
        least = min((level for level, _ in closed), default=0)
        rows = OPENED_ROWS * 10
        for level, at in closed:
            members = self._members_below(at) if level == least and rows > 0 else 0
            if members:
                self._view.expand(at)
                rows -= members

    def collapse_one(self) -> None:
        """Close all rows of the innermost level that has an open one; the outermost row stays."""
        opened = [
            (level, at) for level, at in self._levels() if self._view.isExpanded(at) and level > 0
        ]
        most = max((level for level, _ in opened), default=0)
        for level, at in opened:
            if level == most:
                self._view.collapse(at)

    def _levels(self) -> list[tuple[int, QModelIndex]]:
        """Return the rows that can be opened and are not within a closed one, with their levels."""
        found, waiting = [], [(0, self._model.index(0, 0))]
        for level, at in waiting:
            # That of the last level moves the rows inwards.
            if self._model.has_members(at) and level <= OPENED_LEVELS:
                found.append((level, at))
                rows = range(self._model.rowCount(at)) if self._view.isExpanded(at) else range(0)
                waiting += [(level + 1, self._model.index(row, 0, at)) for row in rows]
        return found

    def _members_below(self, index: QModelIndex) -> int:
        """Return how many rows a row has, or may have where they are yet to be read."""
        return GROUP_SIZE if self._model.canFetchMore(index) else self._model.rowCount(index)

    def open(self, index: QModelIndex, rows: int) -> None:
        """Open rows level by level until so many are open."""
        waiting = [(index, 0)]
        # Grows behind the row that it is at; not recursive, because a body may nest without end.
        for at, level in waiting:
            # What a text holds is opened by a person: most texts are read as they are.
            if not self._model.has_members(at) or self._model.depth(at) >= OPENED_LEVELS:
                continue
            if self._model.canFetchMore(at) and level > 0:
                # A person opens what is yet to be read.
                continue
            # Asking the model would make the rows, which is what may be too much.
            members = self._model.tree_at(at).member_count(self._model.node_at(at).line)
            if min(members, GROUP_SIZE) >= rows and level > 0:
                continue
            count = self._model.rowCount(at)
            rows -= count
            self._view.expand(at)
            waiting += [(self._model.index(row, 0, at), level + 1) for row in range(count)]

    def in_order(self) -> list[int]:
        """Return the line that each row begins with which is not within a closed one.

        Empty where so many are open that they are about as many as the lines.
        """
        lines: list[int] = []
        waiting = [self._model.index(0, 0)]
        while waiting:
            at = waiting.pop()
            # A row within a text stands for the line of the text.
            lines.append(lines[-1] if self._model.is_within_text(at) else self.first_line(at))
            if len(lines) > _MARKED_ROWS:
                return []
            if self._view.isExpanded(at):
                rows = range(self._model.rowCount(at))
                waiting += [self._model.index(row, 0, at) for row in reversed(rows)]
        return lines

    def first_line(self, index: QModelIndex) -> int:
        """Return the line that a row begins with."""
        return self._model.tree.first_line(self._model.node_at(index))
