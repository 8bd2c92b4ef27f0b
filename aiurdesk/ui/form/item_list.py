"""Editor of a list of texts; each is sent with the same key."""

from itertools import pairwise

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.request.request import Value
from aiurdesk.ui.form.editor import Editor, as_texts
from aiurdesk.ui.form.line import new_line
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.icon_button import IconButton


class ItemListEditor(Editor):
    """A list of items, each with a button that removes it, and a button that adds one."""

    def __init__(self, parameter: Parameter, theme: Theme) -> None:
        super().__init__(parameter)
        self._theme = theme
        self._rows: list[_ItemRow] = []
        self.placeholder = ""
        """Shown in an empty item, from the next one on."""
        self.add = QPushButton("Add item")
        self.add.setAccessibleName(f"Add item to {parameter.name}")
        self.add.clicked.connect(self._on_add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch()
        self._column.addLayout(foot)

    def stops(self) -> list[QWidget]:
        """Return the items with their buttons, then the button that adds one."""
        return [*(stop for row in self._rows for stop in (row.line, row.remove)), self.add]

    def controls(self) -> tuple[QWidget, ...]:
        """Return the lines of the items, or the button while there are none."""
        # Never empty, because the form gives the keyboard to the first control.
        return tuple(row.line for row in self._rows) or (self.add,)

    def _show(self, value: Value) -> None:
        for row in self._rows:
            self._drop(row)
        self._rows = []
        for text in as_texts(value):
            self._new_row(text)
        self._number()

    def _new_row(self, text: str) -> "_ItemRow":
        row = _ItemRow(self._theme, text)
        row.line.setPlaceholderText(self.placeholder)
        row.line.textChanged.connect(self._on_changed)
        row.remove.clicked.connect(lambda: self._on_remove(row))
        self._column.insertWidget(len(self._rows), row)
        self._rows.append(row)
        return row

    def _drop(self, row: "_ItemRow") -> None:
        # Hidden, because it is deleted only with the next turn of the loop.
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _number(self) -> None:
        """Name the items by their positions, and put them in tab order."""
        name = self.parameter.name
        for index, row in enumerate(self._rows):
            # The first has the bare name, as the only line of any other editor has.
            row.line.setAccessibleName(name if index == 0 else f"{name} {index + 1}")
            row.remove.rename(f"Remove {name} {index + 1}")
        for first, second in pairwise(self.stops()):
            QWidget.setTabOrder(first, second)

    def _on_add(self) -> None:
        row = self._new_row("")
        self._number()
        self._on_changed()
        row.line.setFocus()

    def _on_remove(self, row: "_ItemRow") -> None:
        self._rows.remove(row)
        self._drop(row)
        self._number()
        self._on_changed()
        # The button with the keyboard is gone; Qt would hand it to whatever widget comes next.
        self.controls()[-1].setFocus()

    def _on_changed(self) -> None:
        self._edit(tuple(row.line.text() for row in self._rows))


class _ItemRow(QWidget):
    """One item and the button that removes it."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self.line: QLineEdit = new_line()
        self.line.setText(text)
        self.line.setCursorPosition(0)
        self.remove = IconButton(theme, "close", "Remove")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.line)
        row.addWidget(self.remove)
