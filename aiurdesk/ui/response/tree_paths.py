"""What leads to a value of a tree, which may be a hundred thousand steps."""

from collections.abc import Iterator
from itertools import islice
from time import perf_counter

from PySide6.QtCore import QModelIndex, QObject, QTimer
from PySide6.QtGui import QGuiApplication

from aiurdesk.core.formats.json.tree import JsonLines, LineKind, path_of_steps
from aiurdesk.core.formats.json.tree_path import path_within
from aiurdesk.core.translation import CUT
from aiurdesk.ui.response.tree_model import JsonTreeModel

_MOST_STEPS = 100
"""Of those that lead to a value; further ones are one step."""
_SLICE_S = 0.008
"""Longest time that the window does nothing else."""
_AT_ONCE = 100


def steps_to(model: JsonTreeModel, index: QModelIndex) -> list[tuple[str, QModelIndex | int]]:
    """Return the last steps to a row, from the outermost one.

    With each is the row that it leads to, or the line where that is around all rows.
    """
    place: list[tuple[str, QModelIndex | int]] = []
    # No steps: a group of members, the outermost value of a text, and a closing line.
    while index.isValid():
        line = model.line_at(index)
        tree = model.tree_at(index)
        is_value = line is not None and line.kind != LineKind.END
        if line is not None and is_value and tree.parent_line(line.number) >= 0:
            place.append((tree.step(line.number).removeprefix("."), index))
        index = index.parent()
    around = model.tree.parent_line(model.top) if place else -1
    while around > 0 and len(place) < _MOST_STEPS:
        place.append((model.tree.step(around).removeprefix("."), around))
        around = model.tree.parent_line(around)
    if around > 0:
        place.append((CUT, around))
    return place[::-1]


class PathCopier(QObject):
    """Copies paths of any length, and lets the window do something else meanwhile."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: list[str | int] = []
        self._more: Iterator[str | int] = iter(())
        self._filter_path = ""
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    def copy(self, tree: JsonLines, line: int, filter_path: str) -> None:
        """Copy the path of the value on a line.

        Args:
            tree: Has the line.
            line: One of it.
            filter_path: What gave the tree from the whole body; empty for the whole.
        """
        self._steps = []
        self._more = tree.steps_outwards(tree.value_line(line))
        self._filter_path = filter_path
        self._go_on()

    def _go_on(self) -> None:
        end = perf_counter() + _SLICE_S
        while perf_counter() < end:
            some = [*islice(self._more, _AT_ONCE)]
            self._steps += some
            if len(some) < _AT_ONCE:
                self._timer.stop()
                path = path_within(self._filter_path, path_of_steps(self._steps))
                QGuiApplication.clipboard().setText(path)
                return
        self._timer.start()
