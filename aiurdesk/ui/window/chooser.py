"""A combo box with its label, as in the top bar."""

from PySide6.QtWidgets import QWidget

from aiurdesk.core.translation import truncate
from aiurdesk.ui.widgets.boxes import labelled, row_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.styled import styled

_LONGEST_NAME = 39


def truncate_name(name: str) -> str:
    """Return a name that leaves room for everything else in a bar."""
    return truncate(name, _LONGEST_NAME)


class Chooser(QWidget):
    """A box with its label; subclasses fill the box and say what was chosen."""

    def __init__(self, label: str, box: ChoiceBox, name: str, least_width: int) -> None:
        """Build.

        Args:
            label: With an ampersand before the letter of its key.
            name: Object name of the box.
            least_width: Of the box, in pixels.
        """
        super().__init__()
        self.box = box
        box.setObjectName(name)
        box.setMinimumWidth(least_width)
        box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        # On Linux a combo box is found by its label; a name of its own is not passed on.
        self._label = styled(labelled(label, box), look="muted")
        self._row = row_of(self, self._label, box, margins=0)

    def needed_width(self, *, has_label: bool) -> int:
        """Return the width that the chosen text needs, with or without the label."""
        label = self._label.sizeHint().width() + self._row.spacing() if has_label else 0
        return label + self._box_width()

    def fit(self, most: int, *, has_label: bool) -> None:
        """Show the whole of the chosen text, with or without the label.

        Args:
            most: Width that there is, in pixels.
        """
        self._label.setVisible(has_label)
        self.box.setMinimumWidth(min(self._box_width(), most))

    def _box_width(self) -> int:
        measure = self.box.fontMetrics().horizontalAdvance
        texts = [self.box.itemText(row) for row in range(self.box.count())]
        widest = max(map(measure, texts), default=0)
        # The hint is for the widest entry. What is not text in it, frame and arrow, is the rest.
        return self.box.sizeHint().width() - widest + measure(self.box.currentText())

    def open_list(self) -> None:
        """Give the keyboard to the box and open its list."""
        self.box.setFocus()
        self.box.showPopup()
