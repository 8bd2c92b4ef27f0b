"""The queue of what a socket has to tell: its states, each with the frames that came in it."""

import asyncio
from collections import deque
from collections.abc import Iterable

from aiurdesk.core.exchange.sockets.closing import SocketStatus
from aiurdesk.core.exchange.sockets.frame import Frame

MAX_PENDING_FRAMES = 50_000
MAX_PENDING_BYTES = 64 * 1024 * 1024
"""How much may wait to be taken. With more, nothing is read from the network until some is taken,
which slows the server down."""
MAX_UPDATE_FRAMES = 250
"""How many frames an update holds, roughly: its receiver must not be busy for long."""


class UpdateQueue:
    """States and frames that wait to be taken; a flood of frames becomes few updates."""

    def __init__(self) -> None:
        self.changed = asyncio.Event()
        """Set when something was added. Who waits for it clears it before looking at the queue."""
        self.frame_count = 0
        """How many frames wait."""
        self._bytes = 0
        self._has_room = asyncio.Event()
        # Frames that come before the last state is taken join it.
        self._updates: deque[tuple[SocketStatus, list[Frame]]] = deque()

    def add_status(self, status: SocketStatus) -> None:
        """Add a state."""
        self._updates.append((status, []))
        self.changed.set()

    def add_frames(self, status: SocketStatus, frames: Iterable[Frame]) -> None:
        """Add frames that came, or were sent, in a state."""
        if not self._updates or len(self._updates[-1][1]) >= MAX_UPDATE_FRAMES:
            self._updates.append((status, []))
        into = self._updates[-1][1]
        before = len(into)
        into.extend(frames)
        self.frame_count += len(into) - before
        self._bytes += sum(frame.size_bytes for frame in into[before:])
        self.changed.set()

    def take(self) -> tuple[SocketStatus, list[Frame]] | None:
        """Take what waits first; None where nothing does."""
        if not self._updates:
            return None
        status, frames = self._updates.popleft()
        self.frame_count -= len(frames)
        self._bytes -= sum(frame.size_bytes for frame in frames)
        self._has_room.set()
        return status, frames

    def clear(self) -> None:
        """Drop all that waits."""
        self._updates.clear()
        self.frame_count = self._bytes = 0
        self._has_room.set()

    async def room(self) -> None:
        """Return at once, or where too much waits, when some of it was taken."""
        if self._bytes > MAX_PENDING_BYTES or self.frame_count > MAX_PENDING_FRAMES:
            self._has_room.clear()
            await self._has_room.wait()
