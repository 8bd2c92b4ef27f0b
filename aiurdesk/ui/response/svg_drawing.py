"""Draws an SVG into a picture; called in a helper process, which can be killed."""

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter

from aiurdesk.late import late

if TYPE_CHECKING:
    from PySide6 import QtSvg

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
    # The window, which only hands this over, does without it.
    library = late("PySide6")("QtSvg")
    renderer: QtSvg.QSvgRenderer = library.QSvgRenderer(QByteArray(data))
    size = renderer.defaultSize()
    if not renderer.isValid() or size.isEmpty():
        return b"", 0, 0
    image = QImage(_drawn_size(size), QImage.Format.Format_ARGB32_Premultiplied)
    if image.isNull():
        return b"", 0, 0
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    file = QBuffer()
    file.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(file, QByteArray(b"png")).write(image)
    del application
    return bytes(file.data().data()), size.width(), size.height()


def _drawn_size(size: QSize) -> QSize:
    side = min(max(size.width(), size.height(), _LEAST_SIDE), _MOST_SIDE)
    drawn = size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
    return drawn.expandedTo(QSize(1, 1))
