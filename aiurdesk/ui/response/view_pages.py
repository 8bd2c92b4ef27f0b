"""The pages of the response views, one for each tab, and what can be done on each."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.response.body_pages import TextPage, TreePage
from aiurdesk.ui.response.body_rows import BodyRows
from aiurdesk.ui.response.compare_page import ComparePage
from aiurdesk.ui.response.examination_page import ExaminationPage
from aiurdesk.ui.response.headers_page import HeadersPage, ItemsPage
from aiurdesk.ui.response.parts_page import PartsPage
from aiurdesk.ui.response.table_page import TablePage
from aiurdesk.ui.response.timing_view import TimingPage
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.lazy_panel import LazyPanel

_Page = TypeVar(
    "_Page",
    HeadersPage,
    ItemsPage,
    ExaminationPage,
    TimingPage,
    TablePage,
    PartsPage,
    ComparePage,
)
_LEAST_PAGE = 64
"""Pixels; where there is little room, the verdict needs it more."""


class Tab(StrEnum):
    """The tabs, in their order."""

    TREE = "tree"
    TABLE = "table"
    PARTS = "parts"
    ITEMS = "items"
    TEXT = "text"
    HEADERS = "headers"
    TIMING = "timing"
    COMPARE = "compare"
    TESTS = "tests"

    @property
    def position(self) -> int:
        """Position in the tab bar, from 0."""
        return list(Tab).index(self)

    @property
    def default_title(self) -> str:
        """Its title, unless the response has a better one."""
        return _TITLES[self]


_TITLES = {
    Tab.TREE: tr("Tree"),
    Tab.TABLE: tr("Table"),
    Tab.PARTS: tr("Parts"),
    Tab.ITEMS: tr("Items"),
    Tab.TEXT: tr("Text"),
    Tab.HEADERS: tr("Headers", of="response"),
    Tab.TIMING: tr("Timing"),
    Tab.COMPARE: tr("Compare"),
    Tab.TESTS: tr("Tests"),
}


class SearchableView(Protocol):
    """Interface of a view that can be searched."""

    def search(self, needle: str) -> int:
        """Mark a text and return how often it occurs; an empty one unmarks."""
        ...

    def go_to(self, match: int) -> None:
        """Bring a match into sight, by its number from 0."""
        ...


class ViewPages(QStackedWidget):
    """A page for each tab; all but the tree are made when they are first shown."""

    text_changed = Signal()
    """As ``changed`` of ``TextPage``."""
    drawing_wanted = Signal()
    """As in ``TextPage``."""
    copy_refused = Signal(str)
    """As in ``TextWidget``."""
    certificates_wanted = Signal()
    """Emitted when the person wants to see the certificates of the server."""

    def __init__(self, theme: Theme, body_rows: BodyRows, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.make_table: Callable[[], TablePage]
        """Set by what knows the tables of bodies."""
        self.make_parts: Callable[[], PartsPage]
        """Set by the views, which also show each part."""
        self._body_rows = body_rows
        self.tree = TreePage(theme, self)
        self.text = LazyPanel(self._make_text, self)
        self.headers = LazyPanel(lambda: self._add_tools(Tab.HEADERS, HeadersPage(theme)), self)
        self.timing = LazyPanel(self._make_timing, self)
        self.compare = LazyPanel(lambda: self._add_tools(Tab.COMPARE, ComparePage(theme)), self)
        self.tests = LazyPanel(lambda: self._add_tools(Tab.TESTS, ExaminationPage(theme)), self)
        self.items = LazyPanel(lambda: self._add_tools(Tab.ITEMS, ItemsPage(theme)), self)
        self.table = LazyPanel(lambda: self._add_tools(Tab.TABLE, self.make_table()), self)
        self.parts = LazyPanel(lambda: self._add_tools(Tab.PARTS, self.make_parts()), self)
        self.tools = QStackedWidget(parent)
        """What can be done with each page."""
        pages: dict[Tab, QWidget] = {
            Tab.TREE: self.tree,
            Tab.TABLE: self.table,
            Tab.PARTS: self.parts,
            Tab.ITEMS: self.items,
            Tab.TEXT: self.text,
            Tab.HEADERS: self.headers,
            Tab.TIMING: self.timing,
            Tab.COMPARE: self.compare,
            Tab.TESTS: self.tests,
        }
        self._rows = {tab: self._add_page(pages[tab]) for tab in Tab}
        self._rows[Tab.TREE].addWidget(self.tree.tools)
        self.setMinimumHeight(_LEAST_PAGE)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keyboard to what the page in front is about, such as its table."""
        super().focusInEvent(event)
        page = self.currentWidget()
        inner = page.panel if isinstance(page, LazyPanel) else page
        if inner is not None and inner.focusProxy() is not None:
            inner.setFocus(event.reason())

    def view(self) -> SearchableView | None:
        """Return the view that is shown, to be searched; None for those with their own search."""
        # Functions, because asking for a page makes it.
        views: dict[Tab, Callable[[], SearchableView | None]] = {
            Tab.TREE: lambda: self.tree,
            Tab.TABLE: lambda: self.table.panel,
            Tab.PARTS: lambda: None,
            Tab.ITEMS: lambda: self.items.panel.rows,
            Tab.TEXT: lambda: None,
            Tab.HEADERS: lambda: self.headers.panel.headers.rows,
            Tab.TIMING: lambda: self.timing.panel.timing,
            Tab.COMPARE: lambda: self.compare.panel.rows,
            Tab.TESTS: lambda: self.tests.panel.rows,
        }
        return views[list(Tab)[self.currentIndex()]]()

    def _add_page(self, page: QWidget) -> QHBoxLayout:
        """Add the page of a tab, and return the row for its tools."""
        self.addWidget(page)
        holder = QWidget(self.tools)
        self.tools.addWidget(holder)
        return row_of(holder, margins=0)

    def _add_tools(self, tab: Tab, page: _Page) -> _Page:
        self._rows[tab].addWidget(page.tools)
        return page

    def _make_text(self) -> TextPage:
        page = TextPage(self._theme, self._body_rows)
        self._rows[Tab.TEXT].addWidget(page.tools_row)
        page.drawing_wanted.connect(self.drawing_wanted)
        page.changed.connect(self.text_changed)
        page.text.copy_refused.connect(self.copy_refused)
        return page

    def _make_timing(self) -> TimingPage:
        page = self._add_tools(Tab.TIMING, TimingPage(self._theme))
        page.certificates.clicked.connect(self.certificates_wanted)
        return page
