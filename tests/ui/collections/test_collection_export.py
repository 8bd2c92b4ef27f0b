import json
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFileDialog, QLabel, QPlainTextEdit, QPushButton

from aiurdesk.ui.widgets.line_dialog import LinesDialog
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from tests.coroutines import until
from tests.ui.collections.steps import a_collection, open_collection
from tests.ui.opened_window import opened_window


def dialog_of(opened, title="Export"):
    dialogs = [d for d in opened.window.findChildren(QFileDialog) if d.windowTitle() == title]
    return next(dialog for dialog in dialogs if dialog.isVisible())


async def test_a_collection_is_written_and_what_it_lacks_is_listed(theme, tmp_path):
    folder = a_collection(tmp_path / "checks", "A")
    (folder / "B.request.toml").write_text('method = "GET"\nurl = "https://a/"\ncredential = "w"\n')
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        panel.tree.select(str(folder))
        opened.act("export_collection")
        dialog = dialog_of(opened)
        assert len(dialog.nameFilters()) == 6
        # Not the folder itself, which has that name.
        assert Path(dialog.selectedFiles()[0]).name == "checks.postman_collection.json"
        dialog.selectNameFilter(dialog.nameFilters()[3])
        dialog.filterSelected.emit(dialog.nameFilters()[3])
        assert Path(dialog.selectedFiles()[0]).name == "checks.http"
        dialog.selectNameFilter(dialog.nameFilters()[0])
        dialog.fileSelected.emit(str(tmp_path / "out"))
        dialog.reject()
        target = tmp_path / "out.postman_collection.json"
        await until(target.exists)
        await opened.scope.idle()
        names = [item["name"] for item in json.loads(target.read_text())["item"]]
        assert names == ["A", "B"]
        assert "1 thing is not in it." in opened.find("message", QLabel).text()
        opened.find("message_action", QPushButton).click()
        (lines,) = opened.window.findChildren(LinesDialog)
        (text,) = lines.findChildren(QPlainTextEdit)
        assert "credential “w”" in text.toPlainText()
        lines.reject()


async def test_one_request_is_exported_from_its_menu(theme, tmp_path):
    folder = a_collection(tmp_path / "checks", "A", "B")
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        panel.tree.select(str(folder / "B.request.toml"))
        menu = panel.menu_of(panel.tree.current)
        next(action for action in menu.actions() if action.text() == "Export…").trigger()
        dialog = dialog_of(opened)
        dialog.selectNameFilter(dialog.nameFilters()[3])
        dialog.fileSelected.emit(str(tmp_path / "b.http"))
        dialog.reject()
        await until((tmp_path / "b.http").exists)
        await opened.scope.idle()
        assert "### B" in (tmp_path / "b.http").read_text()


async def test_a_service_is_written_as_a_page_from_its_menu(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        service = opened.services.library.service("stargate")
        assert service is not None
        opened.controller.service_opener.open_menu(service, QPoint())
        menu = opened.window.findChildren(PopupMenu)[-1]
        next(action for action in menu.actions() if action.text() == "Export as page…").trigger()
        dialog = dialog_of(opened, "Export as page")
        assert Path(dialog.selectedFiles()[0]).name == "stargate.html"
        dialog.fileSelected.emit(str(tmp_path / "out"))
        dialog.reject()
        await until((tmp_path / "out.html").exists)
        await opened.scope.idle()
        assert "Push message" in (tmp_path / "out.html").read_text(encoding="utf-8")
        assert "out.html was written." in opened.find("message", QLabel).text()


async def test_the_service_of_the_open_request_is_written_as_a_page(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        assert not opened.action("export_service").isEnabled()
        opened.open("stargate.message.pushmessage")
        assert opened.action("export_service").isEnabled()
        opened.act("export_service")
        dialog = dialog_of(opened, "Export as page")
        (tmp_path / "taken").write_text("A file.")
        dialog.fileSelected.emit(str(tmp_path / "taken" / "page.html"))
        await opened.scope.idle()
        assert "could not be written" in opened.find("message", QLabel).text()
        dialog.fileSelected.emit(str(tmp_path / "page"))
        dialog.reject()
        await opened.scope.idle()
        assert "Push message" in (tmp_path / "page.html").read_text(encoding="utf-8")
