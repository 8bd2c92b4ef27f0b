from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import QToolButton

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.core.form.wire_format import to_wire
from aiurdesk.ui.form.editors import Picker, TimestampEditor


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
