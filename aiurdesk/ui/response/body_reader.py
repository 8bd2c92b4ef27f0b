"""Reads JSON on the window's own thread, in slices so short that the window stays responsive."""

from collections.abc import Awaitable, Callable
from math import inf
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from aiurdesk.core.formats.json.reader import JsonReader
from aiurdesk.core.formats.json.tree import JsonTree
from aiurdesk.core.response.response import ResponseBody

if TYPE_CHECKING:
    from aiurdesk.services.body_views.body_levels import BodyLevels
    from aiurdesk.services.body_views.body_parts import BodyParts
    from aiurdesk.services.body_views.body_values import BodyValues
    from aiurdesk.services.body_views.file_bodies import FileBodies
    from aiurdesk.services.processes.body_texts import BodyTexts

SLICE_S = 0.008
"""Longest time that reading takes before the window may do something else."""

_STEPS_AT_ONCE = 500
READ_AT_ONCE = 64 * 1024
"""Characters of a text that is begun before ``read`` returns. One value may be as long as the text,
and showing a response takes long enough without it."""


class BodyReader(QObject):
    """Reads one text at a time; a short one is finished before ``read`` returns."""

    finished = Signal(JsonTree)
    """Emitted with the lines of the text that was given last."""
    continued = Signal(JsonTree)
    """Emitted with the lines of a text that went on, those from its beginning included."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader: JsonReader | None = None
        self._cut: JsonReader | None = None
        """The one that has read a cut text, to go on behind it."""
        self._is_more = False
        # Emits once in each turn of the event loop, after what waits there.
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(lambda: self._read_slice())

    def read(self, text: str, *, is_cut: bool, is_at_once: bool = False) -> None:
        """Begin to read another text; reading an earlier one stops.

        Args:
            is_cut: It goes on.
            is_at_once: It is so short that all of it is read before this returns.
        """
        self.stop()
        self._reader = JsonReader(text, is_cut=is_cut)
        # Before the first slice, which stops it again where the text is short.
        self._timer.start()
        if len(text) <= READ_AT_ONCE:
            self._read_slice(inf if is_at_once else SLICE_S)

    @property
    def is_reading(self) -> bool:
        """Return whether a text is being read."""
        return self._reader is not None

    @property
    def can_go_on(self) -> bool:
        """Return whether a cut text was read to its end, so that more can be read behind it."""
        return self._cut is not None

    def go_on(self, more: str, *, is_cut: bool) -> None:
        """Begin to read what follows the text; it ``can_go_on``."""
        if self._cut is not None:
            self._reader = self._cut.go_on(more, is_cut=is_cut)
            self._is_more = True
            self._timer.start()

    def stop(self) -> None:
        """Stop reading, and forget the text."""
        self._reader = self._cut = None
        self._is_more = False
        self._timer.stop()

    def _read_slice(self, most_s: float = SLICE_S) -> None:
        # The timer may have one more event under way when reading was stopped.
        reader = self._reader
        if reader is None:
            return
        end = perf_counter() + most_s
        # Some steps in any case, also where other programs take the whole slice: a short text is
        # read at once.
        while True:
            if reader.advance(_STEPS_AT_ONCE):
                self._timer.stop()
                self._reader, self._cut = None, reader if reader.can_go_on else None
                (self.continued if self._is_more else self.finished).emit(reader.tree)
                return
            if perf_counter() >= end:
                return


class BodyAccess(msgspec.Struct, frozen=True):
    """Functions that save and read the whole body of a response."""

    save: Callable[[ResponseBody, str], Awaitable[None]]
    """Writes a body to a path, off the window's thread."""
    texts: "BodyTexts"
    """Reads long bodies."""
    to_file: Callable[[ResponseBody, str], Path]
    """Returns a temporary file of a name with a body; blocks for a moment."""
    values: "BodyValues | None" = None
    """Filters bodies and makes tables of them; None offers neither."""
    parts: "Callable[[], BodyParts] | None" = None
    """Returns what takes multipart bodies apart, which few responses need; None does not."""
    files: "Callable[[], FileBodies] | None" = None
    """Returns what reads files for other programs, and has SVG drawn; None does neither."""
    levels: "Callable[[], BodyLevels] | None" = None
    """Returns what reads trees of long bodies; None shows only the beginning of these."""
