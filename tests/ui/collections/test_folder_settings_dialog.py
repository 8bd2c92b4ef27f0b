import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
)

from aiurdesk.core.collection.folder_file import FolderSettings
from aiurdesk.core.request.request import Header
from aiurdesk.services.collections.folder_files import FolderFile
from aiurdesk.ui.collections.folder_settings import FolderSettingsDialog
from aiurdesk.ui.widgets.note import Note
from tests.ui.credentials.window_steps import line, press

SETTINGS = FolderSettings(
    environment="Sandbox",
    env_file=".env",
    credential="gone",
    headers=(Header("X-A", "1"), Header("X-A", "2")),
    order=("A",),
    variables=(("base", "x"),),
)


@pytest.fixture
def make(qtbot, theme, window):
    def dialog(settings: FolderSettings = SETTINGS, *, is_top: bool = True):
        file = FolderFile("collection.toml", "Checks", settings, is_top)
        made = FolderSettingsDialog(theme, window, file, ["my-app"], ["Sandbox", "Mine"])
        made.open()
        return made

    return dialog


@pytest.fixture
def window(qtbot):
    parent = QDialog()
    qtbot.addWidget(parent)
    parent.show()
    return parent


def save(dialog):
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save).click()


def notes(dialog):
    return [note.label.plain_text() for note in dialog.findChildren(Note) if note.isVisible()]


def test_what_is_not_touched_stays(make):
    for is_top in (True, False):
        dialog = make(is_top=is_top)
        save(dialog)
        assert not dialog.isVisible()
        assert dialog.settings() == SETTINGS


def test_everything_can_be_changed(make):
    dialog = make()
    box = dialog.findChild(QComboBox, "folder_credential")
    texts = [box.itemText(row) for row in range(box.count())]
    assert texts == ["As chosen in the window", "No credential", "my-app", "gone"]
    box.setCurrentIndex(1)
    labels = {label.text().replace("&", ""): label.buddy() for label in dialog.findChildren(QLabel)}
    environment, file = labels["Environment"], labels["Environment file"]
    assert isinstance(environment, QComboBox)
    assert isinstance(file, QLineEdit)
    texts = [environment.itemText(row) for row in range(environment.count())]
    assert texts == ["As chosen in the window", "Sandbox", "Mine"]
    environment.setCurrentText("Mine")
    file.clear()
    line(dialog, "Header value 1").setText("{{base}}")
    line(dialog, "Variable name 1").setText("other")
    save(dialog)
    assert not dialog.isVisible()
    after = dialog.settings()
    assert (after.credential, after.environment, after.env_file) == ("", "Mine", "")
    assert after.headers == (Header("X-A", "{{base}}"), Header("X-A", "2"))
    assert after.variables == (("other", "x"),)
    assert after.order == SETTINGS.order


def test_an_environment_that_this_computer_lacks_stays_and_is_marked(make):
    dialog = make(replace(SETTINGS, environment="Of a colleague"))
    texts = [box.currentText() for box in dialog.findChildren(QComboBox)]
    assert "Of a colleague (not on this computer)" in texts
    save(dialog)
    assert dialog.settings().environment == "Of a colleague"


def test_a_folder_has_no_variables_and_no_environment(make):
    dialog = make(replace(SETTINGS, credential=None), is_top=False)
    titles = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert "Headers" in titles
    assert not {"Variables", "&Environment"} & {*titles}


def test_a_secret_is_refused_with_what_to_do(make):
    dialog = make()
    line(dialog, "Header name 1").setText("Authorization")
    line(dialog, "Header value 1").setText("Bearer hush-hush-hush")
    save(dialog)
    assert dialog.isVisible()
    (text,) = notes(dialog)
    assert text.startswith("The header Authorization")
    assert "hush" not in text


def test_a_mistake_is_kept_until_it_is_mended(make):
    dialog = make()
    line(dialog, "Variable name 1").setText("no name")
    save(dialog)
    assert dialog.isVisible()
    line(dialog, "Variable name 1").setText("name")
    press(dialog, "Edit as text")
    (area,) = (area_ for area_ in dialog.findChildren(QPlainTextEdit) if area_.isVisible())
    area.setPlainText("no colon")
    save(dialog)
    assert dialog.isVisible()
    assert notes(dialog) == ["Line 1: Write a name, a colon and a value, such as id: 7."]
    area.setPlainText("name: 2")
    save(dialog)
    assert not dialog.isVisible()


@pytest.mark.parametrize(
    "login", ["Basic {{user}}:{{password}}", "Basic ann:{{password}}", "Bearer {{token}}"]
)
def test_authentication_in_variables_is_a_header_of_the_folder(make, login):
    dialog = make(replace(SETTINGS, headers=(Header("Authorization", "x"),)), is_top=False)
    line(dialog, "Header value 1").setText("Basic ann:pw-of-ann")
    save(dialog)
    assert dialog.isVisible()
    line(dialog, "Header value 1").setText(login)
    save(dialog)
    assert not dialog.isVisible()
    assert dialog.settings().headers == (Header("Authorization", login),)
