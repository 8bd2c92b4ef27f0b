import ast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog, QPushButton, QStyleOptionComboBox, QWidget

from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox, NameBox
from aiurdesk.ui.widgets.elided_label import ElidedBox
from tests.house.test_layout import PACKAGE, trees_with
from tests.ui.widgets.wheel import turn_wheel

BOXES_OF_QT = {"QComboBox", "QSpinBox", "QDoubleSpinBox", "QDateTimeEdit", "QSlider", "QDial"}


@pytest.fixture
def box(qtbot):
    made = ChoiceBox()
    made.addItems(["one", "two", "three"])
    made.setCurrentIndex(1)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_same_choices_leave_the_one_that_is_chosen(box):
    box.show_choices((text, None) for text in ("one", "two", "three"))
    assert box.currentText() == "two"
    box.show_choices([("three", 3), ("two", 2)])
    assert (box.currentText(), box.currentData(), box.count()) == ("three", 3, 2)


@pytest.mark.parametrize("notches", [-1, 1])
@pytest.mark.parametrize("is_focused", [True, False])
def test_the_wheel_chooses_nothing(box, notches, is_focused):
    if is_focused:
        box.setFocus()
    turn_wheel(box, notches)
    assert box.currentText() == "two"


def test_an_open_list_is_as_wide_as_its_longest_text(box):
    box.addItem("a text that is much longer than the box that it can be chosen from")
    box.setFixedWidth(80)
    box.showPopup()
    assert box.view().viewport().width() >= box.view().sizeHintForColumn(0)
    box.hidePopup()


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier),
    ],
)
def test_keys_open_a_list_instead_of_choosing_unseen_or_pressing_the_button(qtbot, key, modifier):
    dialog = QDialog()
    box, button = ChoiceBox(), QPushButton("Save", default=True)
    box.addItems(["one", "two"])
    column_of(dialog, box, button)
    qtbot.addWidget(dialog)
    pressed = []
    button.clicked.connect(lambda: pressed.append(True))
    dialog.show()
    qtbot.keyClick(box, key, modifier)
    assert (box.currentText(), pressed) == ("one", [])
    assert box.view().isVisible()
    # In the open list, Return takes what is marked.
    qtbot.keyClick(box.view(), Qt.Key.Key_Down)
    qtbot.keyClick(box.view(), Qt.Key.Key_Return)
    assert (box.currentText(), pressed) == ("two", [])
    assert not box.view().isVisible()


def test_a_click_anywhere_opens_the_list(box, qtbot):
    box.resize(200, 30)
    qtbot.mousePress(box, Qt.MouseButton.LeftButton, pos=QPoint(5, 15))
    assert box.view().isVisible()
    box.hidePopup()


@pytest.mark.parametrize(("count", "has_bar"), [(5, False), (12, False), (13, True), (400, True)])
def test_a_list_that_goes_on_has_a_scroll_bar(theme, qtbot, count, has_bar):
    parent = QWidget()
    box = ChoiceBox()
    column_of(parent, box)
    # The style sheet makes a list of what Qt shows as a menu, without a bar.
    theme.apply_to(parent)
    box.addItems([f"choice {number}" for number in range(count)])
    qtbot.addWidget(parent)
    parent.show()
    box.showPopup()
    bar = box.view().verticalScrollBar()
    assert (bar.maximum() > bar.minimum()) is has_bar
    assert bar.isVisible() is has_bar
    box.hidePopup()


def test_a_name_that_is_not_offered_is_listed_while_it_is_chosen(qtbot):
    box = NameBox("None", ["Home", "Work"], str.upper)
    qtbot.addWidget(box)
    box.show_name("Elsewhere")
    assert (box.currentText(), box.name) == ("Elsewhere (not on this computer)", "Elsewhere")
    box.show_name(" work")
    assert (box.currentText(), box.name, box.count()) == ("WORK", " work", 3)
    box.setCurrentIndex(0)
    assert box.name == ""


def test_no_other_module_makes_the_boxes_of_qt():
    strays = set()
    for path, tree in trees_with(*BOXES_OF_QT):
        if path.name in ("choice_box.py", "number_box.py"):
            continue
        for node in ast.walk(tree):
            made = [node.func] if isinstance(node, ast.Call) else []
            made += node.bases if isinstance(node, ast.ClassDef) else []
            names = {part.id for part in made if isinstance(part, ast.Name)}
            strays |= {f"{path.relative_to(PACKAGE)}: {name}" for name in names & BOXES_OF_QT}
    assert strays == set()


LONG = "Chosen for this environment (no credential at all)"


@pytest.mark.parametrize(("width", "is_shortened"), [(120, True), (2000, False)])
def test_a_text_is_shortened_where_the_box_is_too_narrow(qtbot, width, is_shortened):
    box = ElidedBox()
    qtbot.addWidget(box)
    box.addItem(LONG)
    box.setFixedWidth(width)
    box.show()
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    assert option.currentText.endswith("…") is is_shortened
    assert (option.currentText == LONG) is not is_shortened
    assert box.currentText() == LONG
