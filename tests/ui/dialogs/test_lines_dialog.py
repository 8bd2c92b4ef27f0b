from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton, QWidget

from aiurdesk.ui.dialogs.line_dialog import LinesDialog


def test_each_thing_is_a_line_that_can_be_copied(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    lines = ("Users/Get: the test script.", "X: the <b>description</b>.")
    dialog = LinesDialog(theme, parent, "Not imported", "1 request was imported into x.", lines)
    dialog.show()
    (text,) = dialog.findChildren(QPlainTextEdit)
    assert text.toPlainText() == "Users/Get: the test script.\nX: the <b>description</b>."
    assert text.accessibleName() == "Not imported"
    assert dialog.focusWidget() is text
    (summary,) = dialog.findChildren(QLabel, "lines_summary")
    assert summary.text() == "1 request was imported into x."
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "Copy").click()
    assert QGuiApplication.clipboard().text() == text.toPlainText()
    (buttons,) = dialog.findChildren(QDialogButtonBox)
    buttons.button(QDialogButtonBox.StandardButton.Close).click()
    assert not dialog.isVisible()
