"""The choice of the credential of requests."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from aiurdesk.core.translation import tr, truncate
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.window.chooser import CHIP_LENGTHS, Chooser, truncate_name

NONE_TEXT = tr("No credential")
MANAGE_TEXT = tr("Manage credentials…")
_ICON = 14


class CredentialChooser(Chooser):
    """Shows name and kind of the credentials to choose from, and the life of a chosen token."""

    credential_chosen = Signal(str)
    """Emitted with the name of the credential that a person chose, empty for none."""
    manage_wanted = Signal()
    """Emitted when a person wants to see the list of credentials."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(tr("&Credential"), "credential")
        self._theme = theme
        self._names: tuple[str, ...] = ("",)
        self._texts_of_rows: tuple[str, ...] = (NONE_TEXT,)
        self._chosen = ""
        self._life = ""
        self._is_own = False
        self.box.addItem(NONE_TEXT)
        self.box.activated.connect(self._on_activated)
        self._show()

    def complete(self) -> None:
        """Show the icon, which the first paint does without."""
        self._theme.changed.connect(self._show_icon)
        self._show_icon()

    def set_credentials(self, credentials: Sequence[tuple[str, str]]) -> None:
        """Offer these credentials, and none.

        Args:
            credentials: Name and kind of each.
        """
        names = ("", *(name for name, _ in credentials))
        texts = (NONE_TEXT, *(f"{truncate_name(name)} · {kind}" for name, kind in credentials))
        # Filling an open list again would close it. At first the box has one entry: no credential.
        if texts != self._texts_of_rows or self.box.count() == 1:
            self._names, self._texts_of_rows = names, texts
            self.box.clear()
            self.box.addItems(texts)
            self.box.insertSeparator(self.box.count())
            self.box.addItem(MANAGE_TEXT)
        self._show()

    def show_credential(self, name: str, life: str = "", *, is_own: bool = False) -> None:
        """Select a credential without a signal, or the first entry if none has that name.

        Args:
            name: Empty for none.
            life: How long its token is still valid, in words; empty if it has none.
            is_own: Whether the request in front names it, so that the choice is about that alone.
                Its name is shown also where there is none of that name.
        """
        self._chosen = name
        self._life = life
        self._is_own = is_own
        self._show()

    def _show(self) -> None:
        # A credential that was deleted, or that cannot be used here, is shown as none.
        row = self._names.index(self._chosen) if self._chosen in self._names else 0
        # Only the chosen one has its life behind its name: the one before has to lose it.
        before = self.box.currentIndex()
        for other in {before, row}:
            if 0 < other < len(self._names):
                life = f" · {self._life}" if other == row and self._life else ""
                self._set_text(other, f"{self._texts_of_rows[other]}{life}")
        self.box.setCurrentIndex(row)
        name = self._chosen if self._is_own else self._names[row]
        text = (
            tr("Credential of this request: {name}") if self._is_own else tr("Credential: {name}")
        )
        tip = text.format(name=name or NONE_TEXT) if name or self._is_own else NONE_TEXT
        self.box.setAccessibleDescription(tip if self._is_own else "")
        self._show_texts(_chip_texts(name, self._life if name else ""), tip)

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

    def _show_icon(self) -> None:
        self.box.setIconSize(self._theme.icon_size(_ICON))
        self.box.chip_icon = self._theme.icon("key", "text")
        self.box.update()
        self.refitted.emit()


def _chip_texts(name: str, life: str) -> tuple[str, ...]:
    """Return what the chip shows, from the widest to the narrowest."""
    if not name:
        # Its first letters would say nothing.
        return (NONE_TEXT, NONE_TEXT, "", "")
    behind = f" · {life}" if life else ""
    wide, medium, short, _ = (truncate(name, most) for most in CHIP_LENGTHS)
    # The life of a token changes; its name is in the list and in the tool tip.
    return (f"{wide}{behind}", f"{medium}{behind}", life or short, "")
