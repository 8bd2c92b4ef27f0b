"""Says that the window waits for the person, and lets them wait no longer."""

from enum import StrEnum

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget


class Wait(StrEnum):
    """What is waited for, in the words of the strip."""

    KEYRING = "Waiting for the keyring to be unlocked…"
    BROWSER = "Waiting for you to sign in with the browser…"


class Waits(msgspec.Struct, frozen=True):
    """All that the window waits for."""

    for_keyring: bool = False
    page: str = ""
    """Address of the page that the browser shows; empty while there is no page to sign in at."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is said of it."""
        keyring = (Wait.KEYRING,) if self.for_keyring else ()
        return (*keyring, Wait.BROWSER) if self.page else keyring


class WaitStrip(QFrame):
    """Stands there while something waits for the person."""

    cancel_wanted = Signal()
    """Emitted when a person does not want to wait any longer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("wait_strip")
        self.setProperty("look", "strip")
        self.setProperty("severity", "wait")
        self._words = QLabel()
        self._words.setProperty("severity", "wait")
        self._words.setObjectName("wait_words")
        self._page = ""
        self._copy = QPushButton("Copy address")
        self._copy.setToolTip("Of the page, to open it in a browser by hand")
        self._copy.setProperty("severity", "wait")
        self._copy.setAutoDefault(False)
        self._copy.clicked.connect(self._on_copy)
        cancel = QPushButton("Cancel")
        cancel.setAccessibleName("Stop waiting")
        cancel.setProperty("severity", "wait")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.cancel_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 6, 6)
        row.addWidget(self._words, 1)
        row.addWidget(self._copy)
        row.addWidget(cancel)
        self.hide()

    def show_waits(self, waits: Waits) -> None:
        """Say what is waited for; nothing takes the strip away."""
        self._page = waits.page
        self._copy.setVisible(bool(waits.page))
        self._words.setText(" ".join(waits.sentences))
        self.setVisible(bool(waits.sentences))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._page)
