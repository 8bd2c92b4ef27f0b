"""The form of a JSON body: a row for each value that a schema describes, over one text."""

from collections.abc import Mapping
from itertools import pairwise

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from aiurdesk.core.formats.json.tree_path import steps_of
from aiurdesk.ui.body_form.body_document import BodyDocument
from aiurdesk.ui.body_form.value_contents import content_kind
from aiurdesk.ui.body_form.value_row import ValueRow
from aiurdesk.ui.widgets.boxes import column_of

_LEAST_WIDTH_FOR_NAMES_BESIDE = 360
_MOST_REVEALED = 20
"""Messages of the server that are shown at once; the verdict has all of them."""
_MOST_STEPS = 20


class ValueForm(QWidget):
    """Edits the values of a document."""

    def __init__(self, document: BodyDocument, anchor: QWidget) -> None:
        """Make the form of a text.

        Args:
            anchor: Tab comes from it to the first field.
        """
        super().__init__()
        self.document = document
        document.setParent(self)
        self._anchor = anchor
        self.root = ValueRow(document, None, "", document.shapes.root, content_kind)
        column_of(self, self.root, margins=0)
        self.root.show()
        document.changed.connect(self.root.sync)
        document.stops_changed.connect(self._order_stops)
        document.scroll_wanted.connect(self._scroll_to)

    def show_due(self) -> None:
        """Mark missing values from now on."""
        self.document.is_due = True
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

    def show_refusals(self, said: Mapping[str, str]) -> frozenset[str]:
        """Show why the request was not sent at the rows; return the paths that were found."""
        self.root.clear_refusals()
        rows = {path: self.row_named(path) for path in [*said][:_MOST_REVEALED]}
        told = {path: row for path, row in rows.items() if row and row is not self.root}
        for path, row in told.items():
            row.show_refusal(said[path])
        # The first one gets the keyboard.
        self.document.front_row = next(iter(told.values()), self.document.front_row)
        return frozenset(told)

    def has_name(self, name: str) -> bool:
        """Tell whether a value that is described, or is in the text, has a name."""
        shapes, text = self.document.shapes, self.document.text
        first = next(steps_of(name), "")
        known = {member.name.casefold() for member in shapes.members(shapes.root)}
        known |= {one.casefold() for one in text.names(())}
        is_entry = first.isdecimal() and int(first) < text.count(())
        return first.casefold() in known or is_entry

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
        row = self.row_named(name) if name else self._first_row()
        if row is not None:
            row.focus()
        return row is not None

    def first_control(self) -> QWidget | None:
        """Return what gets the keyboard first: what was changed last, or needs a value."""
        return next(iter(self._first_row().controls()), None)

    def stops(self) -> list[QWidget]:
        """Return the widgets that Tab stops at, in order."""
        return self.root.stops()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place names beside or above their fields."""
        super().resizeEvent(event)
        least = self.document.theme.length(_LEAST_WIDTH_FOR_NAMES_BESIDE)
        is_wide = self.width() >= least
        if is_wide != self.document.is_wide:
            self.document.is_wide = is_wide
            self.root.set_name_beside(is_wide)

    def _first_row(self) -> ValueRow:
        changed = self.document.front_row
        return changed if isinstance(changed, ValueRow) else self.root

    def _order_stops(self) -> None:
        # Another form may have taken its place meanwhile.
        if self.window() is self._anchor.window():
            for first, second in pairwise([self._anchor, *self.stops()]):
                QWidget.setTabOrder(first, second)

    def _scroll_to(self, part: QWidget) -> None:
        self._scroll(part)
        # Again once new rows have their place.
        QTimer.singleShot(0, part, lambda: self._scroll(part))

    def _scroll(self, part: QWidget) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(part, 50, 80)
