"""The settings dialog, made from the fields of the settings."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from aiurdesk.core.setting import SettingField, SettingPath, settings_in, with_values
from aiurdesk.core.settings import Settings
from aiurdesk.core.translation import tr
from aiurdesk.ui.dialogs.dialog_buttons import dialog_buttons
from aiurdesk.ui.dialogs.themed_dialog import ThemedDialog
from aiurdesk.ui.layout.page_scroll import PageScroll
from aiurdesk.ui.theme.theme import Theme, font_families
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.number_box import NumberBox

_COLUMNS = 72
"""Width in characters of the font."""
_MOST_OF_SCREEN = 0.9


class SettingsDialog(ThemedDialog):
    """Edits settings; they apply when the dialog is accepted."""

    def __init__(self, theme: Theme, settings: Settings, parent: QWidget) -> None:
        super().__init__(theme, parent, "settings_dialog", tr("Settings"))
        self._settings = settings
        self._editors: dict[SettingPath, _Editor] = {}
        # A QFormLayout would give every help text the height of the longest.
        self._form = QGridLayout()
        self._form.setVerticalSpacing(12)
        self._form.setColumnStretch(1, 1)
        for path, field, value in settings_in(settings):
            self._add(path, field, value)
        self._buttons = dialog_buttons(
            self,
            QDialogButtonBox.StandardButton.Save
            | QDialogButtonBox.StandardButton.Cancel
            | QDialogButtonBox.StandardButton.RestoreDefaults,
        )
        defaults = self._buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
        defaults.setText(tr("Restore defaults"))
        defaults.clicked.connect(self._show_defaults)
        column = column_of(self, (self._scrolling(), 1), margins=(18, 16, 18, 14), spacing=14)
        self._note = Note(theme)
        column.addWidget(self._note)
        column.addWidget(self._buttons)
        for editor in self._editors.values():
            if isinstance(editor, _Text):
                editor.widget.textChanged.connect(self._check)
        self._check()
        # Last: the size follows from what is in the form.
        self._fit()

    def settings(self) -> Settings:
        """Return the settings as they stand in the dialog."""
        values = {path: editor.value() for path, editor in self._editors.items()}
        return with_values(self._settings, values)

    def follow(self, settings: Settings) -> None:
        """Show what was changed by other means while the dialog is open, such as the zoom keys."""
        # Only what changed: the other editors may hold what was typed and not saved yet.
        before = {path: value for path, _, value in settings_in(self._settings)}
        self._settings = settings
        for path, _, value in settings_in(settings):
            if value != before[path]:
                self._editors[path].show(value)

    def focus_limit(self, field: str) -> None:
        """Give the keyboard to a limit, named by its field of ``Limits``."""
        self._editors["limits", field].widget.setFocus()

    def _add(self, path: SettingPath, field: SettingField, value: Any) -> None:
        editor = _editor_for(field)(field, value)
        editor.widget.setAccessibleName(field.setting.label)
        editor.widget.setAccessibleDescription(field.setting.help)
        self._editors[path] = editor
        help_label = WrappedLabel("small")
        help_label.show_text(field.setting.help)
        column = column_of(None, editor.widget, help_label, spacing=4)
        row = self._form.rowCount()
        self._form.addLayout(column, row, 1)
        if not isinstance(editor.widget, QCheckBox):  # which shows its label itself
            label = QLabel(field.setting.label)
            label.setBuddy(editor.widget)
            # As high as the editor, so that both texts are on one line.
            label.setMinimumHeight(editor.widget.sizeHint().height())
            self._form.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)

    def _check(self) -> None:
        """Tell what cannot be saved."""
        texts = (editor for editor in self._editors.values() if isinstance(editor, _Text))
        mistakes = [mistake for editor in texts if (mistake := editor.mistake())]
        self._note.show_text(" ".join(mistakes))
        self._buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(not mistakes)

    def _scrolling(self) -> PageScroll:
        """Return the form in an area that scrolls where the screen is too low for it."""
        form = QWidget()
        form.setLayout(self._form)
        self._form.setContentsMargins(0, 0, 8, 0)
        # On a high screen the spare room goes below the last setting.
        self._form.setRowStretch(self._form.rowCount(), 1)
        area = PageScroll()
        area.setWidget(form)
        self._area, self._page = area, form
        return area

    def _fit(self) -> None:
        """Take the size of the form, as far as the screen allows."""
        width = self.fontMetrics().averageCharWidth() * _COLUMNS
        room = self.screen().availableSize() * _MOST_OF_SCREEN
        # 60 for margins and scroll bar: a wider form would be cut off at its right side.
        width = min(max(width, self._page.minimumSizeHint().width() + 60), room.width())
        rest = self.sizeHint().height() - self._area.sizeHint().height()
        # 40 for margins and scroll bar. Help texts wrap, so the height depends on the width.
        height = self._page.heightForWidth(width - 40) + rest
        self.resize(width, min(height, room.height()))

    def _show_defaults(self) -> None:
        for path, _, value in settings_in(Settings()):
            self._editors[path].show(value)


class _Editor(Protocol):
    """A widget that shows the value of a setting and lets it be changed."""

    @property
    def widget(self) -> QWidget:
        """The widget itself."""
        ...

    def show(self, value: Any) -> None:
        """Show another value."""
        ...

    def value(self) -> Any:
        """Return the value that the widget holds."""
        ...


class _YesNo:
    def __init__(self, field: SettingField, value: bool) -> None:
        self.widget = QCheckBox(field.setting.label)
        self.show(value)

    def show(self, value: bool) -> None:
        self.widget.setChecked(value)

    def value(self) -> bool:
        return self.widget.isChecked()


class _Text:
    def __init__(self, field: SettingField, value: str) -> None:
        self._setting = field.setting
        self.widget = QLineEdit()
        self.show(value)

    def show(self, value: str) -> None:
        self.widget.setText(value)

    def value(self) -> str:
        return self.widget.text()

    def mistake(self) -> str:
        """Return why the text cannot be saved, as a sentence; empty if it can."""
        trouble = self._setting.check(self.value()) if self._setting.check else ""
        return f"{self._setting.label} {trouble}." if trouble else ""


class _Font:
    """A family of the desktop; one that this computer does not have stays in the settings."""

    def __init__(self, field: SettingField, value: str) -> None:
        self.widget = ChoiceBox()
        self.widget.addItem(tr("System"), "")
        for family in font_families(is_fixed=field.setting.font == "fixed"):
            self.widget.addItem(family, family)
        self.show(value)

    def show(self, value: str) -> None:
        if self.widget.findData(value) < 0:
            self.widget.addItem(tr("{value} (not on this computer)").format(value=value), value)
        self.widget.setCurrentIndex(self.widget.findData(value))

    def value(self) -> str:
        return str(self.widget.currentData())


class _Choice:
    def __init__(self, field: SettingField, value: StrEnum) -> None:
        self._members: type[StrEnum] = field.type
        self.widget = ChoiceBox()
        for member in self._members:
            self.widget.addItem(field.setting.choices.get(member, member.value), member.value)
        self.show(value)

    def show(self, value: StrEnum) -> None:
        self.widget.setCurrentIndex(self.widget.findData(value.value))

    def value(self) -> StrEnum:
        return self._members(self.widget.currentData())


class _Number:
    def __init__(self, field: SettingField, value: float) -> None:
        self._setting, self._range, self._type = field.setting, field.range, field.type
        self.widget = NumberBox()
        self.widget.setDecimals(self._setting.decimals)
        self.widget.setRange(*(end / self._setting.per_unit for end in self._range))
        self.widget.setSuffix(self._setting.unit)
        self.widget.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        self.show(value)

    def show(self, value: float) -> None:
        self._exact = value
        self.widget.setValue(value / self._setting.per_unit)
        # Rounded by the box to its decimals.
        self._shown = self.widget.value()

    def value(self) -> float:
        # What was not changed stays as it is, also where it has more digits than are shown.
        if self.widget.value() == self._shown:
            return self._exact
        least, most = self._range
        value = min(max(self.widget.value() * self._setting.per_unit, least), most)
        return round(value) if self._type is int else value


_EDITORS: dict[type, Callable[[SettingField, Any], _Editor]] = {
    bool: _YesNo,
    int: _Number,
    float: _Number,
    str: _Text,
}


def _editor_for(field: SettingField) -> Callable[[SettingField, Any], _Editor]:
    if field.setting.font:
        return _Font
    return _Choice if issubclass(field.type, StrEnum) else _EDITORS[field.type]
