from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QLineEdit, QWidget

from aiurdesk.ui.environments.variable_dialog import VariableDialog


def test_a_value_is_typed_and_taken_over(theme, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = VariableDialog(theme, parent, "Sandbox", "name", "before")
    edit = dialog.findChild(QLineEdit)
    assert isinstance(edit, QLineEdit)
    assert (edit.accessibleName(), edit.text()) == ("name", "before")
    edit.setText("after")
    with qtbot.waitSignal(dialog.accepted):
        box = dialog.findChild(QDialogButtonBox)
        assert isinstance(box, QDialogButtonBox)
        box.button(QDialogButtonBox.StandardButton.Ok).click()
    assert dialog.text() == "after"
    assert not dialog.is_to_be_saved()


def test_an_environment_of_the_person_may_keep_the_value(theme, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = VariableDialog(theme, parent, "Mine", "name", "")
    box = dialog.findChild(QCheckBox)
    assert isinstance(box, QCheckBox)
    assert box.isHidden()
    dialog.offer_to_save()
    assert box.text() == "Save in Mine"
    box.click()
    assert dialog.is_to_be_saved()
