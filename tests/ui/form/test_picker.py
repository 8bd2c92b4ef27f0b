from PySide6.QtCore import QDateTime

from aiurdesk.ui.form.picker import Picker


def test_a_picker_without_a_timestamp_starts_at_the_present(qtbot):
    picker = Picker()
    qtbot.addWidget(picker)
    picker.show_moment(QDateTime())
    assert abs(picker.moment().secsTo(QDateTime.currentDateTime())) < 60
