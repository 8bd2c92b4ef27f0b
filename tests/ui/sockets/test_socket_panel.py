from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QSplitter, QTabBar
from shiboken6 import isValid

from aiurdesk.core.exchange.sockets.closing import SocketState, SocketStatus
from aiurdesk.core.exchange.sockets.event_types import FrameReading
from aiurdesk.core.request.conversation import SocketMessage
from tests.core.exchange.sockets.frames import a_frame
from tests.coroutines import until
from tests.ui.response.exchanges import an_exchange
from tests.ui.sockets.frames import rows
from tests.ui.sockets.steps import a_socket, save_message


def button(panel, text):
    buttons = [b for b in panel.findChildren(QPushButton) if b.text() == text and b.isVisible()]
    assert buttons, text
    return buttons[0]


def count(panel):
    label = next(w for w in panel.findChildren(QLabel) if w.accessibleName() == "Number of frames")
    return label.text()


def test_a_frame_that_is_edited_becomes_the_message_to_send(panel):
    panel.frames.add(rows(2))
    panel.frames.flush()
    panel.frames.table.selectRow(1)
    panel.frames_page.show_frame(panel.frames.selected, a_frame("number 1"), FrameReading())
    button(panel, "Edit and send").click()
    assert panel.message.area.exact_text() == "number 1"


def test_a_refusal_is_shown_as_a_response(panel):
    exchange = an_exchange()
    panel.response.show_exchange(exchange)
    panel.show_status(SocketStatus(SocketState.REFUSED, exchange))
    assert panel.response.isVisible()
    assert not panel.frames.isVisible()
    panel.show_status(SocketStatus(SocketState.CONNECTING))
    assert not panel.response.isVisible()


def test_an_exchange_of_the_history_is_shown_until_something_is_connected(panel):
    panel.response.show_exchange(an_exchange())
    panel.show_response()
    assert panel.response.isVisible()
    panel.show_status(SocketStatus(SocketState.OPEN))
    assert not panel.response.isVisible()


async def test_the_type_of_a_message_is_offered_as_its_name(panel):
    panel.message.show_message(SocketMessage('{"type": "<b>ping</b>"}', "json"))
    panel.saved.keep_wanted.emit()
    await until(lambda: panel.findChild(QDialog, "message_name_dialog"))
    dialog = panel.findChild(QDialog, "message_name_dialog")
    field = dialog.findChild(QLineEdit)
    assert (field.accessibleName(), field.selectedText()) == (
        "Name of the message",
        "type: <b>ping</b>",
    )
    label = dialog.findChild(QLabel)
    assert label.text().startswith("Name of “type: <b>ping</b> · {")
    # As it is written, and not as HTML.
    assert label.textFormat() is Qt.TextFormat.PlainText
    dialog.reject()
    await until(lambda: not isValid(dialog) or not dialog.isVisible())


async def test_messages_are_kept_with_the_request_under_a_name(panel, qtbot):
    panel.show_request(a_socket(subprotocols=("chat",)))
    panel.message.show_content("hello")
    changes: list[tuple[str, object]] = []
    panel.edited.connect(lambda field, value: changes.append((field, value)))
    await save_message(panel, "Greeting", "Cancel")
    assert changes == []
    await save_message(panel, "Greeting")
    message = SocketMessage("hello", name="Greeting")
    panel.saved.changed.emit(())
    assert changes == [("messages", (message,)), ("messages", ())]


def test_reconnecting_is_kept_with_the_request_and_shown_with_it(panel, qtbot):
    panel.show_request(a_socket())
    with qtbot.waitSignal(panel.edited) as caught:
        panel.bar.reconnects.click()
    assert caught.args == ["is_reconnecting", True]
    with (
        qtbot.assertNotEmitted(panel.edited),
        # An open socket follows what an undo step says.
        qtbot.waitSignal(panel.bar.reconnecting_changed),
    ):
        panel.show_request(a_socket())
    assert not panel.bar.reconnects.isChecked()


def test_a_changed_message_keeps_its_place_and_name(panel, qtbot):
    hello, bye = SocketMessage("hello", name="Greeting"), SocketMessage("AAE=", "base64")
    panel.show_request(a_socket(messages=(hello, bye)))
    panel.saved.edit_wanted.emit(hello)
    QTest.keyClicks(panel.message.area, " all")
    with qtbot.waitSignal(panel.edited) as caught:
        panel.saved.replace_wanted.emit(0)
    _, (changed, same) = caught.args
    assert changed.name == "Greeting"
    assert "all" in changed.content
    assert same is bye


def test_frames_and_refusal_are_both_reached_by_tabs(panel):
    def tabs():
        bars = panel.findChildren(QTabBar)
        return next(bar for bar in bars if bar.accessibleName() == "Frames or response")

    panel.frames.add(rows(3))
    panel.frames.flush()
    assert not tabs().isVisible()
    exchange = an_exchange()
    panel.response.show_exchange(exchange)
    panel.show_status(SocketStatus(SocketState.REFUSED, exchange))
    assert tabs().isVisible()
    tabs().setFocus()
    QTest.keyClick(tabs(), Qt.Key.Key_Left)
    assert panel.frames.isVisible()
    assert not panel.response.isVisible()
    assert count(panel) == "3 frames"
    QTest.keyClick(tabs(), Qt.Key.Key_Right)
    assert panel.response.isVisible()
    panel.show_status(SocketStatus(SocketState.OPEN))
    assert panel.frames.isVisible()
    assert not tabs().isVisible()


def test_the_button_that_sends_stays_in_sight_in_a_low_window(panel, theme, qtbot):
    # Room for a list of frames, and not for the chosen one as well.
    panel.resize(700, panel.bar.height() + panel.message.height() + theme.length(190))
    panel.frames.add(rows(20))
    panel.frames.flush()
    panel.frames.table.selectRow(1)
    panel.frames_page.show_frame(panel.frames.selected, a_frame("number 1"), FrameReading())
    frames = panel.findChild(QSplitter)
    qtbot.waitUntil(lambda: frames.height() >= frames.minimumSizeHint().height())
    send = button(panel, "Send message")
    assert send.visibleRegion().boundingRect() == send.rect()
    # In a still lower one, both are scrolled to.
    panel.resize(700, panel.message.height())
    qtbot.waitUntil(lambda: send.visibleRegion().isEmpty())
    panel.message.area.setFocus()
    QTest.keyClick(panel.message.area, Qt.Key.Key_Tab)
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
    assert not panel.focusWidget().visibleRegion().isEmpty()
