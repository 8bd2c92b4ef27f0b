"""The certificates that a person added, by host."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QWidget

from aiurdesk.core.network.certificate_chain import expiry_text
from aiurdesk.core.network.certificates import CertificateKind, HostCertificate
from aiurdesk.core.translation import tr
from aiurdesk.ui.dialogs.dialog_buttons import plain_button
from aiurdesk.ui.tables.rows_model import Column, RowsModel
from aiurdesk.ui.tables.rows_table import RowsTable
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.note import Note, WrappedLabel

NONE_YET = tr(
    "No certificates. The trust store of the system is used for all hosts. "
    "Add an authority for a server of your own, or a client certificate for "
    "a server that asks for one."
)
WORDS = tr(
    "An authority is trusted for its host only. The key of a client "
    "certificate is stored encrypted, and its passphrase is in the keyring. "
    "Checking certificates cannot be switched off."
)
_KINDS = {
    CertificateKind.AUTHORITY: tr("Authority"),
    CertificateKind.CLIENT: tr("Client certificate"),
}
_SIZE = (760, 420)
_TIP = Qt.ItemDataRole.ToolTipRole
_WIDTHS = (24, 22, 26)


def _expiry(certificate: HostCertificate) -> str:
    return expiry_text(certificate.expires_at, datetime.now(UTC))


COLUMNS: tuple[Column[HostCertificate], ...] = (
    Column(tr("Host"), text=lambda one: one.where, roles={_TIP: lambda one: one.where}),
    Column(tr("Kind"), text=lambda one: _KINDS[one.kind]),
    Column(tr("Name"), text=lambda one: one.name, roles={_TIP: lambda one: one.name}),
    Column(tr("Validity"), text=_expiry, roles={_TIP: _expiry}),
)


class CertificatesDialog(QDialog):
    """Lists certificates; a file that is dropped on it is added."""

    add_wanted = Signal(str)
    """Emitted with the path of a file; empty where the person chooses one."""
    look_wanted = Signal(object)
    """Emitted with the HostCertificate to look at."""
    remove_wanted = Signal(object)
    """Emitted with the HostCertificate to remove."""
    undo_wanted = Signal()
    """Emitted when the last removal is to be undone."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("certificates_dialog")
        self.setWindowTitle(tr("Certificates"))
        self.setAcceptDrops(True)
        self._model: RowsModel[HostCertificate] = RowsModel(COLUMNS, self)
        self._table = RowsTable(self._model, tr("Certificates"), _WIDTHS)
        self._none = WrappedLabel("empty")
        self.trouble = Note(theme)
        """Says what could not be done, or something about what was."""
        self._words = WrappedLabel("small")
        self._look = plain_button(tr("Look at…"), self._on_look)
        self._remove = plain_button(tr("Remove"), self._on_remove, "Del")
        self._remove.setProperty("destructive", True)
        self._undo = plain_button(tr("Undo"), self.undo_wanted)
        self._undo.hide()
        self._lay_out()
        self._table.activated.connect(self._on_look)
        self._table.selectionModel().selectionChanged.connect(self._enable)
        self.resize(theme.dialog_size(*_SIZE))

    def show_certificates(self, certificates: Sequence[HostCertificate]) -> None:
        """Show certificates; the selection stays at its row."""
        if tuple(certificates) != self._model.items:
            row = max(self._table.currentIndex().row(), 0)
            self._model.set_items(certificates)
            # After a removal this is the row behind it, or the last one.
            self._table.selectRow(min(row, len(certificates) - 1))
        self._none.show_text("" if certificates else NONE_YET)
        self._table.setVisible(bool(certificates))
        self._enable()

    def offer_undo(self, name: str) -> None:
        """Offer to put back the certificate that was removed last; an empty name offers nothing."""
        self._undo.setVisible(bool(name))
        words = tr("Put {name} back").format(name=name) if name else ""
        self._undo.setAccessibleDescription(words)
        self._undo.setToolTip(words.replace("&", "&&"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove with Del, as in every list."""
        if event.key() == Qt.Key.Key_Delete:
            self._on_remove()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept one file."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the file."""
        event.acceptProposedAction()
        self.add_wanted.emit(event.mimeData().urls()[0].toLocalFile())

    def _on_look(self) -> None:
        if (certificate := self._table.selected(HostCertificate)) is not None:
            self.look_wanted.emit(certificate)

    def _on_remove(self) -> None:
        if (certificate := self._table.selected(HostCertificate)) is not None:
            self.remove_wanted.emit(certificate)

    def _enable(self) -> None:
        for button in (self._look, self._remove):
            button.setEnabled(self._table.selectionModel().hasSelection())

    def _lay_out(self) -> None:
        self._words.show_text(WORDS)
        add = plain_button(tr("Add…"), lambda: self.add_wanted.emit(""))
        close = plain_button(tr("Close"), self.reject)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column_of(
            self,
            (self._table, 1),
            (self._none, 1),
            self.trouble,
            self._words,
            row_of(None, add, self._look, self._remove, self._undo, 1, close),
            margins=(18, 16, 18, 14),
            spacing=10,
        )
