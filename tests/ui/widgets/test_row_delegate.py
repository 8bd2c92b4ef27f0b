from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.widgets.row_delegate import RowDelegate

AREA = QRect(0, 0, 200, 30)


def drawn(delegate, text="Create channel", method=""):
    picture = QImage(200, 30, QImage.Format.Format_RGB32)
    picture.fill(0xFFFFFF)
    painter = QPainter(picture)
    rest = delegate.paint_badge(painter, AREA, method, is_muted=False) if method else AREA
    width = delegate.draw(painter, rest, text, delegate.plain, "text")
    painter.end()
    return picture, width


def test_words_of_the_filter_are_marked_and_long_texts_cut(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    delegate = RowDelegate(theme, parent)
    plain, width = drawn(delegate)
    delegate.set_filter("CHANNEL")
    assert drawn(delegate)[0] != plain
    delegate.set_filter("nothing")
    assert drawn(delegate)[0] == plain
    assert width < 200
    assert drawn(delegate, "x" * 500)[1] <= 200


def test_badges_have_room_for_every_method_and_the_colours_of_the_theme(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    delegate = RowDelegate(theme, parent)
    narrow = delegate.badge_width
    delegate.set_methods(["PROPFIND"])
    assert delegate.badge_width > narrow
    before = drawn(delegate, method="GET")[0]
    theme.apply(ColourScheme.DARK, 100)
    assert drawn(delegate, method="GET")[0] != before


def test_the_mark_of_a_word_covers_it_behind_an_emoji_too(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    delegate = RowDelegate(theme, parent)
    delegate.set_filter("mmmm")
    picture, width = drawn(delegate, "😀😀😀 mmmm")
    marked = theme.colour("match_background").rgb()
    last = max(x for x in range(200) for y in range(30) if picture.pixel(x, y) == marked)
    assert last >= width - 4
