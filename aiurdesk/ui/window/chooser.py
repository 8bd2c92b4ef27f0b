"""A list that is closed to a chip, with the label by which assistive technology finds it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.translation import truncate
from aiurdesk.ui.widgets.boxes import labelled, row_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.styled import plain_tip, styled

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QStyleOptionComboBox

_LONGEST_NAME = 39
_TYPED = "x" * 9
"""As wide as most words that a person types."""
CHIP_LENGTHS = (27, 14, 7, 0)
"""Most characters of a name on a chip, from the widest to the narrowest, which has its icon."""


def truncate_name(name: str) -> str:
    """Return a name that leaves room for everything else beside it."""
    return truncate(name, _LONGEST_NAME)


class Chip(ChoiceBox):
    """Shows a short text for what is chosen, or that of the entry, and is as wide as that.

    Its list, and screen readers, have the whole.
    """

    chip_icon: "QIcon | None" = None
    """Shown on the chip instead of the icon of the entry."""

    def __init__(self) -> None:
        super().__init__()
        self.text: str | None = None
        """What the chip shows; None for the text of the entry."""
        self.currentTextChanged.connect(self.updateGeometry)
        # Then the hint of Qt is for one letter, with the icon, frame and arrow.
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(1)

    def show_text(self, text: str) -> None:
        """Show another text on the chip."""
        if text != self.text:
            self.text = text
            self.updateGeometry()
            self.update()

    def width_with(self, text: str) -> int:
        """Return the width that it takes with a text."""
        measure = self.fontMetrics().horizontalAdvance
        return super().sizeHint().width() - measure("X") + measure(text)

    def sizeHint(self) -> QSize:
        """Return the size with the text of the chip."""
        text = self.currentText() if self.text is None else self.text
        if self.isEditable():
            text = max(text, _TYPED, key=len)
        return QSize(self.width_with(text), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return the same size: whoever shows the chip chooses a text that fits."""
        return self.sizeHint()

    def initStyleOption(self, option: "QStyleOptionComboBox") -> None:
        """Draw the text of the chip instead of the entry."""
        super().initStyleOption(option)
        if self.text is not None:
            option.currentText = self.text
        if self.chip_icon is not None:
            option.currentIcon = self.chip_icon
            option.iconSize = self.iconSize()


class Chooser(QWidget):
    """A chip with its label; subclasses fill the list and say what was chosen."""

    refitted = Signal()
    """Emitted when the chip has other texts, which may need another width."""

    def __init__(self, label: str, name: str) -> None:
        """Build.

        Args:
            label: With an ampersand before the letter of its key.
            name: Object name of the box.
        """
        super().__init__()
        self.box = styled(Chip(), name, look="chip")
        # On Linux a combo box is found by its label; a name of its own is not passed on. It takes
        # no room, but it is not hidden: then its key would not work.
        self._label = labelled(label, self.box)
        self._label.setParent(self)
        self._label.setFixedSize(0, 0)
        self._texts: tuple[str, ...] = ("",) * len(CHIP_LENGTHS)
        self._step = 0
        row_of(self, self.box, margins=0)

    def needed_width(self, step: int) -> int:
        """Return the width that the chip takes with one of its texts; 0 is the longest."""
        return self.box.width_with(self._texts[step])

    def show_step(self, step: int) -> None:
        """Show one of the texts of the chip."""
        self._step = step
        self.box.show_text(self._texts[step])

    def open_list(self) -> None:
        """Give the keyboard to the box and open its list."""
        self.box.setFocus()
        self.box.showPopup()

    def _show_texts(self, texts: tuple[str, ...], tip: str) -> None:
        """Show other texts on the chip.

        Args:
            texts: One for each of ``CHIP_LENGTHS``.
            tip: What the chip stands for, in full.
        """
        self.box.setToolTip(plain_tip(tip))
        if texts != self._texts:
            self._texts = texts
            self.box.show_text(texts[self._step])
            self.refitted.emit()
