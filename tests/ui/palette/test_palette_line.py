import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeView

from aiurdesk.ui.palette.palette_line import PaletteLine

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def line(qtbot, theme):
    larger = QAction("Larger text", theme)
    larger.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
    line = PaletteLine(theme, [larger])
    qtbot.addWidget(line)
    return line


def claims(line, key, modifiers=CTRL):
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
    event.ignore()
    QApplication.sendEvent(line, event)
    return event.isAccepted()


def test_it_claims_the_keys_of_the_window_but_for_some(line):
    assert claims(line, Qt.Key.Key_W)
    assert claims(line, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert not claims(line, Qt.Key.Key_Plus)
    assert not claims(line, Qt.Key.Key_Equal)
    assert claims(line, Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
    # Opens the menu File.
    assert not claims(line, Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    # The key pad has the same keys.
    assert not claims(line, Qt.Key.Key_Plus, CTRL | Qt.KeyboardModifier.KeypadModifier)


def test_home_and_end_move_in_the_list_and_with_shift_in_the_text(line):
    moves: list[QTreeView.CursorAction] = []
    line.moved.connect(moves.append)
    line.setText("word")
    for key in (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Down):
        QTest.keyClick(line, key)
    action = QTreeView.CursorAction
    assert moves == [action.MoveHome, action.MoveEnd, action.MoveDown]
    QTest.keyClick(line, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
    assert line.selectedText() == "word"


def test_escape_gives_up_whatever_is_typed(line, qtbot):
    line.setText("word")
    with qtbot.waitSignal(line.cancelled):
        QTest.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == "word"


@pytest.mark.parametrize(
    ("reason", "is_left"),
    [
        (Qt.FocusReason.OtherFocusReason, True),
        (Qt.FocusReason.MouseFocusReason, True),
        (Qt.FocusReason.PopupFocusReason, False),
        (Qt.FocusReason.ActiveWindowFocusReason, False),
    ],
)
def test_it_tells_when_another_widget_has_the_keyboard(line, reason, is_left):
    heard = []
    line.focus_lost.connect(lambda: heard.append(True))
    QApplication.sendEvent(line, QFocusEvent(QEvent.Type.FocusOut, reason))
    assert bool(heard) is is_left
