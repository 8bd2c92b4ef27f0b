"""Editor of a list of texts; each is sent with the same key."""

from PySide6.QtWidgets import QWidget

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.request.request import Value
from aiurdesk.core.translation import tr
from aiurdesk.ui.form.editor import Editor, as_texts
from aiurdesk.ui.form.line import Line
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.line_list import LineList, ListLine


class ItemListEditor(Editor):
    """A list of items, each with a button that removes it, and a button that adds one."""

    def __init__(self, parameter: Parameter, theme: Theme) -> None:
        super().__init__(parameter)
        self._theme = theme
        self._list: LineList[_ItemLine, str] = LineList("item", spacing=4)
        self.placeholder = ""
        """Shown in an empty item, from the next one on."""
        self.add = self._list.add
        self.add.setAccessibleName(tr("Add item to {name}").format(name=parameter.name))
        self.add.clicked.connect(self._on_add)
        self._list.removed.connect(self._on_removed)
        self.buttons = row_of(None, self.add, 0, margins=0, spacing=6)
        column_of(self, self._list, self.buttons, margins=0, spacing=4)
        self._list.arrange()

    def stops(self) -> list[QWidget]:
        """Return the items with their buttons, then the button that adds one."""
        return [*(stop for line in self._list.lines for stop in line.stops()), self.add]

    def controls(self) -> tuple[QWidget, ...]:
        """Return the lines of the items, or the button while the list is empty."""
        # Never empty, because the form gives the keyboard to the first control.
        return tuple(line.line for line in self._list.lines) or (self.add,)

    def _show(self, value: Value) -> None:
        self._list.shorten()
        self._list.append_in_turns(as_texts(value), self._append)

    def _append(self, text: str) -> None:
        line = self._list.append(_ItemLine(self.parameter.name, self._theme, text))
        line.line.setPlaceholderText(self.placeholder)
        line.line.textChanged.connect(self._on_changed)

    def _on_add(self) -> None:
        self._list.append_rest()
        self._append("")
        self._list.arrange()
        self._on_changed()
        self.controls()[-1].setFocus()

    def _on_removed(self) -> None:
        self._on_changed()
        # The button with the keyboard is gone; Qt would hand it to the next widget.
        self.controls()[-1].setFocus()

    def _on_changed(self) -> None:
        self._edit((*(line.line.text() for line in self._list.lines), *self._list.rest))


class _ItemLine(ListLine):
    """One item and the button that removes it."""

    def __init__(self, name: str, theme: Theme, text: str) -> None:
        super().__init__(name, theme)
        self.line = Line()
        self.line.show_text(text)
        self.upper.setSpacing(4)
        self.upper.addWidget(self.line)
        self.upper.addWidget(self.remove)

    def stops(self) -> list[QWidget]:
        return [self.line, self.remove]

    def number(self, number: int) -> None:
        super().number(number)
        # The first has the bare name, as the only line of any other editor has.
        self.line.setAccessibleName(self.noun if number == 1 else f"{self.noun} {number}")
