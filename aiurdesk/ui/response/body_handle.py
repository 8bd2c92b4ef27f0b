"""An icon by which the body of a response is dragged to other programs, as a file."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QModelIndex, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QWidget

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.theme import Theme

_HINT = tr("Drag it into a folder or another program, as a file")
_MARGIN = 4


class BodyHandle(QListView):
    """A list of one file: a view of Qt drags its entries by itself.

    With the keyboard the body is saved instead.
    """

    failed = Signal(str)
    """Emitted with a sentence when the file could not be written."""

    def __init__(self, theme: Theme, to_file: Callable[[], Path | None], parent: QWidget) -> None:
        """Build.

        Args:
            to_file: Writes the body to a file; None where there is none.
        """
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("body_handle")
        self.setAccessibleName(tr("Body as a file"))
        self.setToolTip(_HINT)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("look", "bare")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setDragEnabled(True)
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        self._file = _File(to_file, self.failed.emit)
        self.setModel(self._file)
        theme.changed.connect(self._update_icon)
        self._update_icon()

    def sizeHint(self) -> QSize:
        """Return the size of the icon with its margins."""
        return self.iconSize() + QSize(2 * _MARGIN, 2 * _MARGIN)

    def _update_icon(self) -> None:
        self.setIconSize(self._theme.icon_size())
        self._file.entry.setIcon(self._theme.icon("file"))
        self.setFixedSize(self.sizeHint())


class _File(QStandardItemModel):
    """The one entry, whose file is written when it is dragged."""

    def __init__(self, to_file: Callable[[], Path | None], tell: Callable[[str], object]) -> None:
        super().__init__()
        self._to_file = to_file
        self._tell = tell
        self.entry = QStandardItem()
        self.entry.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsDragEnabled)
        self.appendRow(self.entry)

    def mimeTypes(self) -> list[str]:
        """Return the type of a list of files."""
        return ["text/uri-list"]

    def supportedDragActions(self) -> Qt.DropAction:
        """Return that it is copied, and stays here."""
        return Qt.DropAction.CopyAction

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Write the file, and return where it is."""
        data = QMimeData()
        try:
            path = self._to_file()
        except ProblemError as error:
            self._tell(str(error))
            return data
        if path is not None:
            data.setUrls([QUrl.fromLocalFile(str(path))])
        return data
