"""Folds the lines that are indented deeper than the one above them."""

from collections.abc import Callable, Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QTextBlock, QTextDocument

_SLICE_S = 0.008
"""Longest time that folding takes before the window may do something else."""
_BLOCKS_AT_ONCE = 200
_MOST_LOOKED_BACK = 100_000


class Folds(QObject):
    """Hides and shows blocks of a document, step by step where there are many."""

    def __init__(self, document: QTextDocument, shown: Callable[[int, int], None]) -> None:
        """Begin without a fold.

        Args:
            shown: Gets the beginning and the length of a part that was hidden or shown.
        """
        super().__init__(document)
        self._document = document
        self._shown = shown
        self._steps: Iterator[None] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    def can_fold(self, block: QTextBlock) -> bool:
        """Tell whether lines below a block are deeper."""
        below = block.next()
        return below.isValid() and bool(block.text()) and _indent(below) > _indent(block)

    def is_folded(self, block: QTextBlock) -> bool:
        """Tell whether the lines below a block are hidden."""
        return block.next().isValid() and not block.next().isVisible()

    def toggle(self, block: QTextBlock) -> None:
        """Fold the lines below a block, or show them again."""
        if self.is_folded(block):
            self._start(self._unfold(block.next()))
        elif self.can_fold(block):
            self._start(self._fold(block))

    def show_block(self, block: QTextBlock) -> None:
        """Show the lines around a hidden block."""
        for _ in range(_MOST_LOOKED_BACK):
            if block.isVisible() or not block.previous().isValid():
                break
            block = block.previous()
        self._start(self._unfold(block.next()))

    def clear(self) -> None:
        """Forget what is under way: another text is shown."""
        self._timer.stop()
        self._steps = None

    def _start(self, steps: Iterator[None]) -> None:
        # One that is under way is finished first: it holds a place in the document.
        while self._steps is not None:
            self._go_on()
        self._steps = steps
        self._go_on()
        if self._steps is not None:
            self._timer.start()

    def _go_on(self) -> None:
        until = perf_counter() + _SLICE_S
        while self._steps is not None and perf_counter() < until:
            if next(self._steps, self) is self:
                self.clear()

    def _fold(self, head: QTextBlock) -> Iterator[None]:
        depth = _indent(head)
        block = head.next()

        def is_inside() -> bool:
            return not block.text().strip() or _indent(block) > depth

        while block.isValid() and is_inside():
            start = block.position()
            for _ in range(_BLOCKS_AT_ONCE):
                if not block.isValid() or not is_inside():
                    break
                block.setVisible(False)
                block = block.next()
            self._tell(start, block)
            yield

    def _unfold(self, block: QTextBlock) -> Iterator[None]:
        while block.isValid() and not block.isVisible():
            start = block.position()
            for _ in range(_BLOCKS_AT_ONCE):
                if not block.isValid() or block.isVisible():
                    break
                block.setVisible(True)
                block = block.next()
            self._tell(start, block)
            yield

    def _tell(self, start: int, behind: QTextBlock) -> None:
        end = behind.position() if behind.isValid() else self._document.characterCount() - 1
        self._shown(start, end - start)


def _indent(block: QTextBlock) -> int:
    text = block.text()
    return len(text) - len(text.lstrip(" \t"))
