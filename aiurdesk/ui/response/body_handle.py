"""A file by which the body of a response is dragged to other programs."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QModelIndex, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QFontMetrics, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QWidget

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.theme import Theme

_HINT = tr("Drag it into a folder or another program, as a file")
_MARGIN = 4
_MOST_WIDTH = 160
_SMALL = 0.9


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
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        theme.changed.connect(self._fit)
        self._fit()

    def show_name(self, name: str) -> None:
        """Show what the file will be called."""
        self._file.entry.setText(name)
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the size of the icon and the name, with their margins."""
        text, icon = self._file.entry.text(), self.iconSize()
        metrics = QFontMetrics(self._file.entry.font())
        width = icon.width() + (metrics.horizontalAdvance(text) + 3 * _MARGIN if text else 0)
        height = max(icon.height(), metrics.height())
        most = self._theme.length(_MOST_WIDTH)
        return QSize(min(width, most) + 2 * _MARGIN, height + 2 * _MARGIN)

    def _fit(self) -> None:
        self.setIconSize(self._theme.icon_size(14))
        self._file.entry.setIcon(self._theme.icon("file"))
        self._file.entry.setForeground(self._theme.colour("muted"))
        font = self._theme.text_font()
        font.setPointSizeF(font.pointSizeF() * _SMALL)
        self._file.entry.setFont(font)
        # As high as the view: a lower one would stand at its top, above the texts beside it.
        self._file.entry.setSizeHint(self.sizeHint())
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
