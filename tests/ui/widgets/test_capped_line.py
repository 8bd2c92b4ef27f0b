import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip

from aiurdesk.ui.widgets.capped_line import CappedLine


@pytest.fixture
def line(qtbot):
    made = CappedLine(most=10)
    qtbot.addWidget(made)
    made.show()
    return made


def paste(line, text):
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_a_text_that_fits_is_pasted(line):
    line.setText("abc")
    line.selectAll()
    paste(line, "x" * 10)
    assert line.text() == "x" * 10


def test_a_text_that_is_too_long_is_refused_with_a_sentence(line):
    line.setText("abc")
    paste(line, "x" * 8)
    assert line.text() == "abc"
    assert QToolTip.text() == (
        "Nothing was inserted: the text has 8 characters, and this field takes at most 10."
    )


def test_a_text_that_is_too_long_is_handed_over_whole(line, qtbot):
    line.setText("a\U0001f600c")
    line.setSelection(1, 2)
    with qtbot.waitSignal(line.overflowed) as heard:
        paste(line, "x" * 20)
    assert heard.args == ["a" + "x" * 20 + "c"]


def test_the_program_may_show_a_longer_text(line):
    line.setText("x" * 100_000)
    assert len(line.text()) == 100_000
