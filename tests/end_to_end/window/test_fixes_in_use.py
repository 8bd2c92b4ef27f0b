"""What fixes do with a request, from the first refusal to the response that was wanted."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from aiurdesk.core.request.request import Request
from aiurdesk.ui.widgets.throttle import CountdownButton
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.credentials.window_steps import opened_dialog, press
from tests.ui.opened_window import opened_window

TARGET = (("SiteName", "my-site"), ("FolderNames", "no/file.txt"))


async def send(opened, endpoint_id, *values):
    endpoint = opened.services.library.with_code_lab.endpoint(endpoint_id)
    opened.controller.workbench.open_request(Request(endpoint, values=values))
    opened.send()
    return await opened.answer()


async def test_a_missing_site_token_is_fetched_and_filled_in(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        made = await send(
            opened,
            "probe.sites.createnewsite",
            ("NewSiteName", "my-site"),
            ("OpenToUpload", "false"),
            ("OpenToDownload", "false"),
        )
        assert made.verdict.code == 0
        assert (await send(opened, "probe.download.open", *TARGET)).verdict.code == -8
        key = opened.current.key
        driver.press("Get a site token")
        await opened.scope.idle()
        assert opened.current.key == key
        assert driver.find(QLineEdit, "token").text()
        assert "token is filled in" in opened.window.message_bar.messages[-1].text
        await driver.send()
        # The token is accepted, and the file still does not exist.
        assert opened.exchange(key).outcome.status == 404


async def test_a_refused_token_request_is_shown_instead(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        await send(
            opened,
            "probe.sites.createnewsite",
            ("NewSiteName", "my-site"),
            ("OpenToUpload", "false"),
            ("OpenToDownload", "false"),
        )
        await send(opened, "probe.download.open", *TARGET)
        opened.controller.credentials.choice.choose("")
        driver.press("Get a site token")
        await opened.scope.idle()
        assert opened.current.request.endpoint.id == "probe.token.gettoken"


async def test_a_typed_token_gives_way_to_the_credential(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        refused = await send(opened, "stargate.channel.viewmychannels", ("AccessToken", "wrong"))
        assert refused.verdict.code == -8
        opened.controller.credentials.choice.choose("")
        assert not driver.has(QPushButton, "Clear AccessToken, use credential")
        opened.controller.credentials.choice.choose("Sandbox app")
        driver.press("Clear AccessToken, use credential")
        assert (await opened.answer()).verdict.code == 0
        assert opened.current.request.values == ()


async def test_what_exists_is_listed_at_once(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        refused = await send(opened, "probe.sites.deletesite", ("SiteName", "nothing"))
        assert refused.verdict.code == -4
        driver.press("List what exists")
        assert (await opened.answer()).verdict.code == 0
        assert opened.current.request.endpoint.id == "probe.sites.viewmysites"
        listing, bench = opened.current.key, opened.controller.workbench
        bench.bring_to_front(bench.open_requests[0].key)
        driver.press("List what exists")
        await opened.scope.idle()
        assert opened.current.key == listing  # not in a second tab


async def test_after_the_wait_that_the_server_asks_for_it_is_sent_again(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        first = await send(opened, "code-lab.statuses.toomanyrequests")
        driver.press("Resend in 60 s")
        button = driver.find(CountdownButton, "Resending in 60 s · Cancel")
        timer: QTimer | None = button.findChild(QTimer)
        assert timer is not None
        assert timer.interval() == 1000
        for _ in range(60):
            timer.timeout.emit()
        second = await opened.answer()
        assert second is not first


async def declined(opened):
    """Send a request over plain HTTP, and answer the question about it with Cancel."""
    opened.act("send")
    press(await opened_dialog(opened, "question"), "Cancel")
    await opened.scope.idle()
    # As a window manager does when a dialog is closed.
    opened.window.activateWindow()


async def test_plain_http_to_another_computer_becomes_https(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.action("new_request").trigger()
        await driver.type("Address", "http://host.invalid/a")
        await declined(opened)
        driver.press("Change to https://")
        assert driver.find(QLineEdit, "Address").text() == "https://host.invalid/a"
        assert opened.current.request.endpoint.path == "https://host.invalid/a"
        assert not driver.has(QPushButton, "Change to https://")


async def test_a_plain_socket_to_another_computer_becomes_an_encrypted_one(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.act("new_request")
        await driver.type("Address", "ws://host.invalid/a")
        await declined(opened)
        driver.press("Change to wss://")
        assert driver.find(QLineEdit, "Address").text() == "wss://host.invalid/a"
        assert opened.current.request.endpoint.is_websocket
        assert not driver.has(QPushButton, "Change to wss://")


async def test_a_method_that_was_chosen_is_no_longer_offered(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        await send(opened, "code-lab.statuses.methodnotallowed")
        driver.press("Choose POST")
        assert opened.current.request.method == "POST"
        assert not driver.has(QPushButton, "Choose POST")
        method = driver.find(QComboBox, "Method")
        driver.choose_from(method, "GET")
        assert driver.has(QPushButton, "Choose POST")


@pytest.mark.parametrize(
    ("endpoint_or_address", "fix"),
    [
        ("code-lab.statuses.methodnotallowed", "Choose POST"),
        ("http://host.invalid/a", "Change to https://"),
    ],
)
async def test_a_fix_that_vanishes_leaves_the_keyboard_at_send(
    theme, tmp_path, endpoint_or_address, fix
):
    async with opened_window(theme, tmp_path) as opened:
        opened.window.activateWindow()
        driver = WindowDriver(opened.window, opened.controller)
        if "://" in endpoint_or_address:
            opened.act("new_request")
            await driver.type("Address", endpoint_or_address)
            await declined(opened)
        else:
            opened.open(endpoint_or_address)
            await driver.send()
        button = driver.find(QPushButton, fix)
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)
        assert not driver.has(QPushButton, fix)
        await until(lambda: driver.find(QPushButton, "Send").hasFocus())


async def test_an_unavailable_endpoint_offers_the_environment_that_has_it(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.open("observer-2023.event.view")
        driver.press("Send")
        await opened.scope.idle()
        assert not driver.has(QPushButton, "Send anyway")
        driver.press("Choose Production")
        assert opened.environments.environment.name == "Production"
        assert not opened.page.refusal.isVisible()


async def test_a_variable_without_a_value_gets_one(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        await send(opened, "stargate.channel.createchannel", ("Description", "{{nope}}"))
        assert "{{nope}} has no value" in opened.find("refusal_text").text()
        assert not driver.has(QPushButton, "Send anyway")
        driver.press("Give nope a value")
        dialog = await driver.dialog("Variable")
        await driver.type("nope", "a channel")
        dialog.accept()
        await opened.scope.idle()
        await driver.send()
        exchange = opened.exchange(opened.current.key)
        assert exchange.verdict.code == 0
        assert b"a%20channel" in b"".join(exchange.prepared.body)
        assert "a channel" not in (tmp_path / "window.json").read_text(encoding="utf-8")


async def test_choosing_a_credential_for_a_request_that_names_its_own(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        endpoint = opened.services.library.catalogue.endpoint("stargate.channel.viewmychannels")
        assert endpoint is not None
        opened.controller.workbench.open_request(
            Request(endpoint, values=(("AccessToken", "wrong"),), credential="")
        )
        opened.send()
        await opened.answer()
        driver.press("Choose credential")
        assert opened.find("request_credential").isVisible()
        assert not opened.window.credentials.box.view().isVisible()
