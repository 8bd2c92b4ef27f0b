import ast

import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from aiurdesk.ui.widgets.choice_box import ChoiceBox, ListBox, NumberBox
from tests.house.test_layout import PACKAGE, modules

BOXES_OF_QT = {"QComboBox", "QSpinBox", "QDoubleSpinBox", "QDateTimeEdit", "QSlider", "QDial"}


def turn_wheel(widget, notches=-1):
    """Turn the mouse wheel over a widget, as Qt reports it."""
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(widget.rect().center())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


@pytest.fixture(params=[ChoiceBox, ListBox])
def box(request, qtbot):
    made = request.param()
    made.addItems(["one", "two", "three"])
    made.setCurrentIndex(1)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("notches", [-1, 1])
@pytest.mark.parametrize("is_focused", [True, False])
def test_the_wheel_chooses_nothing(box, notches, is_focused):
    if is_focused:
        box.setFocus()
    turn_wheel(box, notches)
    assert box.currentText() == "two"


def test_the_wheel_changes_no_number(qtbot):
    box = NumberBox()
    box.setValue(8)
    qtbot.addWidget(box)
    box.show()
    turn_wheel(box)
    assert box.value() == 8


def test_keys_open_a_list_box_instead_of_choosing_unseen(qtbot):
    box = ListBox()
    box.addItems(["one", "two"])
    qtbot.addWidget(box)
    box.show()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.currentText() == "one"
    assert box.view().isVisible()
    box.hidePopup()


def test_zeros_at_the_end_of_a_fraction_are_left_out(qtbot):
    box = NumberBox()
    qtbot.addWidget(box)
    box.setDecimals(3)
    assert [box.textFromValue(value) for value in (8, 0.25, 10)] == ["8", "0.25", "10"]


def test_a_large_number_is_grouped_and_can_be_typed_without(qtbot):
    box = NumberBox()
    box.setLocale(QLocale(QLocale.Language.English))
    box.setRange(0, 2_000_000)
    box.setDecimals(0)
    box.setSuffix(" MB")
    qtbot.addWidget(box)
    box.setValue(1_048_576)
    assert box.text() == "1,048,576 MB"
    box.lineEdit().setText("2048 MB")
    assert box.value() == 2048


def test_no_other_module_makes_the_boxes_of_qt():
    strays = set()
    for path in modules():
        if path.name == "choice_box.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            made = [node.func] if isinstance(node, ast.Call) else []
            made += node.bases if isinstance(node, ast.ClassDef) else []
            names = {part.id for part in made if isinstance(part, ast.Name)}
            strays |= {f"{path.relative_to(PACKAGE)}: {name}" for name in names & BOXES_OF_QT}
    assert strays == set()
