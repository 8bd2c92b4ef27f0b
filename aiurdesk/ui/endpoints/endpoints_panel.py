"""The sidebar: a filter field and the tree of all endpoints."""

from collections.abc import Iterable, Mapping

import msgspec
from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.core.endpoint import Endpoint
from aiurdesk.core.endpoint_filter import matching
from aiurdesk.ui.endpoints.delegate import EntryDelegate
from aiurdesk.ui.endpoints.outline import (
    Branch,
    Entry,
    Level,
    children_of,
    endpoints_below,
    title_of,
    tool_tip_of,
)
from aiurdesk.ui.models.rows import ItemRole
from aiurdesk.ui.models.tree import TreeModel
from aiurdesk.ui.theme import Theme

_INDENTATION = 12
_MOVES = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class _Row(msgspec.Struct, frozen=True):
    """Where an entry stands in the tree, and the endpoints that it stands for."""

    index: QModelIndex
    parent: QModelIndex
    entry: Entry
    endpoint_ids: frozenset[str]


class EndpointsPanel(QFrame):
    """Shows the outline of all endpoints, and of those that match what is typed."""

    endpoint_chosen = Signal(Endpoint)
    """Emitted when an endpoint was clicked, or entered with the keyboard."""
    expanded_changed = Signal()
    """Emitted when a person unfolded or folded a heading."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("endpoints_panel")
        self.setProperty("look", "panel")
        self._theme = theme
        self._texts: Mapping[str, str] = {}
        self._expanded: set[str] = set()
        self._is_filtering = False
        self._model: TreeModel[Entry] = TreeModel(children_of, title_of, tool_tip_of)
        self._rows: tuple[_Row, ...] = ()
        self._hidden: set[int] = set()  # places in _rows
        self._delegate = EntryDelegate(theme, self)
        self._filter = self._make_filter()
        self._tree = self._make_tree()
        self._nothing = QLabel("Nothing matches. Try a part of a path, a parameter or a code.")
        self._nothing.setProperty("look", "muted")
        self._nothing.setWordWrap(True)
        self._nothing.setContentsMargins(10, 4, 10, 4)
        self._nothing.hide()
        self._lay_out()
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_outline(
        self, branches: Iterable[Branch], texts: Mapping[str, str], endpoint_count: int
    ) -> None:
        """Show a tree.

        Args:
            texts: Id of each endpoint → what ``endpoint_filter.searchable_text`` makes of it.
            endpoint_count: Those of the catalogue; the code lab is none of it.
        """
        self._texts = texts
        self._model.set_roots(branches)  # the tree forgets what was hidden
        self._hidden = set()
        self._rows = tuple(_row(index) for index in self._model.indexes())
        self._filter.setPlaceholderText(f"Filter {endpoint_count} endpoints")
        self._apply_filter(self._filter.text())

    def expanded_keys(self) -> tuple[str, ...]:
        """Return the keys of the unfolded headings."""
        return tuple(sorted(self._expanded))

    def expand_keys(self, keys: Iterable[str]) -> None:
        """Unfold exactly these headings."""
        self._expanded = set(keys)
        if not self._is_filtering:
            self._restore_expanded()

    def focus_filter(self) -> None:
        """Put the cursor into the filter field and select what is in it."""
        self._filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._filter.selectAll()

    def show_endpoint(self, endpoint_id: str) -> None:
        """Select an endpoint in the tree and unfold what it lies in."""
        for row in self._rows:
            if isinstance(row.entry, Endpoint) and row.entry.id == endpoint_id:
                self._tree.setCurrentIndex(row.index)
                self._tree.scrollTo(row.index)
                return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Let the arrow keys in the filter field move in the tree."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self._filter and event.key() in _MOVES:
                self._move(event)
                return True
            if watched is self._filter and event.key() == Qt.Key.Key_Escape and self._filter.text():
                self._filter.clear()
                return True
        return super().eventFilter(watched, event)

    def _make_filter(self) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName("endpoint_filter")
        field.setAccessibleName("Filter endpoints")
        field.setPlaceholderText("Filter endpoints")
        field.setClearButtonEnabled(True)
        field.textChanged.connect(self._apply_filter)
        field.returnPressed.connect(self._open_first_match)
        field.installEventFilter(self)
        return field

    def _make_tree(self) -> QTreeView:
        tree = QTreeView()
        tree.setObjectName("endpoint_tree")
        tree.setAccessibleName("Endpoints")
        tree.setProperty("look", "sidebar")
        tree.setModel(self._model)
        tree.setItemDelegate(self._delegate)
        tree.setHeaderHidden(True)
        tree.setUniformRowHeights(True)
        tree.setIndentation(_INDENTATION)
        tree.setExpandsOnDoubleClick(False)
        tree.setMouseTracking(True)
        tree.clicked.connect(self._on_activated)
        tree.activated.connect(self._on_activated)
        tree.expanded.connect(lambda index: self._on_folded(index, is_expanded=True))
        tree.collapsed.connect(lambda index: self._on_folded(index, is_expanded=False))
        return tree

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(_heading("Endpoints"))
        field_row = QWidget()
        row = QVBoxLayout(field_row)
        row.setContentsMargins(10, 0, 10, 0)
        row.addWidget(self._filter)
        layout.addWidget(field_row)
        layout.addWidget(self._nothing)
        layout.addWidget(self._tree, 1)

    def _apply_filter(self, text: str) -> None:
        typed = text.strip()
        self._delegate.set_terms(tuple(typed.split()))
        if not typed:
            self._show_rows(None)
            self._is_filtering = False
            self._restore_expanded()
            return
        if not self._is_filtering:
            self._is_filtering = True
            self._tree.expandAll()
        self._show_rows(matching(typed, self._texts))
        self._tree.setCurrentIndex(self._first_endpoint())
        self._tree.viewport().update()

    def _show_rows(self, found: frozenset[str] | None) -> None:
        """Hide the rows that stand for none of these endpoints; None shows all."""
        hidden = set() if found is None else _hidden(self._rows, found)
        # Only what changes: a key leaves most rows as they are, and Qt takes each as news.
        for place in hidden ^ self._hidden:
            row = self._rows[place]
            self._tree.setRowHidden(row.index.row(), row.parent, place in hidden)
        self._hidden = hidden
        self._nothing.setVisible(found is not None and not found)

    def _restore_expanded(self) -> None:
        was_blocked = self._tree.blockSignals(True)
        for row in self._rows:
            if isinstance(row.entry, Branch):
                self._tree.setExpanded(row.index, row.entry.key in self._expanded)
        self._tree.blockSignals(was_blocked)

    def _first_endpoint(self) -> QModelIndex:
        for place, row in enumerate(self._rows):
            if isinstance(row.entry, Endpoint) and place not in self._hidden:
                return row.index
        return QModelIndex()

    def _open_first_match(self) -> None:
        current = self._tree.currentIndex()
        self._on_activated(current if current.isValid() else self._first_endpoint())

    def _move(self, event: QKeyEvent) -> None:
        actions = {
            Qt.Key.Key_Down: QTreeView.CursorAction.MoveDown,
            Qt.Key.Key_Up: QTreeView.CursorAction.MoveUp,
            Qt.Key.Key_PageDown: QTreeView.CursorAction.MovePageDown,
            Qt.Key.Key_PageUp: QTreeView.CursorAction.MovePageUp,
        }
        action = actions[Qt.Key(event.key())]
        self._tree.setCurrentIndex(self._tree.moveCursor(action, Qt.KeyboardModifier.NoModifier))

    def _on_activated(self, index: QModelIndex) -> None:
        entry = index.data(ItemRole)
        if isinstance(entry, Endpoint):
            self.endpoint_chosen.emit(entry)
        elif isinstance(entry, Branch):
            self._tree.setExpanded(index, not self._tree.isExpanded(index))

    def _on_folded(self, index: QModelIndex, *, is_expanded: bool) -> None:
        entry = index.data(ItemRole)
        if self._is_filtering or not isinstance(entry, Branch):
            return
        if is_expanded:
            self._expanded.add(entry.key)
        else:
            self._expanded.discard(entry.key)
        self.expanded_changed.emit()

    def _on_theme_changed(self) -> None:
        if self._filter.actions():
            self._filter.removeAction(self._filter.actions()[0])
        icon = self._theme.icon("search")
        self._filter.addAction(icon, QLineEdit.ActionPosition.LeadingPosition)
        self._tree.doItemsLayout()


def _row(index: QModelIndex) -> _Row:
    entry: Entry = index.data(ItemRole)
    ids = frozenset(endpoint.id for endpoint in endpoints_below(entry))
    return _Row(index, index.parent(), entry, ids)


def _hidden(rows: Iterable[_Row], found: frozenset[str]) -> set[int]:
    """Return the places of the rows that stand for none of these endpoints."""
    return {place for place, row in enumerate(rows) if found.isdisjoint(row.endpoint_ids)}


def _heading(text: str) -> QFrame:
    top = QFrame()
    top.setProperty("look", "side-top")
    row = QHBoxLayout(top)
    row.setContentsMargins(0, 0, 0, 0)
    heading = QLabel(text)
    heading.setProperty("look", "side-heading")
    row.addWidget(heading)
    row.addStretch(1)
    return top


def default_expanded(branches: Iterable[Branch]) -> tuple[str, ...]:
    """Return what is unfolded at the very first start: the generations that can be reached."""
    found = (b for b in branches if b.level is Level.GENERATION and b.is_reachable)
    return tuple(branch.key for branch in found)
