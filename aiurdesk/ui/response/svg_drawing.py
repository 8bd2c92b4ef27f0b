"""Draws an SVG into a picture; called in a helper process, which can be killed."""

import os

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImageReader, QImageWriter

_LEAST_SIDE = 400
"""Pixels. An icon is drawn larger, which costs it nothing."""
_MOST_SIDE = 1600


def draw_svg(data: bytes) -> tuple[bytes, int, int]:
    """Return a drawing as PNG, with the width and height that it asks for.

    Args:
        data: An SVG without anything that refers outside of it.

    Returns:
        An empty picture where it cannot be drawn.
    """
    # No window is needed, and no display may be there.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Texts need it. The process ends with the drawing.
    application = QGuiApplication.instance() or QGuiApplication([])
    source = QBuffer()
    source.setData(QByteArray(data))
    source.open(QBuffer.OpenModeFlag.ReadOnly)
    # By the plugin for images that the icons need, too.
    reader = QImageReader(source, QByteArray(b"svg"))
    size = reader.size()
    if size.isEmpty():
        return b"", 0, 0
    reader.setScaledSize(_drawn_size(size))
    image = reader.read()
    file = QBuffer()
    file.open(QBuffer.OpenModeFlag.WriteOnly)
    if image.isNull() or not QImageWriter(file, QByteArray(b"png")).write(image):
        return b"", 0, 0
    del application
    return bytes(file.data().data()), size.width(), size.height()


def _drawn_size(size: QSize) -> QSize:
    side = min(max(size.width(), size.height(), _LEAST_SIDE), _MOST_SIDE)
    drawn = size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
    return drawn.expandedTo(QSize(1, 1))
