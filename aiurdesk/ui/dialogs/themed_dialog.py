"""A dialog in the colours of the window."""

from PySide6.QtWidgets import QDialog, QWidget

from aiurdesk.ui.theme.theme import Theme


class ThemedDialog(QDialog):
    """An empty dialog with the theme of its window."""

    def __init__(self, theme: Theme, parent: QWidget, name: str, title: str) -> None:
        """Build.

        Args:
            name: Name of the object.
        """
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName(name)
        self.setWindowTitle(title)
