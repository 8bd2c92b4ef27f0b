"""The base class of all editors of the form."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.core.preparing.wire_format import example_to_enter
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import FileValue, Value

_BY_TAB = Qt.FocusPolicy.TabFocus


class LastView:
    """How a person last chose to see a body that can be a form."""

    is_form = True


LAST_VIEW = LastView()
"""One for the program; the state of the window holds it from run to run."""


class Editor(QWidget):
    """Holds the value of a parameter as it was loaded or last edited.

    Widgets cannot show every text exactly, such as a carriage return or a lone surrogate. A loaded
    value therefore stays as it is until the person edits it.

    An editor has no focus proxy, because Tab would stop at it too, and would go in circles where
    the form has another order than its widgets were made in.
    """

    edited = Signal()
    """Emitted when the person, not the program, changed the value."""
    height_wanted = Signal(bool)
    """Emitted after ``fill_height`` with whether more height is of use, as not to a form."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self.parameter = parameter
        self._value: Value = no_value(parameter)
        self._is_showing = False

    def value(self) -> Value:
        """Return the value; empty text or an empty list where nothing is entered."""
        self.settle()
        return self._value

    def values(self) -> tuple[Value, ...]:
        """Return the value as a request holds it, which has a value for each of several files."""
        return (self.value(),)

    def settle(self) -> None:
        """Take over at once what was typed and is to be handed over in a moment."""

    def set_values(self, values: Sequence[Value]) -> None:
        """Show what a request holds under the name of the parameter; never nothing."""
        self.set_value(_joined(values) if self.parameter.traits.is_list else values[0])

    def set_value(self, value: Value) -> None:
        """Show a value without emitting ``edited``."""
        self._value = value
        # The widgets report the text that they show, which may be another one than the value.
        self._is_showing = True
        self._show(value)
        self._is_showing = False

    def restore(self, value: Value) -> None:
        """Show a value, unless it is shown already: showing it again would move the cursor."""
        self.settle()
        if value != self._value:
            self.set_value(value)

    def enter(self, value: Value) -> None:
        """Show a value that a button of the form filled in, as if the person had typed it."""
        self.set_value(value)
        self.edited.emit()

    def use_example(self, value: str | None = None) -> None:
        """Fill in the example of the parameter.

        Args:
            value: One of its ``examples``; None for the first one.
        """
        given = self.parameter if value is None else replace(self.parameter, example=value)
        example = example_to_enter(given)
        self.enter((example,) if self.parameter.traits.is_list else example)

    def is_empty(self) -> bool:
        """Return whether the editor is empty."""
        return self.value() in ("", ())

    def controls(self) -> tuple[QWidget, ...]:
        """Return the widgets that take the value, the most important one first."""
        return ()

    @property
    def is_wide(self) -> bool:
        """Whether the editor needs the width of the page, so that its name is above it."""
        return False

    def fill_height(self) -> bool:
        """Take the height that there is from now on; return whether more is seen of it then."""
        return False

    def entry(self) -> QWidget:
        """Return what gets the keyboard first."""
        return self.controls()[0]

    def has_part(self, path: str) -> bool:
        """Tell whether the editor shows what is at a path within the value."""
        return False

    def show_schemas(self, schemas: Mapping[str, Any] | bytes, key: str) -> None:
        """Offer a form by the schemas that a key leads to."""

    def show_refusals(self, said: Mapping[str, str]) -> frozenset[str]:
        """Show why the request was not sent at parts of the value, in place of what was shown.

        Args:
            said: By the paths within the value.

        Returns:
            The paths that the editor shows itself.
        """
        return frozenset()

    def show_missing(self) -> None:
        """Mark what is missing within the value from now on."""

    def select(self) -> None:
        """Give the keyboard to the editor, with its text selected so that typing replaces it."""
        control = self.controls()[0]
        control.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(control, QComboBox):
            # The text of an editable box is in the line within it.
            control = control.lineEdit() or control
        if isinstance(control, QLineEdit | QPlainTextEdit):
            control.selectAll()

    def show_server_errors(self, said: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
        """Show messages of the server about parts of the value, in place of those before.

        Args:
            said: By the paths within the value.

        Returns:
            The paths that the editor shows itself.
        """
        return frozenset()

    def select_part(self, path: str) -> None:
        """Select what is at a path within the value, where the editor shows parts of it."""
        self.select()

    def help_buttons(self) -> tuple[QWidget, ...]:
        """Return buttons that stand beside the help text, below the editor."""
        return ()

    def stops(self) -> list[QWidget]:
        """Return the widgets that Tab stops at, in order."""
        inner = self.findChildren(QWidget)
        # Lists and calendars that pop up are separate windows.
        return [w for w in inner if w.focusPolicy() & _BY_TAB and w.window() is self.window()]

    def problem(self) -> Problem | None:
        """Return a problem that the rules of the form cannot know, or None."""
        return None

    def note(self, folder: str) -> str:
        """Return what to know about the value, which is not an error, or empty text.

        Args:
            folder: The folder of the request; empty where it has no file yet.
        """
        return ""

    def _show(self, value: Value) -> None:
        """Show a value in the widgets."""

    def _edit(self, value: Value) -> None:
        """Store a value that the person entered."""
        if not self._is_showing:
            self._value = value
            self.edited.emit()


def no_value(parameter: Parameter) -> Value:
    """Return the value of an editor before anything is entered."""
    return () if parameter.traits.is_list else ""


def _joined(values: Iterable[Value]) -> Value:
    """Join the values of a list that was given in several parts."""
    lists = (value if isinstance(value, tuple) else (as_text(value),) for value in values)
    return tuple(chain.from_iterable(lists))


def lone_parameter(name: str, kind: ParameterKind) -> Parameter:
    """Return a parameter for an editor that is not in a form."""
    return Parameter(name, kind, Location.JSON)


def as_text(value: Value) -> str:
    """Return a value as one text, for any kind of editor."""
    if isinstance(value, FileValue):
        return value.path
    return value if isinstance(value, str) else "\n".join(value)


def as_texts(value: Value) -> tuple[str, ...]:
    """Return a value as the texts of a list."""
    if isinstance(value, tuple):
        return value
    text = as_text(value)
    return (text,) if text else ()
