import asyncio
import logging
from functools import partial

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from aiurdesk.core.environments.environment import PRODUCTION
from aiurdesk.core.errors import StorageError
from aiurdesk.ui.request.sending import SendTask
from aiurdesk.ui.tasks import TaskFailure
from aiurdesk.ui.window.empty_state import TRIALS
from aiurdesk.ui.window.messages import Message
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
        await opened.scope.idle()
        services = opened.window.sidebar.sections.services.item
        model = opened.window.sidebar.sections.model
        for signal in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            signal.connect(lambda *_: changes.append(1))
        first = services.child(0).text()
        opened.open(STATUS)
        await opened.scope.idle()
        assert changes == []
        opened.environments.choose(PRODUCTION)
        assert services.child(0).text() != first


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
        assert opened.window.focusWidget() is opened.find("first_address")


@pytest.mark.parametrize("text", ["{folder}", '"{folder}"', "~/shop"])
async def test_a_path_on_the_first_page_is_opened(theme, tmp_path, monkeypatch, text):
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "shop"
    folder.mkdir()
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.window.empty_state.address_entered.emit(text.format(folder=folder))
        await opened.scope.idle()
        assert [one.path for one in opened.controller.collections.collections] == [str(folder)]


async def test_a_path_on_the_first_page_that_does_not_exist_is_told(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.window.empty_state.address_entered.emit(str(tmp_path / "gone.json"))
        await opened.scope.idle()
        (message,) = opened.window.message_bar.messages
        assert "gone.json" in message.text
        opened.window.empty_state.address_entered.emit("file://server/share/a.json")
        told = opened.window.message_bar.messages[-1]
        assert "Only files of this computer" in told.text


async def test_view_actions_change_the_view(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        opened.action("toggle_response_below").trigger()
        assert opened.controller.pages.is_response_below
        opened.act("toggle_sidebar")
        opened.act("filter_endpoints")
        assert opened.window.focusWidget() is opened.find("sidebar_filter")
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


@pytest.mark.parametrize("has_sidebar", [True, False])
@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
async def test_a_message_moves_nothing_and_covers_neither_body_nor_code(
    theme, tmp_path, size, has_sidebar
):
    async with opened_window(theme, tmp_path) as opened:
        opened.window.resize(*size)
        opened.window.show_sidebar(has_sidebar)
        opened.open("gateway.home.index")
        await opened.scope.idle()
        widgets = [w for w in opened.window.findChildren(QWidget) if w.isVisible()]
        before = [widget.geometry() for widget in widgets]
        opened.controller.tell(Message("Deleted the list of lamps. " * 3, action="Undo"))
        opened.controller.tell(Message("The file is gone. Choose another one.", "server"))
        for _ in range(5):
            await asyncio.sleep(0)
        bar = opened.find("message_bar")
        assert bar.height() > 20
        assert [widget.geometry() for widget in widgets] == before
        for pane in (opened.page.editors, opened.page.response):
            place = QRect(pane.mapTo(opened.window, QPoint()), pane.size())
            assert not place.intersects(bar.geometry())
        assert opened.window.rect().contains(bar.geometry())


async def test_a_message_that_went_is_reached_by_a_key(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.act("go_to_message")
        assert [m.text for m in opened.window.message_bar.messages] == ["There are no messages."]
        opened.window.message_bar.dismiss()
        done: list[int] = []
        opened.controller.tell(
            Message("Deleted A.", action="Undo", on_action=partial(done.append, 1))
        )
        opened.act("go_to_message")
        QTest.keyClick(opened.window.focusWidget(), Qt.Key.Key_Space)
        assert done == [1]


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
