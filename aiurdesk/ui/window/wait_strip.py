"""The strip that says what the window waits for, with a button that stops the waiting."""

from collections.abc import Callable
from enum import StrEnum

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QWidget,
)

from aiurdesk.core.credentials.secret import KeyringWait
from aiurdesk.core.translation import tr
from aiurdesk.services.credentials.browser import OpenPage
from aiurdesk.ui.theme.grid import GAP, LINE
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.dialog import plain_button
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.styled import styled


class Wait(StrEnum):
    """A reason to wait, in the words of the strip."""

    UNLOCKING = tr("The keyring is locked. Waiting for it to be unlocked…")
    KEYRING = tr("Waiting for the keyring…")
    BROWSER = tr("Sign in with your browser. aiurdesk waits until {time}.")
    NO_BROWSER = tr(
        "No browser has come back yet. Copy the address and open it in a browser "
        "on this computer. aiurdesk waits until {time}."
    )
    CODE = tr("Enter the code {code} at this address, on any device. aiurdesk waits until {time}.")


_BACK = tr("The page sends it back to {address}, which the server has to allow.")
_ELSEWHERE = tr("With a browser on another computer, paste the address at which it ends below.")
_OF_KEYRING = {KeyringWait.KEYRING: Wait.KEYRING, KeyringWait.UNLOCKING: Wait.UNLOCKING}


class Waits(msgspec.Struct, frozen=True):
    """All reasons for which the window waits."""

    keyring: KeyringWait = KeyringWait.NOTHING
    page: OpenPage | None = None
    """The page that waits in the browser; None without one."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """A sentence for each wait."""
        keyring = (str(_OF_KEYRING[self.keyring]),) if self.keyring else ()
        if self.page is None:
            return keyring
        words = Wait.NO_BROWSER if self.page.needs_help else Wait.BROWSER
        words = Wait.CODE if self.page.code else words
        until = f"{self.page.until.astimezone():%H:%M}"
        address = self.page.redirect_address
        back = (_BACK.format(address=address),) if address else ()
        elsewhere = () if self.page.take_address is None else (_ELSEWHERE,)
        return (*keyring, words.format(time=until, code=self.page.code), *back, *elsewhere)


class WaitStrip(QFrame):
    """Shown while something waits for the person."""

    cancel_wanted = Signal()
    """Emitted when the person stops the waiting."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        styled(self, "wait_strip", look="strip", severity="wait")
        self._words = styled(WrappedLabel(), "wait_words", severity="wait")
        # A code may have to be copied.
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        address = QLineEdit(readOnly=True)
        self._address = styled(address, spoken=tr("Address of the sign-in page"))
        # The strip is also in a dialog, where Return would press the first auto-default button.
        tip = tr("Copy the address of the sign-in page, to open it yourself")
        copy = plain_button(tr("Copy address"), self._on_copy, tip)
        self._copy = styled(copy, severity="wait")
        # Not "Cancel", which is a button of the request and of dialogs, too.
        cancel = styled(plain_button(tr("Stop waiting"), self.cancel_wanted), severity="wait")
        # Below the words: the strip may be narrow.
        row = row_of(None, 1, self._copy, cancel)
        self._ended = styled(QLineEdit(), spoken=tr("Address at which the browser ends"))
        self._ended.setPlaceholderText("http://127.0.0.1/…?code=…&state=…")
        self._ended.returnPressed.connect(self._on_pasted)
        self._continue = styled(plain_button(tr("Continue"), self._on_pasted), severity="wait")
        self._take: Callable[[str], None] | None = None
        pasted = row_of(None, (self._ended, 1), self._continue)
        parts = (self._words, self._address, pasted, row)
        column_of(self, *parts, margins=(GAP, LINE, LINE, LINE), spacing=LINE)
        self.hide()

    def show_waits(self, waits: Waits) -> None:
        """Say what is waited for, or hide the strip when there is nothing."""
        page = waits.page
        self._copy.setVisible(page is not None)
        self._address.setVisible(page is not None and page.needs_help)
        self._take = None if page is None else page.take_address
        for part in (self._ended, self._continue):
            part.setVisible(self._take is not None)
        if self._take is None:
            self._ended.clear()
        if page is not None and page.address != self._address.text():
            self._address.setText(page.address)
            # Qt leaves the cursor at the end, which would hide the host that the person has to
            # judge.
            self._address.setCursorPosition(0)
        self._words.show_text(" ".join(waits.sentences))
        self.setVisible(bool(waits.sentences))

    def _on_pasted(self) -> None:
        address = self._ended.text().strip()
        if address and self._take is not None:
            self._take(address)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._address.text())
