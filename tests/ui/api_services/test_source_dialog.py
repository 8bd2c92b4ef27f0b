from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from aiurdesk.ui.api_services.service_dialogs import SourceDialog


def test_a_file_that_is_chosen_stands_in_the_line(qtbot, theme):
    holder = QWidget()
    qtbot.addWidget(holder)
    dialog = SourceDialog(theme, holder)
    dialog.show()
    assert not dialog.ok.isEnabled()
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "Choose file…").click()
    (files,) = dialog.findChildren(QFileDialog)
    files.fileSelected.emit("/x/openapi.json")
    files.reject()
    assert dialog.text() == "/x/openapi.json"
    assert dialog.ok.isEnabled()
