"""Filters the body that the views show, and shows lists in it as tables."""

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QPushButton

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.expectations.completion import names_in
from aiurdesk.core.formats.json.tree import JsonLines, JsonTree, LineKind
from aiurdesk.core.problem import Problem
from aiurdesk.core.response.body_format import (
    JSON_FORMAT,
    BodyFormat,
    ValueKind,
    format_of,
    json_of,
)
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.state.response_look import LOOKS, look_key, with_filter
from aiurdesk.core.translation import tr, trn
from aiurdesk.ui.response.body_reader import READ_AT_ONCE, BodyAccess
from aiurdesk.ui.response.filter_bar import FilterBar
from aiurdesk.ui.response.table_page import TablePage
from aiurdesk.ui.response.view_pages import ViewPages
from aiurdesk.ui.tasks import TaskName, TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.styled import styled

_FILTER = tr("Filter")


class TableOffer(msgspec.Struct, frozen=True):
    """A list that can be shown as a table."""

    count: int | None
    """How many rows it has; None where only its beginning was read."""
    is_whole: bool
    """Whether the body is this list, so that its table comes first."""


class ValueViews(QObject):
    """Knows the body that is shown, whole or filtered."""

    body_wanted = Signal(ResponseBody)
    """Emitted with what a filter gave, to be shown in place of the body."""
    whole_wanted = Signal()
    """Emitted when the whole body is to be shown again."""
    table_offered = Signal(TableOffer)
    """Emitted when a person wants to see a list of the tree as a table."""
    tree_read = Signal(str)
    """Emitted with the values of a body that is not JSON, as JSON."""
    tree_refused = Signal(str)
    """Emitted with the reason why such a body has no values."""

    def __init__(
        self, theme: Theme, scope: TaskScope, bodies: BodyAccess, pages: ViewPages, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scope = scope
        self._values = bodies.values
        self._pages = pages
        self._task = TaskName(tr("filter a body"), id(self))
        scope.cancel_with(self, self._task)
        self._tree_task = TaskName(tr("read XML"), id(self))
        scope.cancel_with(self, self._tree_task)
        self.path = ""
        """The path whose values are shown; empty for the whole body."""
        self._key = ""
        self._secrets: tuple[str, ...] = ()
        self._whole: ResponseBody | None = None
        self._body: ResponseBody | None = None
        """The body that the tree shows, or what the filter gave of it."""
        self._whole_form = self._form = JSON_FORMAT
        """How the values of each are read."""
        tree = pages.tree.tree
        self.bar = FilterBar(theme, lambda: names_in(tree.shown_tree))
        tip = tr("Show only what a path gives")
        self.button = styled(
            QPushButton(_FILTER), "filter_button", spoken=_FILTER, tip=tip, look="small"
        )
        self.button.setCheckable(True)
        self.button.clicked.connect(self._on_clicked)
        self.bar.wanted.connect(self._filter)
        self.bar.kept.connect(self._keep)
        self.bar.left.connect(self._on_left)
        tree.table_wanted.connect(self._on_table_wanted)
        pages.make_table = lambda: TablePage(theme, scope)

    def take(self, exchange: Exchange | None) -> None:
        """Take another exchange; an open filter is applied to it, too."""
        self._scope.cancel(self._task)
        outcome = None if exchange is None else exchange.outcome
        self._scope.cancel(self._tree_task)
        self._whole, self._whole_form = None, JSON_FORMAT
        if isinstance(outcome, Response) and self._values is not None:
            self._whole, self._whole_form = outcome.body, format_of(outcome)
        self._body, self._form = self._whole, self._whole_form
        self.path = ""
        self._pages.tree.tree.filter_path = ""
        self.button.setVisible(self._whole is not None)
        self.bar.forget()
        if exchange is None:
            self._pages.table.fill(lambda page: page.show_nothing(""))
            self._rest()
            return
        self._key = look_key(exchange.request)
        self._secrets = tuple(secret.reveal() for secret in exchange.prepared.secrets)
        self.bar.offer(LOOKS.of(self._key).filters)
        self.bar.ask_again()

    def fold_button(self, *, is_folded: bool) -> None:
        """Show an icon in place of the word on the button."""
        self.button.setIcon(self._theme.icon("filter") if is_folded else QIcon())
        self.button.setIconSize(self._theme.icon_size())
        self.button.setText("" if is_folded else _FILTER)

    def button_width(self) -> int:
        """Return how wide the button is with its word."""
        width, words = self.button.sizeHint().width(), self.button.fontMetrics()
        if self.button.text():
            return width
        # Qt leaves four pixels beside an icon.
        return width - self.button.iconSize().width() - 4 + words.horizontalAdvance(_FILTER)

    def activate(self) -> None:
        """Let the person type a filter."""
        if self._whole is not None:
            self.button.setChecked(True)
            self.bar.open_filter()

    def offer_of(self, tree: JsonTree) -> TableOffer | None:
        """Return the table that the tree can be shown as, and prepare it."""
        line = tree.list_line() if len(tree) else None
        if line is None or not _has_rows(tree, line, is_filtered=bool(self.path)):
            return None
        return self._offer(tree, line)

    def offer_of_rows(self) -> TableOffer | None:
        """Return the table that a body of CSV or the like can be shown as, and prepare it."""
        if self._form.kind is not ValueKind.DELIMITED or not self._prepare((), "@"):
            return None
        return TableOffer(None, is_whole=self._form.delimited.is_table)

    @property
    def has_tree(self) -> bool:
        """Whether the body is XML, of which a tree can be read."""
        return self._form.kind is ValueKind.XML and self._body is not None

    def read_tree(self) -> None:
        """Begin to read the tree of a body of XML; that of a short one before this returns."""
        body = self._body
        if body is None:
            return
        if body.path is None and body.size_bytes <= READ_AT_ONCE:
            self._take_tree(json_of(body.data, self._form))
        else:
            self._scope.start(self._tree_task, self._read_tree, body, self._form)

    async def _read_tree(self, body: ResponseBody, form: BodyFormat) -> None:
        if self._values is not None:
            read = await self._values.as_json(body, form)
            if body is self._body:
                self._take_tree(read)

    def _take_tree(self, read: bytes | Problem) -> None:
        if isinstance(read, Problem):
            self.tree_refused.emit(read.sentence)
        else:
            self.tree_read.emit(read.decode())

    def _offer(self, tree: JsonLines, line: int) -> TableOffer | None:
        if not self._prepare(tree.steps(line), self._pages.tree.tree.path_of(line)):
            return None
        # Of a text that was cut, the count of the last list is not known.
        is_cut = isinstance(tree, JsonTree) and tree.is_cut
        is_known = not (is_cut and tree.closing_line(line) is None)
        return TableOffer(tree.member_count(line) if is_known else None, is_whole=line == 0)

    def _prepare(self, steps: tuple[str | int, ...], base: str) -> bool:
        """Let the page show a list as a table, by the steps and by the path that lead to it."""
        if self._body is None or self._values is None:
            return False
        table, key = self._values.table(self._body, steps, self._form), self._key
        self._pages.table.fill(lambda page: page.show_table(table, key, base))
        return True

    def _on_table_wanted(self, line: int) -> None:
        offer = self._offer(self._pages.tree.tree.lines, line)
        if offer is not None:
            self.table_offered.emit(offer)

    def _on_clicked(self) -> None:
        if self.button.isChecked():
            self.activate()
        else:
            self.bar.close_filter()

    def _on_left(self) -> None:
        self.button.setChecked(False)
        self._pages.setFocus()

    def _keep(self, path: str) -> None:
        # No file holds a secret.
        if path and not any(secret in path for secret in self._secrets if secret):
            look = with_filter(LOOKS.of(self._key), path)
            LOOKS.keep(self._key, look)
            self.bar.offer(look.filters)

    def _filter(self, path: str) -> None:
        if path:
            self._scope.start(self._task, self._evaluate, path)
            return
        self._scope.cancel(self._task)
        if self.path and self._whole is not None:
            self._show("", self._whole)
            self.whole_wanted.emit()
            self._rest()

    def _rest(self) -> None:
        if self._values is not None:
            self._values.rest()

    async def _evaluate(self, path: str) -> None:
        whole = self._whole
        if whole is None or self._values is None:
            return
        result = await self._values.filtered(path, whole, self._whole_form)
        if whole is not self._whole:
            return
        if isinstance(result, Problem):
            self.bar.show_mistake(result.sentence)
            return
        body = ResponseBody(result.json, size_bytes=len(result.json))
        self._show(path, body)
        self.bar.show_count(_count_words(result.count, result.of))
        self.body_wanted.emit(body)

    def _show(self, path: str, body: ResponseBody) -> None:
        self._scope.cancel(self._tree_task)
        self.path, self._body = path, body
        self._form = JSON_FORMAT if path else self._whole_form
        self._pages.tree.tree.filter_path = path


def _has_rows(tree: JsonTree, line: int, *, is_filtered: bool) -> bool:
    """Tell whether a list has rows that are worth a table."""
    if not tree.member_count(line):
        return False
    kinds = (LineKind.OBJECT, LineKind.ARRAY) if is_filtered else (LineKind.OBJECT,)
    return tree.kind(line + 1) in kinds


def _count_words(count: int | None, of: int | None) -> str:
    if count is None:
        return tr("1 value")
    if of is not None:
        return tr("{count:,} of {of:,}").format(count=count, of=of)
    return trn("{count:,} entry", "{count:,} entries", count).format(count=count)
