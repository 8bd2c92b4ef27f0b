"""Work in the form of the real window: examples, places that fixes lead to, what is said."""

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QTabWidget

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.request.built_in_environments import SANDBOX
from aiurdesk.core.request.preview import preview
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
        for place, (name, value) in enumerate((("Accept", "*/*"), ("X-Name", "a")), start=1):
            driver.press("Add header")
            await asyncio.sleep(0)
            await driver.type(f"Header name {place}", name)
            await driver.type(f"Header value {place}", value)
        # Qt types ASCII only in tests.
        driver.find(QLineEdit, "Header value 2").setText("你")
        driver.show("Form")
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
        assert "Not valid JSON at line 1, column 17" in driver.help_of("body")
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
        shown = driver.find(QPlainTextEdit, "Preview").toPlainText()
        assert shown.startswith("POST /Message/PushMessage HTTP/2\n")
        assert "ChannelId=two" in shown
        await driver.send(anyway=True)
        exchange = opened.exchange(opened.current.key)
        assert (
            preview(exchange.prepared, protocol="HTTP/2").split("\n\n")[0]
            == (shown.split("\n\n")[0])
        )
        assert exchange.outcome.http_version == "HTTP/2"


async def test_a_host_without_a_scheme_gets_one_and_the_form_says_so(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.action("new_request").trigger()
        await asyncio.sleep(0)
        await driver.type("Address", "localhost:18080/json")
        assert shown(opened, "No scheme was given: http:// is used")
        QTest.keyClick(driver.editor("Address"), Qt.Key.Key_Return)
        await opened.scope.idle()
        assert driver.find(QLineEdit, "Address").text() == "http://localhost:18080/json"
        assert not shown(opened, "No scheme was given")
        assert opened.exchange(opened.current.key).prepared.url == "http://localhost:18080/json"
        opened.page.undo_stack.undo()
        assert driver.find(QLineEdit, "Address").text() == "localhost:18080/json"


def shown(opened, words):
    """Tell whether a visible label says some words."""
    labels = opened.window.findChildren(QLabel)
    return any(label.isVisible() and words in label.text() for label in labels)
