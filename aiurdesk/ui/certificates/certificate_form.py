"""The dialog that adds the certificates of a file for a host."""

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QWidget,
)

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.translation import tr
from aiurdesk.ui.dialogs.dialog_buttons import dialog_buttons, plain_button
from aiurdesk.ui.dialogs.file_dialog import file_dialog, open_once
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.styled import styled

_WIDTH = 520
_WORDS = tr(
    "PEM, DER or PKCS#12. With a private key it is a client certificate; "
    "without one it holds authorities. The passphrase is used once to read "
    "the key, and not stored."
)


class CertificateDraft(msgspec.Struct, frozen=True):
    """What was filled in."""

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
        self._trouble = Note(theme)
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
        column_of(self, form, words, self._trouble, buttons, margins=(18, 16, 18, 14), spacing=10)


def _line(name: str, text: str, placeholder: str) -> QLineEdit:
    return styled(QLineEdit(text, placeholderText=placeholder), spoken=name)
