import ast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyleOptionComboBox

from aiurdesk.ui.widgets.choice_box import ChoiceBox, ListBox
from aiurdesk.ui.widgets.elided_label import ElidedBox
from tests.house.test_layout import PACKAGE, modules
from tests.ui.widgets.wheel import turn_wheel

BOXES_OF_QT = {"QComboBox", "QSpinBox", "QDoubleSpinBox", "QDateTimeEdit", "QSlider", "QDial"}


@pytest.fixture(params=[ChoiceBox, ListBox])
def box(request, qtbot):
    made = request.param()
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


def test_keys_open_a_list_box_instead_of_choosing_unseen(qtbot):
    box = ListBox()
    box.addItems(["one", "two"])
    qtbot.addWidget(box)
    box.show()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.currentText() == "one"
    assert box.view().isVisible()
    box.hidePopup()


def test_no_other_module_makes_the_boxes_of_qt():
    strays = set()
    for path in modules():
        if path.name in ("choice_box.py", "number_box.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
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
