import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from aiurdesk.ui.widgets.line_list import LineList, ListLine

HINT = "There are no lamps."


class LampLine(ListLine):
    """A line with one field."""

    def __init__(self, theme, text):
        super().__init__("lamp", theme)
        self.field = QLineEdit(text)
        self.upper.addWidget(self.field)
        self.upper.addWidget(self.remove)

    def stops(self):
        return [self.field, self.remove]

    def number(self, number):
        super().number(number)
        self.field.setAccessibleName(f"Lamp {number}")


class LampWindow(QWidget):
    """A list of two lines between two buttons."""

    def __init__(self, theme):
        super().__init__()
        self.lamps: LineList[LampLine, str] = LineList("lamp", "red lamp", HINT)
        column = QVBoxLayout(self)
        for widget in (QPushButton("Before"), self.lamps, self.lamps.add, QPushButton("After")):
            column.addWidget(widget)
        for text in ("a", "b"):
            self.lamps.append(LampLine(theme, text))
        self.lamps.arrange()


@pytest.fixture
def window(qtbot, theme):
    made = LampWindow(theme)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def texts(lamps):
    return [(line.field.accessibleName(), line.field.text()) for line in lamps.lines]


def tab_order(window):
    buttons = {button.text(): button for button in window.findChildren(QPushButton)}
    buttons["Before"].setFocus()
    names: list[str] = []
    while not names or names[-1] != "After":
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        focused = window.focusWidget()
        names.append(focused.accessibleName() or focused.text())
    return names


def test_a_removed_line_is_told_and_the_others_are_numbered(window, qtbot):
    with qtbot.waitSignal(window.lamps.removed) as told:
        window.lamps.lines[0].remove.click()
    assert told.args == [0]
    assert texts(window.lamps) == [("Lamp 1", "b")]
    assert window.lamps.lines[0].remove.accessibleName() == "Remove lamp 1"


def test_tab_goes_through_the_lines_wherever_they_were_added(window, theme):
    two = ["Lamp 1", "Remove lamp 1", "Lamp 2", "Remove lamp 2"]
    assert tab_order(window) == [*two, "Add red lamp", "After"]
    window.lamps.shorten()
    window.lamps.arrange()
    assert tab_order(window) == ["Add red lamp", "After"]
    window.lamps.append(LampLine(theme, "c"))
    window.lamps.arrange()
    assert tab_order(window) == [*two[:2], "Add red lamp", "After"]


def test_an_empty_list_says_so(window):
    hint = next(label for label in window.findChildren(QLabel) if not label.buddy())
    assert not hint.isVisible()
    window.lamps.shorten()
    window.lamps.arrange()
    assert (hint.isVisible(), hint.text()) == (True, HINT)


def test_a_problem_is_shown_at_the_line_and_its_fields(window):
    line = window.lamps.lines[0]
    line.show_problem("Too bright.", [line.field])
    assert (line.note.isVisible(), line.note.label.text()) == (True, "Too bright.")
    assert line.field.accessibleDescription() == "Too bright."
    line.show_problem("", [line.field])
    assert (line.note.isVisible(), line.field.accessibleDescription()) == (False, "")


def test_many_lines_are_added_a_few_in_each_turn(window, theme, qtbot):
    lamps = window.lamps
    lamps.shorten()
    rows = [str(number) for number in range(100)]
    lamps.append_in_turns(rows, lambda text: lamps.append(LampLine(theme, text)))
    assert 0 < len(lamps.lines) < 100
    assert [line.field.text() for line in lamps.lines] + lamps.rest == rows
    qtbot.waitUntil(lambda: not lamps.rest)
    assert texts(lamps) == [(f"Lamp {number + 1}", row) for number, row in enumerate(rows)]
    lamps.append_in_turns(rows, lambda text: lamps.append(LampLine(theme, text)))
    lamps.append_rest()
    assert (len(lamps.lines), lamps.rest) == (200, [])
