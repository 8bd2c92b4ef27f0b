"""Undo and redo of every change of a form in the real window, by the keys that a person uses."""

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.request.request import Request
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
SAMPLES = {
    ParameterKind.TEXT: "some text",
    ParameterKind.INTEGER: "12",
    ParameterKind.LONG: "13",
    ParameterKind.NUMBER: "1.5",
    ParameterKind.BOOLEAN: "true",
    ParameterKind.CHOICE: "0",
    ParameterKind.DATETIME: "2026-11-24T10:11:12Z",
    ParameterKind.GUID: "6da0802e-18e4-4a76-99a5-47878dd7b8a5",
    ParameterKind.FILE: "/etc/hostname",
    ParameterKind.JSON: "[1]",
    ParameterKind.SECRET: "dots",
}


def undo(window):
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Z, CONTROL)


def redo(window):
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Z, CONTROL | SHIFT)


async def type_into(driver, name, text):
    """Type as a person does, who clicks into an editor first."""
    driver.editor(name).setFocus()
    await driver.type(name, text)


def endpoint_of(kinds):
    parameters = tuple(Parameter(f"{kind.value} field", kind, Location.QUERY) for kind in kinds)
    return Endpoint("stargate.t.t", "stargate", "t", "t", "GET", "/t", parameters=parameters)


async def test_typing_in_each_editor_is_one_step(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.controller.workbench.open_request(Request(endpoint_of(SAMPLES)))
        driver.press("Optional parameters")
        for kind, text in SAMPLES.items():
            await type_into(driver, f"{kind.value} field", text)
        typed = opened.current.request.values
        assert [name for name, _ in typed] == [f"{kind.value} field" for kind in SAMPLES]
        assert opened.page.undo_stack.count() == len(SAMPLES)
        for count in reversed(range(len(SAMPLES))):
            undo(opened.window)
            assert opened.current.request.values == typed[:count]
        for count in range(1, len(SAMPLES) + 1):
            redo(opened.window)
            assert opened.current.request.values == typed[:count]
        assert driver.find(QLineEdit, "text field").text() == "some text"


async def test_brackets_and_indents_that_come_by_themselves_are_no_steps(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.controller.workbench.open_request(Request(endpoint_of([ParameterKind.JSON])))
        driver.press("Optional parameters")
        area = driver.find(QPlainTextEdit, "json field")
        area.setFocus()
        QTest.keyClicks(area, "{")
        QTest.keyClick(area, Qt.Key.Key_Return)
        for sign in '"a":[1]':
            QTest.keyClicks(area, sign)
        assert area.toPlainText() == '{\n  "a":[1]\n}'
        assert opened.page.undo_stack.count() == 1
        undo(opened.window)
        assert area.toPlainText() == ""


async def test_clear_all_values_can_be_undone(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.open("stargate.message.pushmessage")
        await type_into(driver, "ChannelId", "2")
        driver.press("Optional parameters")
        await type_into(driver, "MessageContent", "hello")
        before = opened.current.request.values
        clear = opened.page.findChild(QAction, "clear_values")
        clear.trigger()
        assert opened.current.request.values == ()
        assert opened.page.undo_stack.undoText() == "Clear all values"
        assert "is required" not in driver.help_of("ChannelId")
        driver.editor("ChannelId").setFocus()
        undo(opened.window)
        assert opened.current.request.values == before
        assert driver.find(QLineEdit, "ChannelId").text() == "2"
        assert driver.find(QPlainTextEdit, "MessageContent").toPlainText() == "hello"
        redo(opened.window)
        assert opened.current.request.values == ()


async def test_leaving_out_and_including_are_steps(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.controller.workbench.open_request(Request(endpoint_of([ParameterKind.TEXT])))
        driver.press("Optional parameters")
        await type_into(driver, "text field", "a")
        driver.press("Send text field")
        assert opened.current.request.values == ()
        undo(opened.window)
        assert opened.current.request.values == (("text field", "a"),)
        assert driver.find(QCheckBox, "Send text field").isChecked()
        redo(opened.window)
        assert opened.current.request.values == ()
        assert driver.find(QLineEdit, "text field").text() == "a"


async def test_items_of_a_list_come_back(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.controller.workbench.open_request(Request(endpoint_of([ParameterKind.LIST])))
        driver.press("Optional parameters")
        for name, text in (("list field", "one"), ("list field 2", "two")):
            driver.press("Add item to list field")
            await asyncio.sleep(0)
            await type_into(driver, name, text)
        driver.press("Remove list field 1")
        assert opened.current.request.values == (("list field", ("two",)),)
        undo(opened.window)
        assert opened.current.request.values == (("list field", ("one", "two")),)
        undo(opened.window)
        assert opened.current.request.values == (("list field", ("one", "")),)


async def test_address_method_parameters_and_headers_share_the_stack(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.action("new_request").trigger()
        await type_into(driver, "Address", "https://a.b/")
        driver.press("Add parameter")
        await type_into(driver, "Parameter name 1", "x")
        await type_into(driver, "Parameter value 1", "1")
        driver.choose_from(driver.find(QComboBox, "Method"), "POST")
        driver.show("Headers")
        driver.press("Add header")
        await type_into(driver, "Header name 1", "Accept")
        driver.press("Remove header 1")
        driver.show("Parameters")
        driver.press("Send parameter 1")
        assert opened.current.request.values == ()
        undo(opened.window)
        assert opened.current.request.values == (("x", "1"),)
        undo(opened.window)
        assert [h.name for h in opened.current.request.headers] == ["Accept"]
        assert driver.find(QLineEdit, "Header name 1").text() == "Accept"
        undo(opened.window)
        undo(opened.window)
        undo(opened.window)
        assert driver.find(QComboBox, "Method").currentText() == "GET"
        undo(opened.window)
        assert opened.current.request.values == (("x", ""),)
        undo(opened.window)
        undo(opened.window)
        assert driver.has(QLineEdit, "Parameter name 1") is False
        undo(opened.window)
        assert driver.find(QLineEdit, "Address").text() == ""
        assert not opened.page.undo_stack.canUndo()
        while opened.page.undo_stack.canRedo():
            redo(opened.window)
        assert driver.find(QLineEdit, "Address").text() == "https://a.b/"
        assert not driver.find(QCheckBox, "Send parameter 1").isChecked()
        assert opened.current.request.method == "POST"


async def test_each_request_has_a_stack_of_its_own(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.open("stargate.message.pushmessage")
        first = opened.page
        await type_into(driver, "ChannelId", "2")
        opened.open("stargate.home.index")
        assert opened.page is not first
        assert not opened.page.undo_stack.canUndo()
        assert first.undo_stack.canUndo()
