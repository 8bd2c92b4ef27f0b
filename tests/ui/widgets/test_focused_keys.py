from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.ui.widgets.keyboard import KEEPS_KEYS, ShortcutGuard, press_in_focus


def a_window(qtbot, *widgets):
    window = QWidget()
    column = QVBoxLayout(window)
    for part in widgets:
        column.addWidget(part)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    return window


def test_the_focused_widget_does_what_it_does_at_a_key(qtbot):
    line, area = QLineEdit("one"), QPlainTextEdit("two")
    window = a_window(qtbot, line, area)
    assert window.isVisible()
    for widget, text in ((line, "one"), (area, "two")):
        widget.setFocus()
        press_in_focus("Ctrl+A")
        press_in_focus("Ctrl+X")
        assert QGuiApplication.clipboard().text() == text
    assert (line.text(), area.toPlainText()) == ("", "")
    press_in_focus("Ctrl+Z")
    assert area.toPlainText() == "two"
    line.setFocus()
    press_in_focus("Ctrl+V")
    assert line.text() == "two"


def test_an_action_of_the_focused_widget_comes_first(qtbot):
    line = QLineEdit("one")
    heard = []
    action = line.addAction("Copy all")
    action.setShortcut("Ctrl+C")
    action.triggered.connect(lambda: heard.append("copied"))
    window = a_window(qtbot, line)
    line.setFocus()
    assert window.focusWidget() is line
    press_in_focus("Ctrl+C")
    assert heard == ["copied"]


def test_a_focused_menu_does_not_trigger_its_own_action_again(qtbot):
    bar, line = QMenuBar(), QLineEdit("one")
    copied: list[int] = []

    def copy():
        copied.append(len(copied))
        press_in_focus("Ctrl+C")

    window = a_window(qtbot, bar, line)
    action = bar.addMenu("Edit").addAction("Copy", QKeySequence("Ctrl+C"), copy)
    bar.addAction(action)
    bar.setFocus()
    assert QApplication.focusWidget() is bar
    assert window.isVisible()
    action.trigger()
    assert copied == [0]


def test_without_a_focused_widget_nothing_happens(qtbot):
    line = QLineEdit("one")
    window = a_window(qtbot, line)
    assert window.isVisible()
    line.clearFocus()
    press_in_focus("Ctrl+A")
    assert line.selectedText() == ""


class ClaimingLine(QLineEdit):
    """Claims every key, as the line of Qt does on a Linux desktop with Ctrl+E."""

    def event(self, event):
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)


def test_a_text_field_claims_no_key_of_the_window(qtbot):
    line = ClaimingLine("one")
    window = a_window(qtbot, line)
    heard = []
    shortcut = QShortcut(QKeySequence("Ctrl+E"), window)
    shortcut.activated.connect(lambda: heard.append("Ctrl+E"))
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert heard == []
    guard = ShortcutGuard(window, ["Ctrl+E", "Ctrl+Enter"])
    assert guard.parent() is window
    qtbot.keyClick(line, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert heard == ["Ctrl+E"]


def test_a_widget_in_front_of_all_else_keeps_its_keys(qtbot):
    line = ClaimingLine("one")
    line.setProperty(KEEPS_KEYS, True)
    window = a_window(qtbot, line)
    heard = []
    shortcut = QShortcut(QKeySequence("Ctrl+E"), window)
    shortcut.activated.connect(lambda: heard.append("Ctrl+E"))
    line.setFocus()
    guard = ShortcutGuard(window, ["Ctrl+E"])
    assert guard.parent() is window
    qtbot.keyClick(line, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert heard == []
