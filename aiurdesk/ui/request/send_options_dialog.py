"""The dialog that changes how one request is sent: its limits, redirects and history."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QWidget,
)
from shiboken6 import isValid

from aiurdesk.core.problem import Problem, sentence_of
from aiurdesk.core.request.field import Field, NamedField, fields_of
from aiurdesk.core.request.request import SendOptions
from aiurdesk.core.translation import tr
from aiurdesk.ui.dialogs.dialog import ThemedDialog, answer_of, dialog_buttons
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.note import Note
from aiurdesk.ui.widgets.styled import styled

_DEFAULT = tr("Default")
_YES_OR_NO = {_DEFAULT: None, tr("Yes"): True, "No": False}
_COLUMNS = 48
"""Least width in characters of the font."""
_MOST_DIGITS = 20


class SendOptionsDialog(ThemedDialog):
    """Edits the options of one request. An empty field stands for the settings of the program."""

    def __init__(self, theme: Theme, parent: QWidget, options: SendOptions) -> None:
        super().__init__(theme, parent, "send_options_dialog", tr("Options of the request"))
        # A new option needs no line here: its annotation says label and range.
        self._fields = fields_of(SendOptions)
        self._editors = {
            name: _editor_of(named, getattr(options, name)) for name, named in self._fields.items()
        }
        self._note = Note(theme)
        buttons = dialog_buttons(
            self, QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for editor in self._editors.values():
            form.addRow(editor.accessibleName(), editor)
            if isinstance(editor, QLineEdit):
                editor.textChanged.connect(self._check)
        column_of(self, form, self._note, buttons, margins=(18, 16, 18, 14), spacing=10)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _COLUMNS)
        self._check()

    @staticmethod
    async def edit(
        theme: Theme,
        page: QWidget,
        current: SendOptions,
        set_options: Callable[[SendOptions], None],
    ) -> None:
        """Ask for the options of the request on a page, and set them as one edit."""
        dialog = SendOptionsDialog(theme, page, current)
        options = await answer_of(dialog, dialog.options)
        # The tab may have been closed while the dialog was open.
        if options is not None and isValid(page):
            set_options(options)

    def options(self) -> SendOptions:
        """Return what is typed and chosen."""
        return SendOptions(
            **{
                name: _value_of(editor, self._fields[name])
                for name, editor in self._editors.items()
            }
        )

    def _check(self) -> None:
        problems: list[Problem] = []
        for name, editor in self._editors.items():
            if isinstance(editor, QLineEdit):
                problem = _number_problem(editor, self._fields[name].field)
                editor.setAccessibleDescription(sentence_of(problem))
                problems += [problem] if problem else []
        self._note.show_text(" ".join(map(str, problems)))
        self._ok.setEnabled(not problems)


def _editor_of(named: NamedField, value: Any) -> QLineEdit | ChoiceBox:
    if named.field.most:
        return _number_field(named.field.label, value)
    return _choice_of(named, value)


def _value_of(editor: QLineEdit | ChoiceBox, named: NamedField) -> Any:
    if isinstance(editor, QLineEdit):
        return _number(editor)
    return _choices_of(named)[editor.currentText()]


def _choices_of(named: NamedField) -> Mapping[str, Any]:
    """Return the text of each choice with its value."""
    if named.field.choices is None:
        return _YES_OR_NO
    return {_DEFAULT: None, **{member.value: member for member in named.field.choices}}


def _number_problem(editor: QLineEdit, field: Field) -> Problem | None:
    number = _number(editor)
    is_valid = not editor.text().strip() if number is None else field.least <= number <= field.most
    if is_valid:
        return None
    words = tr("{label} should be a whole number from {least} to {most}.")
    return Problem(words.format(label=field.label, least=field.least, most=field.most))


def _number_field(name: str, number: int | None) -> QLineEdit:
    text = "" if number is None else str(number)
    field = QLineEdit(text, placeholderText=_DEFAULT, maxLength=_MOST_DIGITS)
    return styled(field, spoken=name)


def _number(field: QLineEdit) -> int | None:
    text = field.text().strip()
    return int(text) if text.isdecimal() else None


def _choice_of(named: NamedField, choice: Any) -> ChoiceBox:
    choices = _choices_of(named)
    box = styled(ChoiceBox(), spoken=named.field.label)
    box.addItems(list(choices))
    box.setCurrentIndex(list(choices.values()).index(choice))
    return box
