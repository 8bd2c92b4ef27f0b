"""All frames of a tab: a log keeps them, and the list shows a row for each."""

import asyncio
from collections import deque
from itertools import zip_longest
from time import perf_counter

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.event_types import LONGEST_LISTED, NOTHING_READ, FrameReading
from aiurdesk.core.exchange.sockets.frame import Direction, Frame
from aiurdesk.core.translation import joined_sentences, tr
from aiurdesk.services.sockets.sockets import Sockets
from aiurdesk.ui.sockets.frame_views import FrameRow, frame_row
from aiurdesk.ui.sockets.socket_panel import SocketPanel

_TURN_S = 0.002
"""So long frames are taken before the event loop has its next turn."""


class ShownFrames:
    """The frames of one connection after the other, or the frames of a file or of the history."""

    def __init__(self, panel: SocketPanel, sockets: Sockets) -> None:
        self._panel = panel
        self._sockets = sockets
        self.log = sockets.log()
        self.handshake: Exchange | None = None
        """The exchange of the newest connection: its service says what frames mean."""

    async def frame(self, row: FrameRow) -> Frame | None:
        """Return the frame of a row; None where it is lost.

        Raises:
            StorageError: The file cannot be read any more.
        """
        # First without waiting: most frames that are looked at are new ones.
        frame = self.log.in_memory(row.number)
        if frame is not None:
            return frame
        frames = await self.log.frames(row.number, row.number + 1)
        return frames[0] if frames else None

    def read(self, frame: Frame) -> FrameReading:
        """Return what a frame says."""
        # What was sent is not a statement of the service.
        if self.handshake is None or frame.direction is Direction.SENT:
            return NOTHING_READ
        return self._sockets.read(frame, self.handshake, LONGEST_LISTED)

    def clear(self) -> None:
        """Forget all frames."""
        # With it goes the temporary file.
        self._sockets.discard(self.log)
        self.log = self._sockets.log()
        self._panel.frames.clear()
        self._show_note()

    async def replace(self, frames: tuple[Frame, ...], handshake: Exchange | None = None) -> None:
        """Show the frames of a file or of the history instead of those that are shown.

        Args:
            handshake: The exchange that they belong to, where it is known.
        """
        self.clear()
        self.handshake = handshake or self.handshake
        # Frames that no test waits for are listed, too.
        self._panel.frames_page.resume()
        await self.add(frames)

    async def add(
        self, frames: tuple[Frame, ...], readings: tuple[FrameReading | None, ...] = ()
    ) -> None:
        """Put frames into the log and the list, with turns of the event loop in between.

        Args:
            frames: Some frames.
            readings: What they say, and None for those that are still to be read. Empty for all.
        """
        left = deque(zip_longest(frames, readings))
        while left:
            self._add_some(left)
            # A flood hands over one update after the other; the window needs its turn.
            await asyncio.sleep(0)
        if frames:
            await self.log.settle()
            self._show_note()

    def _add_some(self, left: deque[tuple[Frame, FrameReading | None]]) -> None:
        """Take at least one frame out of those that are left, and more for a moment."""
        # Not so many at a time: one long envelope takes as long as hundreds of short messages.
        end = perf_counter() + _TURN_S
        rows = []
        while left:
            frame, reading = left.popleft()
            rows.append(frame_row(len(self.log), frame, reading or self.read(frame)))
            self.log.add((frame,))
            if perf_counter() >= end:
                break
        self._panel.frames.add(rows)

    def _show_note(self) -> None:
        log, dropped = self.log, self._panel.frames.dropped
        sentences = []
        if log.lost:
            sentences.append(log.trouble)
        if log.first_in_memory > log.lost:
            moved = log.first_in_memory - log.lost
            sentences.append(
                tr("The oldest {moved:,} frames are in a temporary file.").format(moved=moved)
            )
        if dropped:
            first = tr("The list begins at frame {value:,}").format(value=dropped + 1)
            sentences.append(
                tr("{first}; Save frames writes those before it, too.").format(first=first)
            )
        self._panel.frames_page.show_note(joined_sentences(sentences))
