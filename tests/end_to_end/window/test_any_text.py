"""No text that is typed or pasted into a field of the real window raises."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.environments.environment import SANDBOX
from aiurdesk.core.request.request import Request
from aiurdesk.ui.widgets.capped_line import MOST_CHARACTERS
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window

ADDRESSES = {
    "unfinished IPv6 address": "http://[",
    "IPv6 zone": "http://[::1%25",
    "IPv4 out of range": "http://1.2.3.999/",
    "port": "https://a:99999999999999999999/",
    "no host": "https://?access_token=1#",
    "regular expression": "(?P<a>[*+" + "\\",
}
CHARACTERS = {
    "lone surrogate": "https://a/\ud800?\udfff=\ud83d",
    "NUL": "https://a/\0?\0=\0",
    "bidirectional": "\u202ehttps://\u2067\u05d0\u2069.example/",
    "variables": "{{}}{{{{a}}}}{{\ud800}}",
    "line ends": "a\r\nb\u2028c\u2029d\ve",
}
LONG = {
    "digits": "9" * 5000,
    "nested": "[" * 5000,
    "megabyte": "x\u00e9" * 500_000,
    "combining": "e" + "\u0301" * 2000,
}
# Texts that share a window, which takes longer to open than to fill in.
EACH_GROUP = pytest.mark.parametrize(
    "texts", [ADDRESSES, CHARACTERS, LONG], ids=("addresses", "characters", "long")
)


def every_kind():
    parameters = tuple(
        Parameter(kind.value, kind, Location.QUERY, required=True) for kind in ParameterKind
    )
    return Endpoint("stargate.t.t", "stargate", "t", "t", "GET", "/t", parameters=parameters)


def paste(editor, text):
    """Replace the text of an editor as a paste does."""
    QApplication.clipboard().setText(text)
    editor.setFocus()
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


async def open_sandbox(opened):
    """Let the sandbox start, with its own credential chosen."""
    opened.environments.choose(SANDBOX)
    opened.open("gateway.home.index")
    await opened.scope.idle()
    choice = opened.controller.credentials.choice
    choice.choose(choice.offered[0].name)
    assert choice.chosen is not None


async def assert_calm(opened, kind):
    """Check that nothing went wrong inside the program; an error in a slot fails the test."""
    await opened.scope.idle()
    assert opened.window.message_bar.messages == (), kind


@EACH_GROUP
async def test_no_text_in_a_custom_url_raises(texts, theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await open_sandbox(opened)
        driver = WindowDriver(opened.window, opened.controller)
        for kind, text in texts.items():
            opened.action("new_request").trigger()
            driver.press("Add parameter")
            for name in ("Parameter name 1", "Parameter value 1", "Address"):
                paste(driver.find(QLineEdit, name), text)
            driver.show("Headers")
            driver.press("Add header")
            for name in ("Header name 1", "Header value 1"):
                paste(driver.find(QLineEdit, name), text)
            driver.show("Preview")
            driver.press("Send")
            await assert_calm(opened, kind)
            # A line refuses a text that is too long for it.
            is_refused = len(text) > MOST_CHARACTERS
            assert (opened.current.request.endpoint.path == "") == is_refused, kind
            opened.controller.workbench.close(opened.current.key)


@EACH_GROUP
async def test_no_text_in_a_form_raises(texts, theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await open_sandbox(opened)
        driver = WindowDriver(opened.window, opened.controller)
        for kind, whole in texts.items():
            # The preview writes it three times as long; laying out megabytes takes seconds.
            text = whole[:300_000]
            opened.controller.workbench.open_request(Request(every_kind()))
            for name in ("list", "files"):
                driver.press(f"Add item to {name}")
            await asyncio.sleep(0)
            for parameter_kind in ParameterKind:
                paste(driver.editor(parameter_kind.value), text)
            driver.show("Preview")
            if len(text) > MOST_CHARACTERS:
                # Lines refuse it. It is not sent: the sandbox does not answer a query of megabytes.
                assert dict(opened.current.request.values)[ParameterKind.TEXT.value] == text
            else:
                driver.press("Send")
                await opened.scope.idle()
                if driver.has(QPushButton, "Send anyway"):
                    driver.press("Send anyway")
                assert len(opened.current.request.values) == len(ParameterKind), kind
            await assert_calm(opened, kind)
            opened.controller.workbench.close(opened.current.key)


@EACH_GROUP
async def test_no_text_in_a_filter_a_search_or_a_credential_raises(texts, theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await open_sandbox(opened)
        driver = WindowDriver(opened.window, opened.controller)
        for kind, text in texts.items():
            paste(driver.find(QLineEdit, "Filter sidebar"), text)
            await driver.send()
            opened.action("find").trigger()
            paste(driver.find(QLineEdit, "Find in response"), text)
            driver.pick("Add credential…")
            dialog = await driver.dialog("Add credential")
            for line in dialog.findChildren(QLineEdit):
                paste(line, text)
            driver.press("Save")
            await asyncio.sleep(0)
            dialog.reject()
            await driver.gone("Add credential")
            await assert_calm(opened, kind)
