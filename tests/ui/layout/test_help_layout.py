from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.ui.layout.flow_layout import HelpLayout
from aiurdesk.ui.widgets.note import WrappedLabel

SHORT = "Name of the site."
LONG = "The message as one commit, with an id, a time, and an item that has content. " * 3


def a_help(qtbot, text, *names, width=400):
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = HelpLayout(holder, spacing=8)
    label = WrappedLabel()
    label.show_text(text)
    layout.addWidget(label)
    for name in names:
        layout.addWidget(QPushButton(name))
    holder.resize(width, layout.heightForWidth(width))
    holder.show()
    return holder, label, holder.findChildren(QPushButton)


def test_buttons_are_at_the_right_of_a_short_text(qtbot):
    holder, label, (button,) = a_help(qtbot, SHORT, "Use example")
    assert label.geometry().right() < button.geometry().left()
    assert button.geometry().right() == holder.rect().right()
    assert holder.rect().contains(button.geometry())


def test_a_text_that_fills_its_lines_has_the_buttons_below(qtbot):
    holder, label, (first, second) = a_help(qtbot, LONG, "Format", "Use example")
    assert label.width() == holder.width()
    assert label.height() == label.heightForWidth(holder.width())
    assert first.geometry().top() > label.geometry().bottom()
    assert first.geometry().right() < second.geometry().left()
    assert second.geometry().right() == holder.rect().right()
    assert holder.rect().contains(second.geometry())


def test_hidden_buttons_take_no_room(qtbot):
    _, label, (button,) = a_help(qtbot, LONG, "Use example")
    layout = label.parentWidget().layout()
    assert layout.heightForWidth(400) > label.heightForWidth(400)
    button.hide()
    assert layout.heightForWidth(400) == label.heightForWidth(400)
    assert HelpLayout().heightForWidth(400) == 0
