"""The list of all actions with their keys, which can be changed there."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSortFilterProxyModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QPushButton,
    QTableView,
    QWidget,
)

from aiurdesk.core.formats.setting import KeyChoices, owners, with_keys
from aiurdesk.core.problem import sentence_of
from aiurdesk.core.translation import tr, trn
from aiurdesk.ui.keys.action_keys import ActionKeys, KeyRow, native
from aiurdesk.ui.keys.key_rules import key_problem
from aiurdesk.ui.keys.key_strips import QuestionStrip, RecordStrip
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.dialog import ThemedDialog, dialog_buttons, plain_button
from aiurdesk.ui.widgets.filter_field import FilterField
from aiurdesk.ui.widgets.flow_layout import FlowLayout
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.rows_model import Column, ItemRole, RowsModel
from aiurdesk.ui.widgets.rows_table import RowsTable
from aiurdesk.ui.widgets.strip_place import StripPlace
from aiurdesk.ui.widgets.styled import styled

_SIZE = (720, 620)
_FIXED = tr("Every text field has the keys of {}, so they cannot be changed.")
_CHANGE_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


def keys_text(keys: Sequence[str]) -> str:
    """Return the keys of an action as the platform spells them."""
    return ", ".join(map(native, keys))


class KeysDialog(ThemedDialog):
    """Lists actions with their keys; each change applies at once."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        rows: Sequence[KeyRow],
        keys: ActionKeys,
        keep: Callable[[KeyChoices], None],
    ) -> None:
        """List actions.

        Args:
            keep: Called with all choices after a change of one; ``keys`` has them then.
        """
        super().__init__(theme, parent, "keys_dialog", tr("Keyboard shortcuts"))
        self._theme, self._rows, self._keys, self._keep = theme, rows, keys, keep
        self._is_adding = False
        self._model: RowsModel[KeyRow] = RowsModel(self._columns(), self)
        self._model.set_items(rows)
        self._filtered = QSortFilterProxyModel(self)
        # An action stays in sight when it has lost the key that was filtered by.
        self._filtered.setDynamicSortFilter(False)
        self._filtered.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._filtered.setFilterKeyColumn(-1)
        self._filtered.setSourceModel(self._model)
        self._filter = FilterField(theme, "key_filter", tr("Filter actions and keys"))
        self._table = RowsTable(self._filtered, "keyboard_shortcuts", tr("Keyboard shortcuts"), ())
        self._record = RecordStrip()
        self._question = QuestionStrip()
        self._note = Note(theme)
        self._fixed = WrappedLabel("small")
        self._change = plain_button(
            tr("Change…"),
            lambda: self._record_key(is_adding=False),
            tr("Press another key for the action (Return or F2)"),
        )
        self._add = plain_button(
            tr("Add…"),
            lambda: self._record_key(is_adding=True),
            tr("Press a further key for the action"),
        )
        tip = tr("Take the keys away from the action (Del)")
        self._remove = plain_button(tr("Remove"), self._on_remove, tip)
        styled(self._remove, destructive=True)
        tip = tr("Give the action its default keys again")
        self._reset = plain_button(tr("Reset"), self._on_reset, tip)
        tip = tr("Give all actions their default keys again")
        self._reset_all = plain_button(tr("Reset all"), self._on_reset_all, tip)
        self._lay_out()
        self._connect()
        self._table.selectRow(0)
        self._table.setFocus()
        self.resize(theme.dialog_size(*_SIZE))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Change with Return or F2, remove with Del, as in every list."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return super().eventFilter(watched, event)
        if event.key() in _CHANGE_KEYS:
            self._change.click()
            return True
        if event.key() == Qt.Key.Key_Delete:
            self._remove.click()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take back a question with Escape before it closes the dialog."""
        is_asking = not (self._record.isHidden() and self._question.isHidden())
        if event.key() == Qt.Key.Key_Escape and is_asking:
            self._close_strips()
        else:
            super().keyPressEvent(event)

    @property
    def _row(self) -> KeyRow | None:
        """The chosen action."""
        row = self._table.currentIndex().data(ItemRole)
        return row if isinstance(row, KeyRow) else None

    def _keys_of(self, row: KeyRow) -> tuple[str, ...]:
        return self._keys.current.get(row.id, ())

    def _columns(self) -> tuple[Column[KeyRow], ...]:
        def default(row: KeyRow) -> str:
            if self._keys_of(row) == row.keys:
                return ""
            return keys_text(row.keys) or tr("none")

        return (
            Column(tr("Action"), text=lambda row: row.text),
            Column(tr("Keys"), text=lambda row: keys_text(self._keys_of(row))),
            # Only where it says something.
            Column(tr("Default"), text=default),
            Column(tr("Menu"), text=lambda row: row.menu.replace("&", "")),
        )

    def _record_key(self, *, is_adding: bool) -> None:
        """Ask for another key of the chosen action, or for a further one."""
        row = self._row
        if row is None or row.is_fixed:
            return
        self._close_strips()
        self._is_adding = is_adding
        now = keys_text(self._keys_of(row))
        if is_adding:
            text = tr("Press a further key for {name}, beside {now}.").format(
                name=row.name, now=now
            )
        elif now:
            text = tr("Press the new key for {name}. It replaces {now}.").format(
                name=row.name, now=now
            )
        else:
            text = tr("Press the key for {name}.").format(name=row.name)
        self._record.record(text)

    def _on_recorded(self, key: str) -> None:
        row = self._row
        if row is None:
            return
        problem = key_problem(key, row)
        self._note.show_text(sentence_of(problem))
        if problem is not None:
            self._record.record_again(problem.sentence)
            return
        before = self._keys_of(row) if self._is_adding else ()
        self._set_keys(row, tuple(dict.fromkeys((*before, key))))

    def _set_keys(self, row: KeyRow, keys: tuple[str, ...]) -> None:
        """Give an action its keys, after a question where another action has one of them."""
        self._close_strips()
        choices = with_keys(self._keys.defaults, self._keys.chosen, row.id, keys)
        do = partial(self._keep, choices)
        others = owners(self._keys.current, keys, row.id)
        if not others:
            do()
            return
        names = [other.name for other in self._rows if other.id in others]
        taken = [key for key in keys for id_ in others if key in self._keys.current[id_]]
        text = trn("{keys} is the key of {names}.", "{keys} are keys of {names}.", len(taken))
        text = text.format(keys=keys_text(taken), names=tr(" and ").join(names))
        self._question.ask(text, tr("Take over for {name}").format(name=row.name), do)

    def _on_remove(self) -> None:
        if self._row is not None:
            self._set_keys(self._row, ())

    def _on_reset(self) -> None:
        if self._row is not None:
            self._set_keys(self._row, self._row.keys)

    def _on_reset_all(self) -> None:
        self._close_strips()
        changed = sum(self._keys_of(row) != row.keys for row in self._rows)
        text = trn(
            "The keys of {count} action were changed.",
            "The keys of {count} actions were changed.",
            changed,
        )
        self._question.ask(text.format(count=changed), tr("Reset all"), lambda: self._keep({}))

    def _close_strips(self) -> None:
        """Ask nothing any more, and give the keyboard back to the list."""
        self._forget_question()
        self._table.setFocus()

    def _forget_question(self) -> None:
        """Ask nothing any more, such as when another action is chosen."""
        self._record.hide()
        self._question.hide()
        self._note.show_text("")
        self._show_state()

    def _show_state(self) -> None:
        """Enable what can be done with the chosen action, and say why nothing can."""
        row = self._row
        is_fixed = row is not None and row.is_fixed
        can_change = row is not None and not is_fixed
        now = () if row is None else self._keys_of(row)
        self._change.setEnabled(can_change)
        self._add.setEnabled(can_change and bool(now))
        self._remove.setEnabled(can_change and bool(now))
        self._reset.setEnabled(row is not None and now != row.keys)
        self._reset_all.setEnabled(any(self._keys_of(item) != item.keys for item in self._rows))
        self._fixed.show_text(_FIXED.format(row.name) if row is not None and is_fixed else "")

    def _on_keys_changed(self) -> None:
        for position, row in enumerate(self._rows):
            self._model.replace(position, row)
        self._fit_columns()
        self._show_state()

    def _fit_columns(self) -> None:
        # Not to the rows that a filter leaves: the columns would jump with every letter.
        if not self._filter.text():
            # The last one takes what is left.
            for column in range(self._model.columnCount() - 1):
                self._table.resizeColumnToContents(column)

    def _on_filter(self, text: str) -> None:
        self._filtered.setFilterFixedString(text.strip())
        if self._row is None and self._filtered.rowCount():
            self._table.selectRow(0)
        self._forget_question()

    def _move(self, action: QTableView.CursorAction) -> None:
        self._table.setCurrentIndex(self._table.moveCursor(action, Qt.KeyboardModifier.NoModifier))

    def _connect(self) -> None:
        self._filter.textChanged.connect(self._on_filter)
        self._filter.moved.connect(self._move)
        self._filter.returnPressed.connect(self._table.setFocus)
        self._table.installEventFilter(self)
        self._table.doubleClicked.connect(lambda: self._change.click())
        self._table.selectionModel().currentRowChanged.connect(self._forget_question)
        self._record.recorded.connect(self._on_recorded)
        self._record.cancelled.connect(self._close_strips)
        self._question.cancelled.connect(self._close_strips)
        self._keys.changed.connect(self._on_keys_changed)
        self._theme.changed.connect(self._fit_columns)
        self._fit_columns()
        self._show_state()

    def _lay_out(self) -> None:
        # Of all rows, not only of those in sight.
        self._table.horizontalHeader().setResizeContentsPrecision(-1)
        actions = FlowLayout()
        for button in (self._change, self._add, self._remove, self._reset):
            actions.addWidget(button)
        close = dialog_buttons(self, QDialogButtonBox.StandardButton.Close)
        close.addButton(self._reset_all, QDialogButtonBox.ButtonRole.ResetRole)
        for button in close.findChildren(QPushButton):
            # Return in the filter or in the list must not press one.
            button.setAutoDefault(False)
        parts = (self._filter, (self._table, 1), self._note, self._fixed, actions, close)
        column_of(self, *parts, margins=INSET, spacing=8)
        strips, watched = (self._record, self._question), (self._table,)
        StripPlace(self, lambda: self._table, *strips, watched=watched, is_at_end=True)
