"""The form of a JSON body: a row for each value that a schema describes, over one text."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from aiurdesk.core.form.body_shape import BodyShapes, Shape
from aiurdesk.core.json.edits import JsonText, Path
from aiurdesk.core.json.tree_path import steps_of
from aiurdesk.ui.form.value_contents import content_kind
from aiurdesk.ui.form.value_row import Content, ValueRow
from aiurdesk.ui.idle_steps import IdleSteps
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of

_LEAST_WIDTH_FOR_NAMES_BESIDE = 360
_MOST_REVEALED = 20
"""Messages of the server whose rows are drawn for them; the others appear with their rows."""
_MOST_STEPS = 20
_AT_ONCE = 5
"""Rows that are drawn in one turn of the loop; a row takes some milliseconds."""


class BodyForm(QWidget):
    """Edits single values of a text; all other characters of it stay as they are."""

    edited = Signal(str)
    """Emitted with the text when the person changed it."""

    def __init__(
        self, shapes: BodyShapes, text: str, name: str, theme: Theme, anchor: QWidget
    ) -> None:
        """Make the form of a text.

        Args:
            text: JSON, or no text.
            name: What the body is called.
            anchor: Tab comes from it to the first field.
        """
        super().__init__()
        self.shapes, self.name, self.theme = shapes, name, theme
        self.text = JsonText(text)
        self.pending: dict[ValueRow, str] = {}
        """What was typed as JSON for a value and is none yet."""
        self.is_due = False
        """Missing values are marked."""
        self.is_wide = True
        self.changed_row: ValueRow | None = None
        self._anchor = anchor
        self._waiting: deque[Iterator[None]] = deque()
        self._left = _AT_ONCE
        self._steps = IdleSteps(self)
        self._ordering = QTimer(self, singleShot=True, interval=0)
        self._ordering.timeout.connect(self._order_stops)
        self.root = ValueRow(self, None, "", shapes.root)
        column_of(self, self.root, margins=0)
        self.root.show()

    def show_text(self, text: str) -> None:
        """Show another text without emitting ``edited``."""
        self.changed_row = None
        self.pending.clear()
        self._take(JsonText(text))

    def written(self) -> str:
        """Return the text, with what is no JSON yet at its place."""
        text = self.text.text
        for row, raw in self.pending.items():
            text = JsonText(text).with_value(row.path, raw) if JsonText(text).is_json else text
        return text

    def put(self, row: ValueRow, source: str) -> None:
        """Give the value of a row another text."""
        self.pending.pop(row, None)
        self._edit(self.text.with_value(row.path, source, self._order_in(row.holder)))

    def put_at(self, path: Path, source: str) -> None:
        """Give the value at a path another text."""
        self._edit(self.text.with_value(path, source))

    def remove(self, row: ValueRow) -> None:
        """Take the value of a row out of the text."""
        self.pending.pop(row, None)
        self.remove_at(row.path)

    def remove_at(self, path: Path) -> None:
        """Take the value at a path out of the text."""
        self._edit(self.text.without(path) if path else "")

    def add_entry(self, row: ValueRow, source: str) -> None:
        """Add an entry to a list."""
        if not self.text.has(row.path):
            order = self._order_in(row.holder)
            self.text = JsonText(self.text.with_value(row.path, "[]", order))
        self._edit(self.text.with_entry(row.path, self.text.count(row.path), source))

    def move_entry(self, row: ValueRow, to: int) -> None:
        """Put the entry of a row at another place of its list."""
        self._edit(self.text.with_moved(row.path, to))

    def keep_pending(self, row: ValueRow, raw: str) -> None:
        """Keep what is no JSON yet until it is, or is removed."""
        self.pending[row] = raw
        row.refresh()
        self.edited.emit(self.written())

    def forget(self, row: ValueRow) -> None:
        """Forget a row that goes away."""
        self.pending.pop(row, None)
        if self.changed_row is row:
            self.changed_row = None

    def content_kind(self, row: ValueRow, shape: Shape | None = None) -> type[Content]:
        """Return what edits the value of a row."""
        return content_kind(self, row, shape or row.shape)

    def show_due(self) -> None:
        """Mark missing values from now on."""
        self.is_due = True
        self.root.show_due()

    def show_server_errors(self, said: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
        """Show messages of the server at the rows they name; return the names that were found."""
        self.root.clear_server_texts()
        told: dict[ValueRow, tuple[str, ...]] = {}
        names = set()
        for name, texts in [*said.items()][:_MOST_REVEALED]:
            row = self.row_named(name)
            if row is not None and row is not self.root:
                told[row] = (*told.get(row, ()), *texts)
                names.add(name)
        for row, texts in told.items():
            row.show_server_texts(texts)
        return frozenset(names)

    def has_name(self, name: str) -> bool:
        """Tell whether a value that is described, or is in the text, has a name."""
        steps = [*steps_of(name)][:1]
        known = {member.name.casefold() for member in self.shapes.members(self.shapes.root)}
        known |= {one.casefold() for one in self.text.names(())}
        is_entry = bool(steps) and steps[0].isdecimal() and int(steps[0]) < self.text.count(())
        return bool(steps) and (steps[0].casefold() in known or is_entry)

    def row_named(self, name: str) -> ValueRow | None:
        """Return the row of a value by its pointer or path, drawn now; None without one."""
        row = self.root
        for step in [*steps_of(name)][:_MOST_STEPS]:
            row.open()
            inner = row.content.row_at(step) if row.content else None
            if inner is None:
                return None
            row = inner
        return row

    def focus(self, name: str = "") -> bool:
        """Give the keyboard to a value; return whether there is one of that name."""
        row = self.row_named(name) if name else self.changed_row or self.root
        if row is None:
            return False
        row.focus()
        return True

    def first_control(self) -> QWidget | None:
        """Return what gets the keyboard first: what was changed last, or needs a value."""
        row = self.changed_row or self.root
        return next(iter(row.controls()), None)

    def scroll_to(self, row: ValueRow) -> None:
        """Bring a row into view, also once new rows have their place."""
        self._scroll(row)
        QTimer.singleShot(0, row, lambda: self._scroll(row))

    def later(self, steps: Iterator[None]) -> None:
        """Draw rows in turns of the loop."""
        self._waiting.append(steps)
        if len(self._waiting) == 1:
            self._steps.start(self._drawing())

    def may_draw(self) -> bool:
        """Tell whether a further row may be drawn in this turn of the loop, and count it."""
        if self._left == _AT_ONCE:
            QTimer.singleShot(0, self, self._begin_turn)
        self._left -= 1
        return self._left >= 0

    def _begin_turn(self) -> None:
        self._left = _AT_ONCE

    def order_stops(self) -> None:
        """Let Tab go through the rows as they are seen, once all of this turn are made."""
        if not self._waiting:
            self._ordering.start()

    def stops(self) -> list[QWidget]:
        """Return the widgets that Tab stops at, in order."""
        return self.root.stops()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place names beside or above their fields."""
        super().resizeEvent(event)
        is_wide = self.width() >= self.theme.length(_LEAST_WIDTH_FOR_NAMES_BESIDE)
        if is_wide != self.is_wide:
            self.is_wide = is_wide
            self.root.set_name_beside(is_wide)

    def _edit(self, text: str) -> None:
        self._take(JsonText(text))
        self.edited.emit(self.written())

    def _take(self, text: JsonText) -> None:
        self.text = text
        self.root.sync()

    def _order_in(self, row: ValueRow | None) -> Sequence[str]:
        """Return the names of the members of an object, as they are described."""
        return row.content.member_names() if row is not None and row.content else ()

    def _drawing(self) -> Iterator[None]:
        while self._waiting:
            if next(self._waiting[0], self) is self:
                self._waiting.popleft()
            yield
        self._order_stops()

    def _order_stops(self) -> None:
        for first, second in pairwise([self._anchor, *self.stops()]):
            QWidget.setTabOrder(first, second)

    def _scroll(self, row: ValueRow) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        focus = row.focusWidget()
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(focus or row, 50, 80)
