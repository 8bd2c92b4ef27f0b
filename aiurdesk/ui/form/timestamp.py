"""Editor of timestamps: ISO 8601 text, or a click in a calendar."""

from functools import cached_property

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import QMenu, QWidgetAction

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.translation import tr
from aiurdesk.ui.form.line import LineEditor
from aiurdesk.ui.form.picker import Picker
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.icon_button import IconButton


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
        picker.use.clicked.connect(self._on_picked)
        picker.now.clicked.connect(self._on_now)
        return picker

    def _pick(self) -> None:
        # The typed text may not be a date; the picker then begins with now.
        self.picker.show_moment(QDateTime.fromString(self.line.text(), Qt.DateFormat.ISODate))
        self._menu.popup(self._button.mapToGlobal(self._button.rect().bottomLeft()))

    def _on_picked(self) -> None:
        self._write(self.picker.moment())

    def _on_now(self) -> None:
        self._write(QDateTime.currentDateTimeUtc())

    def _write(self, moment: QDateTime) -> None:
        self._menu.close()
        # T and Z mean themselves; a ``t`` would be the name of the zone.
        self.line.setText(moment.toUTC().toString("yyyy-MM-ddTHH:mm:ssZ"))
        self.line.setFocus()
