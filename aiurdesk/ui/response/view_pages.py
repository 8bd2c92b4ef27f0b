"""The pages of the response views, one for each tab, and what can be done on each."""

from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QWidget

from aiurdesk.core.body_views.part import Part
from aiurdesk.core.response.response import Outcome, has_certificates
from aiurdesk.core.translation import tr
from aiurdesk.ui.body.body_pages import TextPage, TreePage
from aiurdesk.ui.layout.lazy_panel import LazyPanel
from aiurdesk.ui.layout.page_scroll import PageScroll
from aiurdesk.ui.response.examination_page import ExaminationPage
from aiurdesk.ui.response.headers_page import HeadersPage
from aiurdesk.ui.response.items_page import ItemsPage
from aiurdesk.ui.response.timing_view import TimingView
from aiurdesk.ui.theme.theme import Theme, mark

_LEAST_PAGE = 64
"""Pixels; where there is little room, the verdict needs it more."""


class Tab(StrEnum):
    """The tabs, in their order."""

    TREE = "tree"
    ITEMS = "items"
    TEXT = "text"
    HEADERS = "headers"
    TIMING = "timing"
    TESTS = "tests"

    @property
    def position(self) -> int:
        """Where it is in the tab bar, from 0."""
        return list(Tab).index(self)

    @property
    def default_title(self) -> str:
        """Its title, unless the response has a better one."""
        return _TITLES[self]


_TITLES = {
    Tab.TREE: tr("Tree"),
    Tab.ITEMS: tr("Items"),
    Tab.TEXT: tr("Text"),
    Tab.HEADERS: tr("Headers"),
    Tab.TIMING: tr("Timing"),
    Tab.TESTS: tr("Tests"),
}


class SearchableView(Protocol):
    """What the field to find in needs of a view."""

    def search(self, needle: str) -> int:
        """Mark a text and return how often it occurs; an empty one unmarks."""
        ...

    def go_to(self, match: int) -> None:
        """Bring a match into sight, by its number from 0."""
        ...


class ViewPages(QStackedWidget):
    """A page for each tab; all but the tree are made when they are first shown."""

    text_filled = Signal()
    """Emitted when all lines of a text have been filled in."""
    part_shown = Signal(Part, int)
    """As in ``TextPage``."""
    scrolled = Signal()
    """Emitted when the person scrolls in a body, with the wheel or the scroll bar."""
    certificates_wanted = Signal()
    """Emitted when the person wants to see the certificates of the server."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.tree = TreePage(theme, self)
        self.text = LazyPanel(self._make_text, self)
        self.headers = LazyPanel(self._make_headers, self)
        self.timing = LazyPanel(self._make_timing, self)
        self.tests = LazyPanel(self._make_tests, self)
        self.items = LazyPanel(self._make_items, self)
        self.tools = QStackedWidget(parent)
        """What can be done with each page."""
        self._rows = {tab: self._add_page(tab) for tab in Tab}
        self._rows[Tab.TREE].addWidget(self.tree.tools)
        self.setMinimumHeight(_LEAST_PAGE)
        self.tree.tree.verticalScrollBar().actionTriggered.connect(self.scrolled)

    def view(self) -> SearchableView:
        """Return the view that is shown, to be searched."""
        match list(Tab)[self.currentIndex()]:
            case Tab.TREE:
                return self.tree
            case Tab.TEXT:
                return self.text.panel
            case Tab.HEADERS:
                return self.headers.panel.headers.rows
            case Tab.TIMING:
                return self.timing.panel.timing
            case Tab.TESTS:
                return self.tests.panel.rows
            case Tab.ITEMS:
                return self.items.panel.rows

    def _add_page(self, tab: Tab) -> QHBoxLayout:
        """Add the page of a tab, and return the row for its tools."""
        pages: dict[Tab, QWidget] = {
            Tab.TREE: self.tree,
            Tab.ITEMS: self.items,
            Tab.TEXT: self.text,
            Tab.HEADERS: self.headers,
            Tab.TIMING: self.timing,
            Tab.TESTS: self.tests,
        }
        self.addWidget(pages[tab])
        holder = QWidget(self.tools)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        self.tools.addWidget(holder)
        return row

    def _make_text(self) -> TextPage:
        page = TextPage(self._theme)
        page.text.filled.connect(self.text_filled)
        page.part_shown.connect(self.part_shown)
        page.text.verticalScrollBar().actionTriggered.connect(self.scrolled)
        self._rows[Tab.TEXT].addWidget(page.tools)
        return page

    def _make_headers(self) -> HeadersPage:
        page = HeadersPage()
        self._rows[Tab.HEADERS].addWidget(page.tools)
        return page

    def _make_timing(self) -> "_TimingPage":
        page = _TimingPage(self._theme)
        page.certificates.clicked.connect(self.certificates_wanted)
        self._rows[Tab.TIMING].addStretch(1)
        self._rows[Tab.TIMING].addWidget(page.certificates)
        return page

    def _make_items(self) -> ItemsPage:
        page = ItemsPage(self._theme)
        self._rows[Tab.ITEMS].addWidget(page.tools)
        return page

    def _make_tests(self) -> ExaminationPage:
        page = ExaminationPage(self._theme)
        self._rows[Tab.TESTS].addWidget(page.tools)
        return page


class _TimingPage(PageScroll):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.timing = TimingView(theme)
        self.certificates = QPushButton(tr("Certificates…"))
        mark(self.certificates, "look", "small")
        self.certificates.setToolTip(tr("Show the certificates of the server"))
        self.certificates.hide()
        self.setFocusProxy(self.timing)
        self.setWidget(self.timing)

    def show_outcome(self, outcome: Outcome) -> None:
        """Show an outcome; its certificates can be seen if they are known."""
        self.timing.show_outcome(outcome)
        self.certificates.setVisible(has_certificates(outcome))
