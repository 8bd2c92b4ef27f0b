"""The row at the top: the menus, the open requests, and where a person goes."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui import widgets, window
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.styled import styled

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject

    from aiurdesk.ui.keys.action_keys import ActionKeys
    from aiurdesk.ui.window.go_to_field import GoToField

_HEIGHT = 42
"""In pixels, where the text has its usual size."""
_MARGIN = 8
_MOST_OF_BAR = 0.28
"""The field of the command palette takes at most this part; the rest is for the requests."""


class TopBar(QFrame):
    """Holds the menu button, the tabs of the open requests, and the field of the palette."""

    palette_wanted = Signal()
    """Emitted when the field was pressed."""

    def __init__(self, theme: Theme, keys: "ActionKeys") -> None:
        super().__init__()
        self._theme = theme
        self._keys = keys
        styled(self, "top_bar", look="bar")
        self._go_to: GoToField | None = None
        self._menu_button: QToolButton | None = None
        self._has_menu_button = True
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        self._row.setSpacing(_MARGIN)
        self._row.addStretch(1)
        self.setFixedHeight(theme.length(_HEIGHT))

    def complete(self, menus: Iterable[QMenu]) -> None:
        """Make what the first paint does without, and have no menu show icons.

        Args:
            menus: What the button opens, in order.
        """
        # Those that Qt makes for a text have icons of the desktop, all others have none.
        QtCore.QCoreApplication.setAttribute(QtCore.Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
        button = widgets.icon_button.IconButton(self._theme, "menu", tr("Menu"))
        self._menu_button = styled(button, "menu_button")
        button.setPopupMode(button.ToolButtonPopupMode.InstantPopup)
        opened = PopupMenu(button)
        for menu in menus:
            opened.addMenu(menu)
        button.setMenu(opened)
        self._go_to = window.go_to_field.GoToField(self._theme, self._keys)
        self._go_to.clicked.connect(self.palette_wanted)
        self._row.insertWidget(0, button)
        self._row.addWidget(self._go_to)
        # The layout would show them one turn of the loop later.
        self._go_to.show()
        self.show_menu_button(self._has_menu_button)
        # Behind the field, which has another width by then.
        self._keys.changed.connect(self.fit)
        self.installEventFilter(self)
        self.fit()

    def set_tabs(self, tabs: QWidget) -> None:
        """Take the tabs of the open requests, which get all the room that is left."""
        place = self._row.count() - 2
        if (room := self._row.itemAt(place)) is not None:
            self._row.removeItem(room)
        self._row.insertWidget(place, tabs, 1)
        tabs.show()

    def show_menu_button(self, is_wanted: bool) -> None:
        """Show the menu button, or not, where the menu bar is always there."""
        self._has_menu_button = is_wanted
        if self._menu_button is not None:
            self._menu_button.setVisible(is_wanted)

    def follow_theme(self) -> None:
        """Fit in the size of the text, which the theme has changed."""
        self.setFixedHeight(self._theme.length(_HEIGHT))
        if self._go_to is not None:
            self._go_to.follow_theme()
        self.fit()

    def eventFilter(self, watched: "QObject", event: "QEvent") -> bool:  # noqa: N802
        """Fit into another width."""
        if event.type() is event.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """Shorten the text of the field where it would leave too little room for the requests."""
        if self._go_to is None:
            return
        # Only by the width of the window: the field keeps its size while tabs come and go.
        room = round(self.width() * _MOST_OF_BAR)
        texts = self._go_to.texts
        fitting = (text for text in texts if self._go_to.needed_width(text) <= room)
        self._go_to.show_text(next(fitting, texts[-1]))
