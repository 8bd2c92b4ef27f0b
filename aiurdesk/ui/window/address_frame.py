"""One field of several parts: what a person types as an address, and the chips beside it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from aiurdesk.ui.theme.theme import mark
from aiurdesk.ui.widgets.boxes import Item, row_of
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.window.request_chips import CHIP_STEPS, RequestChips

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject

_MARGIN, _GAP = 5, 4


class AddressFrame(QFrame):
    """Looks like one field, and holds the chips of the window while its page is in front."""

    refitted = Signal()
    """Emitted when the chips came, went, or have another width."""

    def __init__(self, line: QLineEdit, *items: Item) -> None:
        """Build.

        Args:
            line: Its keyboard focus is shown as that of the whole.
            items: What stands in it before the chips, the line among them.
        """
        super().__init__()
        styled(self, "address_frame", look="address")
        self._line = line
        self._chips: RequestChips | None = None
        self._row = row_of(self, *items, margins=(_MARGIN, 3, _MARGIN, 3), spacing=_GAP)

    def take(self, chips: RequestChips) -> None:
        """Take the chips of the window from where they were; the keyboard stays on them."""
        before = chips.parentWidget()
        if before is self:
            return
        focused = chips.focusWidget() if chips.isVisible() else None
        had_keyboard = focused is not None and focused.hasFocus()
        if isinstance(before, AddressFrame):
            before._release(chips)
        self._chips = chips
        self._row.addWidget(chips)
        # The layout would show them one turn of the loop later.
        chips.show()
        chips.changed.connect(self._follow)
        # They come where they are seen, not where they were made.
        boxes = (chips.environments.box, chips.credentials.box)
        for one, other in zip((self._line, *boxes), boxes, strict=False):
            QWidget.setTabOrder(one, other)
        if had_keyboard and focused is not None:
            focused.setFocus()
        self._follow()

    def follow_focus(self) -> None:
        """Show from now on that the line has the keyboard; the first paint does without."""
        self._line.installEventFilter(self)

    def eventFilter(self, watched: "QObject", event: "QEvent") -> bool:  # noqa: N802
        """Show where the keyboard is."""
        if event.type() in {event.Type.FocusIn, event.Type.FocusOut}:
            mark(self, "focused", event.type() is event.Type.FocusIn)
        return super().eventFilter(watched, event)

    def needed_width(self, step: int) -> int:
        """Return the width that chips and margins take with one of ``CHIP_STEPS``."""
        chips = 0 if self._chips is None else self._chips.needed_width(step) + _GAP
        return chips + 2 * (_MARGIN + 1)

    def show_step(self, step: int) -> None:
        """Show the chips with one of ``CHIP_STEPS``."""
        if self._chips is not None:
            self._chips.show_step(step)

    def fit_chips(self, room: int) -> None:
        """Show the chips as wide as there is room for.

        Args:
            room: For the chips and the margins, in pixels.
        """
        fitting = (step for step in CHIP_STEPS if self.needed_width(step) <= room)
        self.show_step(next(fitting, CHIP_STEPS[-1]))

    def _release(self, chips: RequestChips) -> None:
        chips.changed.disconnect(self._follow)
        self._chips = None
        mark(self, "environment", "")
        self.refitted.emit()

    def _follow(self) -> None:
        if self._chips is not None:
            mark(self, "environment", self._chips.tint)
        self.refitted.emit()
