"""Editor with a list of values: true and false, or the choices of a parameter."""

from PySide6.QtWidgets import QWidget

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.form.wire_format import choices_to_enter
from aiurdesk.core.request.request import Value
from aiurdesk.ui.form.editor import Editor, as_text
from aiurdesk.ui.form.line import Line
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox


class OfferBox(ChoiceBox):
    """A line of text with a list of values."""

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
