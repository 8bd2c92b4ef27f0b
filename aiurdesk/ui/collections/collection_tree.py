"""The collections within the tree of the sidebar, with their keys."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, auto
from pathlib import Path
from typing import TypeAlias

import msgspec
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QWidget

from aiurdesk.core.collection.collection import SearchRow
from aiurdesk.core.git.git_state import ChangeKind
from aiurdesk.core.translation import tr
from aiurdesk.services.collections.collection_plans import Delete, Duplicate, MoveTo, Plan
from aiurdesk.ui.collections.collection_rows import CollectionRows
from aiurdesk.ui.collections.outline import (
    MOVABLE,
    CollectionEntry,
    EntryKind,
    MethodOf,
    change_words,
    hit_origin,
    tool_tip,
)
from aiurdesk.ui.sidebar.sidebar_tree import SidebarTree
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.row_delegate import GAP, ROW_SPACE, RowDelegate


class Act(Enum):
    """An action on an entry of the tree, or on the tree itself."""

    OPEN_REQUEST = auto()
    """Open a saved request in a tab."""
    OPEN_EXAMPLE = auto()
    """Open the request of an example with the values that were sent then."""
    COMPARE = auto()
    """Compare the last response of the request with an example."""
    EXPECT = auto()
    """Test that responses are like an example."""
    OPEN_FOLDER = auto()
    """Open a collection; an empty path asks for it."""
    NEW_COLLECTION = auto()
    CLOSE = auto()
    """Show a collection no longer; its files stay."""
    RUN = auto()
    LOAD = auto()
    """Send the requests of an entry by many users at once."""
    COMPARE_ENVIRONMENT = auto()
    """Run an entry in two environments."""
    COMPARE_RUN = auto()
    """Run an entry, and compare with a kept run."""
    CURL = auto()
    """Copy a request as a command of curl."""
    EXPORT = auto()
    """Write an entry in a format of another program."""
    TRUST = auto()
    """Let a collection use variables of the process and files outside its folder."""
    CHANGES = auto()
    """Show what changed since the last commit."""
    SETTINGS = auto()
    """Show the settings of a collection or a folder."""
    UNDO = auto()
    """Take the last change of the structure back."""
    REDO = auto()


class EntryCommand(msgspec.Struct, frozen=True):
    """Something to do with an entry."""

    act: Act
    path: str = ""


CollectionCommand: TypeAlias = Plan | EntryCommand


class CollectionTree(QObject):
    """The collections in the tree of the sidebar; everything that the mouse does, keys do too."""

    commanded = Signal(object)
    """Emitted with a ``CollectionCommand``."""
    folded = Signal()
    """Emitted when a person unfolded or folded an entry."""

    def __init__(self, view: SidebarTree, rows: CollectionRows) -> None:
        """Follow what a person does.

        Args:
            view: Shows them, among others.
            rows: Of the collections.
        """
        super().__init__(view)
        self.view, self.rows = view, rows
        self._expanded: set[str] = set()
        self._cut: tuple[str, ...] = ()
        view.expanded.connect(lambda index: self._on_folded(index, is_expanded=True))
        view.collapsed.connect(lambda index: self._on_folded(index, is_expanded=False))

    @property
    def current(self) -> CollectionEntry | None:
        """The entry with the keyboard, if it is selected."""
        index = self.view.currentIndex()
        return self.rows.node(index) if self.view.selectionModel().isSelected(index) else None

    @property
    def chosen(self) -> tuple[CollectionEntry, ...]:
        """The selected entries, without those that lie in other selected ones, in their order."""
        # Qt returns them in the order in which they were selected.
        view = self.view
        indexes = sorted(view.selectedIndexes(), key=lambda index: view.visualRect(index).top())
        nodes = [node for index in indexes if (node := self.rows.node(index)) is not None]
        paths = {node.path for node in nodes}
        return tuple(n for n in nodes if not any(above.path in paths for above in _above(n)))

    def expanded_keys(self) -> tuple[str, ...]:
        """Return the paths of the unfolded entries."""
        return tuple(sorted(self._expanded))

    def expand_keys(self, keys: Iterable[str]) -> None:
        """Unfold these entries when they are there."""
        self._expanded = set(keys)
        self.restore()

    def restore(self) -> None:
        """Unfold what was unfolded before the model was reset."""
        below = list(self.rows.roots)
        while below:
            node = below.pop()
            if node.is_branch and node.path in self._expanded:
                self.view.expand_quietly([(self.rows.index_of(node), True)])
                below += [child for child in node.children if child.path in self._expanded]

    def beside(self, paths: Sequence[str]) -> str:
        """Return the entry that takes the keyboard when others are deleted, by its path.

        It is the next one in their folder, or else the one before; empty if none is left there.
        """
        node = self.rows.node(self.rows.find(paths[0]))
        if node is None or node.parent is None:
            return ""
        left = [entry for entry in node.parent.children if entry.path not in paths]
        behind = [entry.path for entry in left if entry.row > node.row]
        before = [entry.path for entry in left if entry.row < node.row]
        return (behind[:1] or before[-1:] or [""])[0]

    def select(self, path: str, *, is_edited: bool = False) -> None:
        """Select an entry and unfold what is above it.

        Args:
            is_edited: Let the person type a name for it.
        """
        index = self.rows.find(path)
        if not index.isValid():
            return
        # Not setCurrentIndex: while Ctrl is held down, that does not select.
        select = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.view.selectionModel().setCurrentIndex(index, select)
        self.view.scrollTo(index)
        if is_edited:
            self.view.edit(index)

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a key means; return whether it means anything."""
        if command := self._command_of(event):
            self.commanded.emit(command)
        elif event.matches(QKeySequence.StandardKey.Cut):
            # Kept here and not in the clipboard: other programs could do nothing with it.
            self._cut = self._movable()
        else:
            return False
        return True

    def _command_of(self, event: QKeyEvent) -> CollectionCommand | None:
        is_alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if event.matches(QKeySequence.StandardKey.Undo):
            return EntryCommand(Act.UNDO)
        if event.matches(QKeySequence.StandardKey.Redo):
            return EntryCommand(Act.REDO)
        if event.matches(QKeySequence.StandardKey.Delete):
            return self.deletion()
        if event.matches(QKeySequence.StandardKey.Paste):
            return self._pasted()
        if is_alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return self._shifted(-1 if event.key() == Qt.Key.Key_Up else 1)
        return None

    def deletion(self) -> CollectionCommand | None:
        """Return what deletes the selected entries; a collection is closed, its files stay."""
        node = self.current
        if node is not None and node.kind is EntryKind.COLLECTION:
            return EntryCommand(Act.CLOSE, node.path)
        paths = self._of_kinds(*MOVABLE, EntryKind.BROKEN, EntryKind.EXAMPLE)
        return Delete(paths) if paths else None

    def duplication(self) -> CollectionCommand | None:
        """Return what duplicates the current entry."""
        # Files of a collection are not deleted from here: they are the person's, perhaps in Git.
        node = self.current
        return Duplicate(node.path) if node is not None and node.kind in MOVABLE else None

    def _movable(self) -> tuple[str, ...]:
        return self._of_kinds(*MOVABLE, EntryKind.BROKEN)

    def _of_kinds(self, *kinds: EntryKind) -> tuple[str, ...]:
        return tuple(node.path for node in self.chosen if node.kind in kinds)

    def _pasted(self) -> CollectionCommand | None:
        node, paths = self.current, self._cut
        if node is None or not paths or not node.folder_path:
            return None
        # Pasted only once, because then the entries have other paths.
        self._cut = ()
        return MoveTo(paths, node.folder_path)

    def _shifted(self, step: int) -> CollectionCommand | None:
        """Return what moves the current entry up or down in its folder."""
        node = self.current
        if node is None or node.parent is None or node.kind not in MOVABLE:
            return None
        # These come first: ``row`` is the position among them, too.
        beside = [entry for entry in node.parent.children if entry.kind in MOVABLE]
        position = node.row + step
        if not 0 <= position < len(beside):
            return None
        # A move names the entry that comes next: going down, that is the one behind the neighbour.
        before = node.parent.key_at(position if step < 0 else position + 1)
        return MoveTo((node.path,), str(Path(node.path).parent), before)

    def _on_folded(self, index: QModelIndex, *, is_expanded: bool) -> None:
        node = self.rows.node(index)
        if node is not None:
            (self._expanded.add if is_expanded else self._expanded.discard)(node.path)
            self.folded.emit()


def _above(node: CollectionEntry) -> Iterable[CollectionEntry]:
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


_CANNOT_BE_READ = tr("cannot be read")
_SIGNS = {
    ChangeKind.NEW: ("+", "get"),
    ChangeKind.CHANGED: ("~", "muted"),
    ChangeKind.RENAMED: ("~", "muted"),
    ChangeKind.DELETED: ("−", "delete"),
    ChangeKind.CONFLICT: ("!", "delete"),
}
"""What changed since the last commit, and in which colour; never by the colour alone."""


class CollectionPainter(RowDelegate):
    """Draws collections, folders, requests, broken files and hits of the filter."""

    with_two_lines = SearchRow

    def __init__(self, theme: Theme, method_of: MethodOf, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._method_of = method_of
        self.verdicts: Mapping[str, str] = {}
        """Path of a saved request → severity of its last verdict."""
        self.changes: Mapping[str, ChangeKind] = {}
        """Path of an entry → how it differs from the last commit."""

    def tool_tip(self, entry: object) -> str:
        """Return where an entry goes and lies, or why it cannot be used."""
        if isinstance(entry, SearchRow):
            return f"{hit_origin(entry, self.needle)}\n{entry.request.path}"
        if not isinstance(entry, CollectionEntry):
            return ""
        words = change_words(entry, self.changes)
        return "\n".join(filter(None, (tool_tip(entry), words[:1].upper() + words[1:])))

    def paint_entry(self, painter: QPainter, rect: QRect, entry: object) -> None:  # noqa: D102
        if isinstance(entry, SearchRow):
            self._paint_hit(painter, rect, entry)
        elif isinstance(entry, CollectionEntry):
            self._paint_node(painter, rect, entry)

    def _paint_node(self, painter: QPainter, rect: QRect, node: CollectionEntry) -> None:
        if kind := self.changes.get(node.path):
            sign, token = _SIGNS[kind]
            width = self.plain.metrics.horizontalAdvance(sign) + GAP
            end = QRect(rect.right() - width - GAP, rect.top(), width + GAP, rect.height())
            self.draw(painter, end, sign, self.plain, token)
            rect = rect.adjusted(0, 0, -width - GAP, 0)
        if node.saved is not None:
            method = self._method_of(node.saved)
            rest = self.paint_badge(painter, rect, method, is_muted=False)
            severity = self.verdicts.get(node.path)
            if severity:
                end = QRect(rest.right() - rest.height(), rest.top(), rest.height(), rest.height())
                self.paint_dot(painter, end, f"{severity}_text")
                rest.setRight(end.left())
            self.draw(painter, rest, node.title, self.plain, "text")
            return
        face = self.plain
        # They have no method, but stand among requests that do.
        if node.kind in (EntryKind.BROKEN, EntryKind.MORE, EntryKind.EXAMPLE):
            rect = rect.adjusted(self.badge_width + GAP, 0, 0, 0)
        token = "muted" if node.problem or node.kind is EntryKind.MORE else "text"
        width = self.draw(painter, rect, node.title, face, token)
        count = "" if node.request_count is None else str(node.request_count)
        rest = rect.adjusted(width + GAP + 2, 0, 0, 0)
        self.draw(painter, rest, _CANNOT_BE_READ if node.problem else count, self.small, "muted")

    def _paint_hit(self, painter: QPainter, rect: QRect, hit: SearchRow) -> None:
        upper, lower = self.lines_of(rect.adjusted(0, ROW_SPACE // 2, 0, 0))
        method = self._method_of(hit.request.saved)
        rest = self.paint_badge(painter, upper, method, is_muted=False)
        self.draw(painter, rest, hit.request.name, self.plain, "text")
        lower.adjust(self.badge_width + GAP, 0, 0, 0)
        self.draw(painter, lower, hit_origin(hit, self.needle), self.small, "muted")
