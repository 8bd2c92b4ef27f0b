import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from aiurdesk.ui.keys.key_strips import KeyRecorder, QuestionStrip, RecordStrip

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


def test_a_modifier_alone_is_not_a_key(recorder):
    heard: list[str] = []
    recorder.recorded.connect(heard.append)
    QTest.keyClick(recorder, Qt.Key.Key_Control, CTRL)
    recorder.clearFocus()
    assert heard == []


def test_escape_leaves(recorder, qtbot):
    with qtbot.waitSignal(recorder.cancelled):
        QTest.keyClick(recorder, Qt.Key.Key_Escape)
    assert recorder.keySequence().isEmpty()


def test_a_key_is_asked_for_until_one_was_pressed(qtbot):
    strip = RecordStrip()
    qtbot.addWidget(strip)
    heard: list[str] = []
    strip.recorded.connect(heard.append)
    strip.cancelled.connect(lambda: heard.append("left"))
    strip.record("Press the new key for Save.")
    (recorder,), (leave,) = strip.findChildren(KeyRecorder), strip.findChildren(QPushButton)
    QTest.keyClick(recorder, Qt.Key.Key_F8)
    assert recorder.accessibleDescription() == "Press the new key for Save."
    strip.record_again("Fields and lists need B.")
    assert recorder.accessibleDescription() == "Fields and lists need B."
    assert recorder.keySequence().isEmpty()
    QTest.keyClick(recorder, Qt.Key.Key_F9)
    leave.click()
    assert heard == ["F8", "F9", "left"]
    assert "Press the new key for Save." in [one.text() for one in strip.findChildren(QLabel)]


def test_a_question_is_done_only_with_its_own_button(qtbot):
    strip = QuestionStrip()
    qtbot.addWidget(strip)
    heard: list[str] = []
    strip.cancelled.connect(lambda: heard.append("left"))
    strip.ask("3 were changed.", "Reset all", lambda: heard.append("reset"))
    yes, leave = strip.findChildren(QPushButton)
    assert (yes.text(), leave.text()) == ("Reset all", "Cancel")
    leave.click()
    assert heard == ["left"]
    yes.click()
    assert heard == ["left", "left", "reset"]
