"""A calendar and a clock to pick a timestamp."""

from PySide6.QtCore import QDateTime, QTime
from PySide6.QtWidgets import (
    QCalendarWidget,
    QLabel,
    QPushButton,
    QTimeEdit,
    QWidget,
)

from aiurdesk.core.translation import tr
from aiurdesk.ui.widgets.boxes import column_of, row_of


class Picker(QWidget):
    """A calendar and a clock in the zone of this computer."""

    def __init__(self) -> None:
        super().__init__()
        self.calendar = QCalendarWidget()
        self.clock = QTimeEdit()
        self.clock.setDisplayFormat("HH:mm:ss")
        self.clock.setAccessibleName(tr("Time"))
        self.use = QPushButton(tr("Use"))
        self.now = QPushButton(tr("Now"))
        zone = QLabel(tr("Local time; sent in UTC"))
        zone.setProperty("look", "small")
        row = row_of(None, self.clock, (zone, 1), self.now, self.use)
        column_of(self, self.calendar, row)

    def show_moment(self, moment: QDateTime) -> None:
        """Show a date and time, or the current one if it is not valid."""
        local = (moment if moment.isValid() else QDateTime.currentDateTimeUtc()).toLocalTime()
        self.calendar.setSelectedDate(local.date())
        # To the second, as the clock shows it and as it is sent.
        self.clock.setTime(QTime(local.time().hour(), local.time().minute(), local.time().second()))

    def moment(self) -> QDateTime:
        """Return the picked date and time, in local time."""
        return QDateTime(self.calendar.selectedDate(), self.clock.time())
