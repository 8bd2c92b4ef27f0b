import asyncio
import logging

from PySide6.QtWidgets import QDialog, QDoubleSpinBox, QLabel, QLineEdit, QTreeView, QWidget

from aiurdesk.core.errors import StorageError
from aiurdesk.core.settings import ColourScheme, Settings
from aiurdesk.core.variables.built_in_environments import PRODUCTION
from aiurdesk.services.profile import Profile
from aiurdesk.ui.request.sending import SendTask
from aiurdesk.ui.tasks import TaskFailure
from aiurdesk.ui.window.empty_state import TRIALS
from aiurdesk.ui.window.messages import Message
from aiurdesk.ui.window.settings_dialog import SettingsDialog
from tests.ui.opened_window import opened_window

STATUS, PUSH = "gateway.home.index", "stargate.message.pushmessage"


async def test_the_first_call_gets_its_response_with_one_click(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.environments.choose(PRODUCTION)
        opened.find(f"trial_{TRIALS[0].endpoint_id}").click()
        exchange = await opened.answer()
        assert exchange.verdict.message == "Server started successfully!"
        assert not opened.window.empty_state.isVisible()


async def test_the_tree_is_filled_anew_only_when_it_changes(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        changes: list[int] = []
        tree = opened.window.endpoints.findChild(QTreeView, "endpoint_tree")
        assert isinstance(tree, QTreeView)
        model = tree.model()
        for signal in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            signal.connect(lambda *_: changes.append(1))
        first = model.index(0, 0).data()
        opened.open(STATUS)
        await opened.scope.idle()
        assert changes == []
        opened.environments.choose(PRODUCTION)
        assert tree.model().index(0, 0).data() != first


async def test_the_other_trials_open_with_their_values(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.controller.try_out(TRIALS[1])
        current = opened.current
        assert current.request.values == TRIALS[1].values
        opened.controller.try_out(TRIALS[2])
        exchange = await opened.answer()
        assert exchange.verdict.code == -1


async def test_the_keyboard_does_not_go_to_the_environment_when_the_last_tab_is_closed(
    theme, tmp_path
):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        opened.find("address", QLineEdit).setFocus()
        opened.action("close_request").trigger()
        assert opened.window.focusWidget() is opened.find(f"trial_{TRIALS[0].endpoint_id}")


async def test_actions_are_enabled_as_things_stand(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        assert not opened.action("send").isEnabled()
        opened.open(STATUS)
        opened.action("send").trigger()
        assert opened.action("cancel").isEnabled()
        await opened.answer()
        assert not opened.action("cancel").isEnabled()
        assert opened.action("find").isEnabled()
        opened.action("close_request").trigger()
        assert not opened.action("send").isEnabled()
        assert opened.window.empty_state.isVisible()
        opened.action("reopen_request").trigger()
        assert opened.current.request.endpoint.id == STATUS


async def test_zoom_and_colours_are_put_in_force_and_kept(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        for action in ["zoom_in", "zoom_in", "zoom_out", "colours_dark"]:
            opened.action(action).trigger()
        assert theme.is_dark()
        assert opened.controller.saver.settings.zoom_percent == 110
        assert opened.action("colours_dark").isChecked()
        opened.act("zoom_reset")
        await opened.scope.idle()
    async with opened_window(theme, tmp_path) as again:
        assert again.controller.saver.settings.colour_scheme is ColourScheme.DARK
        assert again.controller.saver.settings.zoom_percent == 100


async def test_the_keys_are_listed_in_one_dialog(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.act("show_keys")
        await next_turn()
        dialog = opened.find("keys_dialog", QDialog)
        assert dialog.isVisible()
        dialog.reject()
        await opened.scope.idle()


async def next_turn():
    for _ in range(3):
        await asyncio.sleep(0)


async def test_view_actions_change_the_view(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        opened.action("toggle_response_below").trigger()
        assert opened.controller.pages.is_response_below
        opened.act("toggle_sidebar")
        opened.act("filter_endpoints")
        assert opened.window.focusWidget() is opened.find("endpoint_filter")
        opened.act("next_pane")
        assert opened.window.focusWidget() is opened.find("address")
        opened.act("choose_environment")
        box = opened.find("environment")
        assert box.view().isVisible()
        box.hidePopup()


async def test_failures_end_in_the_message_bar(theme, tmp_path, caplog):
    caplog.set_level(logging.ERROR)
    async with opened_window(theme, tmp_path) as opened:
        opened.scope.failed.emit(TaskFailure("save body", StorageError("No room. Make some.")))
        opened.scope.failed.emit(TaskFailure("send 1", ValueError("broken")))
        texts = [message.text for message in opened.window.message_bar.messages]
        assert texts[0] == "No room. Make some."
        assert "aiurdesk.log" in texts[1]


async def opened_settings(opened):
    for _ in range(5):
        await asyncio.sleep(0)
    return opened.window.findChild(SettingsDialog)


async def test_changed_limits_hold_for_the_next_request_and_are_kept(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        opened.controller.workbench.send()
        assert (await opened.answer()).verdict.code == 0
        opened.controller.open_limit("body_bytes")
        dialog = await opened_settings(opened)
        boxes = {box.accessibleName(): box for box in dialog.findChildren(QDoubleSpinBox)}
        boxes["Largest response"].setValue(0.001)
        dialog.accept()
        await opened.scope.idle()
        opened.open("code-lab.noanswer.endless")
        opened.controller.workbench.send()
        exchange = await opened.answer()
        assert exchange.verdict.headline == "Response too large"
    assert Profile(tmp_path).read().settings.limits.body_bytes == 1049


async def test_settings_that_are_dismissed_change_nothing(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.action("settings").trigger()
        (await opened_settings(opened)).reject()
        await opened.scope.idle()
        assert opened.controller.saver.settings == Settings()


async def test_a_message_moves_nothing(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("gateway.home.index")
        await opened.scope.idle()
        widgets = [w for w in opened.window.findChildren(QWidget) if w.isVisible()]
        before = [widget.geometry() for widget in widgets]
        opened.controller.tell(Message("The file is gone. Choose another one.", "server"))
        for _ in range(5):
            await asyncio.sleep(0)
        assert opened.find("message_bar").height() > 20
        assert [widget.geometry() for widget in widgets] == before


async def test_nothing_is_said_to_be_sent_while_a_question_is_open(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        (activity,) = opened.window.status_line.findChildren(QLabel, "activity")
        opened.controller.show_task(SendTask(1), True)
        assert activity.text() == "Sending…"
        opened.controller.workbench.sending.asked.emit(1, True)
        assert activity.text() == "Ready"
        opened.controller.workbench.sending.asked.emit(1, False)
        assert activity.text() == "Sending…"
        opened.controller.show_task(SendTask(1), False)
        assert activity.text() == "Ready"
