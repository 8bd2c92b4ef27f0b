"""Keys and the Edit menu of the real window, wherever the keyboard is."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from aiurdesk.ui.program.actions import ACTIONS
from aiurdesk.ui.widgets.file_dialog import LAST_FOLDER, file_dialog
from aiurdesk.ui.window.status_line import COPIED
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window

PLACES = {
    "Filter sidebar": "Text",
    "Address": "Text",
    "ChannelId": "Text",
    "MessageContent": "Text",
    "Response text": "Text",
    "Response tree": "Tree",
    "Response headers": "Headers",
}
"""What has the keyboard → the tab of the response that is shown."""
KEYS = [
    (row.id, key) for row in ACTIONS if not row.is_for_focus for key in row.keys if row.id != "quit"
]


async def prepared(opened):
    """Open a request with its response, so that every place is there."""
    driver = WindowDriver(opened.window, opened.controller)
    driver.press("Push a message to a wrong channel")
    await opened.scope.idle()
    driver.press("Send anyway")
    await opened.scope.idle()
    driver.show("Text")
    await asyncio.sleep(0)
    return driver


async def test_every_key_works_wherever_the_keyboard_is(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = await prepared(opened)
        opened.window.activateWindow()
        heard: list[str] = []
        for row in ACTIONS:
            action = opened.action(row.id)
            action.setEnabled(True)
            # What the actions do would take the places away, or end the program.
            action.triggered.disconnect()
            action.triggered.connect(lambda _=False, name=row.id: heard.append(name))
        missing = []
        for editor_name, tab in PLACES.items():
            driver.show(tab)
            widget = driver.find(QWidget, editor_name)
            for name, key in KEYS:
                heard.clear()
                widget.setFocus()
                pressed = QKeySequence(key)[0]  # type: ignore[index]
                focused = QApplication.focusWidget()
                assert focused is not None
                QTest.keyClick(focused, pressed.key(), pressed.keyboardModifiers())
                if heard != [name]:
                    missing.append((editor_name, key, list(heard)))
        assert missing == []


async def test_the_edit_menu_acts_on_the_focused_widget(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = await prepared(opened)
        opened.window.activateWindow()
        for name in ("Filter sidebar", "ChannelId", "MessageContent"):
            await driver.type(name, "some words")
            editor = driver.editor(name)
            editor.setFocus()
            driver.pick("Select all")
            driver.pick("Cut")
            assert text_of(editor) == ""
            # How much of the typing belongs to the same step is up to the editor.
            driver.pick("Undo")
            assert text_of(editor) != ""
            driver.pick("Redo")
            assert text_of(editor) == ""
            driver.pick("Paste")
            assert text_of(editor) == "some words"


def text_of(editor):
    return editor.text() if isinstance(editor, QLineEdit) else editor.toPlainText()


@pytest.mark.parametrize("way", ["Copy address", "Edit menu", "Ctrl+C", "Copy value"])
async def test_every_copy_is_said_in_the_status_line(theme, tmp_path, way):
    async with opened_window(theme, tmp_path) as opened:
        driver = await prepared(opened)
        opened.window.activateWindow()
        QGuiApplication.clipboard().clear()
        assert opened.window.status_line.currentMessage() == ""
        if way == "Copy value":
            driver.show("Tree")
            tree = driver.find(QWidget, "Response tree")
            tree.setFocus()
            QTest.keyClick(tree, Qt.Key.Key_Down)
            driver.pick("Copy")
        elif way == "Copy address":
            driver.pick("Copy address")
        else:
            editor = driver.editor("MessageContent")
            editor.setFocus()
            editor.selectAll()
            if way == "Edit menu":
                driver.pick("Copy")
            else:
                QTest.keyClick(editor, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text()
        assert opened.window.status_line.currentMessage() == COPIED


async def test_file_dialogs_start_where_one_was_last_also_at_the_next_start(theme, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "one.txt").touch()
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.open("probe.files.uploadfile")
        await opened.scope.idle()
        dialog = file_dialog(opened.window, "Choose file")
        dialog.open()
        line = dialog.findChild(QLineEdit)
        assert line is not None
        line.setText(str(folder / "one.txt"))
        line.returnPressed.emit()
    LAST_FOLDER.path = ""
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.open("probe.files.uploadfile")
        await opened.scope.idle()
        WindowDriver(opened.window, opened.controller).press("Choose file")
        (dialog,) = opened.window.findChildren(QFileDialog)
        assert dialog.directory().path() == str(folder)
        dialog.reject()
    LAST_FOLDER.path = ""
