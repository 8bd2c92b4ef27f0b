"""The collections in the sidebar of the real window."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QTreeView

from tests.ui.collections.steps import a_collection, open_collection, open_request, rows_of
from tests.ui.opened_window import opened_window


async def test_a_new_collection_is_a_folder(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.controller.collections_tab.show()
        opened.act("new_collection")
        dialog = opened.window.findChild(QFileDialog)
        assert dialog is not None
        dialog.fileSelected.emit(str(tmp_path / "mine"))
        dialog.close()
        await opened.scope.idle()
        assert (tmp_path / "mine" / "collection.toml").is_file()
        assert rows_of(opened.controller.collections.section) == ["mine"]


async def test_a_window_without_collections_makes_nothing_of_them(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("gateway.home.index")
        await opened.scope.idle()
        assert not opened.controller.collections_tab.saved_work.is_made
        assert not opened.action("save_all").isEnabled()
        assert not opened.action("rename_entry").isEnabled()
        opened.act("show_collections")
        opened.find("collections_button", QToolButton).click()
        (menu,) = [m for m in opened.window.findChildren(QMenu) if m.isVisible()]
        texts = [action.text() for action in menu.actions() if action.text()]
        assert texts == ["New collection…", "Open collection…"]
        menu.close()


async def test_without_a_collection_the_keyboard_goes_to_what_makes_one(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.controller.collections_tab.show()
        tree = opened.window.focusWidget()
        assert isinstance(tree, QTreeView)
        assert tree.currentIndex().data() == "New collection…"
        QTest.keyClick(tree, Qt.Key.Key_Return)
        assert opened.window.findChild(QFileDialog) is not None


async def test_the_request_in_front_is_renamed_while_the_keyboard_is_in_it(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        panel.tree.select(str(folder / "B.request.toml"))
        opened.page.row.address.setFocus()
        opened.act("rename_entry")
        assert panel.tree.view.is_editing()
        assert panel.tree.view.currentIndex().data() == "A"
        panel.tree.view.setFocus()
        # In the tree, it is the entry with the keyboard.
        panel.tree.select(str(folder / "B.request.toml"))
        opened.act("rename_entry")
        assert panel.tree.view.currentIndex().data() == "B"
