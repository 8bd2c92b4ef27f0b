import pytest
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QWidget

from aiurdesk.core.collection.literal_secrets import LiteralSecret
from aiurdesk.ui.environments.secrets_dialog import SecretsDialog

HEADER = {LiteralSecret("header X-Key", "is a secret by its name"): "localhost X-Key"}
NOTES = {LiteralSecret("notes", "looks like a private key"): ""}


@pytest.fixture
def parent(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


def a_dialog(parent, theme, secrets):
    dialog = SecretsDialog(theme, parent, secrets)
    dialog.show()
    return dialog, dialog.findChild(QPushButton, "move_to_keyring")


def test_one_click_moves_it_to_the_keyring(parent, theme):
    dialog, accept = a_dialog(parent, theme, HEADER)
    assert accept.text() == "Move to keyring and save"
    dialog.findChild(QLineEdit).setText("Mine")
    accept.click()
    assert dialog.choice().moved == (("header X-Key", "Mine"),)
    assert dialog.choice().not_secret == ()
    assert not dialog.isVisible()


def test_a_false_alarm_is_overruled(parent, theme):
    dialog, accept = a_dialog(parent, theme, HEADER)
    dialog.findChild(QLineEdit).setText("")
    assert not accept.isEnabled()
    dialog.findChild(QCheckBox).click()
    assert (accept.text(), accept.isEnabled()) == ("Save", True)
    assert dialog.choice().not_secret == ("header X-Key",)
    dialog.close()


def test_what_cannot_be_moved_can_only_be_overruled(parent, theme):
    dialog, accept = a_dialog(parent, theme, HEADER | NOTES)
    assert not accept.isEnabled()
    dialog.findChildren(QCheckBox)[1].click()
    assert accept.isEnabled()
    assert dialog.choice().moved == (("header X-Key", "localhost X-Key"),)
    assert dialog.choice().not_secret == ("notes",)
    dialog.close()
