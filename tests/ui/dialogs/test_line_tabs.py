from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton

from aiurdesk.ui.dialogs.line_dialog import LineTabs


def test_a_tab_has_its_lines_with_their_count_and_copies_them(qtbot):
    tabs = LineTabs("What changes")
    qtbot.addWidget(tabs)
    tabs.add_lines("Added", ("a", "<b>b</b>"))
    tabs.add_lines("Removed", ())
    assert [tabs.tabText(at) for at in range(tabs.count())] == ["Added 2"]
    (text,) = tabs.findChildren(QPlainTextEdit)
    assert text.toPlainText() == "a\n<b>b</b>"
    assert (text.accessibleName(), text.isReadOnly()) == ("Added", True)
    (copy,) = tabs.findChildren(QPushButton)
    assert copy.accessibleName() == "Copy added"
    copy.click()
    assert QGuiApplication.clipboard().text() == "a\n<b>b</b>"


def test_a_tab_without_lines_says_so(qtbot):
    tabs = LineTabs("What changes")
    qtbot.addWidget(tabs)
    tabs.add_lines("Not carried over", (), nothing="Everything is carried over.")
    (text,) = tabs.findChildren(QPlainTextEdit)
    assert text.toPlainText() == "Everything is carried over."
    (copy,) = tabs.findChildren(QPushButton)
    assert not copy.isEnabled()


def test_only_the_first_of_many_lines_are_laid_out(qtbot):
    tabs = LineTabs("What changes")
    qtbot.addWidget(tabs)
    tabs.add_lines("Added", [str(number) for number in range(6_000)])
    (text,) = tabs.findChildren(QPlainTextEdit)
    assert text.toPlainText().endswith("4999\nand 1,000 more, which Copy takes, too")
    (copy,) = tabs.findChildren(QPushButton)
    copy.click()
    assert QGuiApplication.clipboard().text().endswith("\n5999")
