"""A mock of a service in the real window."""

import httpx
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QLabel, QPushButton

from aiurdesk.core.environments.environment import SANDBOX
from aiurdesk.ui.api_services.mock_dialog import AnswerRow, MockDialog
from aiurdesk.ui.widgets.filter_field import FilterField
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.rows_model import ItemRole
from aiurdesk.ui.widgets.rows_table import RowsTable
from tests.coroutines import until
from tests.ui.collections.steps import told
from tests.ui.opened_window import opened_window

MOCK = "Mock of Stargate"


def rows(dialog: QDialog) -> list[AnswerRow]:
    model = dialog.findChildren(RowsTable)[0].model()
    return [model.index(row, 0).data(ItemRole) for row in range(model.rowCount())]


def press(dialog: QDialog, text: str) -> None:
    next(one for one in dialog.findChildren(QPushButton) if one.text() == text).click()


async def test_a_service_is_mocked_and_a_click_gives_the_next_request_an_answer(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        service = opened.services.library.service("stargate")
        assert service is not None
        opener = opened.controller.service_opener
        opener.open_menu(service, QPoint())
        menu = opened.window.findChildren(PopupMenu)[-1]
        menu.actions()[0].trigger()
        await until(lambda: opened.window.findChildren(MockDialog))
        dialog = opened.window.findChildren(MockDialog)[0]
        environment = opened.environments.environment
        assert environment.name == MOCK
        url = environment.base_urls["stargate"]
        dialog.findChildren(FilterField)[0].setText("pushmessage -8")
        shown = rows(dialog)
        assert {row.prefer for row in shown} == {"code=-8"}
        table = dialog.findChildren(RowsTable)[0]
        table.clicked.emit(table.model().index(0, 0))
        assert table.model().index(0, 2).data() == "✓"
        async with httpx.AsyncClient(trust_env=False) as client:
            first = await client.post(f"{url}/Message/PushMessage")
            second = await client.post(f"{url}/Message/PushMessage")
        assert first.json()["code"] == -8
        assert second.json()["code"] == -10
        await until(lambda: not table.model().index(0, 2).data())
        await until(
            lambda: any(
                "sample of the service" in one.text() for one in dialog.findChildren(QLabel)
            )
        )
        press(dialog, "Close")
        opener.open_menu(service, QPoint())
        opened.window.findChildren(PopupMenu)[-1].actions()[0].trigger()
        assert dialog.isVisible()
        assert len(opened.window.findChildren(MockDialog)) == 1
        press(dialog, "Stop mock")
        await until(lambda: opened.environments.environment.name == SANDBOX.name)
        await opened.scope.idle()
        assert MOCK not in [one.name for one in opened.environments.offered]
        assert told(opened)[-1] == f"{MOCK} has ended."


async def test_a_mock_ends_with_the_window(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.controller.service_opener._mocks.mock("status")
        await until(lambda: opened.window.findChildren(MockDialog))
        url = opened.environments.environment.base_urls["status"]
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(f"{url}/_mock")).status_code == 200
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(f"{url}/_mock")
