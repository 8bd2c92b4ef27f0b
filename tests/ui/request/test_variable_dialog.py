from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QWidget

from aiurdesk.ui.request.variable_dialog import VariableDialog


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
    assert dialog.value() == "after"
