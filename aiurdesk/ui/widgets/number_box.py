"""A spin box that the mouse wheel does not change; every spin box of the window is one."""

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit

_TEXT_MARGIN = 6


class NumberBox(QDoubleSpinBox):
    """A spin box that leaves out zeros at the end of a fraction and groups thousands."""

    def __init__(self, line: QLineEdit | None = None) -> None:
        """Create a box.

        Args:
            line: What the number is typed into, instead of a line with an undo of its own.
        """
        super().__init__()
        if line is not None:
            self.setLineEdit(line)
        self.setGroupSeparatorShown(True)
        # The style sheet has no say in where the line of a spin box begins.
        self.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)

    def textFromValue(self, value: float) -> str:
        """Return "8" for eight, "0.25" for a quarter."""
        text = super().textFromValue(value)
        point = self.locale().decimalPoint()
        # Only behind a point: the zeros of 100 stay.
        return text.rstrip("0").removesuffix(point) if point in text else text

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ignore the wheel."""
        event.ignore()
