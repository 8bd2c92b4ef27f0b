"""A small button that shows an icon in the colours of the theme."""

from PySide6.QtWidgets import QToolButton, QWidget

from aiurdesk.ui.window.theme import Theme


class IconButton(QToolButton):
    """A quiet button without text; what it does is its tool tip and its accessible name."""

    def __init__(self, theme: Theme, icon: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self.setProperty("look", "quiet")
        self.rename(name)
        self._apply_to()
        theme.changed.connect(self._apply_to)

    def rename(self, name: str) -> None:
        """Say what the button does now."""
        self.setToolTip(name)
        self.setAccessibleName(name)

    def show_icon(self, icon: str) -> None:
        """Show ``resources/icons/<icon>.svg``."""
        self._icon = icon
        self._apply_to()

    def _apply_to(self) -> None:
        self.setIcon(self._theme.icon(self._icon))
