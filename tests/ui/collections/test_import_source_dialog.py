from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from aiurdesk.services.imports.importing import FORMATS
from aiurdesk.ui.collections.collection_import import ImportSourceDialog


def button(dialog, text):
    return next(b for b in dialog.findChildren(QPushButton) if b.text() == text)


def test_the_file_dialog_offers_the_formats_that_can_be_imported(qtbot, theme):
    holder = QWidget()
    qtbot.addWidget(holder)
    dialog = ImportSourceDialog(theme, holder)
    dialog.show()
    assert not dialog.ok.isEnabled()
    button(dialog, "Choose file…").click()
    (files,) = dialog.findChildren(QFileDialog)
    first, *formats, last = files.nameFilters()
    assert first.startswith("All that can be imported (*.sh *.txt *.json")
    assert [text.partition(" (")[0].lower() for text in formats] == [
        title.lower() for title, _ in FORMATS
    ]
    assert last == "All files (*)"
    files.fileSelected.emit("/x/shop.json")
    files.reject()
    assert dialog.text() == "/x/shop.json"
    assert dialog.ok.isEnabled()


def test_what_was_copied_is_taken_as_it_was(qtbot, theme):
    QGuiApplication.clipboard().setText("curl https://h.example/ä")
    holder = QWidget()
    qtbot.addWidget(holder)
    dialog = ImportSourceDialog(theme, holder)
    button(dialog, "Use clipboard").click()
    assert dialog.pasted == "curl https://h.example/ä".encode()
    assert dialog.result() == ImportSourceDialog.DialogCode.Accepted
