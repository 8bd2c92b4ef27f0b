import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit

from aiurdesk.core.dialects.taught_dialect import SeenValue
from aiurdesk.ui.dialects.teach_dialog import ValuesRow

VALUES = (SeenValue("0", True, 3), SeenValue("", False, 1), SeenValue('"x&y"', False))


@pytest.fixture
def row(qtbot):
    made = ValuesRow("code", VALUES)
    qtbot.addWidget(made)
    return made


def test_each_value_has_a_box(row, qtbot):
    assert row.values == VALUES
    boxes = row.findChildren(QCheckBox)
    assert [box.accessibleName() for box in boxes] == ["0", "null or missing", '"x&y"']
    with qtbot.waitSignal(row.edited):
        boxes[1].click()
    assert [value.is_yes for value in row.values] == [True, True, False]


@pytest.mark.parametrize(
    ("typed", "source"),
    [("200", "200"), ("done", '"done"'), ('"1"', '"1"'), ("true", "true"), ("[" * 9000, None)],
)
def test_another_value_may_be_typed(row, typed, source):
    line = row.findChild(QLineEdit)
    line.setText(typed)
    line.editingFinished.emit()
    added = row.values[len(VALUES) :]
    assert [value.is_yes for value in added] == [True]
    assert source is None or added[0].source == source


def test_markup_in_the_name_of_a_member_is_text(qtbot):
    row = ValuesRow('"<b>x</b>"', VALUES)
    qtbot.addWidget(row)
    (label,) = row.findChildren(QLabel)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert "<b>x</b>" in label.text()
