"""Work in the form of the real window: examples, places that fixes lead to, what is said."""

import asyncio
import re

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QWidget,
)

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.environments.environment import SANDBOX
from aiurdesk.core.exchange.report import preview
from aiurdesk.core.request.request import Request
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window

PUSH = "stargate.message.pushmessage"


def front_tab(opened):
    """Return the title of the tab of the request that is in front."""
    tabs = opened.page.findChild(QTabWidget, "editors")
    return tabs.tabText(tabs.currentIndex())


async def test_use_example_fills_the_field_and_can_be_undone(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.open(PUSH)
        driver.press("Use example for ChannelId")
        assert driver.find(QLineEdit, "ChannelId").text() == "2"
        assert ("ChannelId", "2") in opened.current.request.values
        assert opened.window.focusWidget() is driver.find(QLineEdit, "ChannelId")
        QTest.keyClick(
            driver.editor("ChannelId"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier
        )
        assert opened.current.request.values == ()


async def test_generate_makes_a_guid(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        parameters = (Parameter("id", ParameterKind.GUID, Location.QUERY, required=True),)
        endpoint = Endpoint(
            "stargate.t.t", "stargate", "t", "t", "GET", "/t", parameters=parameters
        )
        opened.controller.workbench.open_request(Request(endpoint))
        driver.press("Generate id")
        ((name, value),) = opened.current.request.values
        assert (name, len(str(value))) == ("id", 36)
        driver.press("Generate id")
        assert opened.current.request.value("id") != value


async def test_names_that_are_separated_by_commas_are_accepted_as_the_help_says(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.open("probe.token.gettoken")
        assert "separated by commas" in driver.help_of("Permissions")
        await driver.type("Permissions", "Upload, Download")
        assert "Choose one of" not in driver.help_of("Permissions")
        assert "Sent as Upload,Download" in driver.help_of("Permissions")


async def test_go_to_a_parameter_selects_its_value_so_that_typing_replaces_it(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.environments.choose(SANDBOX)
        opened.open(PUSH)
        await opened.scope.idle()
        await driver.type("ChannelId", "424242")
        await driver.send()
        driver.press("Go to ChannelId")
        line = driver.find(QLineEdit, "ChannelId")
        assert line.hasFocus()
        assert line.selectedText() == "424242"
        QTest.keyClicks(line, "2")
        assert line.text() == "2"


async def test_a_bad_header_value_leads_to_the_headers(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.open("gateway.home.index")
        driver.show("Headers")
        for number, (name, value) in enumerate((("Accept", "*/*"), ("X-Name", "a")), start=1):
            driver.press("Add header")
            await asyncio.sleep(0)
            await driver.type(f"Header name {number}", name)
            await driver.type(f"Header value {number}", value)
        # Qt types ASCII only in tests.
        driver.find(QLineEdit, "Header value 2").setText("你")
        driver.show("Parameters")
        driver.press("Send")
        await opened.scope.idle()
        assert front_tab(opened) == "Headers 2"
        line = driver.find(QLineEdit, "Header value 2")
        assert opened.window.focusWidget() is line
        assert line.selectedText() == "你"
        assert "not allowed in a header" in line.accessibleDescription()


async def test_json_is_checked_with_its_place_while_it_is_typed(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.open("kahla-v2.messages.directsend")
        await driver.type("body", '{"content": "a",}')
        # Python names the comma since 3.13, and what should follow it before.
        assert re.search("Not valid JSON at line 1, column 1[67]", driver.help_of("body"))
        area = driver.find(QPlainTextEdit, "body")
        QTest.keyClick(area, Qt.Key.Key_Left)
        QTest.keyClick(area, Qt.Key.Key_Backspace)
        assert "Not valid JSON" not in driver.help_of("body")
        driver.press("Format body")
        assert area.toPlainText() == '{\n  "content": "a"\n}'


async def test_preview_shows_an_invalid_form_as_send_anyway_sends_it(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.environments.choose(SANDBOX)
        opened.open(PUSH)
        await opened.scope.idle()
        # A token would only be known when it is sent.
        opened.controller.credentials.choice.choose("")
        await driver.type("ChannelId", "two")
        driver.show("Preview")
        text = driver.find(QPlainTextEdit, "Preview").toPlainText()
        assert text.startswith("POST /Message/PushMessage HTTP/2\n")
        assert "ChannelId=two" in text
        await driver.send(anyway=True)
        exchange = opened.exchange(opened.current.key)
        assert (
            preview(exchange.prepared, protocol="HTTP/2").split("\n\n")[0]
            == (text.split("\n\n")[0])
        )
        assert exchange.outcome.http_version == "HTTP/2"


async def test_a_host_without_a_scheme_gets_one_and_the_form_says_so(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.action("new_request").trigger()
        await asyncio.sleep(0)
        await driver.type("Address", "localhost:18080/json")
        assert is_shown(opened, "No scheme was given: http:// is used")
        QTest.keyClick(driver.editor("Address"), Qt.Key.Key_Return)
        await opened.scope.idle()
        assert driver.find(QLineEdit, "Address").text() == "http://localhost:18080/json"
        assert is_shown(opened, "No scheme was given")
        assert opened.exchange(opened.current.key).prepared.url == "http://localhost:18080/json"
        opened.page.undo_stack.undo()
        assert driver.find(QLineEdit, "Address").text() == "localhost:18080/json"


async def test_a_click_after_a_typed_address_hits_the_button_below_the_pointer(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.action("new_request").trigger()
        await asyncio.sleep(0)
        await driver.type("Address", "localhost:18080/json")
        button = driver.find(QPushButton, "Add parameter")
        point = button.mapTo(opened.window, button.rect().center())
        button.setFocus(Qt.FocusReason.MouseFocusReason)
        await asyncio.sleep(0)
        opened.page.layout().activate()
        assert driver.find(QLineEdit, "Address").text() == "http://localhost:18080/json"
        assert opened.window.childAt(point) is button
        # The note leaves with the next edit.
        QTest.keyClicks(driver.find(QLineEdit, "Address"), "/")
        assert not is_shown(opened, "No scheme was given")


def is_shown(opened, words):
    """Tell whether a visible label says some words."""
    labels = opened.window.findChildren(QLabel)
    return any(label.isVisible() and words in label.text() for label in labels)


def every_kind():
    """Return an endpoint with a parameter of each kind, required and optional."""
    parameters = tuple(
        Parameter(
            f"{word}{kind.value.title()}",
            kind,
            Location.MULTIPART,
            required=word == "Needed",
            description="What it is for, said in a sentence that needs more than one line here.",
            example="" if kind.traits.is_file else kind.traits.example,
        )
        for word in ("Needed", "Further")
        for kind in ParameterKind
    )
    return Endpoint("stargate.t.t", "stargate", "t", "t", "POST", "/t", parameters=parameters)


def clipped(part):
    """Return the texts of the visible labels and buttons that have too little room."""
    texts = []
    for label in part.findChildren(QLabel):
        needed = label.heightForWidth(label.width()) if label.wordWrap() else 0
        is_narrow = not label.wordWrap() and label.sizeHint().width() > label.width()
        if label.isVisible() and (is_narrow or needed > label.height()):
            texts.append(label.text())
    for button in part.findChildren(QAbstractButton):
        # One in a field is as high as there is room, and has to show its icon.
        needs = button.sizeHint() if button.text() else button.iconSize()
        missing = needs.boundedTo(button.size()) != needs
        if button.isVisible() and missing:
            texts.append(button.text() or button.accessibleName())
    return texts


async def test_nothing_in_a_form_is_clipped_in_a_small_window(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        saver = opened.controller.saver
        opened.window.resize(1024, 700)
        for zoom in (100, 150, 200):
            saver.change(replace(saver.settings, zoom_percent=zoom))
            opened.controller.workbench.open_request(Request(every_kind()))
            driver.press("Optional parameters")
            driver.press("Add item to NeededList")
            driver.press("Send")
            await opened.scope.idle()
            await settled()
            assert clipped(opened.page.form) == []
            opened.action("new_request").trigger()
            await driver.type("Address", "localhost:1")
            driver.press("Add parameter")
            await driver.type("Parameter value 1", "lost")
            await settled()
            assert clipped(opened.page.editors) == []


async def settled():
    """Let what is pending be laid out."""
    for _ in range(50):
        await asyncio.sleep(0)


async def test_everything_in_a_form_has_a_name_that_is_what_is_shown(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.controller.workbench.open_request(Request(every_kind()))
        driver.press("Optional parameters")
        driver.press("Add item to NeededList")
        await settled()
        names = named(opened.page.form)
        assert {"NeededInteger", "FurtherText", "Send FurtherText", "NeededList"} <= set(names)
        for tab in ("Headers", "Preview"):
            driver.show(tab)
        driver.show("Headers")
        driver.press("Add header")
        await settled()
        assert "Header name 1" in named(opened.page.editors)


def named(part):
    """Return the names of all that takes the keyboard; each has one, with the text it shows."""
    names = []
    for widget in part.findChildren(QWidget):
        if not widget.isVisible() or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        spoken = QAccessible.queryAccessibleInterface(widget)
        name = spoken.text(QAccessible.Text.Name)
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        assert name, f"{widget} has no name"
        words = text.replace("&", "").rstrip("…")
        # The number of optional parameters is the description.
        assert name.startswith(words) or words.startswith(name), f"{name!r} is not {text!r}"
        assert "\u200b" not in name
        names.append(name)
    return names
