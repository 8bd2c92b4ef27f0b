"""Combo boxes that the mouse wheel does not change.

Every combo box of the window is one of these. With Qt's own, turning the wheel
while the pointer passes over a box would choose another environment or another method.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtWidgets import QComboBox, QWidget

from aiurdesk.core.translation import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QWheelEvent

# Names, because this is imported before the first paint: see ``ui.app``.
_STEPS = {"Key_Up", "Key_Down", "Key_PageUp", "Key_PageDown", "Key_Home", "Key_End"}
_ENTER = {"Key_Return", "Key_Enter"}
_IN_LINE = {"Key_PageUp", "Key_PageDown", "Key_Home", "Key_End", *_ENTER}
"""Keys that belong to the text of an editable box."""
_ROWS = 12
"""Rows of an open list; a scroll bar shows that there are more."""
_ROOM_BESIDE_LIST = 8
"""In pixels: frame and margin of the list, on each side."""


class ChoiceBox(QComboBox):
    """A combo box that changes by choosing from its list or by typing.

    Keys that move in the list open it, and so does Return: it would press the button of a dialog
    otherwise, with a choice that nobody saw.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxVisibleItems(_ROWS)

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        """Open the list where a key would move in it, or leave the box."""
        opening = (_STEPS | _ENTER) - (_IN_LINE if self.isEditable() else set())
        if self.count() and QtCore.Qt.Key(event.key()).name in opening:
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: "QWheelEvent") -> None:
        """Ignore the wheel; an open list is a window of its own, which still scrolls."""
        event.ignore()

    def showPopup(self) -> None:
        """Open the list, as wide as its longest text; Qt makes it as wide as the box."""
        view = self.view()
        # Qt leaves the bar out of a list that is no menu, although it scrolls.
        view.setVerticalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        bar = view.verticalScrollBar().sizeHint().width() if self.count() > _ROWS else 0
        view.setMinimumWidth(view.sizeHintForColumn(0) + 2 * _ROOM_BESIDE_LIST + bar)
        super().showPopup()

    def show_choices(self, choices: Iterable[tuple[str, object]]) -> None:
        """Offer other choices, each with its data; the same ones stay as they are."""
        listed = list(choices)
        if listed != [(self.itemText(i), self.itemData(i)) for i in range(self.count())]:
            self.clear()
            for text, data in listed:
                self.addItem(text, data)


class NameBox(ChoiceBox):
    """A combo box for one of some names, or for none.

    A file may hold a name that this computer does not have; it is listed while it is chosen.
    """

    def __init__(self, none: str, names: Iterable[str], shown: Callable[[str], str] = str) -> None:
        """Offer names.

        Args:
            none: The text for no name.
            names: The others.
            shown: Returns the text for a name.
        """
        super().__init__()
        self.addItem(none, "")
        for name in dict.fromkeys(names):
            self.addItem(shown(name), name)
        self._count = self.count()
        self._given = ""

    def show_name(self, name: str) -> None:
        """Choose a name, without regard to case."""
        self._given = name
        while self.count() > self._count:
            self.removeItem(self._count)
        row = self._row_of(name)
        if row < 0:
            self.addItem(tr("{value} (not on this computer)").format(value=name), name)
            row = self._row_of(name)
        self.setCurrentIndex(row)

    @property
    def name(self) -> str:
        """The chosen name; empty for none. One that was shown stays as it was written."""
        chosen = str(self.currentData())
        return self._given if chosen.casefold() == self._given.strip().casefold() else chosen

    def _row_of(self, name: str) -> int:
        rows = (
            row
            for row in range(self.count())
            if str(self.itemData(row)).casefold() == name.strip().casefold()
        )
        return next(rows, -1)
