"""Keys that a person has changed, in the real window: at once, and at the next start."""

import json

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QTableView, QWidget

from aiurdesk.ui.keys.key_strips import KeyRecorder
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import Opened, opened_window

STATUS, ECHO = "gateway.home.index", "code-lab.sockets.echo"


def press(key: str, widget: QWidget | None = None) -> None:
    """Press a key where the keyboard is."""
    combination = QKeySequence(key)[0]  # type: ignore[index]
    target = widget or QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, combination.key(), combination.keyboardModifiers())


async def change(opened: Opened, changes: dict[str, str]) -> None:
    """Give actions other keys in the dialog.

    Args:
        changes: Text of an action → its new key, empty for none.
    """
    driver = WindowDriver(opened.window, opened.controller)
    opened.act("show_keys")
    dialog = await driver.dialog("Keyboard shortcuts")
    (table,) = dialog.findChildren(QTableView)
    model = table.model()
    for text, key in changes.items():
        rows = [row for row in range(model.rowCount()) if model.index(row, 0).data() == text]
        table.selectRow(rows[0])
        driver.press("Change…" if key else "Remove")
        if key:
            press(key, driver.find(KeyRecorder, "New key"))
        if driver.has(QPushButton, f"Take over for {text}"):
            driver.press(f"Take over for {text}")
    dialog.reject()
    await opened.scope.idle()
    await activate(opened)


async def activate(opened: Opened) -> None:
    """Let the window have the keyboard, which the platform grants a little later."""
    opened.window.activateWindow()
    await until(opened.window.isActiveWindow)


def tips(opened: Opened) -> str:
    """Return all tool tips and texts of the page in front."""
    widgets = opened.page.findChildren(QWidget)
    labels = [one.text() for one in opened.page.findChildren(QLabel)]
    lines = [one.placeholderText() for one in opened.page.findChildren(QLineEdit)]
    return "\n".join([*labels, *lines, *(one.toolTip() for one in widgets)])


async def test_a_changed_key_works_at_once_and_the_old_one_does_not(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await change(opened, {"Send": "F9", "Sidebar": "", "Find in response": "Ctrl+E"})
        opened.open(STATUS)
        address = WindowDriver(opened.window, opened.controller).find(QLineEdit, "Address")
        address.setFocus()
        press("Ctrl+B")
        assert not opened.window.sidebar.isHidden()
        press("F5")
        assert not opened.controller.front.is_busy()
        press("F9")
        assert opened.controller.front.is_busy()
        await opened.answer()
        # Ctrl+E goes to the end of a line in Qt; the window has it first, for its new action too.
        address.setFocus()
        press("Ctrl+E")
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.accessibleName() == "Find in response"


async def test_every_text_that_names_a_key_names_the_new_one(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        assert "Send (Ctrl+Return)" in tips(opened)
        changes = {
            "Send": "F9",
            "Save": "F8",
            "New request": "Ctrl+J",
            "Keyboard shortcuts": "",
            "Command palette": "Ctrl+Shift+P",
        }
        await change(opened, changes)
        assert opened.find("go_to").toolTip() == "Command palette (Ctrl+Shift+P)"
        assert "Press Send (F9)" in tips(opened)
        assert "Send the request (F9)" in tips(opened)
        assert "Save into a collection (F8)" in tips(opened)
        send = opened.find("send")
        assert [label.text() for label in send.findChildren(QLabel)] == ["F9"]
        menu_keys = [key.toString() for key in opened.action("send").shortcuts()]
        assert menu_keys == ["F9"]
        # What is made only now knows the key as well.
        opened.open(ECHO)
        await opened.scope.idle()
        assert "press Connect (F9)" in tips(opened)
        assert "Send the message" not in tips(opened)  # it is not connected
        opened.action("close_request").trigger()
        opened.action("close_request").trigger()
        hint = opened.window.empty_state.findChildren(QLabel)[-1].text()
        words = "Press Ctrl+J for an empty request, Ctrl+Shift+P to find anything by its name."
        assert hint == words


async def test_only_the_changes_are_in_the_file_and_hold_at_the_next_start(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await change(opened, {"Send": "Ctrl+B", "Save all": "F8"})
        await change(opened, {"Save all": "Ctrl+Alt+S"})
    record = json.loads((tmp_path / "settings.json").read_text())
    assert record["keys"] == {"send": ["Ctrl+B"], "toggle_sidebar": []}
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        await activate(opened)
        opened.find("send").setFocus()
        press("Ctrl+B")
        assert opened.controller.front.is_busy()
        assert not opened.window.sidebar.isHidden()
        await opened.answer()


async def test_broken_keys_in_the_file_are_told_and_the_defaults_hold(theme, tmp_path):
    keys = {"send": ["Ctrl+Bogus"], "save": ["x"], "quit": 7, "later": ["F9"], "find": ["F7"]}
    (tmp_path / "settings.json").write_text(json.dumps({"keys": keys}))
    async with opened_window(theme, tmp_path) as opened:
        told = [message.text for message in opened.window.message_bar.messages]
        assert told == [
            "'x' for Save in the settings is ignored. Fields and lists need X. Add Ctrl or Alt, "
            "or choose a function key.",
            "'Ctrl+Bogus' for Send in the settings is ignored. It is not a key.",
        ]
        opened.open(STATUS)
        await activate(opened)
        opened.find("send").setFocus()
        press("F5")
        assert opened.controller.front.is_busy()
        await opened.answer()
        assert opened.action("find").shortcuts() == [QKeySequence("F7")]


async def test_a_zoom_key_is_recorded_and_does_not_zoom(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await change(opened, {"Larger text": "F8", "Save": "Ctrl++"})
        assert opened.controller.saver.settings.zoom_percent == 100
        assert opened.action("save").shortcuts() == [QKeySequence("Ctrl++")]
        press("F8")
        assert opened.controller.saver.settings.zoom_percent == 110


async def test_the_path_of_a_value_is_copied_with_its_key(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        driver = WindowDriver(opened.window, opened.controller)
        await driver.send()
        await activate(opened)
        tree = driver.find(QWidget, "Response tree")
        tree.setFocus()
        QTest.keyClick(tree, Qt.Key.Key_Down)
        QApplication.clipboard().clear()
        press("Ctrl+Shift+C", tree)
        assert QApplication.clipboard().text() == "serverTime"
