import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.ui.widgets.keyboard import (
    KEEPS_KEYS,
    ShortcutGuard,
    escaped,
    next_pane,
    order_behind_neighbour,
    press_in_focus,
)


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


def stops_of(window: QWidget) -> list[QWidget]:
    """Return what Tab stops at, from the first line on."""
    chain = [window.findChildren(QLineEdit)[0].nextInFocusChain()]
    while chain[-1] is not None and not (len(chain) > 1 and chain[-1] is chain[0]):
        chain.append(chain[-1].nextInFocusChain())
    stops = [widget for widget in chain[:-1] if isinstance(widget, QLineEdit | QPushButton)]
    return [stops[-1], *stops[:-1]]


def test_what_is_made_late_is_reached_where_it_stands(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    before, label = QLineEdit(window), QLabel(window)
    stand_in, after = QWidget(window), QLineEdit(window)
    late = [QPushButton(stand_in), QPushButton(stand_in)]
    assert stops_of(window) == [before, after, *late]
    order_behind_neighbour(stand_in, late)
    assert stops_of(window) == [before, *late, after]
    assert label.nextInFocusChain() is stand_in


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    layout = QHBoxLayout(made)
    for _ in range(3):
        pane = QWidget()
        QHBoxLayout(pane).addWidget(QLineEdit())
        layout.addWidget(pane)
    layout.addWidget(QLabel("nothing to type into"))
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def fields_of(window):
    return window.findChildren(QLineEdit)


def panes_of(window):
    return [*(field.parentWidget() for field in fields_of(window)), window.findChild(QLabel)]


def test_a_part_of_a_pane_is_a_stop_after_it(window):
    first, _, last = fields_of(window)
    pane, part = first.parentWidget(), QLineEdit()
    pane.layout().addWidget(part)
    part.show()
    first.setFocus()
    went = []
    for _ in range(3):
        next_pane([pane, part, last.parentWidget()])
        went.append(window.focusWidget())
    assert went == [part, last, first]


def test_the_keyboard_goes_round(window):
    went = []
    fields_of(window)[2].setFocus()
    for _ in range(4):
        next_pane(panes_of(window))
        fields = fields_of(window)
        went.append(next(number for number, field in enumerate(fields) if field.hasFocus()))
    assert went == [0, 1, 2, 0]


def test_a_hidden_pane_is_left_out(window):
    fields = fields_of(window)
    fields[0].setFocus()
    fields[1].parentWidget().hide()
    next_pane(panes_of(window))
    assert fields[2].hasFocus()


def test_without_any_pane_nothing_happens(window):
    next_pane([])
    assert not fields_of(window)[1].hasFocus()


def test_a_text_with_an_ampersand_marks_no_key():
    assert not QKeySequence.mnemonic("R&D").isEmpty()
    assert QKeySequence.mnemonic(escaped("R&D")).isEmpty()
    assert escaped("plain") == "plain"
