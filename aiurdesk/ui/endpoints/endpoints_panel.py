"""The endpoints: a filter field, the tree of all endpoints, and the list of those that match."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QTreeView, QWidget

from aiurdesk.core.api.endpoint import OWN_GENERATION, Endpoint, Service
from aiurdesk.core.api.endpoint_filter import Hit, Ranking, filter_words
from aiurdesk.core.translation import tr
from aiurdesk.ui.endpoints.outline import (
    Branch,
    EndpointEntry,
    EntryDelegate,
    HeadingLevel,
    children_of,
    endpoints_below,
    is_own,
    services_below,
    spoken_hit,
    spoken_title,
    title_of,
    unreachable_below,
)
from aiurdesk.ui.tables.rows_model import Column, ItemRole, RowsModel
from aiurdesk.ui.tables.tree_model import FilteredTree, TreeModel
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.empty_panel import EmptyPanel
from aiurdesk.ui.widgets.filter_field import FilterField

_MOST_UNFOLDED = 40
"""Endpoints of a service that was just added."""
_EMPTY = tr(
    "Services have their endpoints here, each with a form. Add one from its OpenAPI description; "
    "“Services…” in the menu shows those that are hidden."
)


class EndpointsPanel(FilteredTree):
    """Shows the tree of all endpoints, or the endpoints that match the filter, the best first."""

    endpoint_chosen = Signal(Endpoint)
    """Emitted when an endpoint was clicked, or opened with the keyboard."""
    opened_by_keyboard = Signal()
    """Emitted after ``endpoint_chosen`` if the endpoint was opened with the keyboard."""
    expanded_changed = Signal()
    """Emitted when headings were unfolded or folded."""
    description_wanted = Signal()
    """Emitted when a person wants to add a service, while none is shown."""
    menu_wanted = Signal(Service, QPoint)
    """Emitted with a service and where on the screen its menu is to be opened."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "endpoint", tr("Endpoints"), QTreeView(), FilterField(theme))
        self._branches: tuple[Branch, ...] = ()
        # By keys and not by indexes: each environment has a new outline.
        self._expanded: set[str] = set()
        self._made_ranking: Ranking | None = None
        self.unreachable: frozenset[str] = frozenset()
        """Ids of the endpoints that the environment cannot reach."""
        self._model: TreeModel[EndpointEntry] = TreeModel(children_of, title_of)
        self._delegate = EntryDelegate(theme, self)
        spoken = {Qt.ItemDataRole.AccessibleTextRole: lambda h: spoken_hit(h, self.filter.text())}
        column = Column[Hit](tr("Endpoint"), lambda hit: hit.endpoint.shown_title, spoken)
        self._hits_model = RowsModel((column,), self)
        self.filter.returnPressed.connect(lambda: self.enter(self.visible_view().currentIndex()))
        for view, model in ((self.tree, self._model), (self.hits, self._hits_model)):
            view.setModel(model)
            view.setItemDelegate(self._delegate)
            view.clicked.connect(self._on_clicked)
        self.tree.installEventFilter(self)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._ask_for_menu)
        self.tree.expanded.connect(lambda index: self._on_folded(index, is_expanded=True))
        self.tree.collapsed.connect(lambda index: self._on_folded(index, is_expanded=False))
        self.count.setObjectName("hit_count")
        self.nothing.setText(
            tr("Nothing matches. Try part of a path, a parameter or a result code.")
        )
        field_row = QWidget()
        column_of(field_row, self.filter, margins=(10, 0, 10, 0))
        self.lay_out(field_row)
        self._empty: EmptyPanel | None = None

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
        self.filter.setPlaceholderText(
            tr("Filter {endpoints_count} endpoints").format(endpoints_count=len(endpoints))
        )
        self._restore_expanded()
        self.apply_filter(self.filter.text())
        self._show_empty(is_wanted=not endpoints)

    def _show_empty(self, *, is_wanted: bool) -> None:
        if is_wanted and self._empty is None:
            self._empty = EmptyPanel(_EMPTY, tr("Add an API description…"))
            self._empty.wanted.connect(self.description_wanted)
            self.views.addWidget(self._empty)
        if self._empty is not None:
            self.views.setCurrentWidget(self._empty if is_wanted else self.tree)

    def expanded_keys(self) -> tuple[str, ...]:
        """Return the keys of the unfolded headings."""
        return tuple(sorted(self._expanded))

    def expand_keys(self, keys: Iterable[str]) -> None:
        """Unfold exactly these headings."""
        self._expanded = set(keys)
        self._restore_expanded()

    def show_endpoint(self, endpoint_id: str) -> None:
        """Select an endpoint in the tree and unfold the branches above it."""
        for row in self._model.rows:
            if isinstance(row.item, Endpoint) and row.item.id == endpoint_id:
                self.tree.setCurrentIndex(row.index)
                self.tree.scrollTo(row.index)
                return

    def fold_built_in(self) -> None:
        """Fold everything but the services that the person added."""
        own = [branch for branch in self._branches if is_own(branch)]
        below = (child.key for branch in own for child in _branches_below(branch))
        self.expand_keys(self._expanded & {*below, *(branch.key for branch in own)})
        self.expanded_changed.emit()

    def show_service(self, service_id: str) -> None:
        """Unfold a service and the branch above it, and make it the current one.

        The groups of one that a person added are unfolded, too, where they are not too long.
        """
        above: list[str] = []
        for row in self._model.rows:
            branch = row.item
            if isinstance(branch, Branch) and branch.level is HeadingLevel.GENERATION:
                above = [branch.key]
            elif isinstance(branch, Branch) and branch.key == service_id:
                is_new = branch.service is not None and branch.service.generation == OWN_GENERATION
                is_short = is_new and branch.endpoint_count <= _MOST_UNFOLDED
                groups = (group.key for group in _branches_below(branch)) if is_short else ()
                self._expanded |= {*above, service_id, *groups}
                self._restore_expanded()
                self.tree.setCurrentIndex(row.index)
                self.tree.scrollTo(row.index, QTreeView.ScrollHint.PositionAtTop)
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

    def apply_filter(self, text: str) -> None:
        """Show the endpoints that match, the best first."""
        # Blanks alone filter nothing.
        is_filtering = bool(filter_words(text))
        # The ranking is not even named without a filter, which would make it at every start.
        hits = self.ranking.hits(text) if is_filtering else ()
        count = f"{len(hits)} of {len(self.ranking)}" if is_filtering else ""
        self._delegate.set_filter(text)
        self._hits_model.set_items(hits)
        self.show_hits(count, is_filtering=is_filtering)

    def _restore_expanded(self) -> None:
        # Without signals: a person has folded nothing, so there is nothing to save.
        was_blocked = self.tree.blockSignals(True)
        for row in self._model.rows:
            if isinstance(row.item, Branch):
                is_expanded = row.item.key in self._expanded
                if self.tree.isExpanded(row.index) != is_expanded:
                    self.tree.setExpanded(row.index, is_expanded)
        self.tree.blockSignals(was_blocked)

    def _on_clicked(self, index: QModelIndex) -> None:
        entry = index.data(ItemRole)
        if isinstance(entry, Branch):
            self.tree.setExpanded(index, not self.tree.isExpanded(index))
        elif isinstance(entry, Hit | Endpoint):
            self.endpoint_chosen.emit(entry.endpoint if isinstance(entry, Hit) else entry)

    def _ask_for_menu(self, point: QPoint) -> None:
        entry = self.tree.indexAt(point).data(ItemRole)
        if isinstance(entry, Branch) and entry.service is not None:
            self.menu_wanted.emit(entry.service, self.tree.viewport().mapToGlobal(point))

    def enter(self, index: QModelIndex) -> None:
        """Open an endpoint, or unfold a heading."""
        self._on_clicked(index)
        if isinstance(index.data(ItemRole), Hit | Endpoint):
            self.opened_by_keyboard.emit()

    def _on_folded(self, index: QModelIndex, *, is_expanded: bool) -> None:
        entry = index.data(ItemRole)
        if isinstance(entry, Branch):
            (self._expanded.add if is_expanded else self._expanded.discard)(entry.key)
            self.expanded_changed.emit()


def _branches_below(branch: Branch) -> Iterator[Branch]:
    for child in branch.children:
        if isinstance(child, Branch):
            yield child
            yield from _branches_below(child)


def default_expanded(branches: Iterable[Branch]) -> tuple[str, ...]:
    """Return what is unfolded at the first start: the generations that can be reached.

    Where a person has services, only theirs are.
    """
    generations = [b for b in branches if b.level is HeadingLevel.GENERATION and b.is_available]
    own = [branch for branch in generations if is_own(branch)]
    return tuple(branch.key for branch in own or generations)
