"""The certificates that a person added, by host."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.certificates import (
    CertificateChain,
    CertificateKind,
    ChainLink,
    HostCertificate,
    chain_lines,
    expiry_text,
    link_lines,
)
from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.dialog import dialog_buttons, plain_button
from aiurdesk.ui.widgets.file_dialog import file_dialog, open_once
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.rows_model import Column, RowsModel
from aiurdesk.ui.widgets.rows_table import RowsTable
from aiurdesk.ui.widgets.styled import styled

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
            margins=INSET,
            spacing=10,
        )


_WIDTH = 520
_WORDS = tr(
    "PEM, DER or PKCS#12. With a private key it is a client certificate; "
    "without one it holds authorities. The passphrase is used once to read "
    "the key, and not stored."
)


class CertificateDraft(msgspec.Struct, frozen=True):
    """The fields of the form for a certificate, as they were filled in."""

    host: str
    path: str
    passphrase: Secret


class CertificateForm(QDialog):
    """Stays open, with all that was typed, until the certificates are added."""

    save_wanted = Signal(object)
    """Emitted with a CertificateDraft."""

    def __init__(self, theme: Theme, parent: QWidget, host: str, path: str) -> None:
        """Build.

        Args:
            host: Stands in the form, such as the one of the request in front.
            path: The same.
        """
        super().__init__(parent)
        theme.apply_to(self)
        self._theme = theme
        self.setObjectName("certificate_form")
        self.setWindowTitle(tr("Add certificates"))
        self._host = _line(tr("Host"), host, tr("example.org or example.org:8443"))
        self._path = _line(tr("File"), path, "")
        self._passphrase = _line(tr("Passphrase"), "", tr("only if its key is encrypted"))
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._trouble = Note(theme, lines=2)
        buttons = dialog_buttons(
            self,
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel,
            self._on_save,
        )
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText(tr("Add"))
        self._lay_out(buttons)
        for line in (self._host, self._path):
            line.textChanged.connect(self._enable)
        self._enable()
        (self._path if host and not path else self._host).setFocus()

    def show_trouble(self, text: str) -> None:
        """Say why they could not be added; everything that was typed stays."""
        self._trouble.show_text(text)
        self._theme.fit_dialog(self, _WIDTH)
        self._enable()
        self._passphrase.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height of all that is in it: labels that wrap do not hold theirs."""
        self._theme.fit_dialog(self, _WIDTH)
        super().showEvent(event)

    def _on_save(self) -> None:
        self._trouble.show_text("")
        # Until it is read; a PKCS#12 file may take some seconds.
        self._ok.setEnabled(False)
        passphrase = Secret(self._passphrase.text())
        self.save_wanted.emit(
            CertificateDraft(self._host.text().strip(), self._path.text().strip(), passphrase)
        )

    def _enable(self) -> None:
        self._ok.setEnabled(bool(self._host.text().strip() and self._path.text().strip()))

    def _choose(self) -> None:
        dialog = file_dialog(self, tr("Choose certificates"), self._path.setText, self._path.text())
        open_once(dialog)

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        choose = styled(plain_button(tr("Choose…"), self._choose), spoken=tr("Choose a file"))
        file_row = row_of(None, (self._path, 1), choose)
        words = WrappedLabel("small")
        words.show_text(_WORDS)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(tr("Host"), self._host)
        form.addRow(tr("File"), file_row)
        form.addRow(tr("Passphrase"), self._passphrase)
        column_of(self, form, words, self._trouble, buttons, margins=INSET, spacing=10)


def _line(name: str, text: str, placeholder: str) -> QLineEdit:
    return styled(QLineEdit(text, placeholderText=placeholder), spoken=name)


_CHAIN_DIALOG_SIZE = (720, 520)
_CHAIN_DIALOG_WIDTHS = (28, 28)
_LEAST_LINES = 8


class ChainDialog(QDialog):
    """A row for each certificate, the server's own first; below them what the chosen one says."""

    trust_wanted = Signal()
    """Emitted when the person wants to trust the last certificate."""

    def __init__(
        self, theme: Theme, parent: QWidget, title: str, words: str, chain: CertificateChain
    ) -> None:
        """Build.

        Args:
            title: Says whose certificates they are.
            words: The same with the name of the host.
        """
        super().__init__(parent)
        theme.apply_to(self)
        self._chain = chain
        self.setObjectName("chain_dialog")
        self.setWindowTitle(title)
        columns: tuple[Column[ChainLink], ...] = (
            Column(tr("For"), text=_subject, roles={_TIP: _subject}),
            Column(tr("Issued by"), text=_issuer, roles={_TIP: _issuer}),
            Column(tr("Validity"), text=lambda link: expiry_text(link.not_after_at, chain.read_at)),
        )
        self._model: RowsModel[ChainLink] = RowsModel(columns, self)
        self._model.set_items(chain.links)
        self._table = RowsTable(self._model, tr("Certificates"), _CHAIN_DIALOG_WIDTHS)
        self._where = WrappedLabel("muted")
        self._where.show_text(words)
        self._faults = Note(theme)
        self._words = WrappedLabel("muted")
        self._details = styled(
            QPlainTextEdit(readOnly=True, tabChangesFocus=True),
            spoken=tr("Certificate"),
            look="message-mono",
        )
        self._trust = styled(plain_button("", self.trust_wanted), look="primary")
        self._lay_out()
        self._fill()
        self._table.selectionModel().selectionChanged.connect(self._show_details)
        faults = chain.faults()
        # Look first at the one at fault.
        self._table.selectRow(faults[0].link if faults else 0)
        self.resize(theme.dialog_size(*_CHAIN_DIALOG_SIZE))

    def _fill(self) -> None:
        chain = self._chain
        self._faults.show_text("\n".join(fault.text for fault in chain.faults()))
        more = chain.count - len(chain.links)
        notes = (
            [tr("And {more} more certificates.").format(more=more), *chain.notes]
            if more > 0
            else chain.notes
        )
        self._words.show_text(" ".join(map(str, notes)))
        anchor = chain.anchor
        self._trust.setVisible(anchor is not None)
        if anchor is not None:
            self._trust.setText(anchor.trust_words)

    def _show_details(self) -> None:
        for index in self._table.selectionModel().selectedRows():
            self._details.setPlainText("\n".join(link_lines(self._chain, index.row())))

    def _lay_out(self) -> None:
        lines = "\n".join(chain_lines(self._chain))
        copy = plain_button(tr("Copy"), lambda: QGuiApplication.clipboard().setText(lines))
        close = plain_button(tr("Close"), self.reject)
        # So many lines stay in sight where the dialog is made lower.
        least = _LEAST_LINES * self._details.fontMetrics().lineSpacing()
        self._details.setMinimumHeight(least)
        column_of(
            self,
            self._where,
            self._faults,
            (self._table, 2),
            self._words,
            (self._details, 3),
            row_of(None, self._trust, 1, copy, close),
            margins=INSET,
            spacing=10,
        )
        self._table.setFocus()


def _subject(link: ChainLink) -> str:
    return link.subject


def _issuer(link: ChainLink) -> str:
    return "itself" if link.is_self_signed else link.issuer
