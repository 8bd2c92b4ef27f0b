"""The tree with its three sections, the filter above it, and the hits of the filter."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QTreeView, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.sidebar.section import Content, Heading, Hint, HitsHeading, Link, Part, Section
from aiurdesk.ui.sidebar.sidebar_model import SidebarModel
from aiurdesk.ui.sidebar.sidebar_tree import HitsView, SidebarDelegate, SidebarTree
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.filter_field import FilterField
from aiurdesk.ui.widgets.icon_button import IconButton
from aiurdesk.ui.widgets.rows_model import Column, ItemRole, RowsModel
from aiurdesk.ui.widgets.styled import styled

_FEW = 20
"""Hits of a section that are shown at first where other sections have hits, too."""
_MOST = 200
"""More rows than anybody looks through; each takes time at every key."""
_NOTHING = tr("Nothing matches. Try part of a name, a path, a parameter or a result code.")
_COLLECTIONS = (
    tr("Saved requests, as files in a folder"),
    tr(
        "A collection is a folder of saved requests, each a small text file that goes well with "
        "Git. Make one, or drop a folder here to open it."
    ),
)
_SERVICES = (
    tr("APIs, with a form for each endpoint"),
    tr(
        "Services have their endpoints here, each with a form. Add one from its OpenAPI "
        "description; “Services…” in the menu shows those that are hidden."
    ),
)
_HISTORY = (
    tr("What you send, without secrets"),
    tr("What you send appears here, without secrets. The settings say for how long."),
)


class SectionsPage(QWidget):
    """One tree with three sections below one filter."""

    folded_changed = Signal()
    """Emitted when a person folded or unfolded a section."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.model = SidebarModel(self._drag_text)
        self.tree, self.hits = SidebarTree(self._take_key), HitsView()
        self._painters = [SidebarDelegate(theme, view) for view in (self.tree, self.hits)]
        self._whole: set[Section] = set()
        self._methods: dict[Section, frozenset[str]] = {}
        self._contents: dict[type, Content] = {}
        self.collections = Section(
            Part.COLLECTIONS, tr("Collections"), ("plus", tr("New")), _COLLECTIONS
        )
        self.services = Section(
            Part.SERVICES, tr("Services"), ("plus", tr("Add an API description…")), _SERVICES
        )
        self.history = Section(
            Part.HISTORY, tr("History"), ("search", tr("Search the history")), _HISTORY
        )
        self.sections = (self.collections, self.services, self.history)
        self.model.invisibleRootItem().appendRows([one.item for one in self.sections])
        column = Column[object](
            tr("Row"), self._text, {Qt.ItemDataRole.AccessibleTextRole: self._spoken}
        )
        self._hits_model = RowsModel(
            (column,), self, lambda row: isinstance(row, HitsHeading | Hint)
        )
        self.filter = FilterField(theme, "sidebar_filter", tr("Filter"))
        self.filter.setAccessibleName(tr("Filter sidebar"))
        self.nothing = styled(QLabel(_NOTHING, wordWrap=True), "nothing_found", look="muted")
        self._views = QStackedWidget()
        self._make_views()

    def _make_views(self) -> None:
        self.nothing.setContentsMargins(12, 0, 10, 2)
        self.nothing.hide()
        shown = (("tree", self.tree, self.model), ("hits", self.hits, self._hits_model))
        for (name, view, model), painter in zip(shown, self._painters, strict=True):
            styled(view, f"sidebar_{name}", spoken=tr("Sidebar"))
            view.setModel(model)
            view.setItemDelegate(painter)
            view.entered.connect(self._enter)
            self._views.addWidget(view)
        for section in self.sections:
            self._add_heading(section)
        self.tree.expanded.connect(self._on_folded)
        self.tree.collapsed.connect(self._on_folded)
        for view in (self.tree, self.hits):
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            view.customContextMenuRequested.connect(partial(self._open_menu, view))
        self.filter.textChanged.connect(self._on_typed)
        self.filter.returnPressed.connect(lambda: self._enter(self.view.currentIndex(), True))
        self.filter.moved.connect(self._move)
        # A method and not a lambda: the theme outlives this page.
        self.theme.changed.connect(self._indent)
        self._indent()
        field = row_of(None, self.filter, margins=(10, 0, 10, 0))
        column_of(self, field, self.nothing, (self._views, 1), margins=(0, 10, 0, 0), spacing=6)

    def _indent(self) -> None:
        self.tree.indent(self.theme)

    def _add_heading(self, section: Section) -> None:
        button = IconButton(self.theme, section.icon, section.button)
        button.setObjectName(f"{section.part}_button")
        button.setProperty("beside", True)
        button.clicked.connect(
            lambda: section.wanted.emit(button.mapToGlobal(button.rect().bottomLeft()))
        )
        bar = _HeadingBar()
        row = row_of(bar, 1, button, margins=(0, 0, 6, 0))
        row.setSizeConstraint(row.SizeConstraint.SetNoConstraint)
        self.tree.setExpanded(section.item.index(), True)
        self.tree.setIndexWidget(section.item.index(), bar)

    def set_content(self, section: Section, content: Content) -> None:
        """Let something fill a section."""
        section.content = content
        self._contents |= dict.fromkeys(content.kinds, content)
        for painter in self._painters:
            painter.add(content)
        if self.is_filtering:
            self._show_hits()

    def set_methods(self, section: Section, methods: Iterable[str]) -> None:
        """Make all badges as wide as the widest one, so that names begin below each other."""
        self._methods[section] = frozenset(methods)
        for filled in self.sections:
            if filled.content is not None:
                filled.content.painter.set_methods(frozenset().union(*self._methods.values()))

    @property
    def is_filtering(self) -> bool:
        """Whether something is typed into the filter. Blanks alone filter nothing."""
        return bool(self.filter.text().split())

    @property
    def view(self) -> "QTreeView":
        """The tree, or its hits while something is typed into the filter."""
        return self.hits if self.is_filtering else self.tree

    def has_focus(self) -> bool:
        """Return whether the tree has the keyboard."""
        return self.window().focusWidget() is self.tree

    def restore(self, folded: Iterable[str]) -> None:
        """Fold these sections, and unfold the others."""
        folded = set(folded)
        wanted = ((one.item.index(), one.part not in folded) for one in self.sections)
        self.tree.expand_quietly(wanted)

    @property
    def folded(self) -> tuple[str, ...]:
        """The sections that are folded."""
        closed = (one for one in self.sections if not self.tree.isExpanded(one.item.index()))
        return tuple(one.part.value for one in closed)

    def focus_filter(self) -> None:
        """Put the cursor into the filter field and select what is in it."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def go_to(self, section: Section) -> None:
        """Unfold a section, and give the keyboard to its first row."""
        self.filter.clear()
        top = section.item.index()
        self.tree.setExpanded(top, True)
        below = [self.model.index(row, 0, top) for row in range(min(section.item.rowCount(), 2))]
        wanted = [row for row in below if row.flags() & Qt.ItemFlag.ItemIsSelectable]
        if not self.is_below(self.tree.currentIndex(), section):
            self.tree.setCurrentIndex(wanted[0] if wanted else top)
        self.tree.scrollTo(top)
        self.tree.scrollTo(self.tree.currentIndex())
        self.tree.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def is_below(self, index: QModelIndex, section: Section) -> bool:
        """Return whether a row of the tree lies in a section."""
        while index.isValid() and index.parent().isValid():
            index = index.parent()
        return index == section.item.index()

    def reveal(self, index: QModelIndex) -> None:
        """Select a row that is shown elsewhere, unless its section is folded."""
        top = index
        while top.parent().isValid():
            top = top.parent()
        if index.isValid() and self.tree.isExpanded(top) and not self.tree.is_editing():
            self.tree.setCurrentIndex(index)
            self.tree.scrollTo(index)

    def search_again(self) -> None:
        """Filter what is there now by what is typed already."""
        if self.is_filtering:
            self._show_hits()

    def _on_typed(self) -> None:
        self._whole.clear()
        for painter in self._painters:
            painter.set_filter(self.filter.text())
        self._views.setCurrentWidget(self.view)
        self._show_hits()

    def _show_hits(self) -> None:
        text = self.filter.text()
        rows: list[object] = []
        if self.is_filtering:
            filled = [(one, one.content) for one in self.sections if one.content is not None]
            found = [(one, *content.hits(text)) for one, content in filled]
            with_hits = [one for one, hits, _ in found if hits]
            for section, hits, total in found:
                if not hits:
                    continue
                is_whole = with_hits == [section] or section in self._whole
                most = _MOST if is_whole else _FEW
                words = tr("{hits_count:,} of {rows_count:,}")
                count = words.format(hits_count=len(hits), rows_count=total)
                rows += [HitsHeading(section.title, count), *hits[:most]]
                if len(hits) > most and not is_whole:
                    rows.append(Link(tr("Show more"), partial(self._show_whole, section)))
                elif len(hits) > most:
                    words = tr("{left:,} more: type more words")
                    rows.append(Hint(words.format(left=len(hits) - most)))
            self.nothing.setHidden(bool(rows))
            rows += [link for _, content in filled for link in content.links_for(text)]
        else:
            self.nothing.hide()
        self._hits_model.set_items(rows)
        # Return in the filter opens the first hit.
        self.hits.setCurrentIndex(self._hits_model.index(1, 0))

    def _show_whole(self, section: Section) -> None:
        self._whole.add(section)
        row = self.hits.currentIndex().row()
        self._show_hits()
        self.hits.setCurrentIndex(self._hits_model.index(row, 0))

    def _move(self, action: QTreeView.CursorAction) -> None:
        index = self.view.moveCursor(action, Qt.KeyboardModifier.NoModifier)
        if index.isValid():
            self.view.setCurrentIndex(index)

    def _enter(self, index: QModelIndex, by_keyboard: bool) -> None:
        entry = index.data(ItemRole)
        if isinstance(entry, Link):
            entry.do()
        elif isinstance(entry, Heading):
            self.tree.toggle(index)
        elif content := self._contents.get(type(entry)):
            if content.is_branch(entry):
                self.tree.toggle(index)
            else:
                content.enter(entry, by_keyboard=by_keyboard)

    def _open_menu(self, view: QTreeView, point: QPoint) -> None:
        entry = view.indexAt(point).data(ItemRole)
        place = view.viewport().mapToGlobal(point)
        if isinstance(entry, Heading):
            next(one for one in self.sections if one.part == entry.part).wanted.emit(place)
        elif content := self._contents.get(type(entry)):
            content.show_menu(entry, place)

    def _take_key(self, event: QKeyEvent) -> bool:
        # Where the keyboard is in no row, as after a change of the rows, it was in a collection:
        # no other rows are changed by keys.
        current = self.tree.currentIndex()
        at = next((one for one in self.sections if self.is_below(current, one)), self.collections)
        return at.content is not None and at.content.take_key(event)

    def _drag_text(self, entry: object) -> str:
        content = self._contents.get(type(entry))
        return content.drag_text(entry) if content else ""

    def _spoken(self, row: object) -> str:
        content = self._contents.get(type(row))
        return content.spoken(row, self.filter.text()) if content else self._text(row)

    def _text(self, row: object) -> str:
        if isinstance(row, Link | Hint):
            return row.text
        if isinstance(row, HitsHeading):
            return f"{row.title} {row.count}"
        content = self._contents.get(type(row))
        return content.title_of(row) if content else ""

    def _on_folded(self, index: QModelIndex) -> None:
        if not index.parent().isValid():
            self.folded_changed.emit()


class _HeadingBar(QWidget):
    """Holds the button of a heading; its row is no higher than others."""

    def sizeHint(self) -> QSize:
        """Ask for no room."""
        return QSize(0, 0)
