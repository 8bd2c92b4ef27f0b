import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton

from aiurdesk.ui.form.pairs_panel import PairKind, PairLine, PairsPanel
from aiurdesk.ui.widgets.note import Note

KIND = PairKind(
    noun="lamp",
    empty="No lamps.",
    check=lambda name, _value: "" if name else "Name it.",
    hides=lambda name: name == "secret",
)


@pytest.fixture
def panel(qtbot, theme):
    shown = PairsPanel(KIND, theme)
    qtbot.addWidget(shown)
    shown.show()
    return shown


def part(panel, kind, name):
    return next(one for one in panel.findChildren(kind) if one.accessibleName() == name)


def notes(panel):
    return [note.label.text() for note in panel.findChildren(Note) if not note.isHidden()]


def test_pairs_keep_order_and_repetition(panel):
    pairs = (("b", "1"), ("a", ""), ("b", "2"))
    panel.set_pairs(pairs)
    assert panel.pairs() == pairs


def test_an_empty_panel_says_so(panel):
    hints = [label for label in panel.findChildren(QLabel) if label.text() == "No lamps."]
    assert [hint.isVisible() for hint in hints] == [True]
    panel.add.click()
    assert not any(hint.isVisible() and hint.text() for hint in hints)


def test_parts_are_named_by_noun_and_place_also_after_one_is_removed(panel):
    panel.set_pairs((("a", "1"), ("b", "2")))
    part(panel, QToolButton, "Remove lamp 1").click()
    assert part(panel, QLineEdit, "Lamp name 1").text() == "b"
    assert panel.pairs() == (("b", "2"),)


def test_a_mistake_is_shown_while_it_is_typed(panel):
    panel.set_pairs((("", "1"),))
    assert notes(panel) == ["Name it."]
    part(panel, QLineEdit, "Lamp name 1").setText("a")
    assert notes(panel) == []


def test_an_error_at_a_line_stays_until_the_line_changes(panel):
    panel.set_pairs((("a", "1"),))
    panel.lines[0].show_texts(("Too bright.",))
    assert notes(panel) == ["Too bright."]
    assert part(panel, QLineEdit, "Lamp value 1").accessibleDescription() == "Too bright."
    part(panel, QLineEdit, "Lamp value 1").setText("2")
    assert notes(panel) == []


def test_a_value_is_hidden_when_its_name_is_that_of_a_secret(qtbot, theme):
    line = PairLine(KIND, "x", "hush", theme)
    qtbot.addWidget(line)
    assert line.value.echoMode() is QLineEdit.EchoMode.Normal
    line.name.setText("secret")
    assert line.value.echoMode() is QLineEdit.EchoMode.Password
