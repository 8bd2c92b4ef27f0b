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
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.dialog import ThemedDialog, answer_of, dialog_buttons
from aiurdesk.ui.widgets.note import Note
from aiurdesk.ui.widgets.styled import styled

_DEFAULT = tr("Default")
_YES, _NO = tr("Yes"), tr("No")
_COLUMNS = 48
"""Least width in characters of the font."""
_MOST_CHARACTERS = 20


class SendOptionsDialog(ThemedDialog):
    """Edits the options of one request. An empty field stands for the settings of the program."""

    def __init__(
        self, theme: Theme, parent: QWidget, options: SendOptions, usual: SendOptions
    ) -> None:
        """Build.

        Args:
            usual: What an option is that stays empty, where that is known.
        """
        super().__init__(theme, parent, "send_options_dialog", tr("Options of the request"))
        # A new option needs no line here: its annotation says label and range.
        self._fields = fields_of(SendOptions)
        self._editors = {
            name: _editor_of(named, getattr(options, name), getattr(usual, name))
            for name, named in self._fields.items()
        }
        self._note = Note(theme, lines=1)
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
        column_of(self, form, self._note, buttons, margins=INSET, spacing=10)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _COLUMNS)
        self._check()

    @staticmethod
    async def edit(
        theme: Theme,
        page: QWidget,
        current: SendOptions,
        usual: SendOptions,
        set_options: Callable[[SendOptions], None],
    ) -> None:
        """Ask for the options of the request on a page, and set them as one edit."""
        dialog = SendOptionsDialog(theme, page, current, usual)
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


def _editor_of(named: NamedField, value: Any, usual: Any) -> QLineEdit | ChoiceBox:
    if named.field.most:
        return _number_field(named.field, value, usual)
    return _choice_of(named.field, value, usual)


def _value_of(editor: QLineEdit | ChoiceBox, named: NamedField) -> Any:
    if isinstance(editor, QLineEdit):
        return _number(editor, named.field)
    # Not as data of the box, which makes a plain text of a member of an enumeration.
    return [None, *_choices_of(named.field)][editor.currentIndex()]


def _default(words: str) -> str:
    """Return the text for what the settings say, with that where it is known."""
    return tr("Default ({value})").format(value=words) if words else _DEFAULT


def _number_problem(editor: QLineEdit, field: Field) -> Problem | None:
    text = editor.text().strip()
    if not text:
        return None
    if field.measure is not None:
        return field.measure.problem_in(text, field.label, field.least, field.most)
    number = _number(editor, field)
    if number is not None and field.least <= number <= field.most:
        return None
    words = tr("{label} should be a whole number from {least} to {most}.")
    return Problem(words.format(label=field.label, least=field.least, most=field.most))


def _number_field(field: Field, number: int | None, usual: int | None) -> QLineEdit:
    def shown(value: int | None) -> str:
        if value is None:
            return ""
        return str(value) if field.measure is None else field.measure.shown(value)

    line = QLineEdit(
        shown(number), placeholderText=_default(shown(usual)), maxLength=_MOST_CHARACTERS
    )

    def tidy() -> None:
        """Show what was understood: "60" is 60 s."""
        if _number_problem(line, field) is None:
            line.setText(shown(_number(line, field)))

    line.editingFinished.connect(tidy)
    return styled(line, spoken=field.label)


def _number(line: QLineEdit, field: Field) -> int | None:
    text = line.text().strip()
    if field.measure is not None:
        return field.measure.read(text)
    return int(text) if text.isdecimal() else None


def _choices_of(field: Field) -> Mapping[Any, str]:
    """Return the values that can be chosen, with their texts."""
    if field.choices is None:
        return {True: _YES, False: _NO}
    return {member: member.value for member in field.choices}


def _choice_of(field: Field, choice: Any, usual: Any) -> ChoiceBox:
    choices = _choices_of(field)
    box = styled(ChoiceBox(), spoken=field.label)
    box.addItems([_default("" if usual is None else choices[usual]), *choices.values()])
    box.setCurrentIndex([None, *choices].index(choice))
    return box
