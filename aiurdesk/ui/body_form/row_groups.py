"""Rows of values one below the other, drawn a few at a time; many of them in groups that fold."""

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.body_form.body_document import BodyDocument
from aiurdesk.ui.body_form.value_row import ValueRow
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.fold_button import FoldButton

_MOST_TOGETHER = 30
"""Qt lays out all rows that are in sight at each change, a third of a millisecond for each."""


class RowGroups(QWidget):
    """Rows by their numbers; each is made when its group is opened, or when it is asked for."""

    def __init__(
        self,
        document: BodyDocument,
        count: int,
        name_of: Callable[[int], str],
        make: Callable[[int], ValueRow],
    ) -> None:
        """Draw the first rows.

        Args:
            count: How many there are.
            name_of: Returns what a row is called, for the names of groups.
            make: Makes a row.
        """
        super().__init__()
        self._document, self._name_of, self._make = document, name_of, make
        self._count = 0
        self._is_dropped = False
        self._rows: dict[int, ValueRow] = {}
        self._groups: list[_Group] = []
        self._column = column_of(self, margins=0, spacing=8)
        self.set_count(count)

    def set_count(self, count: int) -> None:
        """Take that there are more rows, or less: the last ones go away."""
        for index in sorted(self._rows):
            if index >= count:
                self._remove(self._rows.pop(index))
        self._count = count
        needed = max(1, -(-count // _MOST_TOGETHER))
        while len(self._groups) > needed:
            group = self._groups.pop()
            self._column.removeWidget(group)
            group.hide()
            group.deleteLater()
        while len(self._groups) < needed:
            self._add_group()
        for number, group in enumerate(self._groups):
            group.show_title(self._title(number) if needed > 1 else "")
        self._draw_open()

    def rows(self) -> Iterator[ValueRow]:
        """Yield the rows that are made, in their order."""
        for index in sorted(self._rows):
            yield self._rows[index]

    def row(self, index: int) -> ValueRow:
        """Return a row, made now if it was not, with its group open."""
        group = self._groups[index // _MOST_TOGETHER]
        group.fold.setChecked(True)
        return self._rows.get(index) or self._draw(index)

    def stops(self) -> list[QWidget]:
        """Return the widgets that Tab stops at, in order."""
        stops: list[QWidget] = []
        for number, group in enumerate(self._groups):
            stops.append(group.fold)
            for index in self._indexes(number):
                stops += self._rows[index].stops() if index in self._rows else ()
        return stops

    def drop(self) -> None:
        """End what is still to be drawn."""
        self._is_dropped = True
        for row in self._rows.values():
            row.drop()

    def _add_group(self) -> None:
        number = len(self._groups)
        group = _Group(self._document.theme)
        self._groups.append(group)
        self._column.addWidget(group)
        group.show()
        group.fold.setChecked(number == 0)
        group.fold.toggled.connect(lambda _: self._draw_open())

    def _title(self, number: int) -> str:
        indexes = self._indexes(number)
        first, last = self._name_of(indexes[0]), self._name_of(indexes[-1])
        return tr("{first} to {last}").format(first=first, last=last)

    def _indexes(self, number: int) -> range:
        start = number * _MOST_TOGETHER
        return range(start, min(start + _MOST_TOGETHER, self._count))

    def _draw_open(self) -> None:
        drawing = self._drawing()
        while self._document.may_draw():
            if next(drawing, self) is self:
                return
        self._document.later(drawing)

    def _drawing(self) -> Iterator[None]:
        for number in range(len(self._groups)):
            for index in self._indexes(number):
                # Looked at again each time: meanwhile there may be fewer.
                if self._is_dropped or number >= len(self._groups):
                    return
                is_open = self._groups[number].fold.isChecked()
                if is_open and index < self._count and index not in self._rows:
                    self._draw(index)
                    yield

    def _draw(self, index: int) -> ValueRow:
        row = self._make(index)
        group = self._groups[index // _MOST_TOGETHER]
        # One that a message is about may be made before those above it.
        at = sum(
            other in self._rows for other in self._indexes(index // _MOST_TOGETHER) if other < index
        )
        group.column.insertWidget(at, row)
        self._rows[index] = row
        row.show()
        self._document.order_stops()
        return row

    def _remove(self, row: ValueRow) -> None:
        row.drop()
        row.hide()
        row.setParent(None)
        row.deleteLater()


class _Group(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.fold = FoldButton(theme, self)
        self._body = QWidget(self)
        self.column = column_of(self._body, margins=0, spacing=10)
        column_of(self, row_of(None, self.fold, 0, margins=0), self._body, margins=0, spacing=8)
        self.fold.toggled.connect(self._body.setVisible)
        self._body.hide()
        self.fold.hide()

    def show_title(self, title: str) -> None:
        """Name the group; without a title it is the only one, and does not fold."""
        if title != self.fold.text():
            self.fold.setText(title)
        self.fold.setVisible(bool(title))
