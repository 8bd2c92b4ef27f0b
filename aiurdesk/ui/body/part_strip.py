"""Says which part of a long body is shown, and leads to the other parts."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from aiurdesk.core.body_views.part import Part
from aiurdesk.core.translation import tr
from aiurdesk.ui.layout.flow_layout import FlowLayout
from aiurdesk.ui.widgets.styled import styled


class PartStrip(QWidget):
    """A sentence with buttons; hidden while all of a body is shown."""

    part_requested = Signal(int)
    """Emitted with the character that the wanted part begins with."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._next = 0
        self._label = styled(QLabel(), "part", look="small")
        tip = tr("Show the next part of the body")
        self._more = styled(QPushButton(tr("Show more")), tip=tip, look="small")
        tip = tr("Show the first part of the body")
        self._first = styled(QPushButton(tr("Show the beginning")), tip=tip, look="small")
        self._more.clicked.connect(lambda: self.part_requested.emit(self._next))
        self._first.clicked.connect(lambda: self.part_requested.emit(0))
        row = FlowLayout(self, spacing=6)
        for widget in (self._label, self._more, self._first):
            row.addWidget(widget)
        self.hide()

    def show_part(self, part: Part, shown_end: int, sentence: str) -> None:
        """Say which part of a body is shown.

        Args:
            shown_end: Where the text ends that is shown of it.
            sentence: Says it.
        """
        is_more = shown_end < part.end or not part.is_last
        self.setVisible(is_more or part.start > 0)
        # Not the end of the part: laid out, some of its lines may not be shown.
        self._next = shown_end
        self._label.setText(sentence)
        # The layout puts widgets of a row at its top; this one is lower than the buttons.
        self._label.setMinimumHeight(self._more.sizeHint().height())
        self._more.setVisible(is_more)
        self._first.setVisible(part.start > 0)
