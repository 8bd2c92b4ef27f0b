from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLabel

from tests.coroutines import until
from tests.ui.opened_window import opened_window

SHOP = Path(__file__).parents[2] / "data" / "importers" / "postman" / "shop.input"


def dialog_of(opened, title):
    found = [d for d in opened.window.findChildren(QFileDialog) if d.windowTitle() == title]
    return found[0] if found and found[0].isVisible() else None


async def test_a_collection_is_imported_opened_and_what_it_lacks_is_said(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.act("import_collection")
        dialog = dialog_of(opened, "Import collection")
        dialog.fileSelected.emit(str(SHOP))
        dialog.reject()
        await until(lambda: dialog_of(opened, "Folder of the new collection"))
        second = dialog_of(opened, "Folder of the new collection")
        assert second.selectedFiles()[0].endswith("shop")
        second.fileSelected.emit(str(tmp_path / "made"))
        second.reject()
        await until(lambda: opened.controller.collections.collections)
        (collection,) = opened.controller.collections.collections
        assert (collection.name, Path(collection.path).name) == ("Shop", "made")
        assert opened.controller.collections_tab.panel.panel.isVisible()
        await opened.scope.idle()
        said = opened.find("message", QLabel).text()
        assert "8 requests were imported" in said
        assert "Get a user: the test script." in said

        opened.act("import_collection")
        dialog = dialog_of(opened, "Import collection")
        file = tmp_path / "other.txt"
        file.write_text("nothing")
        dialog.fileSelected.emit(str(file))
        dialog.reject()
        await until(lambda: dialog_of(opened, "Folder of the new collection"))
        second = dialog_of(opened, "Folder of the new collection")
        second.fileSelected.emit(str(tmp_path / "new"))
        second.reject()
        await opened.scope.idle()
        assert "of no format that can be imported" in opened.find("message", QLabel).text()
