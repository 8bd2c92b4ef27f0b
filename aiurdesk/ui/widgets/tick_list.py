"""A page of boxes that are ticked for what is to be made."""

from collections.abc import Iterable

from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from aiurdesk.core.translation import titled
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.page_scroll import PageScroll
from aiurdesk.ui.widgets.styled import plain_tip

_LONGEST = 100


class TickList(QWidget):
    """A sentence, and a box for each thing."""

    def __init__(self, sentence: str, rows: Iterable[tuple[str, bool]] = ()) -> None:
        """Build.

        Args:
            rows: Text and tick of each box; an ampersand in the text is not a shortcut.
        """
        super().__init__()
        self._boxes: list[QCheckBox] = []
        words = WrappedLabel("muted")
        words.show_text(sentence)
        boxes = QWidget()
        self._column = column_of(boxes, margins=0, spacing=6)
        self._column.addStretch(1)
        self.add_rows(rows)
        column_of(self, words, (PageScroll(page=boxes), 1), margins=(0, 8, 0, 0), spacing=8)

    def add_group(self, title: str, rows: Iterable[tuple[str, bool]], none: str = "") -> None:
        """Add boxes below a title.

        Args:
            rows: As for ``TickList``.
            none: Text of a button that takes away all of their ticks.
        """
        heading, label = QWidget(), WrappedLabel("title")
        label.show_text(title)
        self._column.insertWidget(self._column.count() - 1, heading)
        boxes = self.add_rows(rows)

        def untick() -> None:
            for box in boxes:
                box.setChecked(False)

        # Return is for the dialog around it.
        button = QPushButton(none, autoDefault=False)
        button.clicked.connect(untick)
        button.setAccessibleName(titled(title, none))
        button.setVisible(bool(none))
        row_of(heading, (label, 1), button, margins=(0, 8, 0, 0), spacing=8)

    def add_rows(self, rows: Iterable[tuple[str, bool]]) -> list[QCheckBox]:
        """Add a box for each thing, and return them."""
        added = []
        for text, is_ticked in rows:
            box = QCheckBox(_shortened(text).replace("&", "&&"))
            box.setAccessibleName(text)
            box.setToolTip(plain_tip(text))
            box.setChecked(is_ticked)
            added.append(box)
            self._column.insertWidget(self._column.count() - 1, box)
        self._boxes += added
        return added

    @property
    def ticked(self) -> tuple[int, ...]:
        """The numbers of the boxes with a tick, from 0."""
        return tuple(number for number, box in enumerate(self._boxes) if box.isChecked())


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
