"""What is said above a long body: how much of it is shown, and what can be done about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.widgets.flow_layout import FlowLayout
from aiurdesk.ui.widgets.styled import styled


class BodyStrip(QWidget):
    """A sentence with at most one button; hidden while there is nothing to say."""

    more_wanted = Signal()
    """Emitted when the next part is to be shown."""
    cancelled = Signal()
    """Emitted when what the sentence is about is to end."""

    def __init__(self, parent: QWidget | None = None, cancel_tip: str = "") -> None:
        super().__init__(parent)
        self._label = styled(QLabel(), "part", look="small")
        tip = tr("Show the next part of the body")
        self._more = styled(QPushButton(tr("Show more")), tip=tip, look="small")
        tip = cancel_tip or tr("Leave the text as far as it is shown now")
        self._cancel = styled(QPushButton(tr("Cancel")), tip=tip, look="small")
        self._more.clicked.connect(self.more_wanted)
        self._cancel.clicked.connect(self.cancelled)
        row = FlowLayout(self, spacing=6)
        for widget in (self._label, self._more, self._cancel):
            row.addWidget(widget)
        self.hide()

    def say(self, sentence: str, *, has_more: bool = False, can_cancel: bool = False) -> None:
        """Say something, or nothing.

        Args:
            sentence: Empty to hide it.
            has_more: Another part can be shown.
            can_cancel: What is going on can be cancelled.
        """
        self._label.setText(sentence)
        # The layout puts widgets of a row at its top; this one is lower than the buttons.
        has_button = has_more or can_cancel
        self._label.setMinimumHeight(self._more.sizeHint().height() if has_button else 0)
        self._more.setVisible(has_more)
        self._cancel.setVisible(can_cancel)
        self.setVisible(bool(sentence))
