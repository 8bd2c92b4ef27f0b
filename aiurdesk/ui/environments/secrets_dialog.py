"""The dialog that asks what becomes of the secrets in what is to be saved."""

from collections.abc import Mapping

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLineEdit,
    QPushButton,
    QWidget,
)

from aiurdesk.core.collection.literal_secrets import LiteralSecret, place_words
from aiurdesk.core.collection.moved_secrets import SecretChoice
from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, labelled
from aiurdesk.ui.widgets.dialog import dialog_buttons
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.styled import styled

_WIDTH = 520
_WORDS_OF_A_REQUEST = tr(
    "A collection must not hold secrets. In the keyring they are safe, and "
    "the request gets a reference such as {{secret:NAME}}."
)
_MOVE, _SAVE = tr("Move to keyring and save"), tr("Save")


class SecretsDialog(QDialog):
    """Asks about each secret; Return moves them to the keyring."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        secrets: Mapping[LiteralSecret, str],
        words: str = _WORDS_OF_A_REQUEST,
    ) -> None:
        """Ask.

        Args:
            secrets: Each with its name in the keyring; empty if it cannot be moved there.
            words: Why secrets are not saved, and what takes their place.
        """
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("secrets_dialog")
        self.setWindowTitle(tr("Secrets are not saved"))
        self._rows = [_SecretRow(*pair) for pair in secrets.items()]
        self._accept = styled(QPushButton(_MOVE), "move_to_keyring", look="primary")
        # Return takes the safe way.
        self._accept.setDefault(True)
        buttons = dialog_buttons(self, QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self._accept, QDialogButtonBox.ButtonRole.AcceptRole)
        # Otherwise Return presses the first one.
        self._accept.setDefault(True)
        why = WrappedLabel()
        why.show_text(words)
        for row in self._rows:
            row.is_none.toggled.connect(self._on_changed)
            row.name.textChanged.connect(self._on_changed)
        column_of(self, why, *self._rows, 1, buttons, margins=INSET, spacing=12)
        self._on_changed()
        theme.fit_dialog(self, _WIDTH)

    def choice(self) -> SecretChoice:
        """Return what was chosen."""
        moved = [row for row in self._rows if not row.is_none.isChecked()]
        return SecretChoice(
            tuple((row.location, row.name.text().strip()) for row in moved),
            tuple(row.location for row in self._rows if row.is_none.isChecked()),
        )

    def _on_changed(self) -> None:
        moved = [row for row in self._rows if not row.is_none.isChecked()]
        self._accept.setText(_MOVE if moved else _SAVE)
        # A secret without a suggested name cannot be moved: it has to be taken out, or be none.
        self._accept.setEnabled(all(row.can_move and row.name.text().strip() for row in moved))


class _SecretRow(QFrame):
    """One place."""

    def __init__(self, secret: LiteralSecret, name: str) -> None:
        super().__init__()
        self.location, self.can_move = secret.location, bool(name)
        self.setProperty("look", "card")
        place, words = place_words(secret.location), WrappedLabel()
        words.show_text(tr("The {location} {reason}.").format(location=place, reason=secret.reason))
        spoken = tr("Name in the keyring, {location}").format(location=place)
        self.name = styled(QLineEdit(name), spoken=spoken)
        label = styled(labelled(tr("Name in the keyring"), self.name), look="small")
        self.is_none = QCheckBox(tr("This is not a secret: save it as it is"))
        self.is_none.setAccessibleDescription(tr("The {location}").format(location=place))
        self.is_none.toggled.connect(lambda is_none: self.name.setEnabled(not is_none))
        column = column_of(self, words, margins=(12, 10, 12, 10), spacing=6)
        if name:
            column.addWidget(label)
            column.addWidget(self.name)
        else:
            hint = WrappedLabel("small")
            hint.show_text(tr("It cannot be moved from there. Take it out, then save again."))
            column.addWidget(hint)
            self.name.hide()
        column.addWidget(self.is_none)
