"""Buttons side by side in one line; those that lack room are in a menu at its end."""

from collections.abc import Collection, Iterable

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.icon_button import IconButton
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.styled import styled

_GAP = 2


class ToolLine(QWidget):
    """Never wraps: where there is little room, the last buttons go into the menu first."""

    def __init__(self, theme: Theme, buttons: Iterable[QPushButton]) -> None:
        """Build.

        Args:
            buttons: From the left; the menu names them by their accessible names.
        """
        super().__init__()
        self._theme = theme
        self._all = self._buttons = tuple(buttons)
        self._made_more: QToolButton | None = None
        self._row = row_of(self, *self._buttons, 1, margins=0, spacing=_GAP)

    def leave_out(self, buttons: Collection[QPushButton]) -> None:
        """Offer all but these buttons."""
        self._buttons = tuple(button for button in self._all if button not in buttons)
        for button in buttons:
            button.hide()
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the size of all buttons side by side, also of those that are in the menu."""
        sizes = [button.sizeHint() for button in self._buttons]
        width = sum(size.width() + _GAP for size in sizes) - _GAP
        heights = [size.height() for size in sizes]
        if self._made_more is not None:
            # With some fonts an icon needs more than a text.
            heights.append(self._made_more.sizeHint().height())
        return QSize(max(width, 0), max(heights, default=0))

    def minimumSizeHint(self) -> QSize:
        """Return the width of what is left when all buttons are in the menu."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), hint.height()), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit into another width."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Fit buttons that have another size, as in another size of the text."""
        is_done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return is_done

    def _fit(self) -> None:
        is_whole = self.sizeHint().width() <= self.width()
        room = self.width() - (0 if is_whole else self._more().sizeHint().width())
        used = 0
        for button in self._buttons:
            used += button.sizeHint().width() + (0 if is_whole else _GAP)
            button.setVisible(is_whole or used <= room)
        if self._made_more is not None:
            self._made_more.setVisible(not is_whole)

    def _more(self) -> QToolButton:
        """Return the button of the menu, which few lines need."""
        if self._made_more is None:
            button = IconButton(self._theme, "more", tr("More"))
            self._made_more = styled(button, "more_tools")
            button.setProperty("beside", True)
            button.setPopupMode(button.ToolButtonPopupMode.InstantPopup)
            menu = PopupMenu(button)
            menu.aboutToShow.connect(lambda: self._fill(menu))
            button.setMenu(menu)
            self._row.insertWidget(len(self._all), button)
            self.updateGeometry()
        return self._made_more

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        for button in self._buttons:
            if button.isHidden():
                action = menu.addAction(button.accessibleName() or button.text(), button.click)
                action.setCheckable(button.isCheckable())
                action.setChecked(button.isChecked())
                action.setEnabled(button.isEnabled())
