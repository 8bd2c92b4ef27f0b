"""The section Collections of the sidebar: what it shows, and its menus."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu

from aiurdesk.core.collection.collection import SearchRow, matching
from aiurdesk.core.git.git_state import ChangeKind
from aiurdesk.core.translation import tr
from aiurdesk.services.collections.collection_folders import OpenCollection
from aiurdesk.services.collections.collection_plans import (
    GiveName,
    MoveTo,
    NewFolder,
    NewRequest,
)
from aiurdesk.ui.collections.collection_rows import CollectionRows
from aiurdesk.ui.collections.collection_tree import (
    Act,
    CollectionCommand,
    CollectionPainter,
    CollectionTree,
    EntryCommand,
)
from aiurdesk.ui.collections.outline import CollectionEntry, EntryKind, MethodOf, spoken_hit
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.sidebar.section import ENTRY_DRAG, Link
from aiurdesk.ui.sidebar.sections_page import SectionsPage
from aiurdesk.ui.widgets.desktop import show_in_file_manager
from aiurdesk.ui.widgets.popup_menu import PopupMenu

_OPENED = (EntryKind.REQUEST, EntryKind.BROKEN)


class CollectionsSection(QObject):
    """Fills the section Collections: the open ones, and their requests that match a filter."""

    commanded = Signal(object)
    """Emitted with a ``CollectionCommand``."""
    expanded_changed = Signal()
    """Emitted when a person unfolded or folded an entry."""
    save_wanted = Signal(str, str)
    """Emitted with what was dragged here from another section, and the folder for it."""

    def __init__(self, page: SectionsPage, keys: ActionKeys, method_of: MethodOf) -> None:
        """Fill the section.

        Args:
            page: Has the section.
        """
        super().__init__(page)
        self._page, self._section, self._keys = page, page.collections, keys
        self._method_of = method_of
        self._rows: tuple[SearchRow, ...] = ()
        self._waiting: tuple[OpenCollection, ...] | None = None
        self._in_git: tuple[str, ...] = ()
        rows = CollectionRows(page.model, self._section.item, method_of)
        self.tree = CollectionTree(page.tree, rows)
        self.painter = CollectionPainter(page.theme, method_of, page)
        self.kinds = (CollectionEntry, SearchRow)
        self._connect()
        page.set_content(self._section, self)

    def set_collections(self, collections: Iterable[OpenCollection]) -> None:
        """Show other collections, with the same entries unfolded and selected."""
        collections = tuple(collections)
        view = self._page.tree
        if view.is_editing():
            # Another tree would close the line in which a name is being typed.
            self._waiting = collections
            return
        # New rows drop the selection, and the tree may scroll.
        current = self.tree.current
        scroll_position = view.verticalScrollBar().value()
        self._rows = tuple(row for collection in collections for row in collection.rows)
        # All badges are as wide as the widest method, so that names begin below each other.
        methods = {self._method_of(row.request.saved) for row in self._rows}
        self._page.set_methods(self._section, methods)
        self.tree.rows.set_collections(collections)
        if not collections:
            new = Link(tr("New collection…"), partial(self._act, Act.NEW_COLLECTION))
            self._section.show_empty(new)
        self.tree.restore()
        if current is not None:
            self.tree.select(current.path)
        # Selecting scrolls to the entry, which the person may have scrolled away from.
        view.verticalScrollBar().setValue(scroll_position)
        self._page.search_again()

    def show_verdicts(self, verdicts: Mapping[str, str]) -> None:
        """Show the last verdicts of saved requests.

        Args:
            verdicts: Path of a request → severity.
        """
        self.painter.verdicts = verdicts
        self._page.tree.viewport().update()

    def show_changes(self, in_git: Iterable[str], changes: Mapping[str, ChangeKind]) -> None:
        """Mark what differs from the last commit.

        Args:
            in_git: The collections that lie in a Git folder.
            changes: Path of an entry → how it differs.
        """
        self._in_git = tuple(in_git)
        if changes != self.painter.changes:
            self.painter.changes = changes
            self.tree.rows.show_changes(changes)
            self._page.tree.viewport().update()

    def reveal(self, path: str) -> bool:
        """Select the file of the request in front; return whether it is in the tree.

        While a person works in the tree, the selection is theirs.
        """
        index = self.tree.rows.find(path)
        if index.isValid() and not self._page.has_focus():
            self._page.reveal(index)
        return index.isValid()

    def has_focus(self) -> bool:
        """Return whether a row of it has the keyboard."""
        return self._page.has_focus() and self.tree.current is not None

    def folder_for_new(self) -> str:
        """Return where something new goes; empty if no collection there can be read."""
        node = self.tree.current
        if node is not None:
            return node.folder_path
        return next((row.path for row in self.tree.rows.roots if row.is_folder), "")

    def show_menu(self, entry: object, place: QPoint) -> None:
        """Open the context menu of an entry."""
        if isinstance(entry, CollectionEntry):
            self.menu_of(entry).open_once(place)

    def menu_of(self, node: CollectionEntry | None) -> PopupMenu:
        """Return the context menu of an entry."""
        menu = PopupMenu(self._page)
        folder = self.folder_for_new()
        if node is not None and node.kind in (EntryKind.REQUEST, EntryKind.BROKEN):
            self._add_act(menu, tr("Open"), Act.OPEN_REQUEST, node.path)
        is_example = node is not None and node.kind is EntryKind.EXAMPLE
        if node is not None and is_example:
            self._add_act(menu, tr("Send from this example"), Act.OPEN_EXAMPLE, node.path)
            self._add_act(menu, tr("Compare with it"), Act.COMPARE, node.path)
            self._add_act(menu, tr("Expect this response"), Act.EXPECT, node.path)
        elif node is not None and not node.problem:
            self._add_runs(menu, node)
            if node.kind is EntryKind.REQUEST:
                self._add_act(menu, tr("Copy as curl"), Act.CURL, node.path)
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

    def _add_runs(self, menu: QMenu, node: CollectionEntry) -> None:
        """Add what sends an entry."""
        self._add_act(menu, tr("Run…"), Act.RUN, node.path)
        if node.is_folder:
            self._add_act(menu, tr("Run as load…"), Act.LOAD, node.path)
            compare = tr("Compare with environment…")
            self._add_act(menu, compare, Act.COMPARE_ENVIRONMENT, node.path)
            self._add_act(menu, tr("Compare with kept run…"), Act.COMPARE_RUN, node.path)

    def _add_changes(self, menu: QMenu, node: CollectionEntry) -> None:
        """Add what can be done with an entry itself."""
        menu.addSeparator()
        if not node.problem:
            rename = self._keys.in_menu(tr("Rename"), "rename_entry")
            # By its path: the tree may show other files by the time.
            menu.addAction(rename, lambda: self.tree.select(node.path, is_edited=True))
        if any(Path(node.path).is_relative_to(top) for top in self._in_git):
            self._add_act(menu, tr("What changed…"), Act.CHANGES, node.path)
        if node.is_folder:
            self._add_act(menu, tr("Settings…"), Act.SETTINGS, node.path)
        if node.kind is EntryKind.COLLECTION:
            self._add_act(menu, tr("Trust this folder"), Act.TRUST, node.path)
            self._add_act(menu, tr("Close collection"), Act.CLOSE, node.path)
        elif node.kind is not EntryKind.EXAMPLE:
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

    def _act(self, act: Act) -> None:
        self._emit(EntryCommand(act))

    def _connect(self) -> None:
        view, model = self._page.tree, self._page.model
        # Queued: the line is still there while the signal is emitted.
        view.itemDelegate().closeEditor.connect(
            self._show_waiting, Qt.ConnectionType.QueuedConnection
        )
        model.rename_wanted.connect(self._rename)
        model.dropped.connect(self._take_dropped)
        self.tree.commanded.connect(self.commanded)
        self.tree.folded.connect(self.expanded_changed)

    def _rename(self, entry: object, name: str) -> None:
        if isinstance(entry, CollectionEntry):
            self._emit(GiveName(entry.path, name))

    def _take_dropped(self, texts: tuple[str, ...], entry: object, row: int) -> None:
        if not isinstance(entry, CollectionEntry) or not entry.is_folder:
            return
        paths = tuple(t.removeprefix(ENTRY_DRAG) for t in texts if t.startswith(ENTRY_DRAG))
        if paths:
            # Qt says -1 for a drop on the folder itself, else the row that the drop is above. What
            # has no place in the order comes behind all others, so this is also such a place.
            self._emit(MoveTo(paths, entry.path, entry.key_at(row) if row >= 0 else None))
        for text in texts:
            if not text.startswith(ENTRY_DRAG):
                self.save_wanted.emit(text, entry.path)

    def _show_waiting(self) -> None:
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self.set_collections(waiting)

    def hits(self, text: str) -> tuple[Sequence[object], int]:
        """Return the requests that match, and how many there are."""
        return matching(self._rows, text), len(self._rows)

    def links_for(self, _text: str) -> Sequence[Link]:
        """Return nothing: all hits are there."""
        return ()

    def spoken(self, hit: object, text: str) -> str:
        """Return everything that the row of a hit shows, in words."""
        return spoken_hit(hit, text, self._method_of) if isinstance(hit, SearchRow) else ""

    def title_of(self, entry: object) -> str:
        """Return the name of a row or a hit."""
        if isinstance(entry, SearchRow):
            return entry.request.name
        return entry.title if isinstance(entry, CollectionEntry) else ""

    def is_branch(self, entry: object) -> bool:
        """Return whether a row can be unfolded."""
        return isinstance(entry, CollectionEntry) and entry.is_folder

    def enter(self, entry: object, *, by_keyboard: bool) -> None:  # noqa: ARG002 - as all contents
        """Open a request."""
        if isinstance(entry, SearchRow):
            self._emit(EntryCommand(Act.OPEN_REQUEST, entry.request.path))
        elif isinstance(entry, CollectionEntry) and entry.kind is EntryKind.EXAMPLE:
            self._emit(EntryCommand(Act.OPEN_EXAMPLE, entry.path))
        elif isinstance(entry, CollectionEntry) and entry.kind in _OPENED:
            self._emit(EntryCommand(Act.OPEN_REQUEST, entry.path))

    def take_key(self, event: QKeyEvent) -> bool:
        """Move, delete, and take back; return whether a key means anything."""
        return self.tree.take_key(event)

    def drag_text(self, entry: object) -> str:
        """Return the path of an entry."""
        return f"{ENTRY_DRAG}{entry.path}" if isinstance(entry, CollectionEntry) else ""
