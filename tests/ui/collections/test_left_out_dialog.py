from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton, QWidget

from aiurdesk.services.imports.importing import CollectionMade, LeftOut
from aiurdesk.ui.collections.left_out_dialog import LeftOutDialog


def test_each_thing_is_a_line_that_can_be_copied(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    left_out = (LeftOut("the test script.", "Users/Get"), LeftOut("the <b>description</b>.", "X"))
    dialog = LeftOutDialog(theme, parent, CollectionMade(Path("x"), 1, left_out=left_out))
    dialog.show()
    (text,) = dialog.findChildren(QPlainTextEdit)
    assert text.toPlainText() == "Users/Get: the test script.\nX: the <b>description</b>."
    assert text.accessibleName() == "Not imported"
    assert dialog.focusWidget() is text
    (summary,) = dialog.findChildren(QLabel, "left_out_summary")
    assert summary.text() == "1 request was imported into x."
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "Copy").click()
    assert QGuiApplication.clipboard().text() == text.toPlainText()
    (buttons,) = dialog.findChildren(QDialogButtonBox)
    buttons.button(QDialogButtonBox.StandardButton.Close).click()
    assert not dialog.isVisible()
