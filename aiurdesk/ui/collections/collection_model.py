"""The tree of the open collections; folders are read into it as they are unfolded."""

from collections.abc import Iterable, Sequence
from typing import Any, overload

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from aiurdesk.services.collections.collection_folders import OpenCollection
from aiurdesk.ui.collections.outline import (
    MOVABLE,
    CollectionEntry,
    EntryKind,
    MethodOf,
    roots,
    spoken,
)
from aiurdesk.ui.tables.rows_model import ItemRole

Index = QModelIndex | QPersistentModelIndex

_ENTRIES = "application/x-aiurdesk-entries"


class CollectionModel(QAbstractItemModel):
    """Shows collections, folders and requests; a changed name or place is only asked for."""

    rename_wanted = Signal(str, str)
    """Emitted with the path of an entry and the name that was typed."""
    move_wanted = Signal(tuple, str, object)
    """Emitted with paths, the folder that they were dropped on, and the key that they come
    before: empty for the end, None where they were dropped on the folder itself."""

    def __init__(self, method_of: MethodOf, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._method_of = method_of
        self._roots: list[CollectionEntry] = []

    def set_collections(self, collections: Iterable[OpenCollection]) -> None:
        """Show other collections; where only some entries are others, the rest stays."""
        new = roots(collections)
        # A reset after each save of a file would fold everything and drop the selection.
        if _are_same(self._roots, new):
            for node, fresh in zip(self._roots, new, strict=True):
                self._update(node, fresh)
            return
        self.beginResetModel()
        self._roots = new
        self.endResetModel()

    def node(self, index: Index) -> CollectionEntry | None:
        """Return the entry of an index."""
        return index.internalPointer() if index.isValid() else None

    def find(self, path: str) -> QModelIndex:
        """Return the index of a file or folder; an invalid one if it is not there."""
        below = self._roots
        # Down along the path: a search through all entries would make the rows of all folders.
        while True:
            node = next((row for row in below if _holds(row, path)), None)
            if node is None:
                return QModelIndex()
            if node.path == path:
                return self.index_of(node)
            below = node.children

    def index_of(self, node: CollectionEntry) -> QModelIndex:
        """Return the index of an entry."""
        return self.createIndex(node.row, 0, node)

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008, D102
        below = self._below(parent)
        if not 0 <= row < len(below):
            return QModelIndex()
        # Qt keeps the address of the node only: ``_roots`` and ``children`` keep it alive.
        return self.createIndex(row, column, below[row])

    @overload
    def parent(self) -> QObject | None: ...
    @overload
    def parent(self, index: Index) -> QModelIndex: ...
    def parent(self, index: Index | None = None) -> QObject | QModelIndex | None:  # noqa: D102
        if index is None:
            return super().parent()
        node = self.node(index)
        above = None if node is None else node.parent
        return QModelIndex() if above is None else self.index_of(above)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802, D102
        return len(self._below(parent))

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008, N802, D102
        node = self.node(parent)
        # An empty folder looks like one, too.
        return bool(self._roots) if node is None else node.is_folder

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: ARG002, B008, N802, D102
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        node = self.node(index)
        if node is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return node.title
        if role == ItemRole:
            return node
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(node, self._method_of)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Ask for another name; the tree shows it once the file has it."""
        node = self.node(index)
        name = str(value).strip()
        if node is not None and role == Qt.ItemDataRole.EditRole and name not in ("", node.title):
            self.rename_wanted.emit(node.path, name)
        # Nothing is changed yet, and the file may refuse the name.
        return False

    def flags(self, index: Index) -> Qt.ItemFlag:  # noqa: D102
        node = self.node(index)
        if node is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if node.is_folder:
            flags |= Qt.ItemFlag.ItemIsDropEnabled
        # Then Qt does not ask a request for its children. A collection may become readable again.
        elif node.kind is not EntryKind.COLLECTION:
            flags |= Qt.ItemFlag.ItemNeverHasChildren
        if not node.problem and node.kind is not EntryKind.MORE:
            flags |= Qt.ItemFlag.ItemIsEditable
        # A file that cannot be read can still be moved or deleted.
        if node.kind in MOVABLE or node.kind is EntryKind.BROKEN:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802, D102
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802, D102
        return [_ENTRIES]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802, D102
        data = QMimeData()
        nodes = [node for index in indexes if (node := self.node(index)) is not None]
        # A type of its own, so that texts and files from elsewhere are not entries.
        data.setData(_ENTRIES, "\n".join(node.path for node in nodes).encode())
        return data

    def dropMimeData(  # noqa: N802
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Ask for entries to be moved; the tree shows it once they are."""
        node = self.node(parent)
        if node is None or not node.is_folder or not data.hasFormat(_ENTRIES):
            return False
        paths = tuple(bytes(data.data(_ENTRIES).data()).decode().split("\n"))
        before: str | None = None
        # Qt says -1 for a drop on the folder itself, else the row that the drop is above. What has
        # no place in the order comes behind all others, so this is also a place in the order.
        if row >= 0:
            before = node.key_at(row)
        self.move_wanted.emit(paths, node.path, before)
        # After True the view would remove the dragged rows itself.
        return False

    def _update(self, node: CollectionEntry, fresh: CollectionEntry) -> None:
        if node.take_over(fresh):
            index = self.index_of(node)
            self.dataChanged.emit(index, index)
        # No one asked for what is below it: it is made from the new content when somebody does.
        if node.below is None:
            return
        old, new = node.children, fresh.children
        if _are_same(old, new):
            for below, fresh_below in zip(old, new, strict=True):
                self._update(below, fresh_below)
            return
        index = self.index_of(node)
        # Other entries: all are replaced, because Qt has to be told of each range that changes.
        if old:
            self.beginRemoveRows(index, 0, len(old) - 1)
            node.adopt([])
            self.endRemoveRows()
        if new:
            self.beginInsertRows(index, 0, len(new) - 1)
            node.adopt(new)
            self.endInsertRows()

    def _below(self, parent: Index) -> list[CollectionEntry]:
        node = self.node(parent)
        return self._roots if node is None else node.children


def _are_same(some: Sequence[CollectionEntry], others: Sequence[CollectionEntry]) -> bool:
    """Return whether entries stand for the same files and folders."""
    return [(row.path, row.kind) for row in some] == [(row.path, row.kind) for row in others]


def _holds(node: CollectionEntry, path: str) -> bool:
    return path == node.path or path.startswith((f"{node.path}/", f"{node.path}\\"))
