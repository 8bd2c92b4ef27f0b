"""A button that shows and hides what is below it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from aiurdesk.ui.theme.theme import Theme


class FoldButton(QToolButton):
    """Its arrow says whether it is open."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("look", "fold")
        self.setCheckable(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggled.connect(self._show_icon)
        theme.changed.connect(self._show_icon)
        self._show_icon()

    def _show_icon(self) -> None:
        icon = "chevron-down" if self.isChecked() else "chevron-right"
        self.setIconSize(self._theme.icon_size())
        self.setIcon(self._theme.icon(icon))
