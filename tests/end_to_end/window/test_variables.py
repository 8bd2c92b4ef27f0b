"""Variables in the window: marked, offered, shown on hover, asked for, and sent."""

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QToolTip,
)

from aiurdesk.core.collection.environment_file import SavedEnvironment, SavedVariable
from aiurdesk.core.preparing.variable_words import variable_lines
from aiurdesk.core.request.conversation import Capture
from aiurdesk.core.state.window_state import WindowState
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.collections.steps import open_collection, open_request
from tests.ui.credentials.window_steps import answer, opened_dialog, press, until
from tests.ui.opened_window import opened_window

MINE = SavedEnvironment(
    "Mine",
    based_on="Sandbox",
    colour="teal",
    is_careful=True,
    variables=(
        SavedVariable("channel", "5"),
        SavedVariable("token", is_asked=True),
        SavedVariable("loop", "{{loop}}"),
    ),
)
PUSH = "stargate.message.pushmessage"


def field(opened, name):
    panel = opened.page.editors
    kinds = (*panel.findChildren(QLineEdit), *panel.findChildren(QPlainTextEdit))
    return next(e for e in kinds if e.isVisible() and e.parentWidget().parameter.name == name)


def descriptions(opened):
    return " ".join(e.accessibleDescription() for e in opened.page.findChildren(QLineEdit))


async def test_variables_from_typing_to_sending(theme, tmp_path):
    files = opened_window(theme, tmp_path)
    async with files as opened:
        await opened.services.environments.create(MINE)
    state = WindowState(environment="Mine")
    async with opened_window(theme, tmp_path, state) as opened:
        assert opened.environments.environment.name == "Mine"
        assert opened.window.environments.box.currentText() == "Mine"
        opened.open(PUSH)
        page = opened.page
        page.set_values((("AccessToken", "{{token}}"), ("ChannelId", "{{missing}}")))
        await opened.scope.idle()
        assert "{{missing}} has no value in the environment Mine" in descriptions(opened)
        page.set_values((("AccessToken", "{{token}}"), ("ChannelId", "{{loop}}")))
        assert "{{loop}} → {{loop}}" in descriptions(opened)

        # Nothing is sent, and no person is asked, while a variable has no value.
        opened.send()
        await opened.scope.idle()
        assert opened.exchange(opened.current.key) is None

        page.set_values(
            (
                ("AccessToken", "{{token}}"),
                ("ChannelId", "{{channel}}"),
                ("MessageContent", "{{$uuid}} {{channel}}"),
            )
        )
        assert "{{" not in descriptions(opened)
        line = page.form.findChild(QPlainTextEdit)
        where = line.mapTo(page, line.rect().center())
        QApplication.sendEvent(page, QHelpEvent(QEvent.Type.ToolTip, where, QPoint(5, 5)))
        await until(lambda: "{{channel}}: 5" in QToolTip.text())
        assert "another one for each request" in QToolTip.text()
        QToolTip.hideText()

        page.editors.setCurrentIndex(page.editors.count() - 1)
        (preview,) = [e for e in page.findChildren(QPlainTextEdit) if e.isVisible()]
        assert "ChannelId=5" in preview.toPlainText()
        page.editors.show_form()

        opened.send()
        asked = await answer(opened, "Send")
        assert asked.startswith("Send POST to 127.0.0.1:")
        assert "in Mine?" in asked
        dialog = await opened_dialog(opened, "variable_dialog")
        dialog.findChild(QLineEdit).setText("a-token-of-mine")
        press(dialog, "Send")
        exchange = await opened.answer()
        assert b"ChannelId=5" in b"".join(exchange.prepared.body)
        assert b"a-token-of-mine" in b"".join(exchange.prepared.body)
        assert "a-token-of-mine" not in exchange.verdict.message


async def test_variables_are_offered_in_the_address(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.environments.set_variable("host", "gateway.example")
        opened.act("new_request")
        opened.window.activateWindow()
        address = opened.page.row.address
        await until(address.hasFocus)
        QTest.keyClicks(address, "https://{{ho")
        widgets = [w for w in QApplication.topLevelWidgets() if w.accessibleName() == "Variables"]
        (view,) = [
            widget for widget in widgets if isinstance(widget, QListView) and widget.isVisible()
        ]
        assert view.model().index(0, 0).data() == "host   gateway.example"
        view.hide()
        QTest.keyClicks(address, "le}}/")
        assert "{{hole}} has no value" in address.accessibleDescription()
        assert address.property("invalid") is True


async def test_ctrl_and_a_click_open_a_variable_from_the_address_and_a_row(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await opened.services.environments.create(MINE)
    state = WindowState(environment="Mine")
    async with opened_window(theme, tmp_path, state) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.act("new_request")
        await driver.type("Address", "{{channel}}")
        driver.press("Add parameter")
        await driver.type("Parameter value 1", "{{channel}}")
        for name in ("Address", "Parameter value 1"):
            line = driver.find(QLineEdit, name)
            line.setCursorPosition(4)
            place = line.cursorRect().center()
            QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=place)
            assert not opened.scope.is_busy("edit a variable")
            QTest.mouseClick(
                line, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, place
            )
            dialog = await opened_dialog(opened, "variable_dialog")
            assert dialog.findChild(QLineEdit).text() == "5"
            dialog.reject()
            await opened.scope.idle()


async def test_a_value_is_told_with_its_origin_and_opened_there(theme, tmp_path):
    folder = tmp_path / "checks"
    folder.mkdir()
    (folder / "collection.toml").write_text('[variables]\npage = "1"\nchannel = "unused"\n')
    (folder / "Push.request.toml").write_text(
        'method = "GET"\nurl = "http://127.0.0.1:9/{{channel}}?p={{page}}&q={{nowhere}}"\n'
    )
    async with opened_window(theme, tmp_path) as opened:
        await opened.services.environments.create(MINE)
    state = WindowState(environment="Mine")
    async with opened_window(theme, tmp_path, state) as opened:
        await open_collection(opened, folder)
        await open_request(opened, folder / "Push.request.toml")
        address = opened.page.row.address
        address.setFocus()
        said: list[str] = []
        for place in (22, 35):
            address.setCursorPosition(place)
            opened.act("show_variables")
            await until(lambda: QToolTip.text() not in ("", *said))
            said.append(QToolTip.text())
        assert said == ["{{channel}}: 5 (environment Mine)", "{{page}}: 1 (collection)"]
        QToolTip.hideText()

        opened.act("open_variable")
        dialog = await opened_dialog(opened, "folder_settings")
        dialog.reject()
        await opened.scope.idle()
        address.setCursorPosition(22)
        opened.act("open_variable")
        dialog = await opened_dialog(opened, "variable_dialog")
        dialog.findChild(QLineEdit).setText("6")
        press(dialog, "Use value")
        await opened.scope.idle()
        assert opened.page.environment.variables["channel"] == "6"
        opened.act("show_variables")
        await until(lambda: QToolTip.text() == "{{channel}}: 6 (set by hand)")
        QToolTip.hideText()


async def test_what_a_response_gave_is_told_with_the_request(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("kahla-server.home.index")
        opened.page.change_fields(captures=(Capture("code", "value", "code"),))
        await opened.scope.idle()
        opened.send()
        await opened.answer()
        await until(lambda: "code" in opened.page.environment.variables)
        (line,) = variable_lines("{{code}}", opened.page.environment)
        assert line.startswith("{{code}}: 0 (captured by ")


async def test_f12_on_a_captured_value_opens_the_request_at_its_capture(theme, tmp_path):
    folder = tmp_path / "checks"
    folder.mkdir()
    (folder / "collection.toml").write_text('name = "Checks"\n')
    file = folder / "Log in.request.toml"
    file.write_text(
        'endpoint = "kahla-server.home.index"\ncaptures = [\n'
        '    { variable = "other", value = "message" },\n'
        '    { variable = "said", value = "code" },\n]\n'
    )
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, folder)
        await open_request(opened, file)
        opened.send()
        await opened.answer()
        await until(lambda: "said" in opened.page.environment.variables)

        async def follow(address):
            opened.act("new_request")
            line = opened.page.row.address
            line.setText(address)
            line.setCursorPosition(len(address) - 3)
            opened.act("open_variable")
            await opened.scope.idle()
            assert opened.current.copy.path == str(file)
            row = QApplication.focusWidget() or opened.window.focusWidget()
            assert row.accessibleName().startswith("Capture 2")

        await follow("https://localhost/{{said}}")
        opened.controller.workbench.close(opened.current.key)
        assert opened.controller.workbench.with_file(str(file)) is None
        # Its tab was closed: the file is opened again.
        await follow("https://localhost/x/{{said}}")
