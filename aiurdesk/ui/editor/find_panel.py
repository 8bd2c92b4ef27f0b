"""Finds and replaces text in an editor."""

from bisect import bisect_left
from collections.abc import Callable
from itertools import islice

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from aiurdesk.core.formats.json.text_index import occurrences
from aiurdesk.core.formats.utf16 import units
from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.icon_button import IconButton
from aiurdesk.ui.widgets.styled import styled

MOST_MATCHES = 100_000
"""A search stops there, and so does replacing all."""
_MOST_CHARACTERS = 1000
_TYPING_PAUSE_MS = 60


class FindPanel(QWidget):
    """Two fields above the text. Return goes to the next match, Escape back to the text."""

    matches_changed = Signal()
    """Emitted when other matches are to be marked."""
    chosen = Signal(int, int)
    """Emitted with the beginning and the end of the match to go to, in UTF-16 units."""
    replaced = Signal(str)
    """Emitted with the text that is to stand in place of the match that was gone to."""
    all_replaced = Signal(str)
    """Emitted with the whole text after all matches were replaced."""
    left = Signal()
    """Emitted when Escape was pressed."""

    def __init__(self, theme: Theme, parent: QWidget, text: Callable[[], str]) -> None:
        """Make a panel that is not shown yet.

        Args:
            text: Returns the text that is searched.
        """
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self._text_of = text
        self._text = ""
        self._is_wide = False
        """Whether the text has characters of two units: places are then counted anew."""
        self._starts: list[int] = []
        self._at = -1
        self._needle = styled(CappedLine(most=_MOST_CHARACTERS), spoken=tr("Find in the text"))
        self._needle.setPlaceholderText(tr("Find"))
        self._count = styled(QLabel(), look="small")
        self._previous = IconButton(theme, "arrow-up", tr("Previous match"))
        self._next = IconButton(theme, "arrow-down", tr("Next match"))
        self._other = styled(CappedLine(most=_MOST_CHARACTERS), spoken=tr("Replace by"))
        self._other.setPlaceholderText(tr("Replace by"))
        self._one = styled(QPushButton(tr("Replace")), look="small-link")
        self._all = styled(QPushButton(tr("Replace all")), look="small-link")
        self._close = IconButton(theme, "close", tr("Close the search"))
        steps = (self._count, self._previous, self._next)
        replacing = ((self._other, 1), self._one, self._all)
        row_of(self, (self._needle, 1), *steps, *replacing, self._close, margins=4, spacing=4)
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.search)
        self._needle.textChanged.connect(lambda: self._pause.start())
        self._previous.clicked.connect(lambda: self.step(-1))
        self._next.clicked.connect(lambda: self.step(1))
        self._one.clicked.connect(self._replace_one)
        self._all.clicked.connect(self._replace_all)
        self._close.clicked.connect(self.left)
        for field in (self._needle, self._other):
            field.installEventFilter(self)
        self.hide()

    def open(self, selected: str, *, can_replace: bool) -> None:
        """Take the keyboard, and search what is selected."""
        for part in (self._other, self._one, self._all):
            part.setVisible(can_replace)
        if selected and "\n" not in selected and len(selected) <= _MOST_CHARACTERS:
            self._needle.setText(selected)
        self.show()
        self._needle.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._needle.selectAll()
        self.search()

    def matches_between(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the matches that begin in a part of the text, all in UTF-16 units."""
        if self.isHidden():
            return []
        places = self._starts
        first, last = bisect_left(places, start), bisect_left(places, end)
        return [(at, at + self._length()) for at in places[first:last]]

    def follow(self) -> None:
        """Search again after the text was changed, in a moment."""
        if not self.isHidden():
            self._pause.start()

    def search(self) -> None:
        """Find all matches, and say how many there are."""
        self._pause.stop()
        needle = self._needle.text()
        self._text = self._text_of() if needle else ""
        found = list(islice(occurrences(self._text, needle), MOST_MATCHES)) if needle else []
        self._is_wide = bool(found) and not self._text.isascii()
        self._starts = self._in_units(found) if self._is_wide else found
        self._at = -1
        self._show_count()
        self.matches_changed.emit()

    def step(self, by: int) -> None:
        """Go to the next match or the one before."""
        if self._pause.isActive():
            self.search()
        if self._starts:
            start = self._at if self._at >= 0 else (-1 if by > 0 else 0)
            self._at = (start + by) % len(self._starts)
            self._show_count()
            at = self._starts[self._at]
            self.chosen.emit(at, at + self._length())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Step with Return and Shift+Return, leave with Escape."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if watched is self._other:
                self._replace_one()
            else:
                is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.step(-1 if is_back else 1)
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return True
        return super().eventFilter(watched, event)

    def _length(self) -> int:
        return units(self._needle.text())

    def _in_units(self, found: list[int]) -> list[int]:
        places, counted, before = [], 0, 0
        for at in found:
            counted, before = counted + units(self._text[before:at]), at
            places.append(counted)
        return places

    def _replace_one(self) -> None:
        if self._pause.isActive():
            self.search()
        if self._at < 0:
            self.step(1)
            return
        at = self._at
        self.replaced.emit(self._other.text())
        self.search()
        # On to the next one, also where the new text has matches itself.
        self._at = min(at, len(self._starts)) - 1
        self.step(1)

    def _replace_all(self) -> None:
        self.search()
        needle, other = self._needle.text(), self._other.text()
        if not self._starts:
            return
        pieces, end = [], 0
        for at in islice(occurrences(self._text, needle), MOST_MATCHES):
            pieces += [self._text[end:at], other]
            end = at + len(needle)
        self.all_replaced.emit("".join((*pieces, self._text[end:])))
        self.search()

    def _show_count(self) -> None:
        total = f"{len(self._starts):,}" + ("+" if len(self._starts) >= MOST_MATCHES else "")
        if self._at >= 0:
            total = tr("{number:,} of {total}").format(number=self._at + 1, total=total)
        elif not self._starts:
            total = tr("none")
        self._count.setText(total if self._needle.text() else "")
        for button in (self._previous, self._next, self._one, self._all):
            button.setEnabled(bool(self._starts))
