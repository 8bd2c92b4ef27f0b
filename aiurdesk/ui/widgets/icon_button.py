"""Small buttons and labels that show an icon in the colours of the theme."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from aiurdesk.ui.theme.theme import Theme


class IconButton(QToolButton):
    """A button without text or frame; its tool tip and accessible name say what it does."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: str,
        parent: QWidget | None = None,
        token: str = "muted",
    ) -> None:
        """Build.

        Args:
            icon: As in ``resources/icons/<icon>.svg``.
            token: Of the colour of the icon.
        """
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._token = token
        self.setProperty("look", "ghost")
        self.rename(name)
        self._update_icon()
        theme.changed.connect(self._update_icon)

    def sizeHint(self) -> QSize:
        """Return the height that the style sheet asks for.

        Qt adds three pixels to those of a tool button. A row of fields would be higher only because
        of them, and a page that is short of room would take them away again.
        """
        hint = super().sizeHint()
        if self.minimumHeight() > self.iconSize().height():
            hint.setHeight(self.minimumHeight())
        return hint

    def rename(self, name: str) -> None:
        """Say what the button does now."""
        self.setToolTip(name)
        # A button without text is otherwise read as "button".
        self.setAccessibleName(name)

    def show_icon(self, icon: str, token: str = "muted") -> None:
        """Show another icon, or another colour."""
        self._icon, self._token = icon, token
        self._update_icon()

    def _update_icon(self) -> None:
        self.setIconSize(self._theme.icon_size())
        self.setIcon(self._theme.icon(self._icon, self._token))


class IconLabel(QLabel):
    """An icon beside a text."""

    def __init__(self, theme: Theme, icon: str = "", token: str = "muted") -> None:
        """Build; without an icon, ``show_icon`` comes later."""
        super().__init__()
        self._theme = theme
        theme.changed.connect(self._update_icon)
        self.show_icon(icon, token)

    def show_icon(self, icon: str, token: str) -> None:
        """Show another icon, or another colour."""
        self._icon, self._token = icon, token
        self._update_icon()

    def _update_icon(self) -> None:
        if self._icon:
            icon = self._theme.icon(self._icon, self._token)
            self.setPixmap(icon.pixmap(self._theme.icon_size()))
