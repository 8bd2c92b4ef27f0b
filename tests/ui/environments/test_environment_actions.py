"""The dialog of the environments in the real window, on real files."""

from functools import partial

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit

from aiurdesk.core.collection.environment_file import SavedEnvironment
from tests.ui.credentials.window_steps import opened_dialog, press, until
from tests.ui.opened_window import opened_window


def names(dialog):
    model = dialog.table.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def words(dialog):
    return " ".join(e.text() for e in dialog.findChildren(QLabel) if e.isVisible())


def is_said(dialog, text):
    return text in words(dialog)


async def test_environments_are_made_changed_and_deleted_and_all_of_it_undone(theme, tmp_path):
    folder = tmp_path / "environments"
    async with opened_window(theme, tmp_path) as opened:
        chooser = opened.window.environments.box
        opened.act("manage_environments")
        dialog = await opened_dialog(opened, "environments_dialog")
        await until(lambda: len(names(dialog)) == 3)

        press(dialog, "New")
        await until(lambda: "New environment" in names(dialog))
        await until(lambda: dialog.editor.name.hasSelectedText())
        dialog.editor.name.setText("Staging")
        dialog.editor.name.editingFinished.emit()
        await until(lambda: "Staging" in names(dialog))
        box = next(e for e in dialog.findChildren(QCheckBox) if "Careful" in e.text())
        box.click()
        await until(lambda: "Changed Staging." in words(dialog))
        assert (folder / "Staging.toml").read_text() == "careful = true\n"
        assert "Staging" in [chooser.itemText(row) for row in range(chooser.count())]

        # Requests go to it, also when its name changes.
        opened.environments.choose(opened.environments.named("Staging"))
        assert opened.environments.environment.is_careful
        dialog.editor.name.setText("Live")
        dialog.editor.name.editingFinished.emit()
        await until(lambda: "Live" in names(dialog))
        assert opened.environments.environment.name == "Live"
        assert chooser.currentText() == "Live"

        press(dialog, "Delete")
        await until(lambda: "Deleted Live." in words(dialog))
        assert list(folder.iterdir()) == []
        assert opened.environments.environment.is_sandbox
        press(dialog, "Undo")
        await until(lambda: "Live" in names(dialog))
        assert opened.environments.environment.name == "Live"
        for before in ("Renamed", "Changed", "Renamed", "Added"):
            await until(partial(is_said, dialog, before))
            press(dialog, "Undo")
        await until(lambda: len(names(dialog)) == 3)
        assert list(folder.iterdir()) == []
        dialog.reject()
        await opened.scope.idle()


async def test_what_cannot_be_saved_is_said_and_a_copy_of_a_built_in_one_can_be_changed(
    theme, tmp_path
):
    async with opened_window(theme, tmp_path) as opened:
        await opened.services.environments.create(SavedEnvironment("Mine"))
        opened.act("manage_environments")
        dialog = await opened_dialog(opened, "environments_dialog")
        await until(lambda: len(names(dialog)) == 4)
        dialog.table.selectRow(1)
        press(dialog, "Duplicate")
        await until(lambda: "Production 2020 copy" in names(dialog))
        file = tmp_path / "environments" / "Production 2020 copy.toml"
        assert file.read_text() == 'based_on = "Production 2020"\n'

        dialog.editor.name.setText("mine")
        dialog.editor.name.editingFinished.emit()
        await until(lambda: "There is an environment mine already" in words(dialog))
        press(dialog, "Add variable")
        fields = {e.accessibleName(): e for e in dialog.findChildren(QLineEdit)}
        fields["Variable name 1"].setText("token")
        fields["Variable value 1"].setText("a-secret-of-mine")
        fields["Variable value 1"].editingFinished.emit()
        await until(lambda: "token is or looks like a secret" in words(dialog))
        assert file.read_text() == 'based_on = "Production 2020"\n'
        box = next(e for e in dialog.findChildren(QComboBox) if e.accessibleName() == "Colour")
        box.setCurrentIndex(1)
        box.activated.emit(1)
        await until(lambda: "Changed" in words(dialog))
        assert file.read_text() == 'based_on = "Production 2020"\ncolour = "green"\n'
        dialog.reject()
        await opened.scope.idle()


async def test_environments_of_an_open_collection_are_offered(theme, tmp_path):
    folder = tmp_path / "checks"
    (folder / "environments").mkdir(parents=True)
    (folder / "collection.toml").write_text('[variables]\nbelow = "1"\n')
    (folder / "environments" / "Staging.toml").write_text('[variables]\nown = "2"\n')
    async with opened_window(theme, tmp_path / "profile") as opened:
        chooser = opened.window.environments.box
        opened.controller.collections.open(str(folder))
        await until(lambda: chooser.findText("Staging · checks") > 0)
        opened.environments.choose(opened.environments.named("Staging · checks"))
        assert opened.environments.environment.variables == {"below": "1", "own": "2"}
        opened.controller.collections.close(str(folder))
        await until(lambda: chooser.findText("Staging · checks") < 0)
        assert opened.environments.environment.is_sandbox
        await opened.scope.idle()
