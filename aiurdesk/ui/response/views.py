"""Tree, Text, Headers and Timing of an exchange, with the field that finds text in them."""

import json
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.core.body_views import pick
from aiurdesk.core.body_views.view import Rendering, RenderingKind, content_of
from aiurdesk.core.json.tree import JsonLine, JsonTree, LineKind, Node
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.response.response import Response
from aiurdesk.core.verdict.verdict import Verdict
from aiurdesk.core.wording import format_size, words_of
from aiurdesk.ui.response.body_pages import TextPage, TreePage
from aiurdesk.ui.response.body_reader import BodyReader
from aiurdesk.ui.response.find_bar import FindBar
from aiurdesk.ui.response.headers_page import HeadersPage
from aiurdesk.ui.response.timing_view import TimingView
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.widgets.lazy_panel import LazyPanel
from aiurdesk.ui.window.theme import Theme, mark

TABS = ("tree", "text", "headers", "timing")
_NO_ANSWER = "There is no answer, so there is nothing to show here."
_NO_BODY = "The answer has no body."
_NO_TREE = {
    RenderingKind.TEXT: "The body is plain text; the Text tab shows it.",
    RenderingKind.MARKUP: "The body is markup, not JSON; the Text tab shows it.",
    RenderingKind.PICTURE: "The body is an image; the Image tab shows it.",
    RenderingKind.BYTES: "The body is bytes, not JSON; the Bytes tab shows them.",
}
_LEAST_PAGE = 64
"""Pixels; where there is little room, the verdict needs it more."""
_TEXT_TITLES = {RenderingKind.PICTURE: "Image", RenderingKind.BYTES: "Bytes"}


class _View(Protocol):
    def search(self, needle: str) -> int: ...

    def go_to(self, match: int) -> None: ...


class ResponseViews(QWidget):
    """Shows what came back; long JSON is read in slices while the window stays alive."""

    shown = Signal()
    """Emitted when tree and text of an exchange are there."""

    def __init__(self, theme: Theme, scope: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scope = scope
        self._image_task = f"show image {id(self)}"  # every open request has views of its own
        self._exchange: Exchange | None = None
        self._rendering = Rendering(RenderingKind.TEXT)
        self._wanted_tab = 0
        self._head = QGridLayout()
        # Every part below its parent from the start: what moves later is styled twice.
        self._tabs = QTabBar(self)
        self._find = FindBar(theme, self)
        self._notes = QLabel(self)
        self._pages = _Pages(theme, self)
        self._tree, self._text = self._pages.tree, self._pages.text
        self._headers, self._timing = self._pages.headers, self._pages.timing
        self.save_button = QPushButton("Save body…", self)
        self._reader = BodyReader(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        for title in ("Tree", "Text", "Headers", "Timing"):
            self._tabs.addTab(title)
        self._tabs.setAccessibleName("Response views")
        self._tabs.setExpanding(False)
        self._tabs.setUsesScrollButtons(True)
        self._notes.setWordWrap(True)
        self._notes.setTextFormat(Qt.TextFormat.PlainText)
        mark(self._notes, "look", "small")
        mark(self.save_button, "look", "small")
        self._head.setHorizontalSpacing(6)
        self._head.addWidget(self._tabs, 0, 0)
        self._head.setColumnStretch(0, 1)
        self._arrange()
        foot = QHBoxLayout()
        foot.addWidget(self._pages.tools, 1)
        foot.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._head)
        column.addWidget(self._notes)
        column.addWidget(self._pages, 1)
        column.addLayout(foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the find field below the tabs where it has no room beside them."""
        super().resizeEvent(event)
        self._arrange()

    def hasHeightForWidth(self) -> bool:
        """Deny it: Qt would take the height that is wished for as the least."""
        return False

    def _arrange(self) -> None:
        room = self.width() - self._head.horizontalSpacing()
        is_narrow = self._tabs.sizeHint().width() + self._find.sizeHint().width() > room
        self._head.removeWidget(self._find)
        place = (1, 0) if is_narrow else (0, 1)
        self._head.addWidget(self._find, *place, Qt.AlignmentFlag.AlignRight)

    def _connect(self) -> None:
        self._tabs.currentChanged.connect(self._on_tab_changed)
        self._tabs.tabBarClicked.connect(self._on_tab_clicked)
        self._find.wanted.connect(self._search)
        self._find.chosen.connect(lambda match: self._pages.view().go_to(match))
        self._find.left.connect(self._pages.setFocus)
        self._pages.text_filled.connect(self._search_again)
        self._reader.finished.connect(self._on_tree_read)

    def show_exchange(self, exchange: Exchange) -> None:
        """Show another exchange, in the tab that was chosen last if it has something there."""
        self._reader.stop()
        self._scope.cancel(self._image_task)
        self._exchange = exchange
        outcome = exchange.outcome
        self._timing.fill(lambda page: page.timing.show_outcome(outcome))
        if isinstance(outcome, Response):
            headers = outcome.headers
            self._headers.fill(lambda page: page.show_headers(headers))
            self._tabs.setTabText(2, f"Headers {len(outcome.headers)}")
            self._show_body(outcome)
        else:
            self._headers.fill(lambda page: page.show_nothing(_NO_ANSWER))
            self._tabs.setTabText(2, "Headers")
            self._show_no_body(_NO_ANSWER)

    def show_tab(self, name: str) -> None:
        """Show one of ``TABS``, whatever was chosen by hand."""
        self._tabs.setCurrentIndex(TABS.index(name))

    def find_text(self) -> None:
        """Ask what to find in the view that is shown."""
        self._find.activate()

    def _show_body(self, response: Response) -> None:
        content = content_of(response)
        if not content.size_bytes:
            self._show_no_body(_NO_BODY)
            return
        rendering = self._rendering = pick(content).render(content)
        self._show_notes(rendering.notes)
        self.save_button.setToolTip(f"{format_size(content.size_bytes)} as received")
        self.save_button.show()
        self._tabs.setTabText(1, _TEXT_TITLES.get(rendering.kind, "Text"))
        if rendering.kind is RenderingKind.JSON:
            self._tree.show_nothing("Reading the JSON…")
            self._text.fill(lambda page: page.show_nothing("Reading the JSON…"))
            self._choose_tab(has_tree=True)
            self._reader.read(rendering.text, is_cut=rendering.is_cut)
            return
        self._tree.show_nothing(_NO_TREE[rendering.kind])
        if rendering.kind is RenderingKind.PICTURE:
            self._text.fill(lambda page: self._show_picture(page, rendering))
        else:
            self._text.fill(lambda page: page.show_rendering(rendering, None))
        self._choose_tab(has_tree=False)
        self._finish()

    def _show_no_body(self, reason: str) -> None:
        self._rendering = Rendering(RenderingKind.TEXT)
        self._show_notes(())
        self.save_button.hide()
        self._tabs.setTabText(1, "Text")
        self._tree.show_nothing(reason)
        self._text.fill(lambda page: page.show_nothing(reason))
        self._choose_tab(has_tree=True)
        self._finish()

    def _on_tree_read(self, tree: JsonTree) -> None:
        if self._exchange is None:
            return
        notes = self._rendering.notes
        if tree.mistake is not None:
            notes = (*notes, tree.mistake.text)
        self._show_notes(notes)
        if len(tree):
            self._tree.show_tree(tree, code_remark(tree, self._exchange.verdict))
        else:
            self._tree.show_nothing("The body is not JSON; the Text tab shows it.")
        rendering, laid_out = self._rendering, tree if tree.mistake is None else None
        self._text.fill(lambda page: page.show_rendering(rendering, laid_out))
        self._choose_tab(has_tree=len(tree) > 0)
        self._finish()

    def _show_picture(self, page: TextPage, rendering: Rendering) -> None:
        page.show_picture()
        self._scope.start(self._image_task, page.picture.show_picture, rendering.picture)

    def _finish(self) -> None:
        self._search_again()
        self.shown.emit()

    def _choose_tab(self, *, has_tree: bool) -> None:
        is_elsewhere = self._wanted_tab == 0 and not has_tree
        self._tabs.setCurrentIndex(1 if is_elsewhere else self._wanted_tab)

    def _show_notes(self, notes: tuple[str, ...]) -> None:
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))

    def _search(self, needle: str) -> None:
        self._find.show_count(self._pages.view().search(needle))
        self._arrange()

    def _search_again(self) -> None:
        if self._find.needle():
            self._search(self._find.needle())

    def _on_tab_clicked(self, tab: int) -> None:
        if tab >= 0:
            self._wanted_tab = tab

    def _on_tab_changed(self, tab: int) -> None:
        self._pages.setCurrentIndex(tab)
        self._pages.tools.setCurrentIndex(tab)
        self._search_again()


class _Pages(QStackedWidget):
    """A page for each tab; all but the tree are made when somebody looks at them."""

    text_filled = Signal()
    """Emitted when all of a text stands there."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.tree = TreePage(theme, self)
        self.text = LazyPanel(self._make_text, self)
        self.headers = LazyPanel(self._make_headers, self)
        self.timing = LazyPanel(lambda: _TimingPage(theme), self)
        self.tools = QStackedWidget(parent)
        """What can be done with each page."""
        self._rows: list[QHBoxLayout] = []
        for page in (self.tree, self.text, self.headers, self.timing):
            self.addWidget(page)
            holder = QWidget(self.tools)
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            self._rows.append(row)
            self.tools.addWidget(holder)
        self._rows[0].addWidget(self.tree.tools)
        self.setMinimumHeight(_LEAST_PAGE)

    def view(self) -> _View:
        """Return what is searched: the view in front."""
        views: dict[int, Callable[[], _View]] = {
            0: lambda: self.tree,
            1: lambda: self.text.panel,
            2: lambda: self.headers.panel,
            3: lambda: self.timing.panel.timing,
        }
        return views[self.currentIndex()]()

    def _make_text(self) -> TextPage:
        page = TextPage(self._theme)
        page.text.filled.connect(self.text_filled)
        self._rows[1].addWidget(page.tools)
        return page

    def _make_headers(self) -> HeadersPage:
        page = HeadersPage()
        self._rows[2].addWidget(page.tools)
        return page


class _TimingPage(QScrollArea):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.timing = TimingView(theme)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.timing)
        self.setWidget(self.timing)


def _has_value(line: JsonLine, code: int | str) -> bool:
    if isinstance(code, str):
        # A text is shown as it was sent, with its quotes and escapes.
        return line.kind is LineKind.STRING and json.loads(line.value) == code
    return line.value == str(code)


def code_remark(tree: JsonTree, verdict: Verdict) -> dict[int, str]:
    """Return what the code means, by the line on which the outermost object carries it."""
    if verdict.code is None:
        return {}
    meaning = words_of(verdict.name) or verdict.headline[:1].lower() + verdict.headline[1:]
    for node in tree.children(Node(0)):
        line = tree.line(node.line)
        is_code = node.group < 0 and line.key.casefold() == '"code"'
        if is_code and _has_value(line, verdict.code):
            return {node.line: meaning}
    return {}
