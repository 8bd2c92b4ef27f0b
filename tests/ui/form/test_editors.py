from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QDateTime, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolButton

from aiurdesk.core.api.endpoint import Choice, Location, Parameter, ParameterKind
from aiurdesk.core.preparing.wire_format import to_wire
from aiurdesk.core.request.request import FileValue, Value
from aiurdesk.ui.form.editors import (
    EDITORS,
    ChoiceEditor,
    OfferBox,
    Picker,
    TimestampEditor,
    make_editor,
)

VALUES: dict[ParameterKind, Value] = {
    ParameterKind.LIST: ("a", "", "a"),
    ParameterKind.FILE: FileValue("/tmp/x", "other.png", "image/png"),
    ParameterKind.FILES: ("/tmp/x", ""),
    ParameterKind.CHOICE: "0",
    ParameterKind.JSON: '{\r\n"a": 1}',
    ParameterKind.TEXT: "a\u00a0\u2028b\r\nc\ud800",
}


def of_kind(kind: ParameterKind) -> Parameter:
    return Parameter("name", kind, Location.FORM, choices=(Choice("0", "Red"), Choice("1", "Blue")))


def test_every_kind_of_parameter_has_an_editor():
    assert set(EDITORS) == set(ParameterKind)


@pytest.mark.parametrize("kind", ParameterKind)
def test_an_editor_returns_any_value_and_has_the_name_of_its_parameter(qtbot, theme, kind):
    editor = make_editor(of_kind(kind), theme)
    qtbot.addWidget(editor)
    assert editor.is_empty()
    assert "name" in editor.controls()[0].accessibleName()
    own = VALUES.get(kind, "{{variable}} or what is wrong")
    # Those of other kinds as well.
    values: tuple[Value, ...] = (own, "text", ("a", "b"), FileValue("/a", "a"))
    for value in values:
        with qtbot.assertNotEmitted(editor.edited):
            editor.set_value(value)
        assert editor.value() == value
    assert editor.controls()[0].accessibleName() == "name"


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


@pytest.fixture
def shown_choice(qtbot, theme):
    editor = ChoiceEditor(LEVEL, theme)
    qtbot.addWidget(editor)
    theme.apply_to(editor)
    editor.set_value("2")
    editor.show()
    return editor


def click(qtbot, editor) -> None:
    qtbot.mouseClick(editor.box.line, Qt.MouseButton.LeftButton)
    assert editor.box.view().isVisible()


def test_a_click_into_the_text_opens_the_list_and_return_takes_a_choice(qtbot, shown_choice):
    click(qtbot, shown_choice)
    qtbot.keyClick(shown_choice.box.view(), Qt.Key.Key_Up)
    qtbot.keyClick(shown_choice.box.view(), Qt.Key.Key_Return)
    assert (shown_choice.value(), shown_choice.box.line.text()) == ("1", "Exception")
    assert not shown_choice.box.view().isVisible()


def test_what_no_choice_begins_with_is_typed_over_the_open_list(qtbot, shown_choice):
    click(qtbot, shown_choice)
    # One that begins so is marked in the list.
    qtbot.keyClick(shown_choice.box.view(), Qt.Key.Key_E)
    assert shown_choice.box.view().currentIndex().row() == 0
    qtbot.keyClicks(shown_choice.box.view(), "{")
    assert not shown_choice.box.view().isVisible()
    qtbot.keyClicks(shown_choice.box.line, "{level}}")
    assert shown_choice.value() == "{{level}}"


def test_a_part_of_the_text_can_be_marked_without_opening_the_list(qtbot, shown_choice):
    line = shown_choice.box.line
    line.setSelection(0, 3)
    release = QMouseEvent(
        QEvent.Type.MouseButtonRelease, QPointF(9, 9), line.mapToGlobal(QPointF(9, 9)),
        Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QCoreApplication.sendEvent(line, release)
    assert not shown_choice.box.view().isVisible()
    assert line.selectedText() == "War"


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Up])
def test_arrows_open_the_list_of_a_text_and_the_ends_stay_those_of_the_text(
    qtbot, shown_choice, key
):
    line = shown_choice.box.line
    qtbot.keyClick(line, Qt.Key.Key_Home)
    assert (line.cursorPosition(), shown_choice.box.view().isVisible()) == (0, False)
    qtbot.keyClick(line, key)
    assert shown_choice.box.view().isVisible()
    assert shown_choice.value() == "2"


def test_a_choice_that_would_be_a_variable_in_the_field_is_not_offered(qtbot, theme):
    named = Choice("{{env:TOKEN}}", "Token"), Choice("{level}", "Level")
    editor = ChoiceEditor(Parameter("a", ParameterKind.CHOICE, Location.FORM, choices=named), theme)
    qtbot.addWidget(editor)
    theme.apply_to(editor)
    assert [editor.box.itemText(i) for i in range(editor.box.count())] == ["Level"]
    editor.box.activated.emit(0)
    assert editor.value() == "{level}"


def editor_of(qtbot, theme) -> TimestampEditor:
    editor = TimestampEditor(Parameter("since", ParameterKind.DATETIME, Location.QUERY), theme)
    qtbot.addWidget(editor)
    return editor


def test_a_picked_time_is_written_in_utc(qtbot, theme):
    editor = editor_of(qtbot, theme)
    editor.line.setText("2026-11-24T10:11:12Z")
    editor.findChildren(QToolButton)[0].click()
    with qtbot.waitSignal(editor.picker.use.clicked):
        editor.picker.use.click()
    assert editor.value() == "2026-11-24T10:11:12Z"


def test_picking_another_day_is_an_edit(qtbot, theme):
    editor = editor_of(qtbot, theme)
    editor.picker.show_moment(QDateTime.fromString("2026-11-24T10:11:12Z", Qt.DateFormat.ISODate))
    editor.picker.calendar.setSelectedDate(editor.picker.calendar.selectedDate().addDays(1))
    with qtbot.waitSignal(editor.edited):
        editor.picker.use.click()
    assert editor.value() == "2026-11-25T10:11:12Z"


def test_now_is_now_in_utc(qtbot, theme):
    editor = editor_of(qtbot, theme)
    editor.picker.now.click()
    text = editor.line.text()
    assert to_wire(editor.parameter, text) == text == editor.value()
    now = datetime.fromisoformat(text)
    assert abs(datetime.now(UTC) - now) < timedelta(minutes=1)


def test_a_picker_without_a_timestamp_starts_at_the_present(qtbot):
    picker = Picker()
    qtbot.addWidget(picker)
    picker.show_moment(QDateTime())
    assert abs(picker.moment().secsTo(QDateTime.currentDateTime())) < 60
