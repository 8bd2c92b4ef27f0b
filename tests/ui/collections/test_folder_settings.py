"""The settings of collections and folders are changed in the real window."""

from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QPlainTextEdit

from tests.ui.collections.steps import a_collection, open_collection, open_request, told
from tests.ui.credentials.window_steps import add, app_credential, opened_dialog, press
from tests.ui.opened_window import opened_window


def choose_settings(panel, path):
    panel.tree.select(str(path))
    menu = panel.menu_of(panel.tree.current)
    next(action for action in menu.actions() if action.text() == "Settings…").trigger()


def save(dialog):
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save).click()


async def test_settings_are_changed_and_taken_back(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    file = folder / "collection.toml"
    file.write_text('# ours\nformat = 1\nname = "Checks"\n')
    async with opened_window(theme, tmp_path / "profile") as opened:
        await add(opened, app_credential())
        panel = await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        choose_settings(panel, folder)
        dialog = await opened_dialog(opened, "folder_settings")
        assert dialog.windowTitle() == "Settings of Checks"
        dialog.findChild(QComboBox, "folder_credential").setCurrentText("my-app")
        press(dialog, "Edit as text")
        area = next(
            e for e in dialog.findChildren(QPlainTextEdit) if e.isVisible() and not e.isReadOnly()
        )
        assert area.accessibleName() in ("All headers as text", "All variables as text")
        area.setPlainText("one: 1")
        save(dialog)
        await opened.scope.idle()
        assert told(opened) == []
        text = file.read_text()
        assert text.startswith("# ours\n")
        assert 'credential = "my-app"' in text
        # An open request has it at once.
        assert opened.current.effective.credential == "my-app"
        opened.controller.collections.undo()
        await opened.scope.idle()
        assert file.read_text() == '# ours\nformat = 1\nname = "Checks"\n'
        assert opened.current.effective.credential is None
        opened.controller.collections.redo()
        await opened.scope.idle()
        assert file.read_text() == text


async def test_a_file_that_cannot_be_read_is_told(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        (folder / "inner" / "folder.toml").write_text("credential = 7\n")
        choose_settings(panel, folder / "inner")
        await opened.scope.idle()
        assert any("folder.toml" in text for text in told(opened))


async def test_cancel_changes_nothing(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    before = (folder / "collection.toml").read_text()
    async with opened_window(theme, tmp_path / "profile") as opened:
        panel = await open_collection(opened, folder)
        choose_settings(panel, folder)
        press(await opened_dialog(opened, "folder_settings"), "Cancel")
        await opened.scope.idle()
        assert (folder / "collection.toml").read_text() == before
        assert not opened.controller.collections.structure.can_undo
