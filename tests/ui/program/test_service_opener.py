"""Descriptions that are dropped or pasted, and the menu of a service, in the real window."""

import json

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from aiurdesk.ui.api_services.service_actions import ServiceCommand
from tests.coroutines import until
from tests.importers.openapi.sample import description
from tests.services.test_own_services import write as write_service
from tests.ui.api_services.test_service_actions import PATHS, add, dialog_of, write
from tests.ui.collections.steps import a_collection, open_request, rows_of, told
from tests.ui.drag_entry import is_taken
from tests.ui.opened_window import opened_window

NO_KEYS = Qt.KeyboardModifier.NoModifier


async def test_a_dropped_description_is_added_and_a_dropped_collection_opened(theme, tmp_path):
    source = write(tmp_path / "api.json", PATHS)
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "p") as opened:
        opened.window.files_dropped.emit([source])
        preview = await dialog_of(opened, "add_service_dialog")
        assert preview.choice.name == "lamp-shop"
        preview.reject()
        opened.window.files_dropped.emit([str(folder)])
        await opened.scope.idle()
        assert rows_of(opened.controller.collections.section)[0] == "Checks"


async def test_a_description_is_pasted_where_no_text_is_taken(theme, tmp_path):
    async with opened_window(theme, tmp_path / "p") as opened:
        QGuiApplication.clipboard().setText(json.dumps(description(PATHS)))
        QTest.keyClick(opened.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        preview = await dialog_of(opened, "add_service_dialog")
        assert preview.choice.name == "lamp-shop"
        preview.reject()
        QGuiApplication.clipboard().setText("http://127.0.0.1:9/openapi.json")
        QTest.keyClick(opened.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        await opened.scope.idle()
        assert "http://127.0.0.1:9/openapi.json could not be fetched" in told(opened)[-1]


async def test_a_description_is_dropped_as_text(theme, tmp_path):
    async with opened_window(theme, tmp_path / "p") as opened:
        for text, takes in ((json.dumps(description(PATHS)), True), ("some words", False)):
            data = QMimeData()
            data.setText(text)
            arguments = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NO_KEYS)
            assert is_taken(opened.window, data) is takes
            opened.window.dropEvent(QDropEvent(QPointF(5, 5), *arguments))
        preview = await dialog_of(opened, "add_service_dialog")
        assert preview.choice.name == "lamp-shop"
        preview.reject()
        await opened.scope.idle()


async def test_what_is_chosen_in_the_menu_of_a_service_is_done(theme, tmp_path):
    source = write(tmp_path / "api.json", PATHS)
    async with opened_window(theme, tmp_path / "p") as opened:
        await add(opened, source)
        await opened.scope.idle()
        opener = opened.controller.service_opener
        service = opened.services.library.catalogue.service("lamp-shop")
        assert service is not None
        opener.open_menu(service, QPoint(5, 5))
        (menu,) = [entry for entry in opened.window.findChildren(QMenu) if entry.isVisible()]
        update = next(e for e in menu.actions() if e.text() == ServiceCommand.UPDATE.value)
        update.trigger()
        menu.close()
        await until(lambda: told(opened)[-1] == "Lamp shop is as it was.")
        await opened.scope.idle()


async def test_a_saved_request_of_a_service_of_its_collection_is_opened(theme, tmp_path):
    folder = a_collection(tmp_path / "checks", "A")
    write_service(folder / "services")
    (folder / "A.request.toml").write_text('endpoint = "lamps.lamp.list"\n')
    async with opened_window(theme, tmp_path / "p") as opened:
        await open_request(opened, folder / "A.request.toml")
        assert opened.current.request.endpoint.path == "/lamps"
        assert opened.services.library.catalogue.service("lamps") is not None
        opened.controller.collections.close(str(folder))
        await opened.scope.idle()
        assert opened.services.library.catalogue.service("lamps") is None
