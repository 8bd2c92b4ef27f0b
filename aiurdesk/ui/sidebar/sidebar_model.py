"""The rows of the sidebar: Qt's own nodes, each with the value that it stands for."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel

from aiurdesk.ui.widgets.rows_model import ItemRole

Index = QModelIndex | QPersistentModelIndex

FillRole = ItemRole + 1
"""Role of a folder: the function that makes its rows, or False once they are there."""
PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
"""Flags of a row that has none below it. Then Qt does not ask for them."""
BRANCH = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_DRAGGED = "application/x-aiurdesk-rows"


def row_item(text: str, entry: object, spoken: str, flags: Qt.ItemFlag) -> QStandardItem:
    """Return a row.

    Args:
        spoken: Everything that it shows, in words: badges are painted.
    """
    item = QStandardItem(text)
    item.setData(entry, ItemRole)
    item.setAccessibleText(spoken)
    item.setFlags(flags)
    if not flags & Qt.ItemFlag.ItemNeverHasChildren:
        # Qt would add the column in the middle of adding the first row.
        item.setColumnCount(1)
    return item


class SidebarModel(QStandardItemModel):
    """One tree for all sections; a changed name or place is only asked for.

    Qt's own nodes are behind it: a view that unfolds hundreds of rows asks for each of them
    several times, which is ten times slower when every answer comes from Python.
    """

    rename_wanted = Signal(object, str)
    """Emitted with an entry and the name that was typed."""
    dropped = Signal(tuple, object, int)
    """Emitted with the texts of dragged rows, the entry that they were dropped on, and the row
    that they come before: -1 where they were dropped on the entry itself."""

    def __init__(self, drag_text: Callable[[object], str]) -> None:
        """Make an empty model.

        Args:
            drag_text: Returns what a drag of an entry carries.
        """
        super().__init__()
        self._drag_text = drag_text
        self.setColumnCount(1)

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008, N802, D102
        # An empty folder looks like one, too.
        return parent.data(FillRole) is not None or super().hasChildren(parent)

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802, D102
        return bool(parent.data(FillRole))

    def fetchMore(self, parent: Index) -> None:  # noqa: N802
        """Make the rows of a folder."""
        fill = parent.data(FillRole)
        if fill:
            item = self.itemFromIndex(parent)
            item.setData(False, FillRole)
            item.appendRows(fill())

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Ask for another name; the tree shows it once the file has it."""
        name = str(value).strip()
        if role == Qt.ItemDataRole.EditRole and name not in ("", index.data()):
            self.rename_wanted.emit(index.data(ItemRole), name)
        # Nothing is changed yet, and the file may refuse the name.
        return False

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802, D102
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def supportedDragActions(self) -> Qt.DropAction:  # noqa: N802, D102
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:  # noqa: N802, D102
        return [_DRAGGED]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802, D102
        return dragged(self._drag_text(index.data(ItemRole)) for index in indexes)

    def dropMimeData(  # noqa: N802
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Ask for what was dragged to be moved or saved; the tree shows it once it is."""
        if parent.isValid() and data.hasFormat(_DRAGGED):
            texts = tuple(bytes(data.data(_DRAGGED).data()).decode().split("\n"))
            self.dropped.emit(texts, parent.data(ItemRole), row)
        # After True the view would remove the dragged rows itself.
        return False


def dragged(texts: Iterable[str]) -> QMimeData:
    """Return what a drag carries."""
    data = QMimeData()
    # A type of its own, so that texts and files from elsewhere are no rows.
    data.setData(_DRAGGED, "\n".join(filter(None, texts)).encode())
    return data
