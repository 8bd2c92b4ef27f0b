import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QListWidget, QPushButton, QTextBrowser, QWidget

from aiurdesk.resources import list_names
from aiurdesk.ui.window.help_dialogs import DocumentationDialog


@pytest.fixture
def dialog(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    dialog = DocumentationDialog(theme, parent)
    dialog.open()
    # Together with its parent, which owns it.
    yield dialog
    parent.close()


def part(dialog, kind):
    (widget,) = dialog.findChildren(kind)
    return widget


def test_the_first_steps_are_shown_first(dialog):
    assert part(dialog, QListWidget).currentItem().text() == "First steps"
    assert part(dialog, QTextBrowser).toPlainText().startswith("First steps\nStart it")


def test_each_page_of_the_manual_can_be_chosen(dialog):
    pages, text = part(dialog, QListWidget), part(dialog, QTextBrowser)
    assert pages.count() == len(list_names("manual")) > 10
    for row in range(pages.count()):
        pages.setCurrentRow(row)
        assert text.toPlainText().startswith(pages.item(row).text())


def test_a_link_to_another_page_opens_it(dialog):
    part(dialog, QTextBrowser).anchorClicked.emit(QUrl("history.md"))
    assert part(dialog, QListWidget).currentItem().text() == "History"
    part(dialog, QTextBrowser).anchorClicked.emit(QUrl("missing.md"))
    assert part(dialog, QListWidget).currentItem().text() == "History"


def test_the_keyboard_begins_in_the_list_and_a_button_closes_it(dialog):
    assert isinstance(dialog.focusWidget(), QListWidget)
    (close,) = dialog.findChildren(QPushButton)
    assert close.text() == "Close"
    close.click()
    assert not dialog.isVisible()
