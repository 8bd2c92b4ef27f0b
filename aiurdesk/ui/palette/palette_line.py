"""The line of the command palette."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QTreeView

from aiurdesk.ui.keys.menu import Menu
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.filter_field import FilterField
from aiurdesk.ui.widgets.keyboard import KEEPS_KEYS

_ENDS = {
    Qt.Key.Key_Home: QTreeView.CursorAction.MoveHome,
    Qt.Key.Key_End: QTreeView.CursorAction.MoveEnd,
}
_STAYS_OPEN = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
"""Its own context menu, another window and the menu bar leave the palette open."""


class PaletteLine(FilterField):
    """Moves in the list with the keys that move, and keeps the keys of the window to itself."""

    focus_lost = Signal()
    """Emitted when another widget of the window has taken the keyboard."""
    cancelled = Signal()
    """Emitted with Escape."""

    def __init__(self, theme: Theme, passed_on: Sequence[QAction]) -> None:
        """Build.

        Args:
            passed_on: The actions of the window whose keys work while the palette is open.
        """
        super().__init__(theme, "palette_line", "")
        self._passed_on = tuple(passed_on)
        self.setProperty(KEEPS_KEYS, True)

    def event(self, event: QEvent) -> bool:
        """Claim the keys of the window, as a dialog does: none may act on what is behind.

        Except the keys of the menus: Alt+F would type an F.
        """
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # The key pad has the same keys.
            modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            pressed = QKeySequence(modifiers.value | event.key())
            keys = [key for action in self._passed_on for key in action.shortcuts()]
            event.setAccepted(pressed not in (*keys, *map(QKeySequence.mnemonic, Menu)))
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move to the first or the last row, or give up; the filter field has the other keys."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif key in _ENDS and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.moved.emit(_ENDS[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, _is_next: bool) -> bool:
        """Keep the keyboard: Tab would go to what is behind."""
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Emit ``focus_lost``, unless the palette stays open."""
        super().focusOutEvent(event)
        if event.reason() not in _STAYS_OPEN:
            self.focus_lost.emit()
