"""The list of frames: live, filtered, and paused without losing any."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleTableModelChangeEvent,
    QFontMetrics,
    QIcon,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHeaderView, QWidget

from aiurdesk.core.exchange.sockets.frame import Direction, FrameKind
from aiurdesk.core.translation import tr
from aiurdesk.ui.idle_steps import IdleSteps
from aiurdesk.ui.sockets.frame_views import FrameRow
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.rows_model import Column, ItemRole, RowBlocks, RowsModel
from aiurdesk.ui.widgets.rows_table import RowsTable

FLUSH_MS = 33
"""New rows are shown so often: a fast server sends thousands in that time."""
_SPOKEN_FLUSH_MS = 500
"""The same while assistive technology is on: Qt goes through all cells that it has asked about each
time that rows are added."""
_FLOOD = 100
"""With more new rows at once it loses what it knows of the cells: 5,000 of them take 60 ms."""
MOST_ROWS = 200_000
"""The oldest rows of more frames leave the list; their frames are still in the file."""
DROPPED_AT_ONCE = 5_000
"""So many leave at once: taking some out moves all others, and freeing 20,000 takes 7 ms."""
_SLICE_S = 0.008
_TIME = "00:00:00.000"
_WIDTHS = (len(_TIME), 4, 9, 9)
_ROW_SPACE = 8
_COLUMN_SPACE = 8
_KIND, _SIZE = 2, 3
"""Columns that are left out where there is little room; the chosen frame says the same."""
_NARROW = 62
"""In characters."""

ALL = tr("All frames")
SHOWN: dict[str, Callable[[FrameRow], bool]] = {
    ALL: lambda row: True,
    tr("Messages"): lambda row: row.kind.is_message,
    tr("Received"): lambda row: (
        row.direction is Direction.RECEIVED and row.kind is not FrameKind.STATE
    ),
    tr("Sent"): lambda row: row.direction is Direction.SENT,
    tr("With a verdict"): lambda row: row.severity is not None,
    tr("Control frames"): lambda row: row.kind.is_control,
}
"""Title of a choice → whether a row is shown with it."""


class FrameCounts(NamedTuple):
    """Counts of frames, without rows about the state of the connection."""

    visible: int
    """Those that pass the filter."""
    listed: int
    """All that are in the list, whether they pass the filter or not."""
    dropped: int
    """The oldest ones, which have left the list."""
    waiting: int
    """Those that are to be listed, in a moment or when the list is not paused any more."""


class FramesTable(QWidget):
    """Shows a row for each frame. New rows are shown in batches."""

    chosen = Signal(object)
    """Emitted with the FrameRow that was selected, or with None."""
    activated = Signal(FrameRow)
    """Emitted with a row on Return or a double click."""
    counted = Signal()
    """Emitted when other rows are shown, or more of them wait."""

    def __init__(
        self, theme: Theme, most_rows: int = MOST_ROWS, dropped_at_once: int = DROPPED_AT_ONCE
    ) -> None:
        """Show an empty list.

        Args:
            most_rows: With more, the oldest rows leave the list.
            dropped_at_once: How many more than necessary leave then.
        """
        super().__init__()
        self._theme = theme
        self._most_rows = most_rows
        self._dropped_at_once = dropped_at_once
        self._rows = RowBlocks[FrameRow]()
        # Rows that came and are not in the list yet.
        self._waiting: list[FrameRow] = []
        # Rows that are not frames, which are few.
        self._states: list[FrameRow] = []
        self._kind, self._words = SHOWN[ALL], tuple[str, ...]()
        self.is_paused = False
        """Whether new rows wait."""
        self._is_filtering = False
        self._is_following = True
        self.dropped = 0
        """How many of the oldest frames are not in the list any more."""
        self._mono = theme.mono_font()
        self._model: RowsModel[FrameRow] = RowsModel(self._columns(), self)
        self.table = RowsTable(self._model, "frames", tr("Frames"), _WIDTHS)
        self._steps = IdleSteps(self)
        self._flushed_at = 0.0
        self._flushing = QTimer(self, singleShot=True)
        self._flushing.timeout.connect(self.flush)
        self._lay_out()
        self.table.selectionModel().selectionChanged.connect(self._on_selected)
        self.table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.table.verticalScrollBar().rangeChanged.connect(self._on_length)
        self.table.activated.connect(lambda index: self.activated.emit(index.data(ItemRole)))
        theme.changed.connect(self._apply_theme)
        self._apply_theme()

    def add(self, rows: Sequence[FrameRow]) -> None:
        """Show more rows, a moment later."""
        self._waiting += rows
        self._states += [row for row in rows if row.kind is FrameKind.STATE]
        # Not started again by each frame: with a steady stream it would never fire.
        if not self._flushing.isActive():
            # A row that comes after a silence is shown at once.
            pause_ms = max(round((self._flushed_at - perf_counter()) * 1000) + FLUSH_MS, 0)
            self._flushing.start(_SPOKEN_FLUSH_MS if QAccessible.isActive() else pause_ms)

    def flush(self) -> None:
        """Show the rows that wait, unless the list is paused."""
        self._flushed_at = perf_counter()
        # While rows are filtered step by step, new ones would come before older ones.
        if self.is_paused or self._is_filtering:
            self.counted.emit()
            return
        rows, self._waiting = self._waiting, []
        if len(rows) > _FLOOD and QAccessible.isActive():
            reset = QAccessibleTableModelChangeEvent.ModelChangeType.ModelReset
            QAccessible.updateAccessibility(QAccessibleTableModelChangeEvent(self.table, reset))
        # Asked before rows are added: a view scrolled up, or with a chosen frame, stays there.
        is_following = self._is_following and self.selected is None
        self._rows.extend(rows)
        shows_all = self._kind is SHOWN[ALL] and not self._words
        self._model.append(rows if shows_all else list(filter(self._is_shown, rows)))
        if len(self._rows) > self._most_rows:
            self._drop_oldest()
        if is_following:
            self.table.scrollToBottom()
        self.counted.emit()

    def clear(self) -> None:
        """Remove all rows."""
        self._rows, self._waiting, self._states, self.dropped = RowBlocks(), [], [], 0
        self._model.set_items(())
        self.chosen.emit(None)
        self.counted.emit()

    def pause(self, is_paused: bool) -> None:
        """Let new rows wait, or show those that waited."""
        self.is_paused = is_paused
        self.flush()

    def set_filter(self, kind: str, words: str) -> None:
        """Show only some rows.

        Args:
            kind: A key of ``SHOWN``.
            words: All of them have to be in the line of a frame, in any case.
        """
        self._kind, self._words = SHOWN[kind], tuple(words.casefold().split())
        self._is_filtering = True
        # Not in one go: filtering 200,000 rows takes longer than a key press may.
        self._steps.start(self._filtered())

    @property
    def counts(self) -> FrameCounts:
        """Counts of frames that are shown, listed, dropped, and waiting."""
        states, waiting = self._states, self._waiting
        first = _first_at_least(self._rows[0].number, states) if len(self._rows) else 0
        end = _first_at_least(waiting[0].number, states) if waiting else len(states)
        return FrameCounts(
            visible=self._model.rowCount() - sum(map(self._is_shown, states[first:end])),
            listed=len(self._rows) - (end - first),
            dropped=self.dropped - first,
            waiting=len(waiting) - (len(states) - end),
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to list, with any filter."""
        return not (len(self._rows) or self._waiting)

    @property
    def selected(self) -> FrameRow | None:
        """The selected row."""
        return self.table.selected(FrameRow)

    def lines(self) -> str:
        """Return the rows that are shown as text, tabs between the columns."""
        return "\n".join(
            "\t".join((row.time, row.direction_word, row.kind_word, row.size, row.line))
            for row in self._model.items
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the content its part of the width."""
        super().resizeEvent(event)
        self._fit_columns()

    def event(self, event: QEvent) -> bool:
        """Keep Escape while a frame is chosen; the next one stops a stream."""
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self.selected is not None:
            is_escape = event.key() == Qt.Key.Key_Escape and not event.modifiers()
            if is_escape:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Follow new frames again with Escape, which the list itself has no use for."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.follow()
        else:
            super().keyPressEvent(event)

    def follow(self) -> None:
        """Choose no frame, and show the newest one and those that come."""
        # The current row as well: with it, an arrow key would go back to where a person was.
        self.table.selectionModel().clear()
        self.table.scrollToBottom()

    def _fit_columns(self) -> None:
        is_narrow = self.width() < _NARROW * self.table.fontMetrics().averageCharWidth()
        for column in (_KIND, _SIZE):
            self.table.setColumnHidden(column, is_narrow)

    def _is_shown(self, row: FrameRow) -> bool:
        if not self._kind(row):
            return False
        line = row.line.casefold() if self._words else ""
        return all(word in line for word in self._words)

    def _filtered(self) -> Iterator[None]:
        """Look at all rows, in slices."""
        visible: list[FrameRow] = []
        end = perf_counter() + _SLICE_S
        for row in self._rows:
            if self._is_shown(row):
                visible.append(row)
            if perf_counter() > end:
                yield
                end = perf_counter() + _SLICE_S
        self._is_filtering = False
        self._show(visible)
        self.flush()

    def _show(self, rows: Sequence[FrameRow]) -> None:
        """Show other rows; the selected one stays selected if it is among them."""
        selected = self.selected
        self._model.set_items(rows)
        position = None if selected is None else _place_of(selected.number, rows)
        if position is not None:
            self.table.select(self._model.index(position, 0))
        else:
            if selected is not None:
                self.chosen.emit(None)
            self.table.scrollToBottom()

    def _drop_oldest(self) -> None:
        count = len(self._rows) - self._most_rows + self._dropped_at_once
        self.dropped += count
        self._rows.remove_first(count)
        first = self._rows[0].number
        # Looked up one by one: a copy of all rows takes 3 ms, and showing it as long again.
        places = range(self._model.rowCount())
        leaving = bisect_left(
            places, first, key=lambda row: self._model.index(row, 0).data(ItemRole).number
        )
        selected = self.selected
        if selected is not None and selected.number < first:
            # Otherwise Qt would select the next row, which the person did not choose.
            self.table.selectionModel().clear()
        bar = self.table.verticalScrollBar()
        above = bar.value() - leaving * self.table.verticalHeader().defaultSectionSize()
        self._model.remove_first(leaving)
        # What is in sight stays there.
        bar.setValue(above)

    def _on_scrolled(self, value: int) -> None:
        # A list that moves under the pointer cannot be read.
        self._is_following = value >= self.table.verticalScrollBar().maximum()

    def _on_length(self, _first: int, last: int) -> None:
        # The list became lower, such as for the line of a note, and was not scrolled up.
        if self._is_following and self.selected is None:
            self.table.verticalScrollBar().setValue(last)

    def show_selected(self) -> None:
        """Scroll to the selected row, which the list may hide when it becomes lower."""
        index = self.table.currentIndex()
        if index.isValid():
            self.table.scrollTo(index)

    def _on_selected(self) -> None:
        self.chosen.emit(self.selected)

    def _columns(self) -> tuple[Column[FrameRow], ...]:
        role = Qt.ItemDataRole
        font = {role.FontRole: lambda row: self._mono}
        line: dict[Qt.ItemDataRole, Callable[[FrameRow], Any]] = {
            role.DecorationRole: self._icon,
            role.ForegroundRole: self._colour,
            **font,
        }
        return (
            Column(tr("Time"), lambda row: row.time, font),
            Column("", lambda row: row.sign, {role.AccessibleTextRole: lambda r: r.direction_word}),
            Column(tr("Kind"), lambda row: row.kind_word),
            Column(tr("Size"), lambda row: row.size),
            Column(tr("Content"), lambda row: row.line, line),
        )

    def _icon(self, row: FrameRow) -> QIcon | None:
        severity = row.severity
        if severity is None:
            return None
        return self._theme.icon(f"severity-{severity}", f"{severity}_text")

    def _colour(self, row: FrameRow) -> object:
        if row.severity is not None:
            return self._theme.colour(f"{row.severity}_text")
        is_control = row.kind in (FrameKind.PING, FrameKind.PONG, FrameKind.COMMENT)
        return self._theme.colour("muted") if is_control else None

    def _lay_out(self) -> None:
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        # Rows of one height: Qt need not ask each of them.
        heights = self.table.verticalHeader()
        heights.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heights.setMinimumSectionSize(1)
        # By item, the list would jump with each frame that comes.
        self.table.setVerticalScrollMode(RowsTable.ScrollMode.ScrollPerPixel)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column_of(self, self.table, margins=0)

    def _apply_theme(self) -> None:
        self._mono = self._theme.mono_font()
        # Before measuring: until then the table has the font of the application.
        self.table.ensurePolished()
        is_in_sight = self._is_chosen_in_sight()
        height = self.table.fontMetrics().height() + _ROW_SPACE
        self.table.verticalHeader().setDefaultSectionSize(height)
        self.table.setIconSize(self._theme.icon_size(14))
        width = self.table.fontMetrics().averageCharWidth()
        for column, characters in enumerate(_WIDTHS):
            self.table.setColumnWidth(column, characters * width + _COLUMN_SPACE)
        time = QFontMetrics(self._mono).horizontalAdvance(_TIME)
        self.table.setColumnWidth(0, time + 3 * _COLUMN_SPACE)
        self._fit_columns()
        # Not while the table is made: the first call of viewport() in a run takes 15 ms.
        if self.isVisible():
            self.table.viewport().update()
        if is_in_sight:
            # After the layout: with text of another size the list may have another height.
            QTimer.singleShot(0, self, self.show_selected)

    def _is_chosen_in_sight(self) -> bool:
        if not self.isVisible() or self.selected is None:
            return False
        row = self.table.visualRect(self.table.currentIndex())
        return row.intersects(self.table.viewport().rect())


def _first_at_least(number: int, rows: Sequence[FrameRow]) -> int:
    """Return the place of the first row with this number or a higher one."""
    # Numbers grow from row to row, also in a filtered list.
    return bisect_left(rows, number, key=lambda row: row.number)


def _place_of(number: int, rows: Sequence[FrameRow]) -> int | None:
    position = _first_at_least(number, rows)
    return position if position < len(rows) and rows[position].number == number else None
