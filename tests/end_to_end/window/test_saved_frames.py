"""What a saved socket expects, from its file into the window and back."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from aiurdesk.core.request.conversation import NO_FRAME, FrameTest, ResponseTest
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.collections.steps import open_request
from tests.ui.credentials.window_steps import opened_dialog, press
from tests.ui.opened_window import opened_window
from tests.ui.sockets.steps import save_message

TEXT = """\
endpoint = "code-lab.sockets.echo"
# Kept.
messages = [
    { name = "Greeting", text = "hello" },
]
expected_frames = 1
frame_tests = [
    { frame = 1, equals = "hello" },
    { frame = "any", kind = "text" },
]
"""


def a_file(folder):
    folder.mkdir()
    (folder / "collection.toml").write_text('name = "Checks"\n')
    file = folder / "Echo.request.toml"
    file.write_text(TEXT)
    return file


async def test_expectations_are_read_edited_undone_and_saved(theme, tmp_path):
    file = a_file(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        driver = WindowDriver(opened.window, opened.controller)
        await open_request(opened, file)
        driver.show("Tests 3")
        assert driver.find(QLineEdit, "Frame test 1 expected").text() == "hello"
        assert not opened.current.is_edited

        # A message that is saved meanwhile leaves them alone, and the other way round.
        opened.page.socket.message.show_content("more")
        await save_message(opened.page.socket)
        await driver.type("Frame test 1 expected", "hello there")
        conversation = opened.current.request.conversation
        assert [message.content for message in conversation.messages] == ["hello", "more"]
        assert conversation.frame_tests[0].test.expected == "hello there"
        opened.page.socket.saved.changed.emit(conversation.messages[:1])

        opened.act("save")
        await opened.scope.idle()
        assert file.read_text() == TEXT.replace('equals = "hello"', 'equals = "hello there"')
        assert not opened.current.is_edited

        box = driver.find(QLineEdit, "Frame test 1 expected")
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        tests = opened.current.request.conversation.frame_tests
        assert [test.frame for test in tests] == [0, 1]
        assert opened.page.undo_stack.undoText() == "Move frame test"
        QTest.keySequence(opened.page, QKeySequence(QKeySequence.StandardKey.Undo))
        assert driver.find(QLineEdit, "Frame test 1 expected").text() == "hello there"
        driver.choose_from(driver.find(QComboBox, "Frame test 1 kind"), "Value")
        assert opened.page.undo_stack.undoText() == "Change value"
        opened.page.undo_stack.undo()
        assert opened.current.request.conversation.frame_tests == tests[::-1]


async def test_an_unfinished_frame_test_is_saved_and_read_again(theme, tmp_path):
    file = a_file(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        driver = WindowDriver(opened.window, opened.controller)
        await open_request(opened, file)
        driver.show("Tests 3")
        driver.press("Add frame test")
        await driver.type("Frame test 3 expected", "bye")
        driver.find(QComboBox, "Frame test 3 frame").setEditText("first")
        opened.act("save")
        await opened.scope.idle()
        added = '    { frame = "", equals = "bye", unfinished = true },\n]\n'
        assert file.read_text() == TEXT.removesuffix("]\n") + added
        assert not opened.current.is_edited
    async with opened_window(theme, tmp_path / "other profile") as opened:
        await open_request(opened, file)
        conversation = opened.current.request.conversation
        assert conversation.frame_tests[2] == FrameTest(
            NO_FRAME, ResponseTest("text", "bye", "equals")
        )
        assert not opened.current.is_edited


def undo(opened):
    QTest.keyClick(opened.window.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def names(opened):
    """Return what the saved messages are called."""
    messages = opened.current.request.conversation.messages
    return [message.name or message.content for message in messages]


async def test_a_message_is_renamed_saved_and_called_as_before_again(theme, tmp_path):
    file = a_file(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_request(opened, file)
        # As a click on it does.
        opened.page.socket.saved.setFocus()
        opened.page.socket.saved.rename_wanted.emit(0)
        dialog = await opened_dialog(opened, "message_name_dialog")
        dialog.findChild(QLineEdit).setText("Hello")
        press(dialog, "Rename")
        await until(lambda: names(opened) == ["Hello"])
        opened.act("save")
        await opened.scope.idle()
        assert file.read_text() == TEXT.replace('"Greeting"', '"Hello"')
        undo(opened)
        assert names(opened) == ["Greeting"]
        assert opened.page.undo_stack.redoText() == "Change Hello"
        opened.page.undo_stack.redo()
        assert names(opened) == ["Hello"]


async def test_messages_their_order_and_options_are_undone_where_they_stand(theme, tmp_path):
    file = a_file(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        driver = WindowDriver(opened.window, opened.controller)
        await open_request(opened, file)
        saved = opened.page.socket.saved
        opened.page.socket.message.show_content("more")
        await save_message(opened.page.socket)
        greeting, more = opened.current.request.conversation.messages
        saved.changed.emit((more, greeting))
        saved.changed.emit((greeting,))
        driver.press("Options")
        driver.editor("Subprotocols").setFocus()
        await driver.type("Subprotocols", "chat")
        assert opened.current.request.conversation.subprotocols == ("chat",)
        driver.press("Options")
        driver.press("Reconnect")
        assert opened.current.request.conversation.is_reconnecting

        undo(opened)
        assert not opened.current.request.conversation.is_reconnecting
        assert opened.window.focusWidget() is driver.find(QCheckBox, "Reconnect")
        undo(opened)
        assert opened.current.request.conversation.subprotocols == ()
        # It had been hidden, and has the keyboard now.
        assert driver.find(QLineEdit, "Subprotocols").text() == ""
        assert opened.window.focusWidget() is driver.editor("Subprotocols")
        undo(opened)
        assert names(opened) == ["more", "Greeting"]
        assert opened.window.focusWidget() is saved
        undo(opened)
        assert names(opened) == ["Greeting", "more"]
        undo(opened)
        assert names(opened) == ["Greeting"]
        assert not opened.current.is_edited


async def test_a_name_that_is_not_wanted_after_all_changes_nothing(theme, tmp_path):
    file = a_file(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_request(opened, file)
        opened.page.socket.saved.rename_wanted.emit(0)
        dialog = await opened_dialog(opened, "message_name_dialog")
        dialog.findChild(QLineEdit).setText("Hello")
        press(dialog, "Cancel")
        await opened.scope.idle()
        assert not opened.current.is_edited
        assert not opened.page.undo_stack.canUndo()
