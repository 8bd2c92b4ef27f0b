import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from aiurdesk.core.request.conversation import SocketMessage
from aiurdesk.ui.sockets.saved_messages import SavedMessages, title_of

HELLO, LONG = SocketMessage("hello", name="Greet & go"), SocketMessage("x" * 100)


@pytest.fixture
def saved(qtbot):
    panel = QWidget()
    qtbot.addWidget(panel)
    column = QVBoxLayout(panel)
    column.addWidget(QLineEdit())
    made = SavedMessages(panel)
    column.addWidget(made)
    made.show_messages((HELLO, LONG))
    panel.show()
    yield made
    panel.close()


def entries(menu):
    menu.aboutToShow.emit()
    return {action.text().split("\t")[0]: action for action in menu.actions() if action.text()}


def test_messages_are_listed_by_name_or_beginning(saved):
    assert list(entries(saved.menu()))[:2] == ["Greet && go", "x" * 50 + "…"]
    assert title_of(SocketMessage("")) == "(empty)"


def test_a_message_is_sent_from_the_menu_or_by_its_key(saved, qtbot):
    saved.set_open(True)
    with qtbot.waitSignal(saved.send_wanted) as caught:
        entries(saved.menu())["Greet && go"].trigger()
    assert caught.args == [HELLO]
    line = saved.parentWidget().findChild(QLineEdit)
    line.setFocus()
    with qtbot.waitSignal(saved.send_wanted) as caught:
        QTest.keyClick(line, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert caught.args == [LONG]


def test_nothing_is_sent_while_nothing_is_connected(saved, qtbot):
    assert not entries(saved.menu())["Greet && go"].isEnabled()
    with qtbot.assertNotEmitted(saved.send_wanted):
        QTest.keyClick(saved, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)


def test_the_menu_closes_when_there_are_other_messages(saved):
    menu = saved.menu()
    menu.popup(saved.mapToGlobal(QPoint()))
    saved.show_messages((HELLO, LONG))
    assert menu.isVisible()
    # Such as after a change of the file: the entries are about places among the messages.
    saved.show_messages((LONG,))
    assert not menu.isVisible()


def test_messages_are_edited_removed_and_added(saved, qtbot):
    with qtbot.waitSignal(saved.edit_wanted) as caught:
        entries(entries(saved.menu())["Edit"].menu())["Greet && go"].trigger()
    assert caught.args == [HELLO]
    with qtbot.waitSignal(saved.changed) as caught:
        entries(entries(saved.menu())["Remove"].menu())["Greet && go"].trigger()
    assert caught.args == [(LONG,)]
    with qtbot.waitSignal(saved.keep_wanted):
        entries(saved.menu())["Save this message"].trigger()
    saved.show_messages(())
    assert not entries(saved.menu())["None yet"].isEnabled()


def test_a_message_without_a_name_says_what_it_is():
    ping = SocketMessage('{"n": 1, "type": "ping"}', "json")
    assert title_of(ping) == 'type: ping · {"n": 1, "type": "ping"}'


def test_files_and_bytes_have_readable_titles():
    assert title_of(SocketMessage("/a/very/long/folder/photo.png", "file")) == "photo.png"
    assert title_of(SocketMessage("AAEC", "base64")) == "00 01 02"
    assert title_of(SocketMessage("AAE", "base64")) == "AAE"
    assert title_of(SocketMessage("/a/checks/Push", "request")) == "Send request Push"


def test_a_message_that_was_changed_takes_its_place_again(saved, qtbot):
    assert not any(text.startswith("Replace") for text in entries(saved.menu()))
    entries(entries(saved.menu())["Edit"].menu())["x" * 50 + "…"].trigger()
    with qtbot.waitSignal(saved.replace_wanted) as caught:
        entries(saved.menu())["Replace “" + "x" * 50 + "…”"].trigger()
    assert caught.args == [1]
    saved.show_messages((HELLO,))
    assert not any(text.startswith("Replace") for text in entries(saved.menu()))


def test_messages_are_renamed_and_moved(saved, qtbot):
    with qtbot.waitSignal(saved.rename_wanted) as caught:
        entries(entries(saved.menu())["Rename"].menu())["Greet && go"].trigger()
    assert caught.args == [0]
    moves = entries(entries(saved.menu())["Move up"].menu())
    assert list(moves) == ["x" * 50 + "…"]
    with qtbot.waitSignal(saved.changed) as caught:
        moves["x" * 50 + "…"].trigger()
    assert caught.args == [(LONG, HELLO)]
    moves = entries(entries(saved.menu())["Move down"].menu())
    assert list(moves) == ["Greet && go"]
    with qtbot.waitSignal(saved.changed) as caught:
        moves["Greet && go"].trigger()
    assert caught.args == [(LONG, HELLO)]
    saved.show_messages((HELLO,))
    assert not entries(saved.menu())["Move up"].isEnabled()
    assert not entries(saved.menu())["Move down"].isEnabled()


def test_a_message_that_is_renamed_while_it_is_edited_can_still_be_replaced(saved):
    entries(entries(saved.menu())["Edit"].menu())["Greet && go"].trigger()
    named = SocketMessage("hello", name="Hi")
    saved.follow_rename(HELLO, named)
    saved.show_messages((named, LONG))
    assert "Replace “Hi”" in entries(saved.menu())
