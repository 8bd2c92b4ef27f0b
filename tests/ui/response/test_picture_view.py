import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter, QKeySequence
from PySide6.QtWidgets import QWidget

from aiurdesk.ui.response.picture_view import PictureDialog, PictureWidget


def a_picture(width, height):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(data.data())


def a_view(qtbot, theme):
    view = PictureWidget(theme)
    qtbot.addWidget(view)
    view.resize(200, 150)
    return view


async def test_an_image_is_drawn_with_its_size(qtbot, theme):
    view = a_view(qtbot, theme)
    await view.show_picture(a_picture(30, 20))
    assert view.accessibleDescription() == "30 × 20 pixels"
    assert view.grab().toImage().pixelColor(100, 64) == QColor("#123456")


async def test_a_large_image_is_drawn_smaller(qtbot, theme):
    view = a_view(qtbot, theme)
    await view.show_picture(a_picture(1000, 100))
    image = view.grab().toImage()
    assert image.pixelColor(100, 64) == QColor("#123456")
    assert image.pixelColor(100, 30) != QColor("#123456")


def broken_pictures():
    whole = a_picture(30, 20)
    flipped = bytearray(whole)
    flipped[20] ^= 1
    return [whole[:20], whole[:-12], bytes(flipped), b"\xff\xd8\xff", b"GIF89a"]


@pytest.mark.parametrize("number", range(5))
async def test_a_broken_image_is_explained_and_not_written_to_the_console(
    qtbot, theme, capfd, number
):
    view = a_view(qtbot, theme)
    await view.show_picture(broken_pictures()[number])
    assert capfd.readouterr().err == ""
    assert "cannot be read" in view.accessibleDescription()
    assert not view.grab().isNull()


async def test_an_image_can_be_cleared(qtbot, theme):
    view = a_view(qtbot, theme)
    await view.show_picture(a_picture(30, 20))
    view.clear()
    assert view.accessibleDescription() == ""


async def test_an_image_is_copied_by_menu_and_key(qtbot, theme):
    view = a_view(qtbot, theme)
    (copy,) = view.actions()
    assert (copy.text(), copy.isEnabled()) == ("Copy image", False)
    await view.show_picture(a_picture(30, 20))
    assert copy.isEnabled()
    assert view.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu
    assert copy.shortcut() == QKeySequence(QKeySequence.StandardKey.Copy)
    copy.trigger()
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height(), image.pixelColor(5, 5)) == (30, 20, QColor("#123456"))
    view.clear()
    assert not copy.isEnabled()


async def test_an_image_of_a_text_is_shown_in_a_dialog(qtbot, theme):
    window = QWidget()
    qtbot.addWidget(window)
    dialog = PictureDialog(theme, window)
    dialog.open()
    await dialog.picture.show_picture(a_picture(30, 20))
    assert dialog.picture.isVisible()
    assert dialog.picture.accessibleDescription() == "30 × 20 pixels"
