from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent

from aiurdesk.core.api.endpoint import Choice, Location, Parameter, ParameterKind
from aiurdesk.ui.form.editors import ChoiceEditor, OfferBox

LEVEL = Parameter(
    "level",
    ParameterKind.CHOICE,
    Location.FORM,
    choices=(Choice("1", "Exception"), Choice("2", "Warning")),
)
FLAG = Parameter("flag", ParameterKind.BOOLEAN, Location.FORM)


def test_the_name_is_shown_and_the_wire_value_is_kept(qtbot, theme):
    editor = ChoiceEditor(LEVEL, theme)
    qtbot.addWidget(editor)
    theme.apply_to(editor)
    editor.set_value("2")
    assert editor.box.currentText() == "Warning"
    assert editor.value() == "2"


def test_choosing_takes_the_wire_value(qtbot, theme):
    editor = ChoiceEditor(LEVEL, theme)
    qtbot.addWidget(editor)
    theme.apply_to(editor)
    with qtbot.waitSignal(editor.edited):
        editor.box.activated.emit(0)
    assert editor.value() == "1"


def test_a_boolean_is_absent_true_or_false(qtbot, theme):
    editor = ChoiceEditor(FLAG, theme)
    qtbot.addWidget(editor)
    theme.apply_to(editor)
    assert (editor.value(), editor.box.currentText()) == ("", "")
    assert [editor.box.itemText(i) for i in range(editor.box.count())] == ["true", "false"]
    editor.box.activated.emit(1)
    assert editor.value() == "false"
    editor.set_value("")
    assert editor.box.currentText() == ""


def test_any_other_text_can_be_typed_and_is_not_completed(qtbot, theme):
    editor = ChoiceEditor(LEVEL, theme)
    qtbot.addWidget(editor)
    theme.apply_to(editor)
    qtbot.keyClicks(editor.box.line, "Ex")
    assert editor.value() == "Ex"
    editor.set_value("{{level}}")
    assert editor.box.currentText() == "{{level}}"


def test_scrolling_over_a_choice_changes_nothing(qtbot, theme):
    editor = ChoiceEditor(LEVEL, theme)
    qtbot.addWidget(editor)
    theme.apply_to(editor)
    editor.set_value("1")
    wheel = QWheelEvent(
        QPointF(2, 2), QPointF(2, 2), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    editor.box.wheelEvent(wheel)
    assert editor.value() == "1"
    assert not wheel.isAccepted()


def test_a_box_takes_long_texts(qtbot):
    box = OfferBox()
    qtbot.addWidget(box)
    box.setEditText("x" * 40_000)
    assert len(box.currentText()) == 40_000


def test_a_choice_that_would_be_a_variable_in_the_field_is_not_offered(qtbot, theme):
    named = Choice("{{env:TOKEN}}", "Token"), Choice("{level}", "Level")
    editor = ChoiceEditor(Parameter("a", ParameterKind.CHOICE, Location.FORM, choices=named), theme)
    qtbot.addWidget(editor)
    theme.apply_to(editor)
    assert [editor.box.itemText(i) for i in range(editor.box.count())] == ["Level"]
    editor.box.activated.emit(0)
    assert editor.value() == "{level}"
