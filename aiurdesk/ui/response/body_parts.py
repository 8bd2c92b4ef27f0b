"""Reads and searches a body that is too long to be shown whole, off the window's thread."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from aiurdesk.core.body_views.part import BodySource, TextPart, matches_outside
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.core.translation import tr
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.widgets.flow_layout import FlowLayout
from aiurdesk.ui.widgets.styled import styled

ReadBody = Callable[[ResponseBody], Iterator[bytes]]
"""Yields a body in pieces of some hundred kilobytes; blocks while it reads a file."""

_PIECES_AT_ONCE = 16
"""A search can be replaced by another one after so many pieces."""


class BodyParts(QObject):
    """The parts of one body at a time, and where a text occurs in all of it."""

    part_read = Signal(TextPart)
    """Emitted with a part that was asked for."""
    searched = Signal()
    """Emitted when all of the body has been searched."""

    def __init__(self, scope: TaskScope, read_body: ReadBody, parent: QObject) -> None:
        super().__init__(parent)
        self._scope = scope
        self._read_body = read_body
        # Every open request has its own.
        self._search_task = tr("search a body {id}").format(id=id(self))
        self._read_task = tr("read a part of a body {id}").format(id=id(self))
        scope.cancel_with(self, self._search_task, self._read_task)
        self._body = ResponseBody()
        self._source: BodySource | None = None
        self._needle = ""
        # None until all of the body is searched, which is not the same as no match.
        self._offsets: Sequence[int] | None = None

    @property
    def is_searching(self) -> bool:
        """Return whether the number of matches is not known yet."""
        return bool(self._needle) and self._offsets is None

    @property
    def count(self) -> int:
        """The number of matches in all of the body, as far as is known."""
        return 0 if self._offsets is None else len(self._offsets)

    def set_body(self, body: ResponseBody, source: BodySource | None) -> None:
        """Take another body; what runs for the one before ends."""
        self._scope.cancel(self._search_task)
        self._scope.cancel(self._read_task)
        self._body = body
        self._source = source
        self._needle = ""
        self._offsets = None

    def search(self, needle: str) -> None:
        """Search all of the body, unless that was done already; empty text ends a search."""
        # The field asks again whenever another part or another tab is shown.
        if needle == self._needle:
            return
        self._scope.cancel(self._search_task)
        self._needle = needle
        self._offsets = None
        if needle and self._source is not None:
            self._scope.start(self._search_task, self._search, self._source, needle)

    def matches_outside(self, start: int, end: int) -> tuple[int, int]:
        """Return how many matches there are before a part and behind it, as far as is known."""
        if self._offsets is None:
            return 0, 0
        return matches_outside(self._offsets, start, end, len(self._needle))

    def read_match(self, number: int) -> None:
        """Read the part around a match, by its number in all of the body."""
        if self._offsets is not None:
            self.read_from(self._offsets[number], is_around=True)

    def read_from(self, start: int, *, is_around: bool = False) -> None:
        """Read the part that begins with a character, or one that has it in the middle."""
        if self._source is not None:
            self._scope.start(self._read_task, self._read, self._source, start, is_around)

    async def _read(self, source: BodySource, start: int, is_around: bool) -> None:
        def read() -> TextPart:
            return source.read_part(self._read_body(self._body), start, is_around=is_around)

        self.part_read.emit(await asyncio.to_thread(read))

    async def _search(self, source: BodySource, needle: str) -> None:
        matches = source.search(self._read_body(self._body), needle)

        def take_steps() -> list[Sequence[int]]:
            return list(islice(matches, _PIECES_AT_ONCE))

        offsets: Sequence[int] = ()
        # In batches, because a thread cannot be cancelled: the task ends between two of them.
        while steps := await asyncio.to_thread(take_steps):
            offsets = steps[-1]
        self._offsets = offsets
        self.searched.emit()


class PartStrip(QWidget):
    """A sentence with buttons; hidden while all of a body is shown."""

    part_requested = Signal(int)
    """Emitted with the character that the wanted part begins with."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._next = 0
        self._label = styled(QLabel(), "part", look="small")
        tip = tr("Show the next part of the body")
        self._more = styled(QPushButton(tr("Show more")), tip=tip, look="small")
        tip = tr("Show the first part of the body")
        self._first = styled(QPushButton(tr("Show the beginning")), tip=tip, look="small")
        self._more.clicked.connect(lambda: self.part_requested.emit(self._next))
        self._first.clicked.connect(lambda: self.part_requested.emit(0))
        row = FlowLayout(self, spacing=6)
        for widget in (self._label, self._more, self._first):
            row.addWidget(widget)
        self.hide()

    def show_part(self, part: TextPart, shown_end: int, sentence: str) -> None:
        """Say which part of a body is shown.

        Args:
            shown_end: Where the text ends that is shown of it.
            sentence: Says it.
        """
        is_more = shown_end < part.end or not part.is_last
        self.setVisible(is_more or part.start > 0)
        # Not the end of the part: laid out, some of its lines may not be shown.
        self._next = shown_end
        self._label.setText(sentence)
        # The layout puts widgets of a row at its top; this one is lower than the buttons.
        self._label.setMinimumHeight(self._more.sizeHint().height())
        self._more.setVisible(is_more)
        self._first.setVisible(part.start > 0)
