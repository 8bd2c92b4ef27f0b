import logging

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.ui.window.messages import Message, MessageBar, mishap


def part(bar, kind, name):
    return bar.findChild(kind, name)


def test_a_message_is_shown_in_the_colour_of_its_severity(qtbot, theme):
    bar = MessageBar(theme)
    qtbot.addWidget(bar)
    theme.apply_to(bar)
    assert bar.isHidden()
    bar.tell(Message("The file is gone. Choose another.", "server"))
    assert not bar.isHidden()
    assert bar.property("severity") == "server"
    assert part(bar, QLabel, "message").text() == "The file is gone. Choose another."


def test_the_same_message_is_shown_once_and_old_ones_give_way(qtbot, theme):
    bar = MessageBar(theme)
    qtbot.addWidget(bar)
    theme.apply_to(bar)
    for text in ["a", "a", "b", "c", "d", "e"]:
        bar.tell(Message(text))
    assert [message.text for message in bar.messages] == ["b", "c", "d", "e"]


def test_messages_go_when_they_are_dismissed(qtbot, theme):
    bar = MessageBar(theme)
    qtbot.addWidget(bar)
    theme.apply_to(bar)
    bar.tell(Message("a"))
    part(bar, QToolButton, "dismiss").click()
    assert bar.isHidden()
    assert bar.messages == ()


def test_a_click_on_a_message_leaves_the_keyboard_where_it_is(qtbot, theme):
    window = QWidget()
    qtbot.addWidget(window)
    column, line, bar = QVBoxLayout(window), QLineEdit(), MessageBar(theme)
    column.addWidget(QComboBox())
    column.addWidget(line)
    column.addWidget(bar)
    window.show()
    line.setFocus()
    for name, kind in (("dismiss", QToolButton), ("message_action", QPushButton)):
        bar.tell(Message("Deleted A.", action="Undo"))
        QTest.mouseClick(part(bar, kind, name), Qt.MouseButton.LeftButton)
        assert bar.isHidden()
        assert window.focusWidget() is line


def test_a_mishap_names_the_log_file_and_is_logged(caplog):
    with caplog.at_level(logging.ERROR):
        message = mishap(ValueError("broken"), "In the window", "/tmp/aiurdesk.log")
    assert "/tmp/aiurdesk.log" in message.text
    assert "Traceback" not in message.text
    assert "broken" in caplog.text


def test_tags_in_a_name_are_shown_as_they_are(qtbot, theme):
    bar = MessageBar(theme)
    qtbot.addWidget(bar)
    bar.resize(900, 60)
    text = part(bar, QLabel, "message")
    bar.tell(Message("Reverted a."))
    width = text.fontMetrics().horizontalAdvance("<i></i>")
    without_tags = text.sizeHint().width()
    bar.dismiss()
    bar.tell(Message("Reverted <i></i>a."))
    assert text.sizeHint().width() >= without_tags + width // 2
