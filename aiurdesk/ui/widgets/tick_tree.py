"""A tree of names with ticks, in two levels; the tick of a heading is that of all below it."""

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from aiurdesk.ui.widgets.styled import plain_tip

_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked
_LONGEST = 100


class TickRow(NamedTuple):
    """A name with a tick."""

    key: str
    text: str
    note: str = ""
    """What stands behind the text, such as a number."""
    is_ticked: bool = True
    children: tuple["TickRow", ...] = ()


class TickTree(QTreeWidget):
    """Shows some thousand rows at once; only what is in sight is drawn."""

    ticks_changed = Signal()
    """Emitted when other rows have a tick."""

    def __init__(self, rows: Iterable[TickRow], spoken: str) -> None:
        """Build.

        Args:
            rows: From the top.
            spoken: What a screen reader calls it.
        """
        super().__init__()
        self.setHeaderHidden(True)
        self.setAccessibleName(spoken)
        self.setUniformRowHeights(True)
        self._leaves: list[tuple[str, QTreeWidgetItem]] = []
        tops = [self._item(row) for row in rows]
        self.addTopLevelItems(tops)
        self.setRootIsDecorated(any(top.childCount() for top in tops))
        self.expandAll()
        if tops:
            self.setCurrentItem(tops[0])
        self.itemChanged.connect(self.ticks_changed)

    @property
    def ticked(self) -> tuple[str, ...]:
        """The keys of the rows without others below them that have a tick."""
        return tuple(key for key, item in self._leaves if item.checkState(0) == _CHECKED)

    def tick_all(self, is_wanted: bool) -> None:
        """Give all rows a tick, or take all ticks away."""
        # One signal for all: each one has the ticks counted.
        was_blocked = self.blockSignals(True)
        for _, item in self._leaves:
            item.setCheckState(0, _CHECKED if is_wanted else _UNCHECKED)
        self.blockSignals(was_blocked)
        self.ticks_changed.emit()

    def _item(self, row: TickRow) -> QTreeWidgetItem:
        text = row.text if len(row.text) <= _LONGEST else f"{row.text[:_LONGEST]}…"
        item = QTreeWidgetItem([f"{text}  {row.note}" if row.note else text])
        item.setToolTip(0, plain_tip(row.text))
        flags = item.flags() | Qt.ItemFlag.ItemIsUserCheckable
        if row.children:
            item.setFlags(flags | Qt.ItemFlag.ItemIsAutoTristate)
            item.addChildren([self._item(child) for child in row.children])
        else:
            item.setFlags(flags)
            item.setCheckState(0, _CHECKED if row.is_ticked else _UNCHECKED)
            self._leaves.append((row.key, item))
        return item
