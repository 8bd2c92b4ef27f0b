"""The sidebar: a filter field and the tree of all endpoints."""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.api.endpoint_filter import matching
from aiurdesk.ui.endpoints.delegate import EntryDelegate
from aiurdesk.ui.endpoints.filter_field import FilterField
from aiurdesk.ui.endpoints.outline import (
    Branch,
    Entry,
    Level,
    children_of,
    title_of,
)
from aiurdesk.ui.widgets.roles import ItemRole
from aiurdesk.ui.widgets.tree_model import TreeModel
from aiurdesk.ui.window.theme import Theme

_INDENTATION = 12


class EndpointsPanel(QFrame):
    """Shows the outline of all endpoints, or of those that match the filter."""

    endpoint_chosen = Signal(Endpoint)
    """Emitted when an endpoint was clicked, or entered with the keyboard."""
    expanded_changed = Signal()
    """Emitted when a person unfolded or folded a heading."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("endpoints_panel")
        self.setProperty("look", "panel")
        self._theme = theme
        self._texts: Callable[[], Mapping[str, str]] = dict
        self._expanded: set[str] = set()
        self._is_filtering = False
        self._model: TreeModel[Entry] = TreeModel(children_of, title_of)
        self._is_hidden: list[bool] = []
        """Of each row of the model."""
        self._is_folded = True
        """Nothing is unfolded since the tree was filled."""
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
        self,
        branches: Iterable[Branch],
        texts: Callable[[], Mapping[str, str]],
        endpoint_count: int,
    ) -> None:
        """Show a tree.

        Args:
            texts: Returns id of each endpoint → what ``endpoint_filter.searchable_text`` makes of
                it; called when a person filters, endpoints that are not in the tree do not matter.
            endpoint_count: Those of the catalogue; the code lab is none of it.
        """
        self._texts = texts
        self._model.set_roots(branches)
        self._is_hidden = [False] * len(self._model.rows)
        self._is_folded = True
        self._is_filtering = False
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
        """Select an endpoint in the tree and unfold the branches above it."""
        for row in self._model.rows:
            if isinstance(row.item, Endpoint) and row.item.id == endpoint_id:
                self._tree.setCurrentIndex(row.index)
                self._tree.scrollTo(row.index)
                return

    def _make_filter(self) -> FilterField:
        field = FilterField()
        field.textChanged.connect(self._apply_filter)
        field.returnPressed.connect(self._open_first_match)
        field.moved.connect(self._move)
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
            self._is_folded = False
            self._tree.expandAll()
        self._show_rows(matching(typed, self._texts()))
        self._tree.setCurrentIndex(self._first_endpoint())
        self._tree.viewport().update()

    def _show_rows(self, found: frozenset[str] | None) -> None:
        """Hide the rows without any of these endpoints; None shows all."""
        rows = self._model.rows
        is_hidden = [found is not None] * len(rows)
        if found is not None:
            for position in reversed(range(len(rows))):
                row = rows[position]
                if isinstance(row.item, Endpoint):
                    is_hidden[position] = row.item.id not in found
                if row.parent >= 0 and not is_hidden[position]:
                    is_hidden[row.parent] = False
        for row, before, now in zip(rows, self._is_hidden, is_hidden, strict=True):
            if before != now:
                index = row.index
                self._tree.setRowHidden(index.row(), index.parent(), now)
        self._is_hidden = is_hidden
        self._nothing.setVisible(found is not None and all(is_hidden))

    def _restore_expanded(self) -> None:
        was_blocked = self._tree.blockSignals(True)
        for row in self._model.rows:
            is_expanded = isinstance(row.item, Branch) and row.item.key in self._expanded
            if is_expanded or not (self._is_folded or isinstance(row.item, Endpoint)):
                self._tree.setExpanded(row.index, is_expanded)
        self._is_folded = self._is_folded and not self._expanded
        self._tree.blockSignals(was_blocked)

    def _first_endpoint(self) -> QModelIndex:
        for row, is_hidden in zip(self._model.rows, self._is_hidden, strict=True):
            if isinstance(row.item, Endpoint) and not is_hidden:
                return row.index
        return QModelIndex()

    def _open_first_match(self) -> None:
        current = self._tree.currentIndex()
        self._on_activated(current if current.isValid() else self._first_endpoint())

    def _move(self, action: QTreeView.CursorAction) -> None:
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
        self._is_folded = False
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
    """Return what is unfolded at the first start: the generations that can be reached."""
    found = (b for b in branches if b.level is Level.GENERATION and b.is_available)
    return tuple(branch.key for branch in found)
