import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QToolButton

from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Row
from aiurdesk.ui.form.pair_line import PairKind
from aiurdesk.ui.form.pairs_panel import PairsPanel
from aiurdesk.ui.widgets.note import Note

KIND = PairKind(
    name="lamp",
    noun="lamp",
    empty="No lamps.",
    problem_of=lambda name, _value: None if name else Problem("Name it."),
    hides=lambda name: name == "secret",
)


@pytest.fixture
def panel(qtbot, theme):
    made = PairsPanel(KIND, theme)
    qtbot.addWidget(made)
    made.show()
    return made


def part(panel, kind, name):
    return next(one for one in panel.findChildren(kind) if one.accessibleName() == name)


def notes(panel):
    return [note.label.text() for note in panel.findChildren(Note) if not note.isHidden()]


def test_pairs_keep_order_and_repetition(panel):
    pairs = (("b", "1"), ("a", ""), ("b", "2"))
    panel.set_rows(Row(name, value) for name, value in pairs)
    assert panel.values() == pairs


def test_an_empty_panel_says_so(panel):
    hints = [label for label in panel.findChildren(QLabel) if label.text() == "No lamps."]
    assert [hint.isVisible() for hint in hints] == [True]
    panel.add.click()
    assert not any(hint.isVisible() and hint.text() for hint in hints)


def test_fields_are_named_by_noun_and_number_also_after_a_pair_is_removed(panel, qtbot):
    panel.set_rows((Row("a", "1"), Row("b", "2")))
    with qtbot.waitSignal(panel.changed):
        part(panel, QToolButton, "Remove lamp 1").click()
    assert part(panel, QLineEdit, "Lamp name 1").text() == "b"
    assert panel.values() == (("b", "2"),)


def test_a_mistake_is_shown_while_it_is_typed(panel):
    panel.set_rows((Row("", "1"),))
    assert notes(panel) == ["Name it."]
    part(panel, QLineEdit, "Lamp name 1").setText("a")
    assert notes(panel) == []


def test_an_error_at_a_line_stays_until_the_line_changes(panel):
    panel.set_rows((Row("a", "1"),))
    panel.lines[0].show_texts(("Too bright.",))
    assert notes(panel) == ["Too bright."]
    assert part(panel, QLineEdit, "Lamp value 1").accessibleDescription() == "Too bright."
    part(panel, QLineEdit, "Lamp value 1").setText("2")
    assert notes(panel) == []


def test_a_pair_without_a_tick_keeps_its_place(panel, qtbot):
    rows = (Row("a", "1"), Row("b", "2", is_sent=False), Row("", ""), Row("c", "3"))
    panel.set_rows(rows)
    assert panel.rows() == rows
    assert panel.values() == (("a", "1"), ("c", "3"))
    assert panel.filled_rows() == (*rows[:2], rows[3])
    with qtbot.waitSignal(panel.changed):
        part(panel, QCheckBox, "Send lamp 2").click()
    assert panel.values() == (("a", "1"), ("b", "2"), ("c", "3"))


def test_fixed_names_come_first_and_can_neither_be_changed_nor_removed(panel):
    panel.fix_names(("id",))
    panel.set_rows((Row("q", "x"), Row("ID", "7")))
    assert panel.values() == (("ID", "7"), ("q", "x"))
    assert part(panel, QLineEdit, "Lamp name 1").isReadOnly()
    assert not part(panel, QToolButton, "Remove lamp 1").isEnabled()
    assert not part(panel, QLineEdit, "Lamp name 2").isReadOnly()


def test_the_value_of_a_fixed_name_stays_while_the_name_is_typed_and_goes_with_it(panel):
    panel.set_rows((Row("q", "x"),))
    for name in ("i", "id"):
        panel.fix_names((name,))
    panel.lines[0].value.setText("7")
    panel.fix_names(("number",))
    assert panel.values() == (("number", "7"), ("q", "x"))
    panel.fix_names(("number", "other"))
    assert panel.values() == (("number", "7"), ("other", ""), ("q", "x"))
    panel.fix_names(())
    assert panel.values() == (("q", "x"),)


def test_a_long_list_is_whole_while_its_lines_are_still_added(panel, qtbot):
    rows = tuple(Row(f"a{number}", "1") for number in range(200))
    panel.set_rows(rows)
    assert len(panel.lines) < 200
    assert panel.rows() == rows
    assert panel.has_name("a199")
    panel.restore_rows(rows[:150])
    assert panel.rows() == rows[:150]
    # Who goes to a line need not wait for it.
    assert panel.focus_name("A149")
    assert part(panel, QLineEdit, "Lamp value 150").hasSelectedText()
    panel.restore_rows((*rows, Row("b", "2")))
    qtbot.waitUntil(lambda: len(panel.lines) == 201)
    assert panel.rows() == (*rows, Row("b", "2"))
    panel.restore_rows(())
    assert panel.rows() == ()
