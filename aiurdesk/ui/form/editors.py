"""One editor for each kind of parameter."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TypeAlias

from PySide6.QtCore import QCoreApplication, QDateTime, QEvent, QObject, Qt, QTime
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QLabel,
    QPushButton,
    QTimeEdit,
    QWidget,
    QWidgetAction,
)

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.preparing.wire_format import choices_to_enter
from aiurdesk.core.request.request import Value
from aiurdesk.core.translation import tr
from aiurdesk.ui.form.code_field import JsonEditor
from aiurdesk.ui.form.editor import Editor, as_text
from aiurdesk.ui.form.file import FileEditor
from aiurdesk.ui.form.item_list import FilesEditor, ItemListEditor
from aiurdesk.ui.form.line import GuidEditor, Line, LineEditor, SecretEditor, WholeNumberEditor
from aiurdesk.ui.form.text_editor import TextEditor
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.icon_button import InsideButton
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.styled import styled

_EXACT = Qt.MatchFlag.MatchFixedString | Qt.MatchFlag.MatchCaseSensitive
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier


class OfferBox(ChoiceBox):
    """A line of text with a list of values, which a click anywhere opens.

    What is typed while the list is open goes to a value that begins so, or else into the line.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(ChoiceBox.InsertPolicy.NoInsert)
        # A box is as wide as its longest choice by default, and would widen a narrow form.
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.line = Line()
        self.setLineEdit(self.line)
        # The completer that an editable QComboBox has would replace the typed text by a choice.
        self.setCompleter(None)  # type: ignore[arg-type]
        self.line.installEventFilter(self)

    def showPopup(self) -> None:
        """Open the list."""
        super().showPopup()
        # Each time it moves to the front: Qt puts its own there when it makes the list.
        self.view().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the list with a click into the line, and take what is typed over the list."""
        kind = event.type()
        if kind is QEvent.Type.MouseButtonRelease and watched is self.line:
            self._on_click(event)
        elif kind is QEvent.Type.KeyPress and watched is not self.line:
            return self._is_typed(event)
        return super().eventFilter(watched, event)

    def _on_click(self, event: QEvent) -> None:
        is_plain = isinstance(event, QMouseEvent) and not event.modifiers()
        # Who has marked a part of the text wants to change that.
        if not is_plain or self.line.isReadOnly() or self.line.hasSelectedText():
            return
        if self.count() and self.isEnabled():
            self.showPopup()

    def _is_typed(self, event: QEvent) -> bool:
        """Put a character into the line that no value begins with; return whether it is one."""
        if not isinstance(event, QKeyEvent):
            return False
        text = event.text()
        names = (self.itemText(row).casefold() for row in range(self.count()))
        is_other = text.isprintable() and not any(n.startswith(text.casefold()) for n in names)
        if not text.strip() or not is_other or event.modifiers() & _COMMANDS:
            return False
        self.hidePopup()
        self.line.setFocus()
        # It replaces a choice, and goes on in any other text.
        if self.findText(self.line.text(), _EXACT) >= 0:
            self.line.selectAll()
        QCoreApplication.sendEvent(self.line, event)
        return True


class ChoiceEditor(Editor):
    """One of the choices, or another text, such as a variable."""

    def __init__(self, parameter: Parameter, theme: Theme) -> None:
        super().__init__(parameter)
        self._choices = choices_to_enter(parameter) or parameter.traits.choices
        self.box = OfferBox()
        for choice in self._choices:
            self.box.addItem(choice.name, choice.value)
        # Qt selects the first item that is added, which would look like a value that was chosen.
        self.box.setCurrentIndex(-1)
        row_of(self, self.box, margins=0)
        # Not ``textChanged`` as in other editors: choosing changes the text to the name of a
        # choice, which is not its value.
        self.box.line.textEdited.connect(self._edit)
        # ``activated`` comes from the person only, also when the same choice is taken again.
        self.box.activated.connect(lambda index: self._edit(self._choices[index].value))

    def controls(self) -> tuple[QWidget, ...]:
        """Return the box and the line in it."""
        return (self.box, self.box.line)

    def _show(self, value: Value) -> None:
        text = as_text(value)
        index = next((i for i, choice in enumerate(self._choices) if choice.value == text), -1)
        self.box.setCurrentIndex(index)
        # A text that is not one of the choices, such as {{variable}}, is shown as it is.
        if index < 0:
            self.box.setEditText(text)
        self.box.line.setCursorPosition(0)


class Picker(QWidget):
    """A calendar and a clock in the zone of this computer."""

    def __init__(self) -> None:
        super().__init__()
        self.calendar = QCalendarWidget()
        self.clock = styled(QTimeEdit(), spoken=tr("Time"))
        self.clock.setDisplayFormat("HH:mm:ss")
        self.use = QPushButton(tr("Use"))
        self.now = QPushButton(tr("Now"))
        self.zone = styled(QLabel(tr("Local time; sent in UTC")), look="small")
        row = row_of(None, self.clock, (self.zone, 1), self.now, self.use)
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
        pick = tr("Pick {name}").format(name=parameter.name)
        self._button = InsideButton(theme, "calendar", pick, self)
        self._button.clicked.connect(self._pick)
        self._button.lie_over(self.line)
        self._menu = PopupMenu(self)

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


class DateEditor(TimestampEditor):
    """A date without a time."""

    @cached_property
    def picker(self) -> Picker:
        """The calendar, created when first opened."""
        picker = super().picker
        for part in (picker.clock, picker.now, picker.zone):
            part.hide()
        return picker

    def _write(self, moment: QDateTime) -> None:
        self._menu.close()
        self.line.setText(moment.date().toString("yyyy-MM-dd"))
        self.line.setFocus()


EditorMaker: TypeAlias = Callable[[Parameter, Theme], Editor]

EDITORS: Mapping[ParameterKind, EditorMaker] = {
    ParameterKind.TEXT: TextEditor,
    ParameterKind.INTEGER: WholeNumberEditor,
    ParameterKind.LONG: WholeNumberEditor,
    ParameterKind.NUMBER: LineEditor,
    ParameterKind.BOOLEAN: ChoiceEditor,
    ParameterKind.CHOICE: ChoiceEditor,
    ParameterKind.DATETIME: TimestampEditor,
    ParameterKind.GUID: GuidEditor,
    ParameterKind.LIST: ItemListEditor,
    ParameterKind.FILE: FileEditor,
    ParameterKind.FILES: FilesEditor,
    ParameterKind.JSON: JsonEditor,
    ParameterKind.SECRET: SecretEditor,
}


def make_editor(parameter: Parameter, theme: Theme, described: EditorMaker | None = None) -> Editor:
    """Return an empty editor whose widgets carry the parameter's name.

    Args:
        described: Makes the editor of a value that a schema describes; None has no other one.
    """
    make = described if described is not None and parameter.schema else EDITORS[parameter.kind]
    editor = make(parameter, theme)
    for control in editor.controls():
        if not control.accessibleName():
            control.setAccessibleName(parameter.name)
    return editor
