"""A curl command in the real window: pasted, sent, made a credential of, and not kept in a file."""

import asyncio

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QLineEdit, QPlainTextEdit, QPushButton

from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.house.loopback import LoopbackServer
from tests.ui.opened_window import opened_window

PASSWORD = "open sesame to all"


async def test_a_pasted_curl_command_fills_a_request_and_its_secret_becomes_a_credential(
    theme, tmp_path, secret_service
):
    with LoopbackServer() as server:
        async with opened_window(theme, tmp_path) as opened:
            driver = WindowDriver(opened.window, opened.controller)
            opened.action("new_request").trigger()
            QGuiApplication.clipboard().setText(
                f"curl -k -u 'ann:{PASSWORD}' \\\n  --json '{{\"a\": 1}}' \\\n  {server.url}/a"
            )
            opened.page.row.address.paste()
            assert opened.page.row.address.text() == f"{server.url}/a"
            driver.show("Body")
            assert driver.find(QPlainTextEdit, "JSON body").toPlainText() == '{"a": 1}'
            message = opened.find("message", QLabel).text()
            assert "--insecure: certificates are always verified" in message
            await driver.send()
            first = dict(server.received[-1][1])
            assert first["content-type"] == "application/json"
            # The sentence offers, and the dialog is filled in.
            opened.page.undo_stack.undo()
            assert opened.page.row.address.text() == ""
            opened.page.undo_stack.redo()
            driver.press("Make a credential…")
            await until(lambda: driver.has(QLineEdit, "User"))
            assert driver.find(QLineEdit, "User").text() == "ann"
            dialog = opened.find("credential_form", QDialog)
            next(b for b in dialog.findChildren(QPushButton) if b.text() == "Save").click()
            await until(lambda: opened.current.request.credential is not None)
            request = opened.current.request
            assert request.credential == server.url.partition("://")[2]
            assert [header.name for header in request.headers] == ["Accept"]
            await driver.send()
            assert server.received[-1][1]["authorization"] == first["authorization"]
        for file in tmp_path.rglob("*"):
            if file.is_file():
                content = file.read_bytes()
                assert PASSWORD.encode() not in content, file
                assert first["authorization"].split()[1].encode() not in content, file


@pytest.mark.parametrize("way", ["address", "action"])
async def test_a_command_with_a_digest_offers_a_digest_credential(theme, tmp_path, way):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.action("new_request").trigger()
        QGuiApplication.clipboard().setText(
            f"curl --digest -u 'ann:{PASSWORD}' https://host.invalid/"
        )
        if way == "address":
            opened.page.row.address.paste()
        else:
            opened.act("request_from_curl")
        driver.press("Make a credential…")
        await until(lambda: driver.has(QLineEdit, "User"))
        dialog = opened.find("credential_form", QDialog)
        scheme = next(box for box in dialog.findChildren(QComboBox) if box.isVisible())
        assert scheme.currentText() == "Digest"
        assert driver.find(QLineEdit, "User").text() == "ann"
        dialog.reject()


async def test_a_password_in_a_typed_address_is_offered_as_a_credential(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.action("new_request").trigger()
        await driver.type("Address", "https://ann:sesame@host.invalid/a")
        driver.press("Send")
        assert "a user name and a password" in opened.find("offer_text", QLabel).text()


async def test_a_curl_command_in_the_clipboard_opens_a_request(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        QGuiApplication.clipboard().setText("no command")
        opened.act("request_from_curl")
        assert "holds no curl command" in opened.find("message", QLabel).text()
        QGuiApplication.clipboard().setText("curl -X PURGE https://host.invalid/:id")
        opened.act("request_from_curl")
        endpoint = opened.current.request.endpoint
        assert (endpoint.method, endpoint.path) == ("PURGE", "https://host.invalid/:id")
        # An endpoint cannot become another one, so a new tab is opened.
        opened.open("stargate.home.index")
        QGuiApplication.clipboard().setText("curl https://host.invalid/b")
        opened.page.row.address.paste()
        assert opened.current.request.endpoint.path == "https://host.invalid/b"
        QGuiApplication.clipboard().setText("curl 'https://host.invalid/c")
        opened.page.row.address.paste()
        assert "A quote in this curl command" in opened.window.message_bar.messages[-1].text


async def test_a_command_that_was_typed_is_not_called_a_wrong_address(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.action("new_request").trigger()
        await driver.type("Address", "curl https://host.invalid/a")
        QTest.keyClick(driver.find(QLineEdit, "Address"), Qt.Key.Key_Return)
        await opened.scope.idle()
        assert opened.current.request.endpoint.path == "https://host.invalid/a"
        assert not opened.page.refusal.isVisible()


async def test_a_curl_command_is_pasted_wherever_no_text_is_wanted(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        QGuiApplication.clipboard().setText("curl https://one.example/")
        opened.window.empty_state.setFocus()
        QTest.keyClick(opened.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert opened.current.request.endpoint.path == "https://one.example/"

        QGuiApplication.clipboard().setText("curl https://two.example/")
        opened.act("filter_endpoints")
        field = opened.find("sidebar_filter", QLineEdit)
        QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert (field.text(), opened.current.request.endpoint.path) == ("", "https://two.example/")

        # A field of a request takes it as its text.
        opened.open("stargate.message.pushmessage")
        await opened.scope.idle()
        field = driver.find(QLineEdit, "ChannelId")
        QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert opened.current.request.value("ChannelId") == "curl https://two.example/"
        assert len(opened.controller.workbench.open_requests) == 3

        QGuiApplication.clipboard().setText("Gateway")
        QTest.keyClick(opened.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert len(opened.controller.workbench.open_requests) == 3


async def test_the_window_goes_on_while_a_command_of_a_megabyte_is_read(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.action("new_request").trigger()
        opened.act("focus_address")
        body = "a" * 1_000_000
        rows = " ".join(f"-H 'x-{n}: {n}'" for n in range(1000))
        text = f"curl https://host.invalid/long {rows} -d '{body}'"
        QGuiApplication.clipboard().setText(text)
        QTest.keyClick(
            opened.find("address", QLineEdit), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier
        )
        # Nothing is read in the turn of the key, and those that follow do something else.
        assert opened.current.request.endpoint.path == ""
        turns, messages = 0, opened.window.message_bar
        await until(lambda: any("Reading" in told.text for told in messages.messages))
        while opened.current.request.endpoint.path == "":
            turns += 1
            await asyncio.sleep(0)
        assert turns > 10
        request = opened.current.request
        assert request.endpoint.path == "https://host.invalid/long"
        assert len([h for h in request.headers if h.name.startswith("x-")]) == 1000
        assert body in str(request.body)
        opened.page.undo_stack.undo()
        assert opened.current.request.endpoint.path == ""


async def test_a_long_command_opens_a_new_request_where_another_tab_is_in_front(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.action("new_request").trigger()
        before = opened.current.key
        QGuiApplication.clipboard().setText("curl https://host.invalid/b -d '" + "a" * 9000 + "'")
        opened.page.row.address.paste()
        opened.open("stargate.home.index")
        await opened.scope.idle()
        assert opened.current.request.endpoint.path == "https://host.invalid/b"
        assert opened.current.key != before
        # The empty tab gave way to the endpoint, which stays as it is.
        assert len(opened.controller.workbench.open_requests) == 2


async def test_a_command_that_is_dropped_on_the_address_fills_the_request(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.action("new_request").trigger()
        for text in ("curl https://host.invalid/a", "https://host.invalid/typed"):
            data = QMimeData()
            data.setText(text)
            where, copies = QPointF(5, 5), Qt.DropAction.CopyAction
            left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
            opened.page.row.address.dropEvent(QDropEvent(where, copies, data, left, none))
            if text.startswith("curl"):
                assert opened.current.request.endpoint.path == "https://host.invalid/a"
                opened.page.undo_stack.undo()
        assert opened.page.row.address.text() == "https://host.invalid/typed"
