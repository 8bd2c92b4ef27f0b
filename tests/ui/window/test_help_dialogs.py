import platform

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton, QTextBrowser, QWidget

from aiurdesk import __version__
from aiurdesk.resources import list_names
from aiurdesk.ui.window.help_dialogs import (
    LOG_LINES,
    AboutDialog,
    DocumentationDialog,
    LogDialog,
    report_text,
)
from aiurdesk.ui.window.program_facts import facts, facts_text


def test_the_versions_are_shown_and_copied(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = AboutDialog(theme, parent)
    assert [name for name, _ in facts()][:5] == ["Version", "Licence", "Qt", "PySide6", "Python"]
    texts = {label.text() for label in dialog.findChildren(QLabel)}
    assert {value for _, value in facts()} <= texts
    [copy] = [button for button in dialog.findChildren(QPushButton) if button.text() == "Copy"]
    copy.click()
    copied = QGuiApplication.clipboard().text()
    assert f"Version: {__version__}" in copied
    assert f"Python: {platform.python_version()}" in copied


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
    assert part(dialog, QTextBrowser).toPlainText().startswith("First steps\n")


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


def test_an_empty_log_can_neither_be_copied_nor_opened(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = LogDialog(theme, parent, "/state/aiurdesk.log", "")
    buttons = {button.text(): button.isEnabled() for button in dialog.findChildren(QPushButton)}
    assert (buttons["Copy"], buttons["Open file"]) == (False, False)


def test_the_newest_lines_are_in_sight(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = LogDialog(theme, parent, "log", "\n".join(f"line {n}" for n in range(500)))
    dialog.show()
    bar = dialog.text.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0


def test_a_report_without_crash_and_log_has_the_versions_and_room_for_words():
    assert report_text("", "") == f"{facts_text()}\n\nWhat I did:\n\nWhat I expected:\n"


def test_a_report_has_the_last_lines_of_the_log():
    log = "\n".join(f"line {number}" for number in range(1000))
    lines = report_text("", log).splitlines()
    assert lines[-1] == "line 999"
    assert f"line {1000 - LOG_LINES}" in lines
    assert f"line {999 - LOG_LINES}" not in lines
