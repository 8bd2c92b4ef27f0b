import json
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLabel, QPlainTextEdit, QPushButton

from aiurdesk.services.imports.importing import FORMATS
from aiurdesk.ui.dialogs.lines_dialog import LinesDialog
from tests.coroutines import until
from tests.ui.opened_window import opened_window

SHOP = Path(__file__).parents[2] / "data" / "importers" / "postman" / "shop.input"


def dialog_of(opened, title):
    found = [d for d in opened.window.findChildren(QFileDialog) if d.windowTitle() == title]
    return found[0] if found and found[0].isVisible() else None


def offered(opened, words):
    buttons = opened.window.findChildren(QPushButton, "message_action")
    return next((button for button in buttons if button.text() == words), None)


def choose(dialog, path):
    dialog.fileSelected.emit(str(path))
    dialog.reject()


async def choose_file(opened, file, title="Folder of the new collection"):
    """Choose the file of an import, and return the dialog that asks for the folder."""
    opened.act("import_collection")
    choose(dialog_of(opened, "Import collection"), file)
    await until(lambda: dialog_of(opened, title))
    return dialog_of(opened, title)


async def test_a_collection_is_imported_opened_and_what_it_lacks_is_listed(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        second = await choose_file(opened, SHOP)
        assert second.selectedFiles()[0].endswith("shop")
        choose(second, tmp_path / "made")
        await until(lambda: opened.controller.collections.collections)
        (collection,) = opened.controller.collections.collections
        assert (collection.name, Path(collection.path).name) == ("Shop", "made")
        assert opened.controller.collections_tab.panel.panel.isVisible()
        await opened.scope.idle()
        said = opened.find("message", QLabel).text()
        assert "8 requests were imported" in said
        assert said.endswith("things were not taken over.")
        opened.find("message_action", QPushButton).click()
        (dialog,) = opened.window.findChildren(LinesDialog)
        assert dialog.isVisible()
        (text,) = dialog.findChildren(QPlainTextEdit)
        assert "Users/Get a user: the test script." in text.toPlainText().splitlines()
        assert text.isReadOnly()
        dialog.reject()

        (tmp_path / "other.txt").write_text("nothing")
        choose(await choose_file(opened, tmp_path / "other.txt"), tmp_path / "new")
        await opened.scope.idle()
        assert "of no format that can be imported" in opened.find("message", QLabel).text()


async def test_an_environment_gets_into_a_collection_that_is_open(theme, tmp_path):
    file = tmp_path / "staging.json"
    file.write_text('{"name": "Staging", "values": [], "_postman_variable_scope": "environment"}')
    async with opened_window(theme, tmp_path / "profile") as opened:
        choose(await choose_file(opened, SHOP), tmp_path / "made")
        await opened.scope.idle()
        second = await choose_file(opened, file, "Collection that gets the environment")
        choose(second, tmp_path / "made")
        await opened.scope.idle()
        assert "1 environment was imported" in opened.find("message", QLabel).text()
        assert (tmp_path / "made" / "environments" / "Staging.toml").is_file()
        (shown,) = opened.controller.collections.collections
        assert shown.collection is not None
        assert list(shown.collection.environments) == ["Staging"]


async def test_an_import_can_be_cancelled_and_writes_nothing_then(theme, tmp_path):
    items = [{"name": f"A {number}", "request": "https://h.example/"} for number in range(20_000)]
    file = tmp_path / "long.json"
    file.write_text(json.dumps({"info": {"schema": "/collection/v2.1.0/"}, "item": items}))
    async with opened_window(theme, tmp_path / "profile") as opened:
        choose(await choose_file(opened, file), tmp_path / "made")
        await until(lambda: offered(opened, "Cancel import"))
        offered(opened, "Cancel import").click()
        await opened.scope.idle()
        assert "The import was cancelled." in opened.find("message", QLabel).text()
        assert not (tmp_path / "made").exists()
        assert not opened.controller.collections.collections


async def test_the_dialog_offers_the_formats_that_can_be_imported(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.act("import_collection")
        dialog = dialog_of(opened, "Import collection")
        first, *formats, last = dialog.nameFilters()
        assert first == "All that can be imported (*.sh *.txt *.json)"
        assert [each.partition(" (")[0].lower() for each in formats] == [
            title.lower() for title, _ in FORMATS
        ]
        assert last == "All files (*)"
        dialog.reject()
