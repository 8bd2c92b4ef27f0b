"""The settings dialog, made from the fields of the settings."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QWidget,
)

from aiurdesk.core.formats.setting import SettingField, SettingPath, settings_in, with_values
from aiurdesk.core.state.settings import Settings
from aiurdesk.core.translation import joined_sentences, tr
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme, font_families
from aiurdesk.ui.widgets.boxes import column_of, labelled, row_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox, NameBox
from aiurdesk.ui.widgets.dialog import ThemedDialog, dialog_buttons, plain_button
from aiurdesk.ui.widgets.filter_field import FilterField
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.number_box import MeasureBox, NumberBox
from aiurdesk.ui.widgets.page_scroll import PageScroll
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.window.answer_list import ANSWERS, AnswerList

_COLUMNS = 72
"""Width in characters of the font."""
_MOST_OF_SCREEN = 0.9


_WINDOW, _REQUESTS = tr("Window"), tr("Requests")
_PAGES = {
    "limits": _REQUESTS,
    "keeps_cookies": _REQUESTS,
    "checks_services": _REQUESTS,
    "proxy": tr("Proxy"),
    "history": tr("History"),
}
"""First name of the path of a setting → its page, where that is not the first."""
_AGENTS = ("shows_agents",)
AGENT_CONFIGURATION = (
    '{"mcpServers": {"aiurdesk": {"command": "aiurdesk", "args": ["mcp", "FOLDER"]}}}'
)
_LIST_WIDTH = 20
"""Of the list of pages, in characters of the font."""


class _Row(NamedTuple):
    """A setting in the form."""

    page: str
    words: str
    """What the filter finds it by, in lower case."""
    widgets: tuple[QWidget, ...]
    """What is shown or hidden with it."""


class SettingsDialog(ThemedDialog):
    """Edits settings on pages, with a filter over all; they apply when the dialog is accepted."""

    def __init__(
        self,
        theme: Theme,
        settings: Settings,
        parent: QWidget,
        offered: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Build.

        Args:
            offered: What ``Setting.names`` names → the names that can be chosen.
        """
        super().__init__(theme, parent, "settings_dialog", tr("Settings"))
        self._settings = settings
        self._offered = offered or {}
        self._editors: dict[SettingPath, _Editor] = {}
        self._rows: list[_Row] = []
        self._pages = styled(QListWidget(), "settings_pages", spoken=tr("Pages"))
        self._filter = FilterField(theme, "settings_filter", tr("Filter settings"))
        self._answers = AnswerList()
        # A QFormLayout would give every help text the height of the longest.
        self._form = QGridLayout()
        self._form.setVerticalSpacing(12)
        self._form.setColumnStretch(1, 1)
        for path, field, value in settings_in(settings):
            if field.setting.is_answer:
                self._add_answers(path, field, value)
            else:
                self._add(path, field, value)
        row = self._form.rowCount()
        label = labelled(ANSWERS, self._answers.list)
        self._form.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._form.addWidget(self._answers, row, 1)
        self._rows.append(_Row(ANSWERS, ANSWERS.lower(), (label, self._answers)))
        self._pages.addItems(list(dict.fromkeys((_WINDOW, *(row.page for row in self._rows)))))
        self._pages.setCurrentRow(0)
        self._pages.currentRowChanged.connect(self._on_page_chosen)
        self._filter.textChanged.connect(self._show_rows)
        self._buttons = dialog_buttons(
            self,
            QDialogButtonBox.StandardButton.Save
            | QDialogButtonBox.StandardButton.Cancel
            | QDialogButtonBox.StandardButton.RestoreDefaults,
        )
        defaults = self._buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
        defaults.setText(tr("Restore defaults"))
        defaults.clicked.connect(self._show_defaults)
        self._note = Note(theme)
        column_of(
            self,
            (row_of(None, self._side(), (self._scrolling(), 1), spacing=16), 1),
            self._note,
            self._buttons,
            margins=INSET,
            spacing=14,
        )
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
        self._pages.setCurrentRow(self._names().index(_PAGES["limits"]))
        self._editors["limits", field].widget.setFocus()

    def _add(self, path: SettingPath, field: SettingField, value: Any) -> None:
        names = self._offered.get(field.setting.names, ())
        editor = _named(names) if field.setting.names else _editor_for(field)
        editor.show(value)
        if isinstance(editor.widget, QLineEdit | QPlainTextEdit):
            editor.widget.textChanged.connect(self._check)
        editor.widget.setAccessibleName(field.setting.label)
        editor.widget.setAccessibleDescription(field.setting.help)
        self._editors[path] = editor
        help_label = WrappedLabel("small")
        # Without a parent, a label that is shown is a window of its own.
        help_label.setParent(self)
        help_label.show_text(field.setting.help)
        below: tuple[QWidget, ...] = (help_label,)
        if path == _AGENTS and isinstance(editor.widget, QCheckBox):
            below = (help_label, _configuration(self, editor.widget))
        column = column_of(None, editor.widget, *below, spacing=4)
        widgets: tuple[QWidget, ...] = (editor.widget, *below)
        row = self._form.rowCount()
        self._form.addLayout(column, row, 1)
        if not isinstance(editor.widget, QCheckBox):  # which shows its label itself
            label = labelled(field.setting.label, editor.widget)
            # As high as the editor, so that both texts are on one line.
            height = editor.widget.sizeHint().height()
            if isinstance(editor.widget, QPlainTextEdit):
                height = editor.widget.height() // _SHOWN_LINES
            label.setMinimumHeight(height)
            self._form.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            widgets = (label, *widgets)
        words = f"{field.setting.label} {field.setting.help}".lower()
        self._rows.append(_Row(_PAGES.get(path[0], _WINDOW), words, widgets))

    def _add_answers(self, path: SettingPath, field: SettingField, value: Any) -> None:
        setting, listed = field.setting, self._answers
        editor = _Editor(
            listed,
            lambda hosts: listed.show_hosts(path, setting, hosts),
            lambda: listed.hosts(path),
        )
        editor.show(value)
        self._editors[path] = editor

    def _check(self) -> None:
        """Tell what cannot be saved."""
        mistakes = [
            f"{field.setting.label} {problem.sentence}."
            for path, field, _ in settings_in(self._settings)
            if field.setting.check and (problem := field.setting.check(self._editors[path].value()))
        ]
        self._note.show_text(joined_sentences(mistakes))
        self._buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(not mistakes)

    def _scrolling(self) -> PageScroll:
        """Return the form in an area that scrolls where the screen is too low for it."""
        form = QWidget()
        form.setLayout(self._form)
        self._form.setContentsMargins(0, 0, 8, 0)
        # On a high screen the spare room goes below the last setting.
        self._form.setRowStretch(self._form.rowCount(), 1)
        self._area, self._page = PageScroll(page=form), form
        return self._area

    def _side(self) -> QWidget:
        side = QWidget()
        width = self.fontMetrics().averageCharWidth() * _LIST_WIDTH
        side.setFixedWidth(min(max(width, self._pages.sizeHintForColumn(0) + 24), 2 * width))
        column_of(side, self._filter, (self._pages, 1), margins=0, spacing=8)
        return side

    def _names(self) -> list[str]:
        return [self._pages.item(row).text() for row in range(self._pages.count())]

    def _on_page_chosen(self) -> None:
        # A page that is chosen is shown whole.
        self._filter.clear()
        self._show_rows()

    def _show_rows(self) -> None:
        """Show the settings of the chosen page, or of all pages those that the filter finds."""
        words = self._filter.text().lower().split()
        item = self._pages.currentItem()
        page = "" if item is None else item.text()
        for row in self._rows:
            is_found = all(word in row.words for word in words) if words else row.page == page
            for widget in row.widgets:
                widget.setVisible(is_found)
        self._area.verticalScrollBar().setValue(0)

    def _fit(self) -> None:
        """Take the size of the longest page, as far as the screen allows."""
        width = self.fontMetrics().averageCharWidth() * _COLUMNS
        room = self.screen().availableSize() * _MOST_OF_SCREEN
        # 60 for margins and scroll bar: a wider form would be cut off at its right side.
        width = max(width, self._page.minimumSizeHint().width() + 60)
        side = self.sizeHint().width() - self._area.sizeHint().width()
        rest = self.sizeHint().height() - self._area.sizeHint().height()
        heights = []
        for number in reversed(range(self._pages.count())):
            self._pages.setCurrentRow(number)
            # 40 for margins and scroll bar. Help texts wrap, so the height depends on the width.
            heights.append(self._page.heightForWidth(width - 40))
        self._show_rows()
        size = QSize(width + side, max(heights) + max(rest, 0))
        self.resize(size.boundedTo(room))

    def _show_defaults(self) -> None:
        for path, _, value in settings_in(Settings()):
            self._editors[path].show(value)


class _Editor(NamedTuple):
    """A widget that edits a setting."""

    widget: QWidget
    show: Callable[[Any], object]
    """Shows another value."""
    value: Callable[[], Any]
    """Returns the value that the widget holds."""


def _configuration(parent: QWidget, box: QCheckBox) -> QWidget:
    """Return what a client of the protocol is told to start the tools; seen while a box is on."""
    text = QLabel(AGENT_CONFIGURATION)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    text.setWordWrap(True)
    text.setAccessibleName(tr("Configuration for a client"))
    copy = plain_button(
        tr("Copy"), lambda: QGuiApplication.clipboard().setText(AGENT_CONFIGURATION)
    )
    copy.setToolTip(tr("Copy the configuration for a client"))
    inner, outer = QWidget(), QWidget(parent)
    row_of(inner, (text, 1), copy, margins=0)
    column_of(outer, inner, margins=0)
    inner.setVisible(box.isChecked())
    box.toggled.connect(inner.setVisible)
    return outer


def _yes_no(field: SettingField) -> _Editor:
    box = QCheckBox(field.setting.label)
    return _Editor(box, box.setChecked, box.isChecked)


def _text(_field: SettingField) -> _Editor:
    line = QLineEdit()
    return _Editor(line, line.setText, line.text)


_SHOWN_LINES = 3


def _lines(_field: SettingField) -> _Editor:
    area = QPlainTextEdit()
    area.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    area.setTabChangesFocus(True)
    frame = 2 * area.frameWidth() + 2 * int(area.document().documentMargin())
    area.setFixedHeight(_SHOWN_LINES * area.fontMetrics().lineSpacing() + frame)

    def value() -> tuple[str, ...]:
        lines = (line.strip() for line in area.toPlainText().splitlines())
        return tuple(dict.fromkeys(filter(None, lines)))

    return _Editor(area, lambda lines: area.setPlainText("\n".join(lines)), value)


def _font(field: SettingField) -> _Editor:
    """Choose a family of the desktop; one that this computer does not have stays as it is."""
    box = NameBox(tr("System"), font_families(is_fixed=field.setting.font == "fixed"))
    return _Editor(box, box.show_name, lambda: box.name)


def _named(names: Sequence[str]) -> _Editor:
    box = NameBox(tr("No credential"), names)
    return _Editor(box, box.show_name, lambda: box.name)


def _choice(field: SettingField) -> _Editor:
    box = ChoiceBox()
    for member in field.type:
        box.addItem(field.setting.choices.get(member, member.value), member.value)
    return _Editor(
        box,
        lambda value: box.setCurrentIndex(box.findData(value.value)),
        lambda: field.type(box.currentData()),
    )


def _number(field: SettingField) -> _Editor:
    setting, (least, most) = field.setting, field.range
    box = NumberBox() if setting.measure is None else MeasureBox(setting.measure)
    if setting.measure is None:
        box.setDecimals(0)
    box.setRange(least / setting.per_unit, most / setting.per_unit)
    box.setSuffix(setting.unit)
    box.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
    exact: float = 0
    # Rounded by the box to its decimals.
    rounded: float = 0

    def show(value: float) -> None:
        nonlocal exact, rounded
        exact = value
        box.setValue(value / setting.per_unit)
        rounded = box.value()

    def value() -> float:
        # What was not changed stays as it is, also where it has more digits than are shown.
        if box.value() == rounded:
            return exact
        typed = min(max(box.value() * setting.per_unit, least), most)
        return round(typed) if field.type is int else typed

    return _Editor(box, show, value)


_EDITORS: dict[type, Callable[[SettingField], _Editor]] = {
    bool: _yes_no,
    int: _number,
    float: _number,
    str: _text,
}
_LINES = tuple[str, ...]


def _editor_for(field: SettingField) -> _Editor:
    if field.setting.font:
        return _font(field)
    # A type with a parameter, which is no class.
    if field.type == _LINES:
        return _lines(field)
    return _choice(field) if issubclass(field.type, StrEnum) else _EDITORS[field.type](field)
