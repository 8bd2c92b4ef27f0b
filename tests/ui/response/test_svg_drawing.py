"""SVG drawn in another process, beside its source."""

import pytest
from PySide6.QtGui import QColor, QImage

from aiurdesk.core.problem import Problem
from aiurdesk.services.body_views.file_bodies import FileBodies
from aiurdesk.ui.response.svg_drawing import draw_svg
from tests.ui.response.test_picture_view import a_picture
from tests.ui.response.view_steps import current, show, tabs, visible_button

XLINK = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
RED = (
    f'<svg {XLINK} width="40" height="20"><rect width="40" height="20" fill="#f00"/></svg>'.encode()
)


def picture_of(data: bytes) -> QImage:
    image = QImage()
    assert image.loadFromData(data)
    return image


@pytest.fixture
def files(processes) -> FileBodies:
    return FileBodies(processes)


async def test_a_drawing_is_made_in_another_process(files):
    drawn = await files.drawn(draw_svg, RED)
    assert not isinstance(drawn, Problem)
    data, width, height = drawn
    assert (width, height) == (40, 20)
    image = picture_of(data)
    assert (image.width(), image.height()) == (400, 200)
    assert image.pixelColor(200, 100) == QColor("#ff0000")


async def test_no_file_of_the_computer_is_drawn(files, tmp_path):
    path = tmp_path / "secret.png"
    path.write_bytes(a_picture(20, 20))
    image = f'<image xlink:href="{path}" width="40" height="20"/>'
    data = f'<svg {XLINK} width="40" height="20"><rect width="9" height="9"/>{image}</svg>'.encode()
    drawn = await files.drawn(draw_svg, data)
    assert not isinstance(drawn, Problem)
    assert picture_of(drawn[0]).pixelColor(300, 150).alpha() == 0


async def test_what_is_no_drawing_says_so(files):
    assert isinstance(await files.drawn(draw_svg, b"<svg/>"), Problem)


async def test_an_svg_is_shown_as_an_image_and_its_source_is_beside_it(views, scope):
    show(views, RED, "image/svg+xml")
    assert current(views) == "text"
    page = views.pages.text.panel
    await scope.idle()
    assert page.currentWidget() is page.picture
    assert page.picture.accessibleDescription() == "SVG 40 × 20"
    visible_button(views, "As received").click()
    assert page.currentWidget() is page.text
    assert page.text.toPlainText() == RED.decode()
    visible_button(views, "Image").click()
    await scope.idle()
    assert page.currentWidget() is page.picture


async def test_other_markup_has_no_image(views, scope):
    show(views, RED, "image/svg+xml")
    await scope.idle()
    show(views, b"<html><p>a</p></html>", "text/html")
    assert visible_button(views, "Image") is None
    assert views.pages.text.panel.text.toPlainText().startswith("<html>\n  <p>")
    assert "Text" in tabs(views)
