import logging

import pytest
from PySide6.QtCore import QEvent, QPointF, QPropertyAnimation, Qt, QTimer
from PySide6.QtGui import QAccessible, QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QProxyStyle,
    QPushButton,
    QStyle,
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


def test_a_message_can_offer_two_things_and_goes_when_one_is_chosen(qtbot, theme):
    bar = MessageBar(theme)
    qtbot.addWidget(bar)
    theme.apply_to(bar)
    chosen = []
    offer = Message(
        "Imported.",
        action="Show",
        on_action=lambda: chosen.append("show"),
        also="Run",
        on_also=lambda: chosen.append("run"),
    )
    bar.tell(Message("Alone.", action="Undo"))
    assert part(bar, QPushButton, "message_also").isHidden()
    bar.tell(offer)
    assert part(bar, QPushButton, "message_also").text() == "Run"
    part(bar, QPushButton, "message_also").click()
    assert chosen == ["run"]
    assert offer not in bar.messages


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


@pytest.fixture
def below(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(800, 200)
    widget.show()
    return widget


@pytest.fixture
def over(below, theme):
    """Return a bar over a widget, whose messages go at once."""
    return MessageBar(theme, below, shown_ms=0)


def tell(bar, *messages):
    for message in messages:
        bar.tell(message)
    # The pointer of the test may be wherever the one before has left it.
    bar.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    QApplication.sendEvent(bar, QEvent(QEvent.Type.Leave))


def test_messages_lie_over_the_lower_end(over, below):
    over.tell(Message("Choose a file. " * 20, "server"))
    for size in ((700, 250), (300, 350)):
        below.resize(*size)
        assert below.rect().contains(over.geometry())
        assert over.geometry().bottom() > below.height() * 0.7
        assert over.height() == over.heightForWidth(over.width())


class _Still(QProxyStyle):
    """The style of a desktop that shows no motion."""

    def styleHint(self, hint, option=None, widget=None, returned=None):
        if hint is QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return super().styleHint(hint, option, widget, returned)


@pytest.mark.parametrize("is_still", [False, True])
def test_a_message_goes_in_little_time_and_without_motion_at_once(over, qtbot, is_still):
    if is_still:
        over.setStyle(_Still("fusion"))
    fading = over.findChild(QPropertyAnimation)
    tell(over, Message("Saved.", "success"))
    qtbot.waitUntil(over.isHidden)
    assert fading.duration() <= (0 if is_still else 120)


def test_what_needs_no_answer_goes_by_itself(over, qtbot):
    tell(over, Message("Saved.", "success"))
    assert over.isVisible()
    qtbot.waitUntil(over.isHidden)
    assert over.messages == ()
    over.tell(Message("Saved again.", "success"))
    assert over.isVisible()
    assert not over.graphicsEffect().isEnabled()


def test_what_failed_or_offers_something_stays(over, qtbot):
    failed, offer = Message("It failed.", "server"), Message("Deleted A.", action="Undo")
    tell(over, failed, offer, Message("Noted."))
    qtbot.waitUntil(lambda: over.messages == (failed, offer))
    assert over.isVisible()


def test_a_message_stays_under_the_pointer(over, qtbot):
    timer = over.findChild(QTimer)
    tell(over, Message("Noted."))
    assert timer.isActive()
    at = QPointF(5, 5)
    QApplication.sendEvent(over, QEnterEvent(at, at, at))
    assert not timer.isActive()
    tell(over)
    qtbot.waitUntil(over.isHidden)


def test_a_message_is_announced(over, monkeypatch):
    heard = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda e: heard.append(e.message()))
    over.tell(Message("Saved."))
    assert heard == ["Saved."]


def test_only_the_newest_offer_stands(qtbot, theme):
    bar = MessageBar(theme)
    qtbot.addWidget(bar)
    theme.apply_to(bar)
    done: list[str] = []
    bar.tell(Message("a", action="Undo", on_action=lambda: done.append("a")))
    bar.tell(Message("b"))
    bar.tell(Message("c", action="Undo", on_action=lambda: done.append("c")))
    assert [message.text for message in bar.messages] == ["b", "c"]
    part(bar, QPushButton, "message_action").click()
    assert done == ["c"]
