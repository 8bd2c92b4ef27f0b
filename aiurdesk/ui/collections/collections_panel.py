"""The collections of the sidebar: a filter field, the tree, and the requests that match."""

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QMenu,
    QToolButton,
    QWidget,
)

from aiurdesk.core.collection.collection import SearchRow, matching
from aiurdesk.core.translation import tr, trn
from aiurdesk.services.collections.collection_folders import OpenCollection
from aiurdesk.services.collections.collection_plans import NewFolder, NewRequest
from aiurdesk.ui.collections.collection_model import CollectionModel
from aiurdesk.ui.collections.collection_tree import (
    Act,
    CollectionCommand,
    CollectionDelegate,
    CollectionTree,
    EntryCommand,
)
from aiurdesk.ui.collections.outline import CollectionEntry, EntryKind, MethodOf, spoken_hit
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.tables.rows_model import Column, ItemRole, RowsModel
from aiurdesk.ui.tables.tree_model import FilteredTree
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.desktop import show_in_file_manager
from aiurdesk.ui.widgets.empty_panel import EmptyPanel
from aiurdesk.ui.widgets.filter_field import FilterField
from aiurdesk.ui.widgets.icon_button import IconButton

_MOST_HITS = 200
"""More rows than anybody looks through; each takes time at every key."""
_NO_COLLECTION = tr(
    "A collection is a folder of saved requests, each a small text file that goes well with Git. "
    "Make one, or drop a folder here to open it."
)


class CollectionsPanel(FilteredTree):
    """Shows the open collections."""

    commanded = Signal(object)
    """Emitted with a ``CollectionCommand``."""
    expanded_changed = Signal()
    """Emitted when a person unfolded or folded an entry."""

    def __init__(self, theme: Theme, keys: ActionKeys, method_of: MethodOf) -> None:
        self._model = CollectionModel(method_of)
        field = FilterField(theme, "collection_filter", tr("Filter requests"))
        tree = CollectionTree(self._model)
        super().__init__(theme, "collection", tr("Collections"), tree, field)
        self._keys = keys
        self._method_of = method_of
        self._rows: tuple[SearchRow, ...] = ()
        self._waiting: tuple[OpenCollection, ...] | None = None
        # One for each view: both would take what is typed into the line of one delegate.
        self._delegate = CollectionDelegate(theme, method_of, self)
        self._hit_delegate = CollectionDelegate(theme, method_of, self)
        self.tree: CollectionTree = tree
        roles = {Qt.ItemDataRole.AccessibleTextRole: self._spoken}
        column = Column[SearchRow](tr("Request"), lambda row: row.request.name, roles)
        self._hits_model = RowsModel[SearchRow]((column,), self)
        self._new = IconButton(theme, "plus", tr("New"))
        self.nothing.setText(tr("Nothing matches. Try part of a name, an address or a parameter."))
        self._empty = EmptyPanel(_NO_COLLECTION, tr("New collection…"))
        self._lay_out()
        self._connect()

    def set_collections(self, collections: Iterable[OpenCollection]) -> None:
        """Show other collections, with the same entries unfolded and selected."""
        collections = tuple(collections)
        if self.tree.is_editing():
            # Another tree would close the line in which a name is being typed.
            self._waiting = collections
            return
        # A reset of the model drops the selection and scrolls to the top.
        current = self.tree.current
        scroll_position = self.tree.verticalScrollBar().value()
        self._model.set_collections(collections)
        self._rows = tuple(row for collection in collections for row in collection.rows)
        methods = {self._method_of(row.request.saved) for row in self._rows}
        # All badges are as wide as the widest method, so that names begin below each other.
        for delegate in (self._delegate, self._hit_delegate):
            delegate.set_methods(sorted(methods))
        self.tree.restore()
        if current is not None:
            self.tree.select(current.path)
        # Selecting scrolls to the entry, which the person may have scrolled away from.
        self.tree.verticalScrollBar().setValue(scroll_position)
        count = len(self._rows)
        words = trn("Filter {count} request", "Filter {count} requests", count)
        self.filter.setPlaceholderText(words.format(count=count))
        self._top.setVisible(bool(collections))
        self.views.setCurrentWidget(self.tree if collections else self._empty)
        self.apply_filter(self.filter.text())

    def focus_filter(self) -> None:
        """Put the cursor into the filter field and select what is in it.

        Without a collection nothing can be filtered: what opens one has the keyboard then.
        """
        if self.views.currentWidget() is self._empty:
            self._empty.take_keyboard()
        else:
            super().focus_filter()

    def has_focus(self) -> bool:
        """Return whether the tree has the keyboard."""
        return self.window().focusWidget() is self.tree

    def folder_for_new(self) -> str:
        """Return where something new goes; empty if no collection there can be read."""
        node = self.tree.current
        if node is not None:
            return node.folder_path
        top = (self._model.node(self._model.index(n, 0)) for n in range(self._model.rowCount()))
        return next((row.path for row in top if row is not None and row.is_folder), "")

    def menu_of(self, node: CollectionEntry | None) -> QMenu:
        """Return the context menu of an entry, which deletes itself when it is closed."""
        menu = QMenu(self)
        # Not at once: the chosen action is triggered after the menu has hidden.
        menu.aboutToHide.connect(menu.deleteLater)
        folder = self.folder_for_new()
        if node is not None and node.kind in (EntryKind.REQUEST, EntryKind.BROKEN):
            self._add_act(menu, tr("Open"), Act.OPEN_REQUEST, node.path)
        if node is not None and not node.problem:
            self._add_act(menu, tr("Run…"), Act.RUN, node.path)
            self._add_act(menu, tr("Export…"), Act.EXPORT, node.path)
        if node is not None:
            menu.addSeparator()
        if folder:
            menu.addAction(tr("New request"), lambda: self._emit(NewRequest(folder)))
            menu.addAction(tr("New folder"), lambda: self._emit(NewFolder(folder)))
        self._add_act(menu, tr("New collection…"), Act.NEW_COLLECTION)
        self._add_act(menu, tr("Open collection…"), Act.OPEN_FOLDER)
        if node is not None and node.kind is not EntryKind.MORE:
            self._add_changes(menu, node)
        return menu

    def _add_changes(self, menu: QMenu, node: CollectionEntry) -> None:
        """Add what can be done with an entry itself."""
        menu.addSeparator()
        if not node.problem:
            rename = self._keys.in_menu(tr("Rename"), "rename_entry")
            # By its path: the tree may show other files by the time.
            menu.addAction(rename, lambda: self.tree.select(node.path, is_edited=True))
        if node.is_folder:
            self._add_act(menu, tr("Settings…"), Act.SETTINGS, node.path)
        if node.kind is EntryKind.COLLECTION:
            self._add_act(menu, tr("Trust this folder"), Act.TRUST, node.path)
            self._add_act(menu, tr("Close collection"), Act.CLOSE, node.path)
        else:
            duplicate = self._keys.in_menu(tr("Duplicate"), "duplicate_request")
            menu.addAction(duplicate, lambda: self._emit(self.tree.duplication()))
        menu.addAction(tr("Show in file manager"), lambda: show_in_file_manager(node.path))
        if node.kind is not EntryKind.COLLECTION:
            menu.addSeparator()
            menu.addAction(tr("Delete\tDel"), lambda: self._emit(self.tree.deletion()))

    def _add_act(self, menu: QMenu, text: str, act: Act, path: str = "") -> None:
        menu.addAction(text, lambda: self._emit(EntryCommand(act, path)))

    def _emit(self, command: CollectionCommand | None) -> None:
        if command is not None:
            self.commanded.emit(command)

    def _spoken(self, row: SearchRow) -> str:
        return spoken_hit(row, self.filter.text(), self._method_of)

    def _lay_out(self) -> None:
        self._new.setObjectName("new_in_collection")
        self._new.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._new.clicked.connect(
            lambda: self.menu_of(None).popup(self._new.mapToGlobal(self._new.rect().bottomLeft()))
        )
        self.count.setObjectName("collection_hit_count")
        self.views.addWidget(self._empty)
        self._top = QWidget()
        row_of(self._top, (self.filter, 1), self._new, margins=(10, 0, 10, 0), spacing=4)
        self.lay_out(self._top)

    def _connect(self) -> None:
        self._empty.wanted.connect(lambda: self._emit(EntryCommand(Act.NEW_COLLECTION)))
        self.hits.setModel(self._hits_model)
        self.hits.clicked.connect(self.enter)
        self.tree.setItemDelegate(self._delegate)
        self.hits.setItemDelegate(self._hit_delegate)
        # Queued: the line is still there while the signal is emitted.
        self._delegate.closeEditor.connect(self._show_waiting, Qt.ConnectionType.QueuedConnection)
        self.tree.commanded.connect(self.commanded)
        self.tree.folded.connect(self.expanded_changed)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._open_menu)
        self.filter.returnPressed.connect(self._on_return)

    def _show_waiting(self) -> None:
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self.set_collections(waiting)

    def apply_filter(self, text: str) -> None:
        """Show the requests that match."""
        # Blanks alone filter nothing.
        is_filtering = bool(text.split()) and bool(self._rows)
        hits = matching(self._rows, text) if is_filtering else []
        self._hit_delegate.set_filter(text)
        self._hits_model.set_items(hits[:_MOST_HITS])
        more = (
            tr(", the first {most_hits} are shown").format(most_hits=_MOST_HITS)
            if len(hits) > _MOST_HITS
            else ""
        )
        words = tr("{hits_count} of {rows_count}{more}").format(
            hits_count=len(hits), rows_count=len(self._rows), more=more
        )
        self.show_hits(words, is_filtering=is_filtering)

    def _on_return(self) -> None:
        if self.visible_view() is self.hits:
            self.enter(self.hits.currentIndex())
            return
        node = self.tree.current
        if node is not None and node.kind is EntryKind.REQUEST:
            self._emit(EntryCommand(Act.OPEN_REQUEST, node.path))

    def enter(self, index: QModelIndex) -> None:
        """Open a hit."""
        hit = index.data(ItemRole)
        if isinstance(hit, SearchRow):
            self._emit(EntryCommand(Act.OPEN_REQUEST, hit.request.path))

    def _open_menu(self, point: QPoint) -> None:
        index = self.tree.indexAt(point)
        node = self._model.node(index) if index.isValid() else None
        self.menu_of(node).popup(self.tree.viewport().mapToGlobal(point))
