from pathlib import Path

from PySide6.QtWidgets import QDialog, QDialogButtonBox

from aiurdesk.ui.dialogs import dialog as module
from aiurdesk.ui.dialogs.dialog import dialog_buttons

SAVE = QDialogButtonBox.StandardButton.Save
UI = Path(module.__file__).parents[1]


def test_the_buttons_have_no_icons_where_the_style_has_some(qapp, qtbot):
    before = qapp.styleSheet()
    qapp.setStyleSheet("QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 1; }")
    try:
        dialog = QDialog()
        plain, made = QDialogButtonBox(SAVE), dialog_buttons(dialog, SAVE)
        for widget in (dialog, plain, made):
            qtbot.addWidget(widget)
        assert not plain.button(SAVE).icon().isNull()
        assert made.button(SAVE).icon().isNull()
    finally:
        qapp.setStyleSheet(before)


def test_the_buttons_close_their_dialog_or_do_something_else(qtbot):
    dialog, saved = QDialog(), []
    qtbot.addWidget(dialog)
    box = dialog_buttons(dialog, SAVE)
    with qtbot.waitSignal(dialog.accepted):
        box.button(SAVE).click()
    box = dialog_buttons(dialog, SAVE, lambda: saved.append(1))
    with qtbot.assertNotEmitted(dialog.accepted):
        box.button(SAVE).click()
    assert saved == [1]


def test_every_dialog_makes_its_buttons_here():
    makers = [path.name for path in UI.rglob("*.py") if "QDialogButtonBox(" in path.read_text()]
    assert makers == ["dialog.py"]
