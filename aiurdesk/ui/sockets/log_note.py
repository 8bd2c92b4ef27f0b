"""The line below the frames that says what became of those that are not in the list."""

from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.throttle import Throttle

_EVERY_MS = 100


class LogNote(WrappedLabel):
    """Changes seldom, although a flood moves frames to the file several hundred times a second.

    Each change lays the panel out anew.
    """

    def __init__(self) -> None:
        super().__init__("small")
        self._latest = ""
        self._throttle = Throttle(self, _EVERY_MS, lambda: self.show_text(self._latest))

    def show_latest(self, text: str) -> None:
        """Show a text or nothing, at once or in a moment."""
        if text != self._latest:
            self._latest = text
            self._throttle.call()
