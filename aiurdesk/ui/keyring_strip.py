"""Says that the keyring waits for the person, and lets them wait no longer."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

WAITING = "Waiting for the keyring to be unlocked…"


class KeyringStrip(QFrame):
    """Stands there while something waits for the keyring."""

    cancel_wanted = Signal()
    """Emitted when a person does not want to wait any longer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keyring_strip")
        self.setProperty("look", "strip")
        self.setProperty("severity", "wait")
        words = QLabel(WAITING)
        words.setProperty("severity", "wait")
        words.setObjectName("keyring_words")
        cancel = QPushButton("Cancel")
        cancel.setAccessibleName("Stop waiting for the keyring")
        cancel.setProperty("severity", "wait")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.cancel_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 6, 6)
        row.addWidget(words, 1)
        row.addWidget(cancel)
        self.hide()
