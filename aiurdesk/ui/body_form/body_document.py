"""What the rows of a form share: the text, its shapes, and turns in which rows are drawn."""

from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.formats.json.edits import JsonText, Path
from aiurdesk.core.preparing.body_shape import BodyShapes
from aiurdesk.ui.idle_steps import IdleSteps
from aiurdesk.ui.theme.theme import Theme

_AT_ONCE = 2
"""Rows that are drawn in one turn of the loop; a row takes some milliseconds."""


class BodyDocument(QObject):
    """A text of JSON whose values are edited one by one; all other characters stay."""

    edited = Signal(str)
    """Emitted with the text when the person changed it."""
    changed = Signal()
    """Emitted when the text is another one, before ``edited``."""
    stops_changed = Signal()
    """Emitted once in a turn of the loop in which rows were drawn."""
    scroll_wanted = Signal(QWidget)
    """Emitted with what is to be seen."""

    def __init__(self, shapes: BodyShapes, text: str, name: str, theme: Theme) -> None:
        """Read a text.

        Args:
            text: JSON, or no text.
            name: What the body is called.
        """
        super().__init__()
        self.shapes, self.name, self.theme = shapes, name, theme
        self.text = JsonText(text)
        self.is_due = False
        """Missing values are marked."""
        self.is_wide = True
        """Names have room beside their fields."""
        self.front_row: object = None
        """The row whose value was changed last, or why nothing was sent: it gets the keyboard."""
        self._pending: dict[Hashable, tuple[Callable[[], Path], str]] = {}
        self._waiting: deque[Iterator[None]] = deque()
        self._left = _AT_ONCE
        self._steps = IdleSteps(self)
        self._ordering = QTimer(self, singleShot=True, interval=0)
        self._ordering.timeout.connect(self.stops_changed)

    def show_text(self, text: str) -> None:
        """Take another text without emitting ``edited``."""
        self.front_row = None
        self._pending.clear()
        self._take(JsonText(text))

    def written(self) -> str:
        """Return the text, with what is no JSON yet at its place."""
        text = self.text.text
        for path_of, raw in self._pending.values():
            read = JsonText(text)
            text = read.with_value(path_of(), raw) if read.is_json else text
        return text

    def put(self, path: Path, source: str, order: Sequence[str] = ()) -> None:
        """Give the value at a path another text.

        Args:
            order: As for ``JsonText.with_value``.
        """
        self._edit(self.text.with_value(path, source, order))

    def remove(self, path: Path) -> None:
        """Take the value at a path out of the text."""
        self._edit(self.text.without(path) if path else "")

    def add_entry(self, path: Path, source: str, order: Sequence[str]) -> None:
        """Add an entry to a list, which is added where it is not there."""
        if not self.text.has(path):
            self.text = JsonText(self.text.with_value(path, "[]", order))
        self._edit(self.text.with_entry(path, self.text.count(path), source))

    def move_entry(self, path: Path, to: int) -> None:
        """Put an entry at another place of its list."""
        self._edit(self.text.with_moved(path, to))

    def keep_pending(self, key: Hashable, path_of: Callable[[], Path], raw: str) -> None:
        """Keep what is no JSON yet for a value until it is, or is removed.

        Args:
            key: Whose value it is.
            path_of: Returns where the value is then.
        """
        self._pending[key] = path_of, raw
        self.edited.emit(self.written())

    def pending(self, key: Hashable) -> str | None:
        """Return what is no JSON yet, or None."""
        return self._pending[key][1] if key in self._pending else None

    def settle(self, key: Hashable) -> None:
        """Forget what was no JSON."""
        self._pending.pop(key, None)

    def may_draw(self) -> bool:
        """Tell whether a further row may be drawn in this turn of the loop, and count it."""
        if self._left == _AT_ONCE:
            QTimer.singleShot(0, self, self._begin_turn)
        self._left -= 1
        return self._left >= 0

    def later(self, steps: Iterator[None]) -> None:
        """Draw rows in turns of the loop."""
        self._waiting.append(steps)
        if len(self._waiting) == 1:
            self._steps.start(self._drawing())

    def order_stops(self) -> None:
        """Have Tab follow the rows as they are seen, once all of this turn are drawn."""
        if not self._waiting:
            self._ordering.start()

    def _begin_turn(self) -> None:
        self._left = _AT_ONCE

    def _edit(self, text: str) -> None:
        self._take(JsonText(text))
        self.edited.emit(self.written())

    def _take(self, text: JsonText) -> None:
        self.text = text
        self.changed.emit()

    def _drawing(self) -> Iterator[None]:
        while self._waiting:
            if next(self._waiting[0], self) is self:
                self._waiting.popleft()
            yield
        self.stops_changed.emit()
