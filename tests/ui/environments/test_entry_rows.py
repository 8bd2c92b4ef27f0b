from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton

from aiurdesk.core.problem import Problem
from aiurdesk.ui.environments.entry_rows import EntryRow, EntryRows, EntryRules


def a_check(entry):
    return None if entry.name.isalpha() else Problem("Only letters.")


KIND = EntryRules(
    "variable", "variable", "Value", "No variables yet.", a_check, ("alpha",), can_ask=True
)


def line(rows, name):
    return next(e for e in rows.findChildren(QLineEdit) if e.accessibleName() == name)


def typed(rows, name, text):
    field = line(rows, name)
    field.setText(text)
    field.editingFinished.emit()


def button(rows, name):
    buttons = [b for b in rows.findChildren(QPushButton) if b.text() == name]
    return buttons[0]


def test_rows_are_added_changed_and_removed(qtbot, theme):
    rows = EntryRows(KIND, theme)
    qtbot.addWidget(rows)
    told: list[tuple[EntryRow, ...]] = []
    rows.changed.connect(lambda: told.append(rows.entries()))
    rows.show_entries((EntryRow("a", "1"),), is_locked=False)
    button(rows, "Add variable").click()
    assert told == []
    typed(rows, "Variable name 2", "b")
    typed(rows, "Variable value 1", "x")
    typed(rows, "Variable value 1", "x")
    box = next(
        e for e in rows.findChildren(QCheckBox) if e.accessibleName() == "Ask for variable 2"
    )
    box.click()
    assert told == [
        (EntryRow("a", "1"), EntryRow("b")),
        (EntryRow("a", "x"), EntryRow("b")),
        (EntryRow("a", "x"), EntryRow("b", is_asked=True)),
    ]


def test_wrong_rows_are_marked_and_hold_back_the_change(qtbot, theme):
    rows = EntryRows(KIND, theme)
    qtbot.addWidget(rows)
    told: list[tuple[EntryRow, ...]] = []
    rows.changed.connect(lambda: told.append(rows.entries()))
    rows.show_entries((EntryRow("a"), EntryRow("b")), is_locked=False)
    typed(rows, "Variable name 1", "1")
    assert line(rows, "Variable name 1").accessibleDescription() == "Only letters."
    assert not rows.is_valid()
    typed(rows, "Variable name 1", "B")
    assert "another variable of this name" in line(rows, "Variable name 2").accessibleDescription()
    assert told == []
    typed(rows, "Variable name 1", "c")
    assert told == [(EntryRow("c"), EntryRow("b"))]
    assert rows.is_valid()


def test_typed_text_stays_unless_the_rows_are_changed_elsewhere(qtbot, theme):
    rows = EntryRows(KIND, theme)
    qtbot.addWidget(rows)
    rows.show_entries((EntryRow("a"),), is_locked=False)
    button(rows, "Add variable").click()
    line(rows, "Variable name 2").setText("half")
    rows.show_entries((EntryRow("a"),), is_locked=False, is_same=True)
    assert line(rows, "Variable name 2").text() == "half"
    rows.show_entries((EntryRow("a"),), is_locked=True)
    assert rows.entries() == (EntryRow("a"),)
    assert line(rows, "Variable name 1").isReadOnly()
    assert rows.add.isHidden()


def test_all_variables_are_edited_as_a_text(qtbot, theme):
    rows = EntryRows(KIND, theme)
    qtbot.addWidget(rows)
    told: list[tuple[EntryRow, ...]] = []
    rows.changed.connect(lambda: told.append(rows.entries()))
    rows.show_entries((EntryRow("a", "1", is_asked=True), EntryRow("b", "2")), is_locked=False)
    rows.show()
    toggle = button(rows, "Edit as text")
    toggle.click()
    assert rows.text.area.exact_text() == "a: 1\nb: 2"
    rows.text.area.setPlainText("a: 3\n# b: 2")
    toggle.click()
    # A variable is always there, so the line is a mistake; nothing is lost and nothing is told.
    assert (rows.text.isVisible(), told) == (True, [])
    rows.text.area.setPlainText("a: 3\nc: x=y")
    assert told == []
    toggle.click()
    assert told == [(EntryRow("a", "3", is_asked=True), EntryRow("c", "x=y"))]
    assert line(rows, "Variable name 2").isVisible()
    rows.show_entries((EntryRow("a", "1"),), is_locked=True)
    assert not toggle.isVisible()


def test_of_many_rows_some_are_shown_at_once_and_all_count(qtbot, theme):
    rows = EntryRows(KIND, theme)
    qtbot.addWidget(rows)
    names = [f"{a}{b}" for a in "abcdef" for b in "abcdefghij"]
    shown = (*map(EntryRow, names), EntryRow("aa", "again"), EntryRow("5"))
    rows.show_entries(shown, is_locked=False)
    assert rows.entries() == shown
    assert len(rows.findChildren(QLineEdit)) < 60
    # Nothing was changed, so nothing is said; then also what has no line yet is looked at.
    assert rows.is_valid()
    assert not rows.settle()
    assert "another variable of this name" in line(rows, "Variable name 1").accessibleDescription()
    qtbot.waitUntil(lambda: len(rows.findChildren(QLineEdit)) == 2 * len(shown))
    last = line(rows, f"Variable name {len(shown)}")
    assert last.accessibleDescription() == "Only letters."
    typed(rows, f"Variable name {len(shown)}", "z")
    typed(rows, f"Variable name {len(shown) - 1}", "y")
    assert rows.is_valid()
    assert rows.entries()[-2:] == (EntryRow("y", "again"), EntryRow("z"))
