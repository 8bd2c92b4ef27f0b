"""Editor of timestamps: ISO 8601 text, or a click in a calendar."""

from functools import cached_property

from PySide6.QtCore import QDateTime, Qt, QTime
from PySide6.QtWidgets import (
    QCalendarWidget,
    QLabel,
    QMenu,
    QPushButton,
    QTimeEdit,
    QWidget,
    QWidgetAction,
)

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.translation import tr
from aiurdesk.ui.form.line import LineEditor
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.icon_button import IconButton
from aiurdesk.ui.widgets.styled import styled


class Picker(QWidget):
    """A calendar and a clock in the zone of this computer."""

    def __init__(self) -> None:
        super().__init__()
        self.calendar = QCalendarWidget()
        self.clock = styled(QTimeEdit(), spoken=tr("Time"))
        self.clock.setDisplayFormat("HH:mm:ss")
        self.use = QPushButton(tr("Use"))
        self.now = QPushButton(tr("Now"))
        zone = styled(QLabel(tr("Local time; sent in UTC")), look="small")
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


class TimestampEditor(LineEditor):
    """A date and time with its zone; the picker shows local time and writes UTC."""

    def __init__(self, parameter: Parameter, theme: Theme) -> None:
        super().__init__(parameter, theme)
        self._button = IconButton(theme, "calendar", tr("Pick {name}").format(name=parameter.name))
        self._button.clicked.connect(self._pick)
        self.row.addWidget(self._button)
        self._menu = QMenu(self)

    @cached_property
    def picker(self) -> Picker:
        """Calendar and clock, created when first opened, because most people type or paste."""
        picker = Picker()
        action = QWidgetAction(self._menu)
        action.setDefaultWidget(picker)
        self._menu.addAction(action)
        picker.use.clicked.connect(lambda: self._write(picker.moment()))
        picker.now.clicked.connect(lambda: self._write(QDateTime.currentDateTimeUtc()))
        return picker

    def _pick(self) -> None:
        # The typed text may not be a date; the picker then begins with now.
        self.picker.show_moment(QDateTime.fromString(self.line.text(), Qt.DateFormat.ISODate))
        self._menu.popup(self._button.mapToGlobal(self._button.rect().bottomLeft()))

    def _write(self, moment: QDateTime) -> None:
        self._menu.close()
        # T and Z mean themselves; a ``t`` would be the name of the zone.
        self.line.setText(moment.toUTC().toString("yyyy-MM-ddTHH:mm:ssZ"))
        self.line.setFocus()
