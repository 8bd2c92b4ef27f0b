import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from aiurdesk.core.request.conversation import SocketMessage
from aiurdesk.ui.sockets.message_editor import MessageEditor


@pytest.fixture
def editor(qtbot, theme, keys):
    made = MessageEditor(theme, keys)
    qtbot.addWidget(made)
    made.show()
    made.set_open(True)
    return made


def button(editor):
    return next(b for b in editor.findChildren(QPushButton) if b.text() == "Send message")


def choose(editor, kind):
    editor.findChild(QComboBox).setCurrentText(kind)


def sent(editor, qtbot):
    with qtbot.waitSignal(editor.send_wanted) as caught:
        button(editor).click()
    return caught.args[0]


def press(editor, key):
    QTest.keyClick(editor.area, key, Qt.KeyboardModifier.ControlModifier)


def test_text_is_sent_as_it_is_typed_even_none_at_all(editor, qtbot):
    assert sent(editor, qtbot) == SocketMessage("")
    QTest.keyClicks(editor.area, "hello")
    assert sent(editor, qtbot) == SocketMessage("hello")


def test_the_key_that_connected_does_not_send_an_empty_message(editor, qtbot):
    with qtbot.waitActive(editor):
        editor.activateWindow()
    button(editor).setFocus()
    with qtbot.assertNotEmitted(editor.send_wanted):
        editor.send_or_begin()
    assert editor.area.hasFocus()
    # The key that has connected may be pressed once too often. The button sends an empty message.
    with qtbot.assertNotEmitted(editor.send_wanted):
        editor.send_or_begin()
    with qtbot.waitSignal(editor.send_wanted) as caught:
        button(editor).click()
    assert caught.args == [SocketMessage("")]
    QTest.keyClicks(editor.area, "hello")
    with qtbot.waitSignal(editor.send_wanted) as caught:
        editor.send_or_begin()
    assert caught.args == [SocketMessage("hello")]


def test_nothing_is_sent_before_the_socket_is_open(editor):
    editor.set_open(False)
    assert not button(editor).isEnabled()
    assert button(editor).toolTip() == "Connect first"


def test_json_is_checked_as_it_is_typed(editor, qtbot):
    choose(editor, "JSON")
    assert not button(editor).isEnabled()
    QTest.keyClicks(editor.area, '{"a": ')
    assert not button(editor).isEnabled()
    assert "line 1, column 7" in editor.area.accessibleDescription()
    QTest.keyClicks(editor.area, "{{n}}}")
    assert editor.area.accessibleDescription() == ""
    assert sent(editor, qtbot) == SocketMessage('{"a": {{n}}}', "json")


def test_a_file_is_sent_by_its_path(editor, qtbot, tmp_path):
    choose(editor, "File")
    assert not button(editor).isEnabled()
    file = tmp_path / "photo.bin"
    line = next(w for w in editor.findChildren(QLineEdit) if w.accessibleName() == "File to send")
    line.setText(str(file))
    assert not button(editor).isEnabled()
    file.write_bytes(b"1")
    line.setText("")
    line.setText(str(file))
    assert sent(editor, qtbot) == SocketMessage(str(file), "file")


def test_earlier_messages_come_back_and_so_does_the_draft(editor, qtbot):
    for text in ("one", "two", "two"):
        editor.show_content(text)
        sent(editor, qtbot)
    editor.show_content("draft")
    seen = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
        press(editor, key)
        seen.append(editor.area.exact_text())
    assert seen == ["two", "one", "one", "two", "draft"]


def test_the_kind_of_a_text_that_is_shown_is_guessed(editor):
    editor.show_content('{"a": 1}')
    assert editor.findChild(QComboBox).currentText() == "JSON"
    editor.show_content("{no json")
    assert editor.findChild(QComboBox).currentText() == "Text"


def test_undo_stays_in_the_message(editor):
    QTest.keyClicks(editor.area, "typed")
    press(editor, Qt.Key.Key_Z)
    assert editor.area.exact_text() != "typed"


def test_bytes_are_shown_in_hexadecimal_and_stay_the_same(editor, qtbot):
    # Base64 has more than one spelling for a byte: the file must not change by looking at it.
    for content in ("AAEC", "/x==", ""):
        message = SocketMessage(content, "base64")
        editor.show_message(message)
        assert editor.findChild(QComboBox).currentText() == "Bytes"
        assert editor.typed == message
    editor.show_message(SocketMessage("AAEC", "base64"))
    assert editor.area.exact_text() == "00 01 02"
    QTest.keyClicks(editor.area, "ff ")
    assert sent(editor, qtbot) == SocketMessage("/wABAg==", "base64")


def test_invalid_hexadecimal_is_marked_and_not_sent(editor):
    choose(editor, "Bytes")
    QTest.keyClicks(editor.area, "0g")
    assert editor.area.accessibleDescription().startswith("Bytes are pairs of hexadecimal digits")
    assert not button(editor).isEnabled()
    assert editor.typed is None
    # What a file holds in the wrong spelling is shown as it is.
    editor.show_message(SocketMessage("AAE", "base64"))
    assert editor.area.exact_text() == "AAE"
    assert editor.typed is None


def test_an_earlier_message_comes_back_with_its_kind(editor, qtbot):
    editor.show_content(b"\x00\x01")
    sent(editor, qtbot)
    editor.show_content('{"a": 1}')
    press(editor, Qt.Key.Key_Up)
    assert editor.typed == SocketMessage("AAE=", "base64")
    press(editor, Qt.Key.Key_Down)
    assert editor.typed == SocketMessage('{"a": 1}', "json")


def test_a_saved_request_is_sent_by_its_file(editor, qtbot, tmp_path):
    choose(editor, "Request")
    line = next(w for w in editor.findChildren(QLineEdit) if w.accessibleName() == "Saved request")
    send = next(b for b in editor.findChildren(QPushButton) if b.text() == "Send request")
    other, file = tmp_path / "notes.toml", tmp_path / "Push.request.toml"
    for path in (other, file):
        path.write_text("")
    line.setText(str(tmp_path / "Lost.request.toml"))
    assert not send.isEnabled()
    line.setText(str(other))
    assert not send.isEnabled()
    line.setText(str(file))
    with qtbot.waitSignal(editor.send_wanted) as caught:
        send.click()
    message = SocketMessage(str(tmp_path / "Push"), "request")
    assert caught.args == [message]
    choose(editor, "Text")
    editor.show_message(message)
    assert editor.typed == message
