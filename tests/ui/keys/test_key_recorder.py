import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from aiurdesk.ui.keys.key_recorder import KeyRecorder

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def recorder(qtbot):
    made = KeyRecorder("New key")
    qtbot.addWidget(made)
    made.show()
    made.setFocus()
    return made


@pytest.mark.parametrize(
    ("key", "modifiers", "recorded"),
    [
        (Qt.Key.Key_B, CTRL, "Ctrl+B"),
        (Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier, "F9"),
        (Qt.Key.Key_Enter, CTRL | Qt.KeyboardModifier.KeypadModifier, "Ctrl+Return"),
        (Qt.Key.Key_Backtab, CTRL | SHIFT, "Ctrl+Shift+Tab"),
        (Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier, "B"),
        (Qt.Key.Key_Escape, CTRL, "Ctrl+Esc"),
    ],
)
def test_a_key_is_recorded_when_it_is_let_go(recorder, key, modifiers, recorded):
    heard: list[str] = []
    recorder.recorded.connect(heard.append)
    QTest.keyPress(recorder, key, modifiers)
    assert heard == []
    QTest.keyRelease(recorder, key, modifiers)
    assert heard == [recorded]


def test_the_modifier_may_be_let_go_first(recorder):
    heard: list[str] = []
    recorder.recorded.connect(heard.append)
    QTest.keyPress(recorder, Qt.Key.Key_Control, CTRL)
    QTest.keyPress(recorder, Qt.Key.Key_J, CTRL)
    QTest.keyRelease(recorder, Qt.Key.Key_Control)
    QTest.keyRelease(recorder, Qt.Key.Key_J)
    assert heard == ["Ctrl+J"]


def test_a_modifier_alone_is_no_key(recorder):
    heard: list[str] = []
    recorder.recorded.connect(heard.append)
    QTest.keyClick(recorder, Qt.Key.Key_Control, CTRL)
    recorder.clearFocus()
    assert heard == []


def test_escape_leaves(recorder, qtbot):
    with qtbot.waitSignal(recorder.cancelled):
        QTest.keyClick(recorder, Qt.Key.Key_Escape)
    assert recorder.keySequence().isEmpty()
