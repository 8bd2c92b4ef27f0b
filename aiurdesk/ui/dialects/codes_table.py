"""The codes of a dialect as a table whose headlines and severities are edited in place."""

from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from aiurdesk.core.dialects.taught_dialect import TaughtCode
from aiurdesk.core.exchange.exchange import SEVERITY_WORDS
from aiurdesk.core.translation import format_code, tr
from aiurdesk.core.verdict.verdict import SEVERITIES_OF_VERDICTS, Severity
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.rows_model import Column, Index, RowsModel
from aiurdesk.ui.widgets.rows_table import RowsTable

_HEADLINE, _SEVERITY = 1, 2
_WIDTHS = (22, 50, 20)
_OFFERED = tuple(
    severity for severity in SEVERITIES_OF_VERDICTS if severity is not Severity.FAILURE
)
"""A failure is that there is no response, and so no code."""


class CodesModel(RowsModel[TaughtCode]):
    """One code a row."""

    edited = Signal()
    """Emitted when a person changed a headline or a severity, or removed a row."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        def icon(row: TaughtCode) -> object:
            return theme.icon(f"severity-{row.severity}", f"{row.severity}_text")

        super().__init__(
            (
                Column(tr("Code"), lambda row: format_code(row.code)),
                Column(tr("What it means"), lambda row: row.headline),
                Column(
                    tr("Severity"),
                    lambda row: SEVERITY_WORDS[row.severity],
                    {Qt.ItemDataRole.DecorationRole: icon},
                ),
                Column(tr("Responses"), lambda row: f"{row.count:,}" if row.count else ""),
            ),
            parent,
        )

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let headline and severity be edited."""
        flags = super().flags(index)
        is_editable = index.column() in (_HEADLINE, _SEVERITY)
        return flags | Qt.ItemFlag.ItemIsEditable if is_editable else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what is edited, or what is shown."""
        if role == Qt.ItemDataRole.EditRole:
            role = Qt.ItemDataRole.DisplayRole
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what a person typed or chose."""
        row = self.items[index.row()]
        text = str(value).strip()
        changed = row
        if index.column() == _HEADLINE and text:
            changed = replace(row, headline=text)
        elif index.column() == _SEVERITY:
            severity = next(
                (severity for severity in _OFFERED if SEVERITY_WORDS[severity] == text), None
            )
            changed = row if severity is None else replace(row, severity=severity)
        if changed == row:
            return False
        self.replace(index.row(), changed)
        self.edited.emit()
        return True

    def remove(self, number: int) -> None:
        """Remove a row."""
        rows = self.items
        self.set_items((*rows[:number], *rows[number + 1 :]))
        self.edited.emit()


class CodesTable(RowsTable):
    """Edits with F2, Return, a double click or by typing; Delete removes the chosen row."""

    def __init__(self, model: CodesModel) -> None:
        super().__init__(model, "codes", tr("Codes"), _WIDTHS)
        self._codes = model
        triggers = RowsTable.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked
            | triggers.SelectedClicked
            | triggers.EditKeyPressed
            | triggers.AnyKeyPressed
        )
        self.setItemDelegateForColumn(_SEVERITY, _SeverityDelegate(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove or edit the chosen row."""
        index = self.currentIndex()
        # The Return that ends an edit comes here, too.
        is_ready = index.isValid() and self.state() is not RowsTable.State.EditingState
        if event.key() == Qt.Key.Key_Delete and is_ready:
            self._codes.remove(index.row())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and is_ready:
            column = index.column() if index.column() == _SEVERITY else _HEADLINE
            self.edit(index.siblingAtColumn(column))
        else:
            super().keyPressEvent(event)


class _SeverityDelegate(QStyledItemDelegate):
    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        box = ChoiceBox(parent)
        box.setAccessibleName(tr("Severity"))
        box.addItems([SEVERITY_WORDS[severity] for severity in _OFFERED])
        # What was chosen counts at once, not only when the box is left.
        box.activated.connect(lambda: self.commitData.emit(box))
        return box

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        if isinstance(editor, ChoiceBox):
            editor.setCurrentText(index.data())

    def setModelData(
        self, editor: QWidget, model: object, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if isinstance(editor, ChoiceBox) and isinstance(model, CodesModel):
            model.setData(index, editor.currentText())
