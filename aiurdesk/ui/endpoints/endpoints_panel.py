"""The endpoints: a filter field, the tree of all endpoints, and the list of those that match."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QStackedWidget,
    QTreeView,
    QWidget,
)

from aiurdesk.core.api.endpoint import Endpoint, Service
from aiurdesk.core.api.endpoint_filter import filter_words
from aiurdesk.core.api.ranking import Hit, Ranking
from aiurdesk.core.translation import tr
from aiurdesk.ui.endpoints.delegate import EntryDelegate
from aiurdesk.ui.endpoints.outline import (
    Branch,
    Entry,
    Level,
    children_of,
    endpoints_below,
    services_below,
    spoken_hit,
    spoken_title,
    title_of,
    unreachable_below,
)
from aiurdesk.ui.tables.roles import ItemRole
from aiurdesk.ui.tables.rows_model import Column, RowsModel
from aiurdesk.ui.tables.tree_model import TreeModel
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.filter_field import FilterField

_INDENTATION = 12
"""Units of an icon."""
_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EndpointsPanel(QFrame):
    """Shows the tree of all endpoints, or the endpoints that match the filter, the best first."""

    endpoint_chosen = Signal(Endpoint)
    """Emitted when an endpoint was clicked, or opened with the keyboard."""
    opened_by_keyboard = Signal()
    """Emitted after ``endpoint_chosen`` if the endpoint was opened with the keyboard."""
    expanded_changed = Signal()
    """Emitted when headings were unfolded or folded."""
    menu_wanted = Signal(Service, QPoint)
    """Emitted with a service and where on the screen its menu is to be opened."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("endpoints_panel")
        self.setProperty("look", "panel")
        self._theme = theme
        self._branches: tuple[Branch, ...] = ()
        # By keys and not by indexes: each environment has a new outline.
        self._expanded: set[str] = set()
        self._made_ranking: Ranking | None = None
        self.unreachable: frozenset[str] = frozenset()
        """Ids of the endpoints that the environment cannot reach."""
        self._model: TreeModel[Entry] = TreeModel(children_of, title_of)
        self._delegate = EntryDelegate(theme, self)
        self._filter = FilterField(theme)
        self._filter.textChanged.connect(self._apply_filter)
        self._filter.returnPressed.connect(lambda: self._on_entered(self._view().currentIndex()))
        self._filter.moved.connect(self._move)
        spoken = {Qt.ItemDataRole.AccessibleTextRole: lambda h: spoken_hit(h, self._filter.text())}
        column = Column[Hit](tr("Endpoint"), lambda hit: hit.endpoint.shown_title, spoken)
        self._hits_model = RowsModel((column,), self)
        self._count = QLabel()
        # Two views, not one with a filtered model: hits are a flat list in the order of their rank.
        self._tree = self._make_view(self._model)
        self._hits = self._make_view(self._hits_model)
        self._views = QStackedWidget()
        self._nothing = QLabel(
            tr("Nothing matches. Try part of a path, a parameter or a result code.")
        )
        self._lay_out()
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_outline(self, branches: Iterable[Branch]) -> None:
        """Show a tree; the filter searches the endpoints in it."""
        self._branches = tuple(branches)
        self._made_ranking = None
        self._model.set_roots(self._branches)
        # The badge is painted, so a screen reader would get the title alone.
        for row in self._model.rows:
            row.node.setAccessibleText(spoken_title(row.item))
        endpoints = [endpoint for branch in self._branches for endpoint in endpoints_below(branch)]
        self._delegate.set_methods({endpoint.shown_method for endpoint in endpoints})
        self.unreachable = unreachable_below(self._branches)
        self._delegate.unreachable = self.unreachable
        self._filter.setPlaceholderText(
            tr("Filter {endpoints_count} endpoints").format(endpoints_count=len(endpoints))
        )
        self._restore_expanded()
        self._apply_filter(self._filter.text())

    def expanded_keys(self) -> tuple[str, ...]:
        """Return the keys of the unfolded headings."""
        return tuple(sorted(self._expanded))

    def expand_keys(self, keys: Iterable[str]) -> None:
        """Unfold exactly these headings."""
        self._expanded = set(keys)
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

    def show_service(self, service_id: str) -> None:
        """Unfold a service and the branch above it, and make it the current one."""
        above: list[str] = []
        for row in self._model.rows:
            branch = row.item
            if isinstance(branch, Branch) and branch.level is Level.GENERATION:
                above = [branch.key]
            elif isinstance(branch, Branch) and branch.key == service_id:
                self._expanded |= {*above, service_id}
                self._restore_expanded()
                self._tree.setCurrentIndex(row.index)
                self._tree.scrollTo(row.index, QTreeView.ScrollHint.PositionAtTop)
                self.expanded_changed.emit()
                return

    @property
    def ranking(self) -> Ranking:
        """The endpoints of the tree, to be searched."""
        # Made at the first key that is typed: most starts filter nothing.
        if self._made_ranking is None:
            self._made_ranking = Ranking(
                (endpoint, branch.service)
                for branch in services_below(self._branches)
                if branch.service is not None
                for endpoint in endpoints_below(branch)
            )
        return self._made_ranking

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the current endpoint when Return is pressed in the tree or the list."""
        # The second test is for mypy: only a QKeyEvent has ``key``.
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        # Not ``activated``: in some styles Qt emits it for a single click too.
        if event.key() in _ENTER_KEYS and isinstance(watched, QTreeView):
            self._on_entered(watched.currentIndex())
            return True
        return super().eventFilter(watched, event)

    def _make_view(self, model: TreeModel[Entry] | RowsModel[Hit]) -> QTreeView:
        is_tree = isinstance(model, TreeModel)
        view = QTreeView()
        view.setObjectName("endpoint_tree" if is_tree else "endpoint_hits")
        view.setAccessibleName(tr("Endpoints"))
        view.setProperty("look", "sidebar")
        view.setModel(model)
        view.setItemDelegate(self._delegate)
        view.setHeaderHidden(True)
        # Otherwise Qt asks the delegate, which is in Python, for the height of every row.
        view.setUniformRowHeights(True)
        if not is_tree:
            view.setIndentation(0)
        # A click unfolds already; the second one of a double click would fold it again.
        view.setExpandsOnDoubleClick(False)
        # The delegate marks the row below the pointer.
        view.setMouseTracking(True)
        view.installEventFilter(self)
        view.clicked.connect(self._on_clicked)
        if is_tree:
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            view.customContextMenuRequested.connect(self._ask_for_menu)
            view.expanded.connect(lambda index: self._on_folded(index, is_expanded=True))
            view.collapsed.connect(lambda index: self._on_folded(index, is_expanded=False))
        return view

    def _lay_out(self) -> None:
        for label in (self._count, self._nothing):
            label.setProperty("look", "muted")
            label.setContentsMargins(12, 0, 10, 2)
            label.hide()
        self._count.setObjectName("hit_count")
        self._nothing.setWordWrap(True)
        self._views.addWidget(self._tree)
        self._views.addWidget(self._hits)
        layout = column_of(self, margins=(0, 8, 0, 0), spacing=6)
        field_row = QWidget()
        column_of(field_row, self._filter, margins=(10, 0, 10, 0))
        layout.addWidget(field_row)
        layout.addWidget(self._count)
        layout.addWidget(self._nothing)
        layout.addWidget(self._views, 1)

    def _view(self) -> QTreeView:
        """Return the tree or the list, whichever is visible."""
        return self._hits if self._views.currentWidget() is self._hits else self._tree

    def _apply_filter(self, text: str) -> None:
        # Blanks alone filter nothing.
        is_filtering = bool(filter_words(text))
        hits = self.ranking.hits(text) if is_filtering else ()
        self._delegate.set_filter(text)
        self._hits_model.set_items(hits)
        # Return in the filter opens the best hit.
        self._hits.setCurrentIndex(self._hits_model.index(0, 0))
        self._views.setCurrentWidget(self._hits if is_filtering else self._tree)
        self._count.setText(f"{len(hits)} of {len(self.ranking)}" if is_filtering else "")
        self._count.setVisible(is_filtering)
        self._nothing.setVisible(is_filtering and not hits)

    def _restore_expanded(self) -> None:
        # Without signals: a person has folded nothing, so there is nothing to save.
        was_blocked = self._tree.blockSignals(True)
        for row in self._model.rows:
            if isinstance(row.item, Branch):
                is_expanded = row.item.key in self._expanded
                if self._tree.isExpanded(row.index) != is_expanded:
                    self._tree.setExpanded(row.index, is_expanded)
        self._tree.blockSignals(was_blocked)

    def _move(self, action: QTreeView.CursorAction) -> None:
        view = self._view()
        view.setCurrentIndex(view.moveCursor(action, Qt.KeyboardModifier.NoModifier))

    def _on_clicked(self, index: QModelIndex) -> None:
        entry = index.data(ItemRole)
        if isinstance(entry, Branch):
            self._tree.setExpanded(index, not self._tree.isExpanded(index))
        elif isinstance(entry, Hit | Endpoint):
            self.endpoint_chosen.emit(entry.endpoint if isinstance(entry, Hit) else entry)

    def _ask_for_menu(self, point: QPoint) -> None:
        entry = self._tree.indexAt(point).data(ItemRole)
        if isinstance(entry, Branch) and entry.service is not None:
            self.menu_wanted.emit(entry.service, self._tree.viewport().mapToGlobal(point))

    def _on_entered(self, index: QModelIndex) -> None:
        self._on_clicked(index)
        if isinstance(index.data(ItemRole), Hit | Endpoint):
            self.opened_by_keyboard.emit()

    def _on_folded(self, index: QModelIndex, *, is_expanded: bool) -> None:
        entry = index.data(ItemRole)
        if not isinstance(entry, Branch):
            return
        if is_expanded:
            self._expanded.add(entry.key)
        else:
            self._expanded.discard(entry.key)
        self.expanded_changed.emit()

    def _on_theme_changed(self) -> None:
        # Neither the indentation nor the height of a row follows the font by itself.
        self._tree.setIndentation(self._theme.icon_size(_INDENTATION).width())
        for view in (self._tree, self._hits):
            view.doItemsLayout()


def default_expanded(branches: Iterable[Branch]) -> tuple[str, ...]:
    """Return what is unfolded at the first start: the generations that can be reached."""
    generations = (b for b in branches if b.level is Level.GENERATION and b.is_available)
    return tuple(branch.key for branch in generations)
