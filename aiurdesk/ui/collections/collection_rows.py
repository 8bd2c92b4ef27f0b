"""The open collections as rows of the sidebar; those of a folder are made when it is unfolded."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QStandardItem

from aiurdesk.core.collection.file_name import examples_folder
from aiurdesk.core.git.git_state import ChangeKind
from aiurdesk.services.collections.collection_folders import OpenCollection
from aiurdesk.ui.collections.outline import (
    MOVABLE,
    CollectionEntry,
    EntryKind,
    MethodOf,
    roots,
    spoken,
)
from aiurdesk.ui.sidebar.sidebar_model import FillRole, Index, SidebarModel, row_item
from aiurdesk.ui.widgets.rows_model import ItemRole


class CollectionRows:
    """Collections, folders and requests below an item of the sidebar."""

    def __init__(self, model: SidebarModel, top: QStandardItem, method_of: MethodOf) -> None:
        """Begin without rows.

        Args:
            top: What they are below.
        """
        self._model, self._top = model, top
        self._method_of = method_of
        self._roots: list[CollectionEntry] = []
        self._changes: Mapping[str, ChangeKind] = {}

    def set_collections(self, collections: Iterable[OpenCollection]) -> None:
        """Show other collections; where only some entries are others, the rest stays."""
        new = roots(collections)
        # New rows after each save of a file would fold everything and drop the selection.
        if self._roots and _are_same(self._roots, new):
            for node, fresh in zip(self._roots, new, strict=True):
                self._update(node, fresh)
            return
        self._roots = new
        self._top.removeRows(0, self._top.rowCount())
        self._top.appendRows([self._item(node) for node in new])

    def show_changes(self, changes: Mapping[str, ChangeKind]) -> None:
        """Say in the words of the rows how they differ from the last commit."""
        before, self._changes = self._changes, changes
        others = {path for path, kind in changes.items() if before.get(path) != kind}
        others |= before.keys() - changes.keys()
        # Only rows that were made: those of a folder are, when it is unfolded.
        below = [self._top] if others else []
        while below:
            item = below.pop()
            below += [item.child(row) for row in range(item.rowCount())]
            node = item.data(ItemRole)
            if isinstance(node, CollectionEntry) and node.path in others:
                item.setAccessibleText(self._spoken(node))

    def _spoken(self, node: CollectionEntry) -> str:
        return spoken(node, self._method_of, self._changes)

    @property
    def roots(self) -> Sequence[CollectionEntry]:
        """The open collections."""
        return self._roots

    def node(self, index: Index) -> CollectionEntry | None:
        """Return the entry of an index; None for one of another section."""
        entry = index.data(ItemRole)
        return entry if isinstance(entry, CollectionEntry) else None

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
        """Return the index of an entry, with the rows above it made where they were not yet."""
        above = self._top.index() if node.parent is None else self.index_of(node.parent)
        self._model.fetchMore(above)
        return self._model.index(node.row, 0, above)

    def _item(self, node: CollectionEntry) -> QStandardItem:
        item = row_item(node.title, node, self._spoken(node), _flags(node))
        if node.is_branch:
            item.setData(self._fill(node), FillRole)
        return item

    def _fill(self, node: CollectionEntry) -> Callable[[], list[QStandardItem]]:
        return lambda: [self._item(child) for child in node.children]

    def _update(self, node: CollectionEntry, fresh: CollectionEntry) -> None:
        index = self.index_of(node)
        item = self._model.itemFromIndex(index)
        if node.take_over(fresh):
            item.setText(node.title)
            item.setAccessibleText(self._spoken(node))
            item.setFlags(_flags(node))
            # One that could not be read may be a folder again, or the other way round.
            # And a request may have its first example.
            if node.is_branch != (item.data(FillRole) is not None):
                item.setData(self._fill(node) if node.is_branch else None, FillRole)
            # The badge may be another one, which Qt knows nothing of.
            self._model.dataChanged.emit(index, index)
        # No one asked for what is below it: it is made from the new content when somebody does.
        if node.below is None:
            return
        old, new = node.children, fresh.children
        if _are_same(old, new):
            for below, fresh_below in zip(old, new, strict=True):
                self._update(below, fresh_below)
            return
        # Other entries: all are replaced, because Qt has to be told of each range that changes.
        node.adopt(new)
        if not item.data(FillRole):
            item.removeRows(0, item.rowCount())
            item.appendRows([self._item(child) for child in new])


def _flags(node: CollectionEntry) -> Qt.ItemFlag:
    flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
    if node.is_folder:
        flags |= Qt.ItemFlag.ItemIsDropEnabled
    # Then Qt does not ask it for its children. A collection may become readable again.
    elif node.kind is not EntryKind.COLLECTION and not node.is_branch:
        flags |= Qt.ItemFlag.ItemNeverHasChildren
    if not node.problem and node.kind is not EntryKind.MORE:
        flags |= Qt.ItemFlag.ItemIsEditable
    # A file that cannot be read can still be moved or deleted.
    if node.kind in MOVABLE or node.kind is EntryKind.BROKEN:
        flags |= Qt.ItemFlag.ItemIsDragEnabled
    return flags


def _are_same(some: Sequence[CollectionEntry], others: Sequence[CollectionEntry]) -> bool:
    """Return whether entries stand for the same files and folders."""
    return [(row.path, row.kind) for row in some] == [(row.path, row.kind) for row in others]


def _holds(node: CollectionEntry, path: str) -> bool:
    is_request = node.kind is EntryKind.REQUEST
    folder = examples_folder(node.path) if is_request else node.path
    return path == node.path or path.startswith((f"{folder}/", f"{folder}\\"))
