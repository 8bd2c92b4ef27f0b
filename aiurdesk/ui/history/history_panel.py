"""The whole history: a filter, what was sent by days, and what can be done with it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QTreeView, QWidget

from aiurdesk.core.history.history_entry import HistoryEntry
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import joined_sentences, tr
from aiurdesk.ui.history.history_rows import (
    Day,
    HistoryDelegate,
    HistoryRow,
    children_of,
    days_of,
    spoken_row,
)
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.empty_panel import EmptyPanel
from aiurdesk.ui.widgets.filter_field import FilterField
from aiurdesk.ui.widgets.flow_layout import FlowLayout
from aiurdesk.ui.widgets.icon_button import IconButton
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.rows_model import ItemRole
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.widgets.tree_model import TreeModel

_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_INDENTATION = 12
_EMPTY = tr(
    "Nothing was sent yet. What you send appears here, without secrets. The "
    "settings say for how long."
)
_NO_MATCH = tr("Nothing matches. Try fewer words, a result code such as -7, or since:7d.")
_FILTER_HELP = tr(
    "Words, “a phrase”, a result code such as -7, or endpoint: service: "
    "host: method: status: environment: severity: since: until: on: with a "
    "value, such as severity:input or since:7d"
)


class HistoryAction(StrEnum):
    """An action on entries of the history; the value is the text of the button."""

    OPEN = tr("Open")
    COMPARE = tr("Compare")
    SAVE = tr("Save…")
    CURL = tr("Copy as curl")
    EXPORT = tr("Export as HAR…")
    DELETE = tr("Delete")
    CLEAR = tr("Delete all…")


_NEEDED = {
    HistoryAction.OPEN: range(1, 2),
    # One is compared with the response in front.
    HistoryAction.COMPARE: range(1, 3),
    HistoryAction.SAVE: range(1, 2),
    HistoryAction.DELETE: range(1, 100_000),
}
"""How many entries have to be chosen."""
_TIPS = {
    HistoryAction.OPEN: tr("Open the request with its response (Return)"),
    HistoryAction.COMPARE: tr("Compare two entries, or one with the response in front"),
    HistoryAction.SAVE: tr("Open the request and save it into a collection"),
    HistoryAction.DELETE: tr("Delete the chosen entries (Delete)"),
    HistoryAction.CLEAR: tr("Delete all entries"),
}


class HistoryPanel(QFrame):
    """Shows entries that it is given; knows neither services nor the open requests."""

    entries_wanted = Signal(str, object)
    """Emitted with the text of the filter when entries are to be shown, and with the id that they
    are older than, or None for the newest ones."""
    request_wanted = Signal()
    """Emitted when a person wants to send something, while nothing was sent yet."""
    left = Signal()
    """Emitted when a person wants to go back to the sections of the sidebar."""
    action_requested = Signal(HistoryAction, tuple)
    """Emitted with what is to be done, and with the entries that are chosen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("history_panel")
        self.setProperty("look", "panel")
        self._theme = theme
        self.entries: tuple[HistoryEntry, ...] = ()
        """The entries that are shown, the newest first."""
        self._has_more = False
        # Days that the person folded: they stay so when other entries are shown.
        self._folded: set[object] = set()
        self._model: TreeModel[HistoryRow] = TreeModel(children_of, lambda row: row.title)
        self._delegate = HistoryDelegate(theme, self)
        self._filter = self._make_filter()
        self._first = _button("first", "", tr("Open the oldest entry that matches"))
        self._first.clicked.connect(self._open_first)
        self._mistake = WrappedLabel("small")
        self._mistake.setObjectName("history_mistake")
        self._empty = EmptyPanel(_EMPTY, tr("New request"))
        self._words = WrappedLabel("muted")
        self._words.setObjectName("history_words")
        self._tree = self._make_tree()
        self._buttons = {a: _button(a.name.lower(), a, tip) for a, tip in _TIPS.items()}
        for action in (HistoryAction.DELETE, HistoryAction.CLEAR):
            self._buttons[action].setProperty("destructive", True)
        self._lay_out()
        for action, button in self._buttons.items():
            # ``clicked`` hands over whether it is checked, which must not become the action.
            button.clicked.connect(lambda _=False, action=action: self._ask(action))
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.show_first(None)
        self._refresh_buttons()

    @property
    def filter_text(self) -> str:
        """What is typed into the filter."""
        return self._filter.text()

    @property
    def chosen(self) -> tuple[HistoryEntry, ...]:
        """The selected entries, the newest first."""
        # Qt returns them in the order in which they were selected.
        rows = [index.data(ItemRole) for index in self._tree.selectedIndexes()]
        entries = {row.id: row for row in rows if isinstance(row, HistoryEntry)}
        return tuple(entries[key] for key in sorted(entries, reverse=True))

    def show_entries(
        self,
        entries: Sequence[HistoryEntry],
        problems: Sequence[Problem] = (),
        *,
        has_more: bool,
    ) -> None:
        """Show other entries; those that were chosen stay so if they are still there.

        Args:
            problems: What is wrong with the filter.
            has_more: Whether older ones may follow, with ``append_entries``.
        """
        self._mistake.show_text(joined_sentences(map(str, problems)))
        self._set(tuple(entries), has_more=has_more)
        is_filtering = bool(self.filter_text.strip())
        self._words.show_text("" if entries or not is_filtering else _NO_MATCH)
        is_empty = not entries and not is_filtering
        self._empty.setVisible(is_empty)
        self._bottom.setHidden(is_empty)

    def append_entries(self, entries: Sequence[HistoryEntry], *, has_more: bool) -> None:
        """Show older entries behind the others."""
        self._set((*self.entries, *entries), has_more=has_more)

    def show_first(self, entry: HistoryEntry | None) -> None:
        """Show when something that matches the filter was first sent; None hides it."""
        self._first_entry = entry
        self._first.setVisible(entry is not None)
        if entry is not None:
            moment = entry.started_at.astimezone()
            self._first.setText(tr("First: {moment:%Y-%m-%d %H:%M}").format(moment=moment))

    def filter_by(self, text: str) -> None:
        """Filter the entries as if a person had typed a text."""
        self._filter.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back with Escape; in the filter it first empties that."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focus_filter(self) -> None:
        """Put the cursor into the filter field and select what is in it."""
        self._filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._filter.selectAll()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the entries again: others may have been sent meanwhile."""
        super().showEvent(event)
        self.entries_wanted.emit(self.filter_text, None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open with Return and delete with Delete."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _ENTER_KEYS:
                self._ask(HistoryAction.OPEN)
                return True
            if event.key() == Qt.Key.Key_Delete:
                self._ask(HistoryAction.DELETE)
                return True
        return super().eventFilter(watched, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what the buttons offer."""
        menu = PopupMenu(self)
        for action, button in self._buttons.items():
            if action is HistoryAction.DELETE:
                # Qt cannot colour one entry of a menu, so what deletes stands apart.
                menu.addSeparator()
            entry = menu.addAction(str(action))
            entry.setEnabled(button.isEnabled())
            # The button holds the condition, so menu and button cannot differ.
            entry.triggered.connect(button.click)
            if action is HistoryAction.SAVE:
                copying = partial(self.action_requested.emit, HistoryAction.CURL, self.chosen)
                menu.addAction(HistoryAction.CURL, copying).setEnabled(button.isEnabled())
                exporting = partial(self.action_requested.emit, HistoryAction.EXPORT, self.chosen)
                menu.addAction(HistoryAction.EXPORT, exporting).setEnabled(bool(self.chosen))
        menu.addSeparator()
        for title, text in self._narrower_filters():
            menu.addAction(title, partial(self._filter.setText, text))
        menu.open_once(event.globalPos())

    def _narrower_filters(self) -> Iterator[tuple[str, str]]:
        """Yield what to filter by, so that a person need not know the words for it."""
        if len(self.chosen) != 1:
            return
        (entry,) = self.chosen
        if entry.endpoint_id:
            yield tr("Only this endpoint"), f"endpoint:{entry.endpoint_id}"
        elif entry.host:
            yield tr("Only this host"), f"host:{entry.host}"
        if entry.code is not None:
            yield tr("Only this result code"), f"code:{entry.code}"
        yield tr("Only this severity"), f"severity:{entry.severity}"
        yield tr("Only this day"), f"on:{entry.day.isoformat()}"

    def _set(self, entries: tuple[HistoryEntry, ...], *, has_more: bool) -> None:
        chosen = {entry.id for entry in self.chosen}
        scrolled = self._tree.verticalScrollBar().value()
        self.entries, self._has_more = entries, has_more
        today = datetime.now().astimezone().date()
        # Without signals: ``expanded`` would be taken for the person's, and ask for older entries.
        was_blocked = self._tree.blockSignals(True)
        self._model.set_roots(days_of(entries, today))
        selection = self._tree.selectionModel()
        for row in self._model.rows:
            row.node.setAccessibleText(spoken_row(row.item))
            if isinstance(row.item, Day):
                # Deleting a heading, or opening it, means nothing.
                row.node.setSelectable(False)
                self._tree.setExpanded(row.index, row.item.day not in self._folded)
            elif row.item.id in chosen:
                selection.select(row.index, selection.SelectionFlag.Select)
        self._tree.blockSignals(was_blocked)
        # Setting the rows went to the top, and entries come while somebody reads older ones.
        self._tree.verticalScrollBar().setValue(scrolled)
        self._refresh_buttons()

    def _open_first(self) -> None:
        if self._first_entry is not None:
            self.action_requested.emit(HistoryAction.OPEN, (self._first_entry,))

    def _ask(self, action: HistoryAction) -> None:
        if self._buttons[action].isEnabled():
            self.action_requested.emit(action, self.chosen)

    def _refresh_buttons(self) -> None:
        count = len(self.chosen)
        # A filter may hide what there is to clear.
        has_any = bool(self.entries) or bool(self.filter_text.strip())
        for action, button in self._buttons.items():
            needed = _NEEDED.get(action)
            button.setEnabled(has_any if needed is None else count in needed)

    def _on_scrolled(self, value: int) -> None:
        bar = self._tree.verticalScrollBar()
        if self._has_more and self.entries and value >= bar.maximum() - bar.pageStep():
            # Once: the next ones come with the answer.
            self._has_more = False
            self.entries_wanted.emit(self.filter_text, self.entries[-1].id)

    def _on_folded(self, day: object, *, is_folded: bool) -> None:
        if isinstance(day, Day):
            (self._folded.add if is_folded else self._folded.discard)(day.day)
            # Folded days may leave room for older ones.
            self._on_scrolled(self._tree.verticalScrollBar().value())

    def _make_filter(self) -> FilterField:
        field = FilterField(self._theme, "history_filter", tr("Filter history"))
        field.setToolTip(_FILTER_HELP)
        field.textChanged.connect(self._on_typed)
        field.moved.connect(self._move)
        field.returnPressed.connect(lambda: self._ask(HistoryAction.OPEN))
        return field

    def _on_typed(self, text: str) -> None:
        # What stands before a colon is the name of a property and occurs in no row.
        self._delegate.set_filter(" ".join(word for word in text.split() if ":" not in word))
        self.entries_wanted.emit(text, None)

    def _move(self, action: QTreeView.CursorAction) -> None:
        index = self._tree.moveCursor(action, Qt.KeyboardModifier.NoModifier)
        if index.isValid():
            self._tree.setCurrentIndex(index)

    def _make_tree(self) -> QTreeView:
        view = QTreeView()
        view.setObjectName("history_tree")
        view.setAccessibleName(tr("History"))
        view.setProperty("look", "rows")
        view.setRootIsDecorated(False)
        view.setModel(self._model)
        view.setItemDelegate(self._delegate)
        view.setHeaderHidden(True)
        view.setSelectionMode(QTreeView.SelectionMode.ExtendedSelection)
        # A double click opens an entry; on a day it would only fold it.
        view.setExpandsOnDoubleClick(False)
        view.setMouseTracking(True)
        view.installEventFilter(self)
        view.doubleClicked.connect(lambda _index: self._ask(HistoryAction.OPEN))
        view.selectionModel().selectionChanged.connect(self._refresh_buttons)
        view.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        view.collapsed.connect(lambda at: self._on_folded(at.data(ItemRole), is_folded=True))
        view.expanded.connect(lambda at: self._on_folded(at.data(ItemRole), is_folded=False))
        return view

    def _lay_out(self) -> None:
        top = QWidget()
        column = column_of(top, margins=(10, 0, 10, 0), spacing=6)
        back = IconButton(self._theme, "arrow-left", tr("Back"))
        back.setObjectName("history_back")
        back.clicked.connect(self.left)
        title = styled(QLabel(tr("History")), look="title")
        column.addLayout(row_of(None, back, (title, 1), spacing=6))
        for part in (self._filter, self._mistake, self._words):
            column.addWidget(part)
        column.addWidget(self._first, 0, Qt.AlignmentFlag.AlignLeft)
        self._bottom = bottom = QWidget()
        flow = FlowLayout(spacing=8, line_spacing=2)
        column_of(bottom, flow, margins=(8, 2, 8, 6))
        for button in self._buttons.values():
            flow.addWidget(button)
        self._empty.wanted.connect(self.request_wanted)
        self._empty.hide()
        items = (top, self._empty, (self._tree, 1), bottom)
        column_of(self, *items, margins=(0, 8, 0, 0), spacing=6)

    def _on_theme_changed(self) -> None:
        self._tree.setIndentation(round(self._theme.icon_size(_INDENTATION).width()))
        # The view remembers the heights of its rows, which follow the text.
        self._tree.scheduleDelayedItemsLayout()


def _button(name: str, text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(f"history_{name}")
    button.setProperty("look", "small-link")
    button.setToolTip(tip)
    return button
