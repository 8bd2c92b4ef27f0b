from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from aiurdesk.core.problem import Problem
from aiurdesk.core.request.edit_state import Row
from aiurdesk.ui.form.line import Line
from aiurdesk.ui.form.row_lines import RowLine, RowLines
from aiurdesk.ui.widgets.note import Note

HINT = "There is nothing yet."


class NameLine(RowLine):
    """A line with one field that must not be empty."""

    def __init__(self, theme):
        super().__init__("name", theme)
        self.name = Line()
        self.upper.addWidget(self.name)
        self.upper.addWidget(self.remove)
        self.name.textChanged.connect(self.on_edited)

    def row(self) -> Row:
        return Row(self.name.text(), "")

    def show_row(self, row: Row) -> None:
        self.name.setText(row.name)

    def fields(self) -> list[tuple[str, QWidget]]:
        return [("text", self.name)]

    def problem(self) -> Problem | None:
        return None if self.name.text() else Problem("Type a name.")


def lines_of(qtbot, theme, *names):
    lines = RowLines("name", "name", "Names", HINT, lambda: NameLine(theme))
    qtbot.addWidget(lines)
    lines.restore_rows(Row(name, "") for name in names)
    lines.show()
    return lines


def field(lines, name):
    return next(w for w in lines.findChildren(QLineEdit) if w.accessibleName() == name)


def test_rows_are_shown_and_named_without_a_change(qtbot, theme):
    lines = lines_of(qtbot, theme, "a", "b")
    with qtbot.assertNotEmitted(lines.changed):
        lines.restore_rows((Row("c", ""), Row("b", "")))
    assert lines.rows() == (Row("c", ""), Row("b", ""))
    assert field(lines, "Name 2 text").text() == "b"


def test_an_added_line_says_what_is_missing_when_it_is_left(qtbot, theme):
    lines = lines_of(qtbot, theme)
    with qtbot.waitActive(lines):
        lines.activateWindow()
    with qtbot.waitSignal(lines.changed):
        lines.add.click()
    name = field(lines, "Name 1 text")
    assert name.hasFocus()
    # What was typed and taken away again is not a reason to mark it either.
    QTest.keyClicks(name, "a")
    QTest.keyClick(name, Qt.Key.Key_Backspace)
    assert name.accessibleDescription() == ""
    lines.lines[0].remove.setFocus()
    assert name.accessibleDescription() == ""
    lines.add.setFocus()
    assert name.accessibleDescription() == "Type a name."
    with qtbot.waitSignal(lines.changed):
        name.setText("a")
    assert name.accessibleDescription() == ""
    assert lines.findChild(Note).isHidden()


def test_the_lines_behind_a_removed_one_are_named_anew(qtbot, theme):
    lines = lines_of(qtbot, theme, "a", "b")
    with qtbot.waitSignal(lines.changed):
        lines.lines[0].remove.click()
    assert field(lines, "Name 1 text").text() == "b"
    assert lines.lines[0].remove.accessibleName() == "Remove name 1"


def test_a_line_changes_places_with_its_neighbour_by_key(qtbot, theme):
    lines = lines_of(qtbot, theme, "a", "b", "c")
    with qtbot.waitActive(lines):
        lines.activateWindow()
    field(lines, "Name 2 text").setFocus()
    with qtbot.waitSignal(lines.changed):
        QTest.keyClick(lines.focusWidget(), Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [row.name for row in lines.rows()] == ["b", "a", "c"]
    assert lines.focusWidget() is field(lines, "Name 1 text")
    with qtbot.assertNotEmitted(lines.changed):
        # There is nothing above the first one.
        QTest.keyClick(lines.focusWidget(), Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(lines.focusWidget(), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [row.name for row in lines.rows()] == ["a", "b", "c"]
    lines.lines[0].remove.setFocus()
    QTest.keyClick(lines.focusWidget(), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert lines.focusWidget() is lines.lines[1].remove
    lines.add.setFocus()
    with qtbot.assertNotEmitted(lines.changed):
        QTest.keyClick(lines.add, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
