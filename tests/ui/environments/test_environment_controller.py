"""The dialogs about environments, in the real window."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QListView

from aiurdesk.core.collection.environment_file import SavedEnvironment, SavedVariable
from aiurdesk.services.sending.asking import OutsideQuestion
from tests.ui.credentials.window_steps import opened_dialog, press
from tests.ui.opened_window import opened_window


async def test_a_missing_variable_is_given_a_value_and_saved(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await opened.services.environments.create(SavedEnvironment("Mine"))
        opened.controller.environments.reload()
        await opened.scope.idle()
        opened.environments.choose(opened.environments.named("Mine"))
        opened.controller.environments.edit_variable("channel")
        dialog = await opened_dialog(opened, "variable_dialog")
        dialog.findChild(QLineEdit).setText("7")
        dialog.findChild(QCheckBox).click()
        press(dialog, "Use value")
        await opened.scope.idle()
        assert opened.environments.environment.variables == {"channel": "7"}
        file = tmp_path / "environments" / "Mine.toml"
        assert file.read_text() == '[variables]\nchannel = "7"\n'

        # What another program writes is taken over.
        file.write_text('[variables]\nchannel = "7"\nother = "8"\n')
        opened.controller.environments.reload()
        await opened.scope.idle()
        assert opened.environments.environment.variables == {"channel": "7", "other": "8"}

        # Without the tick it is set for this run only.
        opened.controller.environments.edit_variable("channel")
        dialog = await opened_dialog(opened, "variable_dialog")
        dialog.findChild(QLineEdit).setText("6")
        press(dialog, "Use value")
        await opened.scope.idle()
        assert opened.environments.environment.variables == {"channel": "6", "other": "8"}
        assert file.read_text() == '[variables]\nchannel = "7"\nother = "8"\n'


async def test_a_variable_that_refers_to_another_place_is_offered_as_dots(
    theme, tmp_path, monkeypatch
):
    monkeypatch.setenv("AIURDESK_TEST_TOKEN", "hush")
    async with opened_window(theme, tmp_path) as opened:
        variables = (SavedVariable("token", "{{env:AIURDESK_TEST_TOKEN}}"),)
        await opened.services.environments.create(SavedEnvironment("Mine", variables=variables))
        opened.controller.environments.reload()
        await opened.scope.idle()
        opened.environments.choose(opened.environments.named("Mine"))
        opened.controller.workbench.open_custom_url()
        opened.page.row.address.setFocus()
        QTest.keyClicks(opened.page.row.address, "{{tok")
        (view,) = [e for e in QApplication.topLevelWidgets() if e.accessibleName() == "Variables"]
        assert isinstance(view, QListView)
        assert view.currentIndex().data().split() == ["token", "••••"]
        view.hide()


async def test_leaving_the_sandbox_is_asked_once_for_each_address(theme, tmp_path):
    question = OutsideQuestion("Lamp shop", "https://api.example.com", "Sandbox")
    async with opened_window(theme, tmp_path) as opened:
        controller, answers = opened.controller, []

        async def ask():
            answers.append(await controller.asking.outside(question))

        opened.scope.start("ask", ask)
        box = await opened_dialog(opened, "question")
        assert box.text() == "Lamp shop is at https://api.example.com, outside of the sandbox."
        press(box, "Cancel")
        await opened.scope.idle()
        opened.scope.start("ask", ask)
        press(await opened_dialog(opened, "question"), "Send to api.example.com")
        await opened.scope.idle()
        await ask()
        assert answers == [False, True, True]
    async with opened_window(theme, tmp_path) as opened:
        assert await opened.controller.asking.outside(question)


async def test_only_a_request_that_leaves_this_computer_is_warned_of(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        (warning,) = opened.window.findChildren(QLabel, "real_services")
        bar = opened.find("top_bar")

        def shown():
            return warning.isVisible(), bar.property("environment")

        opened.environments.choose(opened.environments.named("Production"))
        assert shown() == (True, "production")
        opened.controller.opener.open_custom_url("http://127.0.0.1:8820/lamps")
        assert shown() == (False, "")
        opened.page.row.address.setText("https://api.example.com/")
        opened.page.row.address.textEdited.emit("https://api.example.com/")
        assert shown() == (True, "production")
        # An environment that is the person's from the start: only built-in services are "real".
        opened.environments.choose(opened.environments.named("Own addresses"))
        assert shown() == (False, "")
        opened.open("gateway.home.index")
        assert shown() == (True, "")
