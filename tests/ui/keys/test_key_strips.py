from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from aiurdesk.ui.keys.key_recorder import KeyRecorder
from aiurdesk.ui.keys.key_strips import QuestionStrip, RecordStrip


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
