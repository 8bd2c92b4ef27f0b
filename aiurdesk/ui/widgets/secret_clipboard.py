"""The clipboard with a secret in it, which is taken out again after a while."""

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.translation import tr

CLEARED_AFTER_S = 30
_HINT = "x-kde-passwordManagerHint"
"""Clipboard managers do not store what carries it. Source: KDE, Klipper's ``historymodel.cpp``."""
COPIED = tr("Copied. The clipboard is cleared after {cleared_after_s} seconds.").format(
    cleared_after_s=CLEARED_AFTER_S
)


class SecretClipboard(QObject):
    """Puts secrets into the clipboard and takes them out again."""

    def __init__(
        self, clipboard: QClipboard, parent: QObject, cleared_after_s: float = CLEARED_AFTER_S
    ) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._copied: Secret | None = None
        self._timer = QTimer(self, singleShot=True, interval=round(cleared_after_s * 1000))
        self._timer.timeout.connect(self.clear)

    def copy(self, secret: Secret) -> None:
        """Copy a secret; the clipboard is cleared after a while."""
        content = QMimeData()
        content.setText(secret.reveal())
        content.setData(_HINT, b"secret")
        self._clipboard.setMimeData(content)
        self._copied = secret
        # Begins again with each secret that is copied.
        self._timer.start()

    def clear(self) -> None:
        """Remove the secret, if the clipboard still holds it."""
        self._timer.stop()
        # Something else may have been copied since then.
        if self._copied is not None and self._clipboard.text() == self._copied.reveal():
            self._clipboard.clear()
        self._copied = None
