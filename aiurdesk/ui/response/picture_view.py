"""An image in a response, no larger than the room for it."""

import asyncio
import zlib
from collections.abc import Awaitable

from PySide6.QtCore import QBuffer, QByteArray, QLoggingCategory, QRect, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QImage,
    QImageReader,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.services.body_views.file_bodies import Drawn
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.dialog import ThemedDialog, dialog_buttons

_MARGIN = 12
_DIALOG = (560, 440)
_MOST_PIXELS = 4_000_000
"""Painting a larger image in a smaller size would hold up the window."""
# More than most screens are wide.
_MOST_SIDE = 2000
_PNG = b"\x89PNG\r\n\x1a\n"


class PictureWidget(QWidget):
    """Draws an image, or says that it cannot be read."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image = QImage()
        self._text = ""
        self.setAccessibleName(tr("Response image"))
        self.setMinimumSize(QSize(40, 40))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._copy = QAction(tr("Copy image"), self)
        self._copy.setShortcut(QKeySequence.StandardKey.Copy)
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._copy.triggered.connect(lambda: QGuiApplication.clipboard().setImage(self._image))
        self._copy.setEnabled(False)
        self.addAction(self._copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        theme.changed.connect(self.update)
        # The view says that an image is broken; Qt would write it to the console as well.
        QLoggingCategory.setFilterRules("qt.gui.imageio*=false")

    async def show_picture(self, data: bytes) -> None:
        """Decode an image on another thread and draw it."""
        self._show(QImage(), tr("Reading the image…"))
        # A QImage may be used on any thread; a QPixmap only on the window's thread.
        size, image = await asyncio.to_thread(_read, data)
        if image.isNull():
            self._show(image, tr("This image cannot be read. Saving keeps it unchanged."))
        else:
            smaller = "" if image.size() == size else tr(", shown smaller")
            words = tr("{width} × {height} pixels{smaller}").format(
                width=size.width(), height=size.height(), smaller=smaller
            )
            self._show(image, words)

    async def show_drawing(self, drawing: "Awaitable[Drawn | Problem]") -> None:
        """Draw an SVG that another process makes a picture of."""
        self._show(QImage(), tr("Drawing the image…"))
        drawn = await drawing
        if isinstance(drawn, Problem):
            self._show(QImage(), drawn.sentence)
            return
        data, width, height = drawn
        _, image = await asyncio.to_thread(_read, data)
        # The numbers that it asks for are of units, and not of pixels.
        self._show(image, f"SVG {width} × {height}")

    def clear(self) -> None:
        """Forget the image."""
        self._show(QImage(), "")

    def _show(self, image: QImage, text: str) -> None:
        self._image, self._text = image, text
        self._copy.setEnabled(not image.isNull())
        self.setAccessibleDescription(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the image in its own size or smaller, and its size below it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(self._theme.colour("muted"))
        area = self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        line = self.fontMetrics().lineSpacing() + 8
        centre = Qt.AlignmentFlag.AlignHCenter
        if self._image.isNull():
            painter.drawText(area, int(centre | Qt.AlignmentFlag.AlignVCenter), self._text)
        else:
            room = area.adjusted(0, 0, 0, -line)
            size = self._image.size()
            # Only made smaller: an icon that fills the pane would be a blur.
            if size.width() > room.width() or size.height() > room.height():
                size = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            target = QRect(room.topLeft(), size)
            target.moveCenter(room.center())
            painter.drawImage(target, self._image)
            painter.drawText(area, int(centre | Qt.AlignmentFlag.AlignBottom), self._text)
        painter.end()


class PictureDialog(ThemedDialog):
    """An image that a text of a response holds; deleted when it is closed."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, "picture_dialog", tr("Image"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.picture = PictureWidget(theme, self)
        buttons = dialog_buttons(self, QDialogButtonBox.StandardButton.Close)
        column_of(self, (self.picture, 1), buttons, margins=INSET, spacing=12)
        self.resize(theme.dialog_size(*_DIALOG))


def _read(data: bytes) -> tuple[QSize, QImage]:
    """Return the size of an image, and the image, scaled down if it is very large."""
    if data.startswith(_PNG) and not _is_intact_png(data):
        return QSize(), QImage()
    file = QBuffer()
    file.setData(QByteArray(data))
    file.open(QBuffer.OpenModeFlag.ReadOnly)
    # Unlike QImage.loadFromData, reading with this lets other threads run.
    reader = QImageReader(file)
    size = reader.size()
    if size.width() * size.height() > _MOST_PIXELS:
        room = QSize(_MOST_SIDE, _MOST_SIDE)
        # Formats such as JPEG then decode to that size at once, without the memory for the whole.
        reader.setScaledSize(size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
    return size, reader.read()


def _is_intact_png(data: bytes) -> bool:
    """Check the checksums of the chunks: libpng reports wrong ones on the console."""
    at = len(_PNG)
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        chunk, end = data[at + 4 : at + 8 + length], at + 12 + length
        if zlib.crc32(chunk).to_bytes(4, "big") != data[end - 4 : end]:
            return False
        if chunk[:4] == b"IEND":
            return True
        at = end
    return False
