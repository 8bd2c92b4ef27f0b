"""The sockets of the sandbox in the real window: each way to behave badly is told in words."""

import asyncio
import ssl

import httpx
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTableView, QWidget

from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.storage.secrets import MemorySecrets
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.sandbox.test_kahla_2020 import cookie_of_kahla
from tests.ui.opened_window import opened_window

ENDS = (
    ("code-lab.sockets.envelopes", "Closed. 1000 normal closure, by the server"),
    ("code-lab.sockets.close", "Closed. 1000 normal closure, by the server"),
    ("code-lab.sockets.invalidutf8", "Closed. message is not text"),
    ("code-lab.sockets.cutoff", "Closed. the connection was lost"),
    ("code-lab.sockets.refused", "Refused. the server responded with −8"),
    ("code-lab.sockets.refusedwithoutenvelope", "Refused. the server responded with 401"),
)
ENVELOPES = ["0 Success", "−8 Unauthorized", "−10 InvalidInput", "−999 Unexpected code"]
EVENTS = ["NewMessage", "DissolveEvent"]


def state(driver):
    return driver.find(QWidget, "Socket").accessibleDescription()


def beginnings(driver):
    model = driver.find(QTableView, "Frames").model()
    lines = (model.index(row, 4).data() for row in range(model.rowCount()))
    return [line.split(" · ")[0] for line in lines]


async def ended(driver, words):
    await until(lambda: state(driver).startswith(words))


async def test_the_line_of_a_socket_explains_how_it_ended(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        for endpoint_id, words in ENDS:
            opened.open(endpoint_id)
            driver.press("Connect")
            await ended(driver, words)
            await until(lambda: driver.has(QPushButton, "Connect"))
            if endpoint_id.endswith("envelopes"):
                # The list is shown with its first rows, a moment after they came.
                await until(lambda: driver.has(QTableView, "Frames"))
                await until(lambda: len(beginnings(driver)) >= 6)
                assert beginnings(driver)[:6] == [*ENVELOPES, *EVENTS]
            if endpoint_id.endswith("refused"):
                assert "“This socket lets nobody in.”" in driver.verdict()
                assert driver.has(QPushButton, "Choose credential")
        await opened.scope.idle()


async def test_a_socket_that_says_nothing_is_closed_by_keyboard(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.open("code-lab.sockets.silence")
        opened.act("send")
        await until(lambda: state(driver).startswith("Connected"))
        button = driver.find(QPushButton, "Disconnect")
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)
        await until(lambda: state(driver).startswith("Closed. 1000"))
        assert not opened.action("disconnect").isEnabled()
        opened.act("send")
        await until(lambda: state(driver).startswith("Connected"))
        QTest.keySequence(opened.page, "Ctrl+Shift+D")
        await until(lambda: state(driver).startswith("Closed. 1000"))
        await opened.scope.idle()


async def test_the_address_that_kahla_hands_out_opens_its_socket(theme, tmp_path):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.open("gateway.home.index")
        await driver.send()
        driver.choose("Credential", "Sandbox session")
        opened.open("kahla-v2.messages.initwebsocket")
        assert "0 Success" in await driver.send()
        driver.press("Open this socket")
        await until(lambda: driver.has(QWidget, "Socket") and state(driver).startswith("Connected"))
        assert opened.current.request.endpoint.id == "kahla-v2.messages.websocket"
        driver.press("Disconnect")
        await ended(driver, "Closed. 1000")
        await opened.scope.idle()


async def test_the_channel_of_kahla_2020_opens_and_brings_an_event(theme, tmp_path):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.open("kahla-server.home.index")
        assert "0 Success" in await driver.send()
        sandbox = await opened.services.start_sandbox()
        trust = ssl.create_default_context(cadata=sandbox.ca_pem)
        with httpx.Client(verify=trust) as client:
            cookie = await asyncio.to_thread(cookie_of_kahla, client, sandbox.environment.base_urls)
        # The cookie of a browser, as a person would copy it.
        credential = Credential(
            "kahla", "Kahla cookie", "header", (IN_SANDBOX,), (("header", "Cookie"),)
        )
        await opened.services.credentials.add(credential, {"value": Secret(cookie)})
        opened.controller.credentials.choice.refresh()
        driver.choose("Credential", "Kahla cookie")
        opened.open("kahla-server.auth.initpusher")
        assert "0 Success" in await driver.send()
        driver.press("Open this socket")
        await until(lambda: driver.has(QWidget, "Socket") and state(driver).startswith("Connected"))
        assert opened.current.request.endpoint.id == "stargate.listen.channel"
        listening = opened.current.key
        opened.open("kahla-server.devices.pushtestmessage")
        opened.act("send")
        await until(lambda: opened.exchange(opened.current.key) is not None)
        opened.controller.workbench.bring_to_front(listening)
        await until(lambda: driver.has(QTableView, "Frames"))
        await until(lambda: beginnings(driver) == ["NewMemberEvent"])
        driver.press("Disconnect")
        await ended(driver, "Closed")
        await opened.scope.idle()
