"""The section Services of the sidebar: services with their endpoints."""

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem

from aiurdesk.core.api.endpoint import Endpoint, Service
from aiurdesk.core.api.endpoint_filter import Hit, Ranking
from aiurdesk.core.translation import tr
from aiurdesk.ui.endpoints.outline import (
    Branch,
    EndpointEntry,
    EntryPainter,
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
from aiurdesk.ui.sidebar.section import ENDPOINT_DRAG, Link
from aiurdesk.ui.sidebar.sections_page import SectionsPage
from aiurdesk.ui.sidebar.sidebar_model import BRANCH, PLAIN, row_item
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.rows_model import ItemRole

_MOST_UNFOLDED = 40
"""Endpoints of a service that was just added."""
_ENDPOINT = PLAIN | Qt.ItemFlag.ItemIsDragEnabled


class ServicesSection(QObject):
    """Fills the section Services: services with their endpoints, and those that match a filter."""

    endpoint_chosen = Signal(Endpoint)
    """Emitted when an endpoint was clicked, or opened with the keyboard."""
    opened_by_keyboard = Signal()
    """Emitted after ``endpoint_chosen`` if the endpoint was opened with the keyboard."""
    expanded_changed = Signal()
    """Emitted when headings were unfolded or folded."""
    description_wanted = Signal()
    """Emitted when a person wants to add a service."""
    menu_wanted = Signal(Service, QPoint)
    """Emitted with a service and where on the screen its menu is to be opened."""
    curl_wanted = Signal(Endpoint)
    """Emitted with an endpoint whose request is to be copied as a command of curl."""

    def __init__(self, page: SectionsPage) -> None:
        """Fill the section.

        Args:
            page: Has the section.
        """
        super().__init__(page)
        self._page, self._section = page, page.services
        self._branches: tuple[Branch, ...] = ()
        # By keys and not by indexes: each environment has a new outline.
        self._expanded: set[str] = set()
        self._made_ranking: Ranking | None = None
        self._rows: list[tuple[EndpointEntry, QStandardItem]] = []
        self.unreachable: frozenset[str] = frozenset()
        """Ids of the endpoints that the environment cannot reach."""
        self.painter = EntryPainter(page.theme, page)
        self.kinds = (Branch, Endpoint, Hit)
        self._section.wanted.connect(lambda _place: self.description_wanted.emit())
        page.tree.expanded.connect(lambda index: self._on_folded(index, is_expanded=True))
        page.tree.collapsed.connect(lambda index: self._on_folded(index, is_expanded=False))
        page.set_content(self._section, self)

    def set_outline(self, branches: Iterable[Branch]) -> None:
        """Show a tree; the filter searches the endpoints in it."""
        self._branches = tuple(branches)
        self._made_ranking = None
        self._rows = []
        if self._branches:
            self._section.show_rows([self._item(branch) for branch in self._branches])
        else:
            add = Link(tr("Add an API description…"), self.description_wanted.emit)
            self._section.show_empty(add)
        endpoints = (endpoint for branch in self._branches for endpoint in endpoints_below(branch))
        self._page.set_methods(self._section, {one.shown_method for one in endpoints})
        self.unreachable = unreachable_below(self._branches)
        self.painter.unreachable = self.unreachable
        self._restore_expanded()
        self._page.search_again()

    def _item(self, entry: EndpointEntry) -> QStandardItem:
        flags = _ENDPOINT if isinstance(entry, Endpoint) else BRANCH
        # The badge is painted, so a screen reader would get the title alone.
        item = row_item(title_of(entry), entry, spoken_title(entry), flags)
        self._rows.append((entry, item))
        children = [self._item(child) for child in children_of(entry)]
        if children:
            # All at once: each ``appendRow`` emits signals of its own.
            item.appendRows(children)
        return item

    def expanded_keys(self) -> tuple[str, ...]:
        """Return the keys of the unfolded headings."""
        return tuple(sorted(self._expanded))

    def expand_keys(self, keys: Iterable[str]) -> None:
        """Unfold exactly these headings."""
        self._expanded = set(keys)
        self._restore_expanded()

    def show_endpoint(self, endpoint_id: str) -> None:
        """Select an endpoint in the tree and unfold the branches above it."""
        for entry, item in self._rows:
            if isinstance(entry, Endpoint) and entry.id == endpoint_id:
                self._page.reveal(item.index())
                return

    def fold_built_in(self) -> None:
        """Fold everything but the services that the person added."""
        own = [branch for branch in self._branches if is_own(branch)]
        keys = {branch.key for one in own for branch in (one, *_branches_below(one))}
        self.expand_keys(self._expanded & keys)
        self.expanded_changed.emit()

    def show_service(self, service_id: str) -> None:
        """Unfold a service and the branch above it, and make it the current one.

        The groups of one that a person added are unfolded, too, where they are not too long.
        """
        above = ""
        for branch, item in self._rows:
            if not isinstance(branch, Branch):
                continue
            if branch.level is HeadingLevel.GENERATION:
                above = branch.key
            elif branch.key == service_id:
                is_short = is_own(branch) and branch.endpoint_count <= _MOST_UNFOLDED
                groups = (group.key for group in _branches_below(branch)) if is_short else ()
                parents = () if is_own(branch) else (above,)
                self._expanded |= {*parents, service_id, *groups}
                self._restore_expanded()
                tree = self._page.tree
                tree.setExpanded(self._section.item.index(), True)
                tree.setCurrentIndex(item.index())
                tree.scrollTo(item.index(), tree.ScrollHint.PositionAtTop)
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

    def hits(self, text: str) -> tuple[Sequence[object], int]:
        """Return the endpoints that match, the best first, and how many there are."""
        return self.ranking.hits(text), len(self.ranking)

    def links_for(self, _text: str) -> Sequence[Link]:
        """Return nothing: all hits are there."""
        return ()

    def spoken(self, hit: object, text: str) -> str:
        """Return everything that the row of a hit shows, in words."""
        return spoken_hit(hit, text) if isinstance(hit, Hit) else ""

    def title_of(self, entry: object) -> str:
        """Return the name of a row or a hit."""
        if isinstance(entry, Hit):
            return entry.endpoint.shown_title
        return title_of(entry) if isinstance(entry, Branch | Endpoint) else ""

    def is_branch(self, entry: object) -> bool:
        """Return whether a row can be unfolded."""
        return isinstance(entry, Branch)

    def enter(self, entry: object, *, by_keyboard: bool) -> None:
        """Open an endpoint."""
        endpoint = entry.endpoint if isinstance(entry, Hit) else entry
        if isinstance(endpoint, Endpoint):
            self.endpoint_chosen.emit(endpoint)
            if by_keyboard:
                self.opened_by_keyboard.emit()

    def show_menu(self, entry: object, place: QPoint) -> None:
        """Open the menu of an endpoint, or ask for that of a service."""
        endpoint = entry.endpoint if isinstance(entry, Hit) else entry
        if isinstance(endpoint, Endpoint):
            self.menu_of(endpoint).open_once(place)
        elif isinstance(entry, Branch) and entry.service is not None:
            self.menu_wanted.emit(entry.service, place)

    def menu_of(self, endpoint: Endpoint) -> PopupMenu:
        """Return the menu of an endpoint, which deletes itself when it is closed."""
        menu = PopupMenu(self._page)
        menu.addAction(tr("Open"), lambda: self.endpoint_chosen.emit(endpoint))
        if not endpoint.is_websocket:
            menu.addAction(tr("Copy as curl"), lambda: self.curl_wanted.emit(endpoint))
        return menu

    def take_key(self, _event: QKeyEvent) -> bool:
        """No key means more than elsewhere."""
        return False

    def drag_text(self, entry: object) -> str:
        """Return the id of an endpoint."""
        endpoint = entry.endpoint if isinstance(entry, Hit) else entry
        return f"{ENDPOINT_DRAG}{endpoint.id}" if isinstance(endpoint, Endpoint) else ""

    def _restore_expanded(self) -> None:
        self._page.tree.expand_quietly(
            (item.index(), entry.key in self._expanded)
            for entry, item in self._rows
            if isinstance(entry, Branch)
        )

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
