"""The page that compares a response with another one: what differs, and both values beside."""

from collections.abc import Iterable, Iterator
from time import perf_counter
from typing import TypeAlias

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QTextOption
from PySide6.QtWidgets import QHeaderView, QPlainTextEdit, QSplitter, QStackedWidget, QWidget

from aiurdesk.core.exchange.exchange_comparison import (
    NONE,
    ExchangeComparison,
    comparison_words,
)
from aiurdesk.core.exchange.value_comparison import BY_POSITION, PLAIN, Difference, Matching
from aiurdesk.core.formats.json.tree import JsonTree
from aiurdesk.core.formats.json.tree_path import TreeLines
from aiurdesk.core.translation import tr, truncate
from aiurdesk.ui.response.body_pages import tool_row
from aiurdesk.ui.response.body_reader import SLICE_S, BodyReader
from aiurdesk.ui.response.tree_view import TreeView
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.rows_model import Column, RowsModel
from aiurdesk.ui.widgets.rows_table import RowSearch, RowsTable
from aiurdesk.ui.widgets.styled import styled

_At: TypeAlias = tuple[str | int, ...]
_LONGEST_MARK = 60
_BETWEEN = 8
_LEAST_CHOICE = 8
"""Characters."""
_LEAST_PART = 48
"""Pixels."""
_LEAST_BESIDE = 56
"""Characters of the page in which both bodies have room beside each other."""


class CompareChoice(msgspec.Struct, frozen=True):
    """Something that a response can be compared with."""

    id: str
    title: str


class CompareWish(msgspec.Struct, frozen=True):
    """What a person wants to compare."""

    choice: str = ""
    """The id of a ``CompareChoice``; empty for the usual one."""
    matching: Matching | None = None
    """None where it is not chosen here, but as it was the last time."""


class CompareResult(msgspec.Struct, frozen=True):
    """What is shown of a comparison."""

    choices: tuple[CompareChoice, ...]
    chosen: str
    """The id of one of them."""
    matching: Matching = PLAIN
    comparison: ExchangeComparison | None = None
    """None where there is nothing to compare with, or it could not be compared."""
    problem: str = ""
    """Why not."""


class ComparePage(QWidget):
    """Differences in a table; below it, both bodies as trees in which they are marked."""

    wished = Signal(CompareWish)
    """Emitted when something else is to be compared, or in another way."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result = CompareResult((), "")
        self._texts: tuple[str | None, str | None] = (None, None)
        self._choices = styled(ChoiceBox(self), spoken=tr("Compare with"), tip=tr("Compare with"))
        self._keys = styled(ChoiceBox(self), spoken=tr("Match entries of lists by"))
        self._keys.setToolTip(tr("Match entries of lists by"))
        self._summary = WrappedLabel("muted")
        self._summary.setObjectName("compare_summary")
        self._model: RowsModel[Difference] = RowsModel(
            (
                Column(tr("Where"), lambda row: row.label),
                Column(tr("Other response"), lambda row: _line(row.left)),
                Column(tr("This response"), lambda row: _line(row.right)),
            ),
            self,
        )
        self.table = RowsTable(self._model, tr("Differences"), ())
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.rows = RowSearch(self.table, lambda: map(_row_text, self._model.items))
        self._sides = (
            _Side(theme, tr("Value of the other response"), self),
            _Side(theme, tr("Value of this response"), self),
        )
        self.tools = tool_row(
            theme,
            (tr("Previous"), tr("Previous difference"), lambda: self.go(-1)),
            (tr("Next"), tr("Next difference"), lambda: self.go(1)),
            (tr("Ignore"), tr("Ignore this path"), self.ignore),
            (tr("Ignore nothing"), tr("Compare also what is ignored"), self.ignore_nothing),
            (tr("Copy"), tr("Copy differences"), self.rows.copy),
        )
        self._build()
        self._sides[0].settled.connect(lambda: self._show_body(1))
        self._choices.activated.connect(lambda: self._wish())
        self._keys.activated.connect(lambda: self._wish())
        self.table.selectionModel().currentRowChanged.connect(self._show_chosen)
        self.setFocusProxy(self.table)

    def _build(self) -> None:
        sides = self._beside = QSplitter(Qt.Orientation.Horizontal)
        outer = QSplitter(Qt.Orientation.Vertical)
        for side in self._sides:
            sides.addWidget(side)
        outer.addWidget(self.table)
        outer.addWidget(sides)
        for splitter in (sides, outer):
            # Room instead of a line: each part has a frame of its own.
            splitter.setProperty("look", "apart")
            splitter.setHandleWidth(_BETWEEN)
            splitter.setChildrenCollapsible(False)
        self._parts = outer
        # A long title of an entry must not push the other box out of sight.
        policy = ChoiceBox.SizeAdjustPolicy
        self._choices.setSizeAdjustPolicy(policy.AdjustToMinimumContentsLengthWithIcon)
        self._choices.setMinimumContentsLength(_LEAST_CHOICE)
        self._choices.setPlaceholderText(tr("Compare with"))
        self._keys.setSizeAdjustPolicy(policy.AdjustToContents)
        for part in (self.table, *self._sides):
            part.setMinimumSize(_LEAST_PART, _LEAST_PART)
        outer.setStretchFactor(0, 2)
        outer.setStretchFactor(1, 3)
        head = row_of(None, (self._choices, 1), self._keys, spacing=6)
        column_of(self, head, self._summary, (outer, 1), margins=(0, 4, 0, 0), spacing=4)

    def hasHeightForWidth(self) -> bool:
        """Deny it: Qt would take the preferred height as the minimum."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the bodies below each other where lines beside each other would be cut off."""
        super().resizeEvent(event)
        is_wide = self.width() >= _LEAST_BESIDE * self.fontMetrics().averageCharWidth()
        way = Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical
        if self._beside.orientation() is not way:
            self._beside.setOrientation(way)

    def ask(self) -> None:
        """Ask for what is shown first, or for the same as before with another response."""
        self.wished.emit(CompareWish(self._result.chosen))

    def show_result(self, result: CompareResult) -> None:
        """Show a comparison."""
        self._result = result
        self._choices.clear()
        for choice in result.choices:
            self._choices.addItem(choice.title, choice.id)
        self._choices.setCurrentIndex(self._choices.findData(result.chosen))
        self._choices.setEnabled(bool(result.choices))
        comparison = result.comparison
        self._show_keys(() if comparison is None else comparison.keys)
        words = result.problem if comparison is None else comparison_words(comparison)
        self._summary.show_text(words)
        differences = () if comparison is None else comparison.differences
        self._model.set_items(differences)
        self._parts.setVisible(bool(differences))
        self._show_bodies()
        if differences:
            self.table.selectRow(0)

    def _show_bodies(self) -> None:
        """Read one body after the other: both at once would hold the window up for longer."""
        comparison = self._result.comparison
        has_any = comparison is not None and bool(comparison.differences)
        self._texts = comparison.texts if comparison is not None and has_any else (None, None)
        self._sides[1].forget_unless(self._texts[1])
        self._show_body(0)

    def _show_body(self, part: int) -> None:
        side, comparison = self._sides[part], self._result.comparison
        side.show_body(self._texts[part], comparison.differences if comparison else (), part)

    def forget(self) -> None:
        """Let go of the bodies."""
        self.show_result(CompareResult((), ""))

    def go(self, step: int) -> None:
        """Choose the next difference, or the one before; after the last one, the first."""
        if count := len(self._model.items):
            self.table.selectRow((self.table.currentIndex().row() + step) % count)

    def ignore(self) -> None:
        """Leave the chosen path out, in all entries of its lists."""
        difference = self._chosen()
        pattern = "" if difference is None else difference.pattern
        matching = self._result.matching
        if pattern and pattern not in matching.ignored:
            self._wish(replace(matching, ignored=(*matching.ignored, pattern)))

    def ignore_nothing(self) -> None:
        """Compare what was ignored, too."""
        if self._result.matching.ignored:
            self._wish(replace(self._result.matching, ignored=()))

    def _wish(self, matching: Matching | None = None) -> None:
        matching = matching or replace(self._result.matching, key=self._keys.currentData())
        self.wished.emit(CompareWish(self._choices.currentData() or "", matching))

    def _show_keys(self, names: Iterable[str]) -> None:
        self._keys.clear()
        self._keys.addItem(tr("Lists: usual names"), None)
        key = self._result.matching.key
        for name in dict.fromkeys((*names, *([key] if key else []))):
            self._keys.addItem(tr("Lists: by {name}").format(name=name), name)
        self._keys.addItem(tr("Lists: by position"), BY_POSITION)
        places = (n for n in range(self._keys.count()) if self._keys.itemData(n) == key)
        self._keys.setCurrentIndex(next(places, 0))

    def _chosen(self) -> Difference | None:
        index = self.table.currentIndex()
        return self._model.items[index.row()] if index.isValid() else None

    def _show_chosen(self) -> None:
        difference = self._chosen()
        if difference is not None:
            self._sides[0].show_value(difference.left, difference.left_at)
            self._sides[1].show_value(difference.right, difference.right_at)


class _Side(QStackedWidget):
    """The body of one response as a tree; of what has no place there, the value as text."""

    settled = Signal()
    """Emitted when the body that was given last is read."""

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._tree = TreeView(theme, self)
        self._tree.setAccessibleName(name)
        self._text = QPlainTextEdit(readOnly=True, tabChangesFocus=True)
        self._text.setAccessibleName(name)
        self._text.setFont(theme.mono_font())
        # Long words too: without it, a long line takes Qt minutes.
        self._text.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        for action in self._tree.use_actions.values():
            action.setVisible(False)
        self.addWidget(self._tree)
        self.addWidget(self._text)
        self._reader = BodyReader(self)
        self._reader.finished.connect(self._on_read)
        self._shown: str | None = None
        self._finder = TreeLines(JsonTree(""))
        self._marks: tuple[tuple[_At, str], ...] = ()
        self._waiting: Iterator[tuple[_At, str]] = iter(())
        self._lines: dict[int, str] = {}
        self._wanted: _At | None = None
        # As the reader does: the places of a thousand differences in a long list take a moment.
        self._marking = QTimer(self, interval=0)
        self._marking.timeout.connect(self._mark_some)

    def show_body(self, text: str | None, differences: Iterable[Difference], part: int) -> None:
        """Read the body of a response, and mark what differs in it."""
        self._marks = tuple(_marks(differences, part))
        self._wanted = None
        if text is not None and text == self._shown:
            # The same body was compared in another way.
            if not self._reader.is_reading:
                self._mark()
                self.settled.emit()
            return
        self._shown = text
        self._reader.stop()
        self._show_tree(JsonTree(""))
        if text is None:
            self.settled.emit()
        else:
            self._reader.read(text, is_cut=False)

    def forget_unless(self, text: str | None) -> None:
        """Let go of another body than this one, which comes later."""
        if self._shown is not None and text != self._shown:
            self.show_body(None, (), 0)

    def show_value(self, value: str | None, at: _At | None) -> None:
        """Show one side of a difference: its place in the tree, or else its text."""
        self._text.setPlainText(NONE if value is None else value)
        self._wanted = at
        line = self._finder.line(at) if at is not None else None
        if line is not None:
            self._tree.reveal(line)
        self.setCurrentWidget(self._text if line is None else self._tree)

    def _on_read(self, tree: JsonTree) -> None:
        self._show_tree(tree)
        self.settled.emit()

    def _show_tree(self, tree: JsonTree) -> None:
        shown = tree if tree.problem is None else JsonTree("")
        self._finder = TreeLines(shown)
        self._tree.show_tree(shown)
        self._mark()
        if self._wanted is not None:
            self.show_value(self._text.toPlainText(), self._wanted)

    def _mark(self) -> None:
        """Mark what differs; at once where that is little."""
        self._lines = {}
        self._waiting = iter(self._marks if len(self._tree.shown_tree) else ())
        self._marking.start()
        self._mark_some()

    def _mark_some(self) -> None:
        end = perf_counter() + SLICE_S
        for at, words in self._waiting:
            line = self._finder.line(at)
            if line is not None:
                self._lines[line] = words
            if perf_counter() >= end:
                return
        self._marking.stop()
        self._tree.show_remarks(self._lines)


def _marks(differences: Iterable[Difference], part: int) -> Iterable[tuple[_At, str]]:
    for difference in differences:
        at, other = (
            (difference.left_at, difference.right),
            (difference.right_at, difference.left),
        )[part]
        if at is not None:
            words = tr("only here") if other is None else tr("there {value}")
            yield at, words.format(value=truncate(_line(other), _LONGEST_MARK))


def _line(text: str | None) -> str:
    # A row has one line: the sides below show the text as it is.
    return NONE if text is None else " ".join(text.split())


def _row_text(difference: Difference) -> str:
    return f"{difference.label}: {_line(difference.left)} → {_line(difference.right)}"
