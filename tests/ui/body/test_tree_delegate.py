from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from aiurdesk.ui.body.tree_view import TreeView
from tests.json_trees import read_tree


def a_view(qtbot, theme, text):
    view = TreeView(theme)
    qtbot.addWidget(view)
    view.resize(400, 200)
    view.show_tree(read_tree(text))
    return view


def drawn(view, index):
    image = QImage(400, 20, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 400, 20)
    painter = QPainter(image)
    view.itemDelegate().paint(painter, option, index)
    painter.end()
    return image


def colours(image):
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def test_key_and_value_have_the_colours_of_their_kind(qtbot, theme):
    view = a_view(qtbot, theme, '{"code": "text"}')
    seen = colours(drawn(view, view.model().index_of(1)))
    assert theme.colour("key").name() in seen
    assert theme.colour("string").name() in seen


def test_a_match_is_marked_where_it_stands(qtbot, theme):
    view = a_view(qtbot, theme, '{"code": "text"}')
    match = theme.colour("match_background").name()
    assert match not in colours(drawn(view, view.model().index_of(1)))
    view.search("TEX")
    assert match in colours(drawn(view, view.model().index_of(1)))


def test_the_chosen_line_stands_out(qtbot, theme):
    view = a_view(qtbot, theme, "[1]")
    selection = theme.colour("selection").name()
    line = view.model().index_of(1)
    view.clearSelection()
    assert selection not in colours(drawn(view, line))
    view.setCurrentIndex(line)
    assert selection in colours(drawn(view, line))


def test_deep_lines_are_indented_only_so_far(qtbot, theme):
    view = a_view(qtbot, theme, "[" * 300)
    delegate = view.itemDelegate()
    hints = [
        delegate.sizeHint(QStyleOptionViewItem(), view.model().index_of(line)).width()
        for line in (0, 150, 190)
    ]
    assert hints[0] <= hints[1] == hints[2]


def right_end(view):
    """Return what is visible at the right end of the second row."""
    view.scrollTo(view.model().index(0, 0))
    row = view.visualRect(view.model().index_of(1))
    picture = view.viewport().grab().toImage()
    return picture.copy(picture.width() - 120, row.top(), 120, row.height())


def test_what_a_long_line_leaves_out_is_said_where_it_is_visible(qtbot, theme):
    view = a_view(qtbot, theme, '["' + "x" * 5000 + '"]')
    view.show()
    assert theme.colour("remark").name() in colours(right_end(view))
    view.horizontalScrollBar().setValue(2000)
    assert theme.colour("remark").name() in colours(right_end(view))
    # A long line of which all can be reached has no remark.
    view.show_tree(read_tree('["' + "x" * 1500 + '"]'))
    assert theme.colour("remark").name() not in colours(right_end(view))


def test_groups_are_drawn_too(qtbot, theme):
    view = a_view(qtbot, theme, "[" + "1," * 600 + "1]")
    group = view.model().index(0, 0, view.model().index(0, 0))
    assert theme.colour("remark").name() in colours(drawn(view, group))
