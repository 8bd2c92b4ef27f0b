"""One row of the form: name, editor, help text and errors."""

import math
from collections.abc import Mapping, Sequence
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from aiurdesk.core.api.endpoint import NamedExample, Parameter
from aiurdesk.core.api.expectation import expectation_lines
from aiurdesk.core.api.readable_text import plain_text
from aiurdesk.core.environments.environment import (
    Environment,
    variable_names,
)
from aiurdesk.core.preparing.form_rules import value_problem, wire_text
from aiurdesk.core.preparing.json_template import Unresolved, resolve_value
from aiurdesk.core.preparing.variable_words import (
    has_stand_ins,
    resolved_words,
    unresolved_problem,
)
from aiurdesk.core.preparing.wire_format import example_to_enter
from aiurdesk.core.problem import Problem, sentence_of
from aiurdesk.core.request.edit_state import Row
from aiurdesk.core.request.request import FileValue, Value
from aiurdesk.core.request.request_texts import texts_of_value
from aiurdesk.core.translation import in_quotes, joined_sentences, titled, tr, truncate
from aiurdesk.ui.form.autofill import NO_AUTOFILL, Autofill, AutofillLine
from aiurdesk.ui.form.editor import no_value
from aiurdesk.ui.form.editors import EditorMaker, make_editor
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.flow_layout import HelpLayout
from aiurdesk.ui.widgets.keyboard import escaped
from aiurdesk.ui.widgets.note import Note, WrappedLabel, breakable_name
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.styled import plain_tip, styled

_MOST_SHOWN = 60
_LEAST_FORM_WIDTH = 260
_NO_LIMIT = 2**24 - 1
"""Qt's own: QWIDGETSIZE_MAX."""
_BESIDE = QBoxLayout.Direction.LeftToRight
_ABOVE = QBoxLayout.Direction.TopToBottom


class ParameterField(QWidget):
    """A parameter with its value. An optional one is sent only while its box is ticked."""

    changed = Signal()
    """Emitted when the person changed the value or whether it is sent."""
    offer_taken = Signal()
    """Emitted when the person wants to choose a credential that fills in the value."""

    def __init__(
        self,
        parameter: Parameter,
        theme: Theme,
        standing_problem: str = "",
        parent: QWidget | None = None,
        described: EditorMaker | None = None,
    ) -> None:
        """Make an empty field.

        Args:
            described: As for ``make_editor``.
        """
        super().__init__(parent)
        self.parameter = parameter
        self._theme = theme
        self._standing_problem = standing_problem
        # Whoever wrote a description may have used Markdown or HTML.
        self._words = plain_text(parameter.description)
        self._sending_problem = ""
        self._is_wrong_within = False
        self.fills = False
        """Whether it takes all the height that there is."""
        self._is_due = False
        """A missing value is marked. A form that was just opened marks nothing: not before the
        person edited the field, or sent."""
        self._autofill = NO_AUTOFILL
        self._environment = Environment("")
        self._folder = ""
        self.editor = make_editor(parameter, theme, described)
        # With its parent at once: ``setVisible`` below would show a box without one as a window.
        self.is_sent = QCheckBox(self)
        self.is_sent.setAccessibleName(tr("Send {name}").format(name=parameter.name))
        self.is_sent.setToolTip(tr("Send this parameter. Without a tick it is left out."))
        self.is_sent.setVisible(not parameter.required)
        self._row = QBoxLayout(_BESIDE, self)
        self._name = QWidget(self)
        # By default Qt guesses whether a text is HTML; names come from imported files.
        self._label = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._label.setText(breakable_name(parameter.shown_name))
        styled(self._label, spoken=parameter.name, tip=plain_tip(parameter.name))
        self._star = QLabel("*") if parameter.required else None
        if self._star is not None:
            styled(self._star, tip=tr("Required"), look="required")
        self._natural_width = 0
        self._autofill_line: AutofillLine | None = None
        self._help = WrappedLabel("small")
        self._help.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._example = _example_button(parameter) if example_to_enter(parameter) else None
        self._problem = Note(theme)
        self._server = Note(theme)
        self._lay_out()
        self.editor.edited.connect(self._on_edited)
        self.is_sent.clicked.connect(self._on_ticked)
        self._refresh()

    def value(self) -> Value | None:
        """Return the value, or None when the parameter is not sent."""
        # A required parameter has no box: it is sent as soon as it has a value.
        is_required, is_empty = self.parameter.required, self.editor.is_empty()
        is_sent = not is_empty if is_required else self.is_sent.isChecked()
        return self.editor.value() if is_sent else None

    def values(self) -> tuple[Value, ...]:
        """Return the value as the request holds it: one for each of several files."""
        return () if self.value() is None else self.editor.values()

    def set_value(self, value: Value) -> None:
        """Show a value that is sent."""
        self.set_values((value,))

    def set_values(self, values: Sequence[Value]) -> None:
        """Show what the request holds under the name of the parameter; never nothing."""
        self.editor.set_values(values)
        self.is_sent.setChecked(True)
        self._refresh()

    def needs_value(self) -> bool:
        """Return whether the request lacks this value: it is required, and nothing fills it in."""
        is_missing = self.parameter.required and self.editor.is_empty()
        return is_missing and not self._autofill.is_enough

    def row(self) -> Row:
        """Return the value and whether it is sent, for the undo stack."""
        is_sent = self.parameter.required or self.is_sent.isChecked()
        return Row(self.parameter.name, self.editor.value(), is_sent)

    def restore(self, row: Row) -> None:
        """Show a value again, and whether it is sent."""
        if row == self.row():
            return
        self.editor.set_value(row.value)
        self.is_sent.setChecked(row.is_sent)
        self._sending_problem = ""
        self.show_server_texts(())

    def clear(self) -> None:
        """Show no value, and mark nothing as missing until something is entered."""
        self._is_due = False
        self.restore(Row(self.parameter.name, no_value(self.parameter), self.parameter.required))
        self._refresh()

    def set_autofill(self, autofill: Autofill) -> None:
        """Show what fills in the value while it is empty."""
        if autofill == self._autofill:
            return
        self._autofill = autofill
        self._sending_problem = ""
        if self._autofill_line is None:
            line = AutofillLine(self)
            line.button.clicked.connect(self.offer_taken)
            # Made late, so Qt put it last in the window.
            QWidget.setTabOrder(self.editor.stops()[-1], line.button)
            # Below the editor, above the help text.
            self._column.insertWidget(1, line)
            self._autofill_line = line
        if self._star is not None:
            self._star.setVisible(not autofill.is_enough)
        for control in self.editor.controls():
            if isinstance(control, QLineEdit | QPlainTextEdit):
                control.setPlaceholderText(autofill.placeholder)
        self._refresh()

    def set_environment(self, environment: Environment) -> None:
        """Take the values of variables from an environment."""
        if environment == self._environment:
            return
        self._environment = environment
        value = self.value()
        # Only a value with variables can look different in another environment.
        if value is not None and any(map(variable_names, texts_of_value(value))):
            self._refresh()

    def set_folder(self, folder: str) -> None:
        """Take the folder of the request; empty where it has no file yet."""
        if folder != self._folder:
            self._folder = folder
            self._refresh()

    def show_problem(self, problem: str, within: Mapping[str, str] | None = None) -> None:
        """Show an error found while sending, until the value changes.

        From now on a missing value is marked at once.

        Args:
            problem: About the whole value.
            within: Errors by the paths of values within it.
        """
        self.editor.show_missing()
        told = self.editor.show_refusals(within or {})
        rest = (text for path, text in (within or {}).items() if path not in told)
        self._sending_problem = joined_sentences((problem, *rest))
        self._is_wrong_within = bool(told)
        self._is_due = True
        self._refresh()

    def show_server_errors(self, said: Mapping[str, tuple[str, ...]]) -> None:
        """Show the messages of the server by the paths within the value; empty for all of it."""
        inner = {path: texts for path, texts in said.items() if path}
        told_there = self.editor.show_server_errors(inner)
        left = (
            titled(n, text) for n, texts in inner.items() if n not in told_there for text in texts
        )
        self.show_server_texts((*said.get("", ()), *left))

    def select(self, path: str = "") -> None:
        """Give the keyboard to the editor, with its text or a part of it selected."""
        if path:
            self.editor.select_part(path)
        else:
            self.editor.select()

    def show_server_texts(self, texts: tuple[str, ...]) -> None:
        """Show the messages of the server about the value, until it changes."""
        quoted = " ".join(map(in_quotes, texts))
        self._server.show_text(
            tr("The server said: {quoted}").format(quoted=quoted) if texts else ""
        )
        self._refresh()

    def is_wrong(self) -> bool:
        """Tell whether there is an error in the value, or in what is within it."""
        return self._is_wrong_within or self.problem() is not None

    def problem(self) -> Problem | None:
        """Return what is wrong with the value, or None."""
        if told := self._standing_problem or self._sending_problem:
            return Problem(told)
        values = self.values()
        if not values:
            is_missed = self._is_due and not self._autofill.is_enough
            return value_problem(self.parameter, None) if is_missed else None
        # Rules first: they are free, and the editor may have to look at a file.
        return next(filter(None, map(self._problem_of, values)), None) or self.editor.problem()

    def _problem_of(self, value: Value) -> Problem | None:
        """Return what the rules say against a value that is sent, or None."""
        texts = tuple(texts_of_value(value))
        resolved = resolve_value(value, self._environment.variables)
        if isinstance(resolved, Unresolved):
            return unresolved_problem(texts, self._environment)
        # Such as {{$uuid}}: the rules would check what stands for the value until it is sent.
        if has_stand_ins(texts, self._environment):
            return None
        return value_problem(self.parameter, resolved)

    def fill_height(self) -> None:
        """Give the editor the height that there is from now on, if it has use for it."""
        self.fills = self.editor.fill_height()
        if self.fills:
            self.editor.height_wanted.connect(self._give_height)
            self._give_height(True)

    def _give_height(self, is_wanted: bool) -> None:
        self._column.setStretchFactor(self.editor, int(is_wanted))
        self._column.setStretch(self._column.count() - 1, int(not is_wanted))

    def stops(self) -> list[QWidget]:
        """Return the widgets that Tab stops at, in order."""
        offer = [] if self._autofill_line is None else [self._autofill_line.button]
        return [self.is_sent, *self.editor.stops(), *offer, *self._help_buttons()]

    def name_width(self) -> int:
        """Return how wide the name is without wrapping, in pixels."""
        return self._theme.length(self._natural_width)

    def set_name_width(self, width: int | None) -> None:
        """Give all names of a form one width in pixels; None puts the name above the editor."""
        is_beside = width is not None
        room = self._theme.length(_LEAST_FORM_WIDTH) if width is None else width
        is_wrapped = self.name_width() > room
        self._label.setWordWrap(is_wrapped)
        self._name_row.setStretchFactor(self._label, int(is_wrapped))
        self._name.setMinimumWidth(width or 0)
        self._name.setMaximumWidth(width or _NO_LIMIT)
        # As deep as the text of an editor: its border, its padding, and an eighth of a line.
        self._name_row.setContentsMargins(0, 5 + self._theme.length(2), 0, 0)
        self._row.setDirection(_BESIDE if is_beside else _ABOVE)
        # With the name above, a stretch would move the texts below the editor apart.
        self._row.setStretchFactor(self._column, int(is_beside or self.fills))
        self._row.setSpacing(10 if is_beside else 2)

    def show_name(self, *, is_shown: bool) -> None:
        """Show the name, or hide it where it stands above already; screen readers keep it."""
        self._name.setVisible(is_shown)

    def _lay_out(self) -> None:
        self._name_row = row_of(self._name, margins=0, spacing=4)
        for part in (self.is_sent, self._label, *([self._star] if self._star else [])):
            self._name_row.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        self._name_row.addStretch()
        # Converted to text of the usual size. It is measured only once, with the size of now, and
        # ``name_width`` converts it back after the person chose another size.
        # Rounded up: one pixel less would cut the name.
        width = self._name.sizeHint().width() * 100
        self._natural_width = math.ceil(width / self._theme.length(100))
        help_row = HelpLayout(spacing=8)
        for part in (self._help, *self._help_buttons()):
            help_row.addWidget(part)
        if self._example is not None:
            self._connect_example(self._example)
        # While the form is resized, spare height goes below the field.
        self._column = column_of(
            None, self.editor, help_row, self._problem, self._server, 1, spacing=3
        )
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._name, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(self._column, 1)

    def _on_edited(self) -> None:
        if not self.editor.is_empty():
            self.is_sent.setChecked(True)
        # Text that may be empty keeps its tick: then it is sent as empty text.
        elif not self.parameter.traits.may_be_empty or self._autofill.is_enough:
            self.is_sent.setChecked(False)
        self._settle()

    def _help_buttons(self) -> tuple[QWidget, ...]:
        example = () if self._example is None else (self._example,)
        return (*self.editor.help_buttons(), *example)

    def _connect_example(self, button: QPushButton) -> None:
        examples = [one for one in self.parameter.examples if self._can_enter(one)]
        if len(examples) < 2:
            button.clicked.connect(lambda: self._on_use_example(None))
            return
        menu = PopupMenu(button)
        for example in examples:
            use = partial(self._on_use_example, example.value)
            menu.addAction(escaped(example.title), use)
        button.setMenu(menu)
        mark(button, "opens", "menu")

    def _can_enter(self, example: NamedExample) -> bool:
        return bool(example_to_enter(replace(self.parameter, example=example.value)))

    def _on_use_example(self, value: str | None) -> None:
        self.editor.use_example(value)
        control = self.editor.entry()
        control.setFocus()
        # So that typing replaces it.
        if isinstance(control, QLineEdit):
            control.selectAll()

    def _on_ticked(self, is_ticked: bool) -> None:
        if is_ticked:
            self.editor.entry().setFocus()
        self._settle()

    def _settle(self) -> None:
        self._is_due = True
        # What was said while sending, and by the server, was about the value before.
        self._sending_problem = ""
        self._is_wrong_within = False
        self.show_server_texts(())
        self.changed.emit()

    def _refresh(self) -> None:
        problem = sentence_of(self.problem())
        self._problem.show_text(problem)
        if self._example is not None:
            # Beside a value that is right, the button would only invite to overwrite it.
            self._example.setVisible(self.editor.is_empty() or bool(problem))
        sent_as = "\n".join(
            filter(None, (_sent_as(self.parameter, v, self._environment) for v in self.values()))
        )
        note = self.editor.note(self._folder)
        # The fields of a form say what they expect.
        expected = "" if self.editor.is_wide else expectation_lines(self.parameter)
        standing = (self._words, expected)
        help_text = "\n".join(filter(None, (*standing, sent_as, note)))
        self._help.show_text(help_text)
        filled_in = ""
        if self._autofill_line is not None:
            self._autofill_line.show_autofill(self._autofill, is_typed=self.value() is not None)
            filled_in = self._autofill_line.text()
        # Screen readers announce the description with the editor, so it holds all that is below.
        said = self._server.label.plain_text() if not self._server.isHidden() else ""
        description = joined_sentences((problem, said, filled_in, help_text))
        # A text editor changes between one line and several, each with a widget of its own.
        self._label.setBuddy(self.editor.controls()[0])
        for control in self.editor.controls():
            mark(control, "invalid", bool(problem or said))
            control.setAccessibleDescription(description)


def _example_button(parameter: Parameter) -> QPushButton:
    spoken = tr("Use example for {name}").format(name=parameter.name)
    return styled(QPushButton(tr("Use example")), spoken=spoken, look="small-link")


def _sent_as(parameter: Parameter, value: Value, environment: Environment) -> str:
    """Return how the value is sent, if that differs from what the editor shows."""
    if parameter.traits.is_secret:
        return ""
    if isinstance(value, FileValue):
        resolved = resolve_value(value, environment.variables)
        file = resolved if isinstance(resolved, FileValue) else value
        return tr("Sent as {filename}, {content_type}").format(
            filename=file.filename, content_type=file.content_type
        )
    if value == "" and parameter.traits.may_be_empty:
        return tr("Sent as empty text")
    if not isinstance(value, str):
        return ""
    if variable_names(value):
        wire = resolved_words(value, environment)
    else:
        wire = wire_text(parameter, value)
    return (
        "" if wire in ("", value) else tr("Sent as {wire}").format(wire=truncate(wire, _MOST_SHOWN))
    )
