import pytest
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from aiurdesk.core.settings import ColourScheme
from aiurdesk.ui.collections.saving import SaveDialog

FOLDERS = (("Checks", "/c"), ("Checks / inner", "/c/inner"))


@pytest.fixture
def dialog(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = SaveDialog(
        theme, parent, "Push", FOLDERS, lambda folder, name: (folder, name) == ("/c", "Taken")
    )
    dialog.show()
    yield dialog
    dialog.close()


def can_save(dialog):
    box = dialog.findChild(QDialogButtonBox)
    return box.button(QDialogButtonBox.StandardButton.Save).isEnabled()


def test_name_and_folder_make_the_file(dialog):
    assert dialog.path() == "/c/Push.request.toml"
    dialog.findChild(QLineEdit, "request_name").setText("a/b")
    dialog.findChild(QComboBox, "request_folder").setCurrentIndex(1)
    assert dialog.path() == "/c/inner/a%2Fb.request.toml"
    assert can_save(dialog)


@pytest.mark.parametrize("name", ["", " ", "x" * 300, "Taken"])
def test_a_name_that_cannot_be_is_refused_at_once(dialog, name):
    dialog.findChild(QLineEdit, "request_name").setText(name)
    assert not can_save(dialog)


def choose_folder(dialog, folder):
    (other,) = [b for b in dialog.findChildren(QPushButton) if b.text() == "Other folder…"]
    other.click()
    chooser = dialog.findChild(QFileDialog)
    chooser.fileSelected.emit(str(folder))
    chooser.close()


def shown_texts(dialog):
    return {label.text() for label in dialog.findChildren(QLabel) if label.isVisible()}


def test_another_folder_can_be_chosen(dialog, tmp_path):
    choose_folder(dialog, tmp_path)
    assert dialog.path() == f"{tmp_path}/Push.request.toml"


def test_what_to_do_without_a_folder_is_said_until_one_is_chosen(qtbot, theme, tmp_path):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = SaveDialog(theme, parent, "Push", (), lambda _folder, _name: False)
    dialog.show()
    hint = "Choose a folder for your requests. It becomes a collection."
    assert hint in shown_texts(dialog)
    choose_folder(dialog, tmp_path)
    assert hint not in shown_texts(dialog)
    dialog.close()


@pytest.mark.parametrize("zoom", [100, 200])
def test_nothing_is_empty_between_the_fields_and_the_buttons(qtbot, theme, zoom):
    theme.apply(ColourScheme.LIGHT, zoom)
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = SaveDialog(theme, parent, "Push", FOLDERS, lambda _folder, _name: False)
    dialog.show()
    folder, box = dialog.findChild(QComboBox), dialog.findChild(QDialogButtonBox)
    assert isinstance(folder, QComboBox)
    assert isinstance(box, QDialogButtonBox)
    # A line of help may come in between; more than two lines would be a hole.
    assert box.geometry().top() - folder.geometry().bottom() < 2 * folder.height()
    dialog.close()
