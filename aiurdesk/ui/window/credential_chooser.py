"""The box in the top bar that chooses the credential of requests."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from aiurdesk.core.translation import tr
from aiurdesk.ui.widgets.choice_box import ListBox
from aiurdesk.ui.widgets.styled import plain_tip
from aiurdesk.ui.window.chooser import Chooser, truncate_name

NONE_TEXT = tr("No credential")
MANAGE_TEXT = tr("Manage credentials…")


class CredentialChooser(Chooser):
    """Shows name and kind of the credentials to choose from, and the life of a chosen token."""

    credential_chosen = Signal(str)
    """Emitted with the name of the credential that a person chose, empty for none."""
    manage_wanted = Signal()
    """Emitted when a person wants to see the list of credentials."""

    def __init__(self) -> None:
        super().__init__(tr("&Credential"), ListBox(), "credential", 200)
        self._names: tuple[str, ...] = ("",)
        self._texts: tuple[str, ...] = (NONE_TEXT,)
        self._chosen = ""
        self._life = ""
        self.box.addItem(NONE_TEXT)
        self.box.activated.connect(self._on_activated)

    def set_credentials(self, credentials: Sequence[tuple[str, str]]) -> None:
        """Offer these credentials, and none.

        Args:
            credentials: Name and kind of each.
        """
        names = ("", *(name for name, _ in credentials))
        texts = (NONE_TEXT, *(f"{truncate_name(name)} · {kind}" for name, kind in credentials))
        # Filling an open list again would close it. At first the box has one entry: no credential.
        if texts != self._texts or self.box.count() == 1:
            self._names, self._texts = names, texts
            self.box.clear()
            self.box.addItems(texts)
            self.box.insertSeparator(self.box.count())
            self.box.addItem(MANAGE_TEXT)
        self._show()

    def show_credential(self, name: str, life: str = "") -> None:
        """Select a credential without a signal, or the first entry if none has that name.

        Args:
            life: How long its token is still valid, in words; empty if it has none.
        """
        self._chosen = name
        self._life = life
        self._show()

    def _show(self) -> None:
        # A credential that was deleted, or that cannot be used here, is shown as none.
        row = self._names.index(self._chosen) if self._chosen in self._names else 0
        # Only the chosen one has its life behind its name: the one before has to lose it.
        before = self.box.currentIndex()
        for other in {before, row}:
            if 0 < other < len(self._names):
                life = f" · {self._life}" if other == row and self._life else ""
                self._set_text(other, f"{self._texts[other]}{life}")
        self.box.setCurrentIndex(row)
        self.box.setToolTip(plain_tip(self._names[row]))

    def _set_text(self, row: int, text: str) -> None:
        if self.box.itemText(row) != text:
            self.box.setItemText(row, text)

    def _on_activated(self, row: int) -> None:
        if row < len(self._names):
            self.credential_chosen.emit(self._names[row])
            return
        # The last entry opens a list. Behind it the box has to show what requests are sent with.
        self._show()
        self.manage_wanted.emit()
