"""The one kind of menu of the window: those that buttons open, and context menus."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint


class PopupMenu(QMenu):
    """A menu of words; no menu of the window has icons, those that Qt makes included."""

    def open_once(self, place: "QPoint") -> None:
        """Open the menu at a place of the screen, and delete it when it is closed."""
        # Not at once: the chosen action is triggered after the menu has hidden.
        self.aboutToHide.connect(self.deleteLater)
        self.popup(place)
