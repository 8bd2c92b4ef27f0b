"""The list of all credentials, with the actions for each."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QObject,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.credentials.credential_details import CredentialDetails
from aiurdesk.ui.credentials.shown_credential import CredentialAction, ShownCredential, place_words
from aiurdesk.ui.dialogs.dialog_buttons import plain_button
from aiurdesk.ui.tables.rows_model import Column, RowsModel
from aiurdesk.ui.tables.rows_table import RowsTable
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.window.wait_strip import WaitStrip

NONE_YET = tr(
    "No credentials yet. Add one to send requests with it. Its secret is "
    "stored in the system keyring."
)
_SIZE = (840, 580)
_ANY_COLUMN = -1
_TIP = Qt.ItemDataRole.ToolTipRole


def _column(title: str, name: str) -> Column[ShownCredential]:
    def text_of(item: ShownCredential) -> str:
        text: str = item.credential.name if name == "name" else getattr(item, name)
        return text

    return Column(title, text=text_of, roles={_TIP: text_of})


COLUMNS = (
    _column(tr("Name"), "name"),
    _column(tr("Kind"), "scheme"),
    _column(tr("Sent to"), "goes_to"),
    _column(tr("State"), "state"),
)


class CredentialsDialog(QDialog):
    """Shows credentials and emits what the person wants to do; it changes nothing itself."""

    add_wanted = Signal()
    """Emitted when the person wants to add a credential."""
    action_chosen = Signal(object, object)
    """Emitted with a CredentialAction and the Credential that it is for."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("credentials_dialog")
        self.setWindowTitle(tr("Credentials"))
        self._model: RowsModel[ShownCredential] = RowsModel(COLUMNS, self)
        self._filtered = QSortFilterProxyModel(self)
        self._filtered.setSourceModel(self._model)
        # An address or a kind is looked for as often as a name.
        self._filtered.setFilterKeyColumn(_ANY_COLUMN)
        self._filtered.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        words = tr("Filter credentials")
        self._filter = QLineEdit(placeholderText=words, clearButtonEnabled=True)
        self._filter.setAccessibleName(words)
        self.table = RowsTable(self._filtered, tr("Credentials"), (30, 24, 34))
        self._none = WrappedLabel("empty")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.details = CredentialDetails(theme)
        self._kept_in = styled(QLabel(wordWrap=True), "kept_in", look="small")
        self.strip = WaitStrip()
        self._lay_out()
        self._filter.textChanged.connect(self._filtered.setFilterFixedString)
        self._filter.installEventFilter(self)
        self.details.action_chosen.connect(self.action_chosen)
        self.table.selectionModel().selectionChanged.connect(self._show_selected)
        self.resize(theme.dialog_size(*_SIZE))

    def show_credentials(self, rows: Sequence[ShownCredential], selected: str = "") -> None:
        """Show credentials; the one of a name is selected, else the same as before.

        Args:
            selected: Name of the credential to select.
        """
        # The life of tokens changes every second: a reset would undo selecting and scrolling.
        is_same = [s.credential.id for s in rows] == [s.credential.id for s in self._model.items]
        if is_same and not selected and rows:
            for row, (old, new) in enumerate(zip(self._model.items, rows, strict=True)):
                if old != new:
                    self._model.replace(row, new)
            self._show_selected()
        else:
            self._show_others(rows, selected)

    def show_place(self, words: str, note: str) -> None:
        """Say where secrets are kept, with a note about that place."""
        self._kept_in.setText(place_words(words, note))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys go from the filter into the list."""
        if watched is self._filter and isinstance(event, QKeyEvent):
            is_press = event.type() is QEvent.Type.KeyPress
            if is_press and event.key() == Qt.Key.Key_Down:
                self.table.setFocus()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit with F2 and delete with Del, as in every list."""
        selected = self.table.selected(ShownCredential)
        action = {
            Qt.Key.Key_F2: CredentialAction.EDIT,
            Qt.Key.Key_Delete: CredentialAction.DELETE,
        }.get(Qt.Key(event.key()))
        if selected is not None and action in selected.actions:
            self.action_chosen.emit(action, selected.credential)
        else:
            super().keyPressEvent(event)

    def _show_others(self, credentials: Sequence[ShownCredential], selected: str) -> None:
        before = self.table.selected(ShownCredential)
        key = selected or (before.credential.id if before else "")
        self._model.set_items(credentials)
        self._none.show_text("" if credentials else NONE_YET)
        self.table.setVisible(bool(credentials))
        self._filter.setEnabled(bool(credentials))
        row = next(
            (r for r, s in enumerate(credentials) if key in {s.credential.name, s.credential.id}), 0
        )
        # Invalid where the filter hides the row; then nothing is selected.
        self.table.select(self._filtered.mapFromSource(self._model.index(row, 0)))
        self._show_selected()

    def _lay_out(self) -> None:
        add = plain_button(tr("Add credential…"), self.add_wanted)
        close = plain_button(tr("Close"), self.reject)
        bottom = row_of(None, (self._kept_in, 1), close)
        bottom.setAlignment(close, Qt.AlignmentFlag.AlignBottom)
        column_of(
            self,
            self.strip,
            row_of(None, (self._filter, 1), add),
            (self.table, 1),
            (self._none, 1),
            self.details,
            bottom,
            spacing=10,
        )

    def _show_selected(self) -> None:
        self.details.show_credential(self.table.selected(ShownCredential))
