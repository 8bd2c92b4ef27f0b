import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeView

from aiurdesk.ui.widgets.filter_field import FilterField


@pytest.fixture
def field(qtbot, theme):
    made = FilterField(theme, "filter", "Filter")
    qtbot.addWidget(made)
    made.setText("user")
    return made


@pytest.mark.parametrize(
    ("key", "action"),
    [
        (Qt.Key.Key_Down, QTreeView.CursorAction.MoveDown),
        (Qt.Key.Key_PageUp, QTreeView.CursorAction.MovePageUp),
    ],
)
def test_arrow_keys_move_in_the_tree_and_leave_the_text(field, qtbot, key, action):
    with qtbot.waitSignal(field.moved) as heard:
        qtbot.keyClick(field, key)
    assert heard.args == [action]
    assert field.text() == "user"


def test_escape_empties_the_field_and_other_keys_are_text(field, qtbot):
    qtbot.keyClicks(field, "s")
    assert field.text() == "users"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
