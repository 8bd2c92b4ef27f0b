"""Spin boxes that the mouse wheel does not change; every spin box of the window is one."""

from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit

from aiurdesk.core.formats.measure import Measure

_TEXT_MARGIN = 6
_DECIMALS = 6
"""Of a value: a byte is a millionth of a megabyte."""


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


class MeasureBox(NumberBox):
    """A spin box for a time or a size, which understands other units than it counts in.

    Its value counts in the usual unit of the measure; what is shown has the unit that fits.
    """

    def __init__(self, measure: Measure, line: QLineEdit | None = None) -> None:
        """Create a box.

        Args:
            measure: The quantity.
            line: As in ``NumberBox``.
        """
        # First: the line asks for the text of its value.
        self._measure, self._size = measure, measure.units[measure.usual]
        super().__init__(line)
        self.setDecimals(_DECIMALS)

    def textFromValue(self, value: float) -> str:
        """Return "1.5 s" or "500 ms"."""
        return self._measure.shown(round(value * self._size))

    def valueFromText(self, text: str) -> float:
        """Return the value of what is typed; a text that is no quantity leaves it as it is."""
        if text == self.specialValueText():
            return self.minimum()
        number = self._measure.read(text)
        return self.value() if number is None else number / self._size

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let everything be typed; what is no quantity in the range is corrected at the end."""
        number = self._measure.read(text)
        is_valid = text == self.specialValueText() or (
            number is not None and self.minimum() <= number / self._size <= self.maximum()
        )
        state = QValidator.State.Acceptable if is_valid else QValidator.State.Intermediate
        return state, text, position

    def fixup(self, text: str) -> str:
        """Return the nearest quantity in the range, or the last value."""
        number = self._measure.read(text)
        value = self.value() if number is None else number / self._size
        return self.textFromValue(min(max(value, self.minimum()), self.maximum()))
