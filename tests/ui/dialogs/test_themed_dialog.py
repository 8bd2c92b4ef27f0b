from PySide6.QtWidgets import QWidget

from aiurdesk.ui.dialogs.dialog import ThemedDialog


def test_a_dialog_has_the_style_of_the_theme_and_its_title(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ThemedDialog(theme, parent, "a_dialog", "A dialog")
    assert (dialog.objectName(), dialog.windowTitle()) == ("a_dialog", "A dialog")
    assert dialog.styleSheet() != ""
    assert dialog.parent() is parent
