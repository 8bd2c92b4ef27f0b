"""Small buttons and labels that show an icon in the colours of the theme."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QLineEdit, QToolButton, QWidget

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


_FRAME = 2
"""Pixels between the edge of a field and a button in it: the border, and one for its ring."""


class InsideButton(IconButton):
    """A button over the right end of a field beside it, which leaves it room there."""

    def __init__(self, theme: Theme, icon: str, name: str, parent: QWidget) -> None:
        super().__init__(theme, icon, name, parent)
        self.setProperty("beside", True)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._field: QLineEdit | QAbstractScrollArea | None = None

    def lie_over(self, field: QLineEdit | QAbstractScrollArea) -> None:
        """Lie over another field from now on, whose parent is its own."""
        if field is self._field:
            return
        self._field = field
        field.installEventFilter(self)
        if isinstance(field, QAbstractScrollArea):
            field.viewport().installEventFilter(self)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place at the end of the field."""
        if event.type() in _MOVES:
            self._place()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Keep the place in another size of text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._place()

    def _place(self) -> None:
        field = self._field
        if field is None:
            return
        # An area is higher than a line; the button stays at its first line.
        side = min(field.height() - 2 * _FRAME, self.sizeHint().width())
        middle = min(field.height(), self.sizeHint().width() + 2 * _FRAME) // 2
        end = field.geometry().right() + 1 - _FRAME
        if isinstance(field, QLineEdit):
            field.setTextMargins(0, 0, side - _FRAME, 0)
            middle = field.height() // 2
        else:
            bar = field.verticalScrollBar()
            end -= bar.width() if bar.isVisible() else 0
        self.setGeometry(end - side, field.y() + middle - side // 2, side, side)
        self.raise_()


_MOVES = frozenset({QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show})


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
