from PySide6.QtCore import Qt

from aiurdesk.ui.response.message_text import PlainLabel


def test_what_a_service_sent_is_not_taken_for_markup(qtbot):
    label = PlainLabel("message")
    qtbot.addWidget(label)
    label.show_text("<b>No</b>")
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == "<b>No</b>"
    assert not label.isHidden()
    label.show_text("")
    assert label.isHidden()


def test_a_long_word_does_not_widen_it(qtbot):
    label = PlainLabel("message", "small")
    qtbot.addWidget(label)
    label.show_text("a" * 500)
    assert label.minimumSize().width() == 1
