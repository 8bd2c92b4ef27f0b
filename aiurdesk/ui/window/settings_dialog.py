"""The dialog of the settings, made from their fields."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec.structs import replace
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.core.setting import About, settings_of
from aiurdesk.core.settings import ColourScheme, Settings
from aiurdesk.ui.window.theme import Theme

_SCHEMES = {
    ColourScheme.SYSTEM: "As the system",
    ColourScheme.LIGHT: "Light",
    ColourScheme.DARK: "Dark",
}
_WIDTH = 460


class SettingsDialog(QDialog):
    """Shows settings and lets them be changed; nothing is in force before it is accepted."""

    def __init__(self, theme: Theme, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("settings_dialog")
        self.setWindowTitle("Settings")
        self._settings = settings
        self._editors: dict[str, QWidget] = {}
        self._values: dict[str, Callable[[], Any]] = {}
        self._form = QFormLayout()
        self._form.setVerticalSpacing(8)
        for name, said, value in _settings_in(settings):
            self._add(name, said, value)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save
            | QDialogButtonBox.StandardButton.Cancel
            | QDialogButtonBox.StandardButton.RestoreDefaults
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        defaults = self._buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
        defaults.setText("Restore defaults")
        for button in self._buttons.buttons():
            button.setIcon(QIcon())  # those of the style are in colours of their own
        defaults.clicked.connect(lambda: self._show(Settings()))
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(14)
        column.addLayout(self._form)
        column.addWidget(self._buttons)
        self.setMinimumWidth(_WIDTH)

    def settings(self) -> Settings:
        """Return the settings as they stand in the dialog."""
        given = {name: read() for name, read in self._values.items()}
        names = settings_of(type(self._settings.limits))
        limits = {name: given.pop(name) for name in names}
        return replace(self._settings, limits=replace(self._settings.limits, **limits), **given)

    def focus_limits(self) -> None:
        """Give the keyboard to the first of the limits."""
        self._editors["connect_s"].setFocus()

    def _show(self, settings: Settings) -> None:
        for name, said, value in _settings_in(settings):
            editor = self._editors[name]
            if isinstance(editor, QComboBox):
                editor.setCurrentIndex(editor.findData(str(value)))
            elif isinstance(editor, QDoubleSpinBox):
                editor.setValue(value / said.per_unit)

    def _add(self, name: str, said: About, value: Any) -> None:
        if isinstance(value, ColourScheme):
            editor: QWidget = self._add_choice(name, value)
        else:
            editor = self._add_number(name, said, value)
        editor.setAccessibleName(said.label)
        editor.setAccessibleDescription(said.help)
        self._editors[name] = editor
        label = QLabel(said.label)
        label.setBuddy(editor)
        self._form.addRow(label, editor)
        told = QLabel(said.help)
        told.setProperty("look", "small")
        told.setWordWrap(True)
        self._form.addRow("", told)

    def _add_choice(self, name: str, value: ColourScheme) -> QComboBox:
        choice = QComboBox()
        for scheme, text in _SCHEMES.items():
            choice.addItem(text, str(scheme))
        choice.setCurrentIndex(choice.findData(str(value)))
        self._values[name] = lambda: ColourScheme(choice.currentData())
        return choice

    def _add_number(self, name: str, said: About, value: float) -> QDoubleSpinBox:
        number = _NumberBox()
        number.setDecimals(said.decimals)
        number.setRange(said.least / said.per_unit, said.most / said.per_unit)
        number.setSuffix(said.unit)
        number.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        number.setValue(value / said.per_unit)
        shown = number.value()

        def read() -> float:
            # What nobody changed stays as it is, also where it is finer than what is shown.
            if number.value() == shown:
                return value
            wanted = min(max(number.value() * said.per_unit, said.least), said.most)
            return round(wanted) if isinstance(value, int) else wanted

        self._values[name] = read
        return number


class _NumberBox(QDoubleSpinBox):
    """A number without the noughts that say nothing."""

    def textFromValue(self, value: float) -> str:
        """Return "8" for eight, "0.25" for a quarter."""
        text = super().textFromValue(value)
        point = self.locale().decimalPoint()
        return text.rstrip("0").removesuffix(point) if point in text else text


def _settings_in(record: msgspec.Struct) -> Iterator[tuple[str, About, Any]]:
    """Yield every setting with what is said of it and its value, those of records within too."""
    said = settings_of(type(record))
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if name in said:
            yield name, said[name], value
        elif isinstance(value, msgspec.Struct):
            yield from _settings_in(value)
