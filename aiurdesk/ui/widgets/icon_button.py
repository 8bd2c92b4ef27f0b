"""A small button that shows an icon in the colours of the theme."""

from PySide6.QtWidgets import QToolButton, QWidget

from aiurdesk.ui.theme.theme import Theme


class IconButton(QToolButton):
    """A button without text or frame; its tool tip and accessible name say what it does."""

    def __init__(self, theme: Theme, icon: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self.setProperty("look", "quiet")
        self.rename(name)
        self._update_icon()
        theme.changed.connect(self._update_icon)

    def rename(self, name: str) -> None:
        """Say what the button does now."""
        self.setToolTip(name)
        # A button without text is otherwise read as "button".
        self.setAccessibleName(name)

    def show_icon(self, icon: str) -> None:
        """Show ``resources/icons/<icon>.svg``."""
        self._icon = icon
        self._update_icon()

    def _update_icon(self) -> None:
        self.setIconSize(self._theme.icon_size())
        self.setIcon(self._theme.icon(self._icon))
