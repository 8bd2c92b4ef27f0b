"""Editor of points in time: ISO 8601 text, or a click in a calendar."""

from PySide6.QtCore import QDateTime, Qt, QTime
from PySide6.QtWidgets import (
    QCalendarWidget,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from aiurdesk.core.endpoint import Parameter
from aiurdesk.ui.form.icon_button import IconButton
from aiurdesk.ui.form.line import LineEditor
from aiurdesk.ui.theme import Theme


class InstantEditor(LineEditor):
    """A date and time with its zone; the picker shows local time and writes UTC."""

    def __init__(self, parameter: Parameter, theme: Theme) -> None:
        super().__init__(parameter, theme)
        self._button = IconButton(theme, "calendar", f"Pick {parameter.name}")
        self._button.clicked.connect(self._pick)
        self.row.addWidget(self._button)
        self.picker = Picker()
        self._menu = QMenu(self)
        action = QWidgetAction(self._menu)
        action.setDefaultWidget(self.picker)
        self._menu.addAction(action)
        self.picker.use.clicked.connect(self._on_picked)
        self.picker.now.clicked.connect(self._on_now)

    def _pick(self) -> None:
        self.picker.show_moment(QDateTime.fromString(self.line.text(), Qt.DateFormat.ISODate))
        self._menu.popup(self._button.mapToGlobal(self._button.rect().bottomLeft()))

    def _on_picked(self) -> None:
        self._write(self.picker.moment())

    def _on_now(self) -> None:
        self._write(QDateTime.currentDateTimeUtc())

    def _write(self, moment: QDateTime) -> None:
        self._menu.close()
        self.line.setText(moment.toUTC().toString("yyyy-MM-ddTHH:mm:ssZ").replace("+0000", "Z"))
        self.line.setFocus()


class Picker(QWidget):
    """A calendar and a clock in the zone of this computer."""

    def __init__(self) -> None:
        super().__init__()
        self.calendar = QCalendarWidget()
        self.clock = QTimeEdit()
        self.clock.setDisplayFormat("HH:mm:ss")
        self.clock.setAccessibleName("Time")
        self.use = QPushButton("Use")
        self.now = QPushButton("Now")
        zone = QLabel("Local time; sent in UTC")
        zone.setProperty("look", "small")
        row = QHBoxLayout()
        row.addWidget(self.clock)
        row.addWidget(zone, 1)
        row.addWidget(self.now)
        row.addWidget(self.use)
        column = QVBoxLayout(self)
        column.addWidget(self.calendar)
        column.addLayout(row)

    def show_moment(self, moment: QDateTime) -> None:
        """Show a moment, or this one where it is none."""
        local = (moment if moment.isValid() else QDateTime.currentDateTimeUtc()).toLocalTime()
        self.calendar.setSelectedDate(local.date())
        self.clock.setTime(QTime(local.time().hour(), local.time().minute(), local.time().second()))

    def moment(self) -> QDateTime:
        """Return what is picked."""
        return QDateTime(self.calendar.selectedDate(), self.clock.time())
