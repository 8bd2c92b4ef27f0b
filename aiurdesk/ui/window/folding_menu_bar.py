"""A menu bar that takes no room until its menus are wanted."""

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent

_NO_LIMIT = 16777215
"""The greatest height of a widget."""


class FoldingMenuBar(QMenuBar):
    """Unfolds with Alt, and while one of its menus is open; its access keys work at all times.

    It is folded by having no height: a hidden one would know no keys. Where the desktop shows
    the menus of the program itself, it does nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self._is_always_shown = False
        self._fold_to(0)

    @property
    def is_folded(self) -> bool:
        """No menu is seen."""
        return self.maximumHeight() == 0

    def show_always(self, is_wanted: bool) -> None:
        """Stay unfolded, or fold when nobody wants a menu."""
        self._is_always_shown = is_wanted
        self._fold_to(_NO_LIMIT if is_wanted else 0)

    def take(self, menu: QMenu) -> None:
        """Add a menu behind the others."""
        self.addMenu(menu)
        menu.aboutToShow.connect(self._unfold_for_menu)
        menu.aboutToHide.connect(self._fold_soon)

    def focusInEvent(self, event: "QFocusEvent") -> None:  # noqa: N802
        """Unfold: Alt gives the keyboard to the bar."""
        super().focusInEvent(event)
        self._fold_to(_NO_LIMIT)

    def focusOutEvent(self, event: "QFocusEvent") -> None:  # noqa: N802
        """Fold, unless one of the menus has the keyboard."""
        super().focusOutEvent(event)
        self._fold_soon()

    def _unfold_for_menu(self) -> None:
        # The menus can be opened from elsewhere, too.
        if self.activeAction() is not None:
            self._fold_to(_NO_LIMIT)

    def _fold_soon(self) -> None:
        # When one menu closes, its neighbour may be opened in the same turn of the loop.
        QtCore.QTimer.singleShot(0, self, self._fold)

    def _fold(self) -> None:
        opened = self.activeAction()
        menu = opened.menu() if opened is not None else None
        is_open = isinstance(menu, QMenu) and menu.isVisible()
        if not (self._is_always_shown or self.hasFocus() or is_open):
            self._fold_to(0)

    def _fold_to(self, height: int) -> None:
        self.setMaximumHeight(height)
        # Qt offers the menus that do not fit behind a button: while it is folded, all of them.
        further = self.findChild(QWidget, "qt_menubar_ext_button")
        if further is not None:
            further.setMaximumSize(height, height)
