"""All frames of one socket: the newest in memory, the older ones in a temporary file."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import ProblemError, StorageError, storage_errors
from aiurdesk.core.exchange.sockets.frame import Frame, FrameKind
from aiurdesk.core.exchange.sockets.transcript import frame_lines, parse_frames
from aiurdesk.core.translation import tr
from aiurdesk.storage.bodies import FrameFile
from aiurdesk.storage.files import write_atomically

BLOCK_FRAMES = 1000
MEMORY_FRAMES = 50_000
MEMORY_BYTES = 64 * 1024 * 1024
"""More than this is written to the file, the oldest frames first."""


class FrameLog:
    """The frames of a socket, numbered from 0 in the order in which they were added.

    ``add`` only remembers; ``settle`` moves what is too much to the file, on a thread.
    """

    def __init__(
        self,
        create_file: Callable[[], tuple[BinaryIO, str]],
        memory_frames: int = MEMORY_FRAMES,
        memory_bytes: int = MEMORY_BYTES,
    ) -> None:
        """Create an empty log.

        Args:
            create_file: Creates a private temporary file when it is first needed; blocks.
            memory_frames: How many frames stay in memory, at least a block.
            memory_bytes: How long they may be together.
        """
        self._create_file = create_file
        self._memory_frames = max(memory_frames, BLOCK_FRAMES)
        self._memory_bytes = memory_bytes
        self._newest: deque[Frame] = deque()
        self._bytes = 0
        self._file: FrameFile | None = None
        self._in_file: list[int] = []
        """The number of the first frame of each block in the file."""
        # Reading waits for a block that is being written, which is in neither place for a moment.
        self._settling = asyncio.Lock()
        self.first_in_memory = 0
        """The number of the oldest frame that ``in_memory`` returns."""
        self.lost = 0
        """How many of the oldest frames are gone, because the file could not be written."""
        self.trouble = ""
        """Why they are gone, as a sentence."""

    def __len__(self) -> int:
        """Return how many frames were added."""
        return self.first_in_memory + len(self._newest)

    def add(self, frames: Iterable[Frame]) -> None:
        """Add frames at the end."""
        for frame in frames:
            self._newest.append(frame)
            self._bytes += frame.kept_bytes

    def in_memory(self, number: int) -> Frame | None:
        """Return a frame, or None if it is in the file or there is no frame of this number."""
        index = number - self.first_in_memory
        return self._newest[index] if 0 <= index < len(self._newest) else None

    async def settle(self) -> None:
        """Move the oldest frames to the file while there are too many in memory."""
        async with self._settling:
            # One frame stays in any case, however long it is.
            while len(self._newest) > self._memory_frames or (
                self._bytes > self._memory_bytes and len(self._newest) > 1
            ):
                count = min(BLOCK_FRAMES, len(self._newest))
                # Taken out only after it is written: until then it can still be shown.
                block = tuple(self._newest[index] for index in range(count))
                writing = asyncio.get_running_loop().run_in_executor(None, self._write, block)
                try:
                    await asyncio.shield(writing)
                finally:
                    # Also where this task is cancelled: the thread writes the block to its end.
                    self._take_out(block, is_written=await writing)

    async def frames(self, start: int, stop: int) -> tuple[Frame, ...]:
        """Return the frames in a range of numbers, without those that were dropped.

        Raises:
            StorageError: The file cannot be read any more.
        """
        async with self._settling:
            older = await asyncio.to_thread(self._read, start, stop)
            first = self.first_in_memory
            kept = range(max(start, first), min(stop, first + len(self._newest)))
            return (*older, *(self._newest[number - first] for number in kept))

    async def save(self, path: str, secrets: tuple[Secret, ...] = ()) -> None:
        """Write all frames to a file, a line of JSON each, with dots in place of secrets.

        Raises:
            StorageError: The file cannot be written, or the temporary file cannot be read.
        """
        async with self._settling:
            newest = tuple(self._newest)
            await asyncio.to_thread(self._save, path, newest, secrets)

    @property
    def path(self) -> str:
        """Path of the temporary file; empty while everything is in memory."""
        return "" if self._file is None else self._file.path

    def _take_out(self, block: tuple[Frame, ...], *, is_written: bool) -> None:
        """Take the oldest frames out of the memory, which are in the file now or lost."""
        for frame in block:
            self._newest.popleft()
            self._bytes -= frame.kept_bytes
        if is_written:
            self._in_file.append(self.first_in_memory)
        else:
            self.lost += len(block)
        self.first_in_memory += len(block)

    def _write(self, block: tuple[Frame, ...]) -> bool:
        try:
            if self._file is None:
                file, path = self._create_file()
                file.close()
                self._file = FrameFile(path)
            self._file.append(block)
        except OSError as error:
            self.trouble = tr(
                "The oldest frames were dropped: they could not be written to a "
                "temporary file ({value}). Free some disk space, or choose another "
                "folder with TMPDIR."
            ).format(value=error.strerror or error)
            return False
        return True

    def _read(self, start: int, stop: int) -> tuple[Frame, ...]:
        frames: list[Frame] = []
        for number, block in self._blocks(start, stop):
            frames += block[max(start - number, 0) : max(stop - number, 0)]
        return tuple(frames)

    def _blocks(self, start: int, stop: int) -> Iterator[tuple[int, tuple[Frame, ...]]]:
        for index, number in enumerate(self._in_file):
            if number >= stop or self._file is None:
                return
            # A block has at most so many frames; shorter ones hold long messages.
            if number + BLOCK_FRAMES <= start:
                continue
            text = tr(
                "Older frames cannot be read ({value}). The temporary file was deleted; "
                "the newest frames are still there."
            )
            with storage_errors(text):
                block = self._file.read(index)
            yield number, block

    def _save(self, path: str, newest: tuple[Frame, ...], secrets: tuple[Secret, ...]) -> None:
        # A block at a time: the log may be longer than the memory.
        older = (block for _, block in self._blocks(0, self.first_in_memory))
        batches = (newest[at : at + BLOCK_FRAMES] for at in range(0, len(newest), BLOCK_FRAMES))
        blocks = chain(older, batches)
        # The format is as in ``listen --json``: a line is a frame.
        frames = ((item for item in block if item.kind is not FrameKind.STATE) for block in blocks)
        texts = (redact_text(frame_lines(item), secrets) for item in frames)
        write_atomically(Path(path), (text.encode() for text in texts))


async def open_frames(path: str) -> tuple[Frame, ...]:
    """Return the frames of a file that ``FrameLog.save`` wrote.

    Raises:
        StorageError: The file cannot be read, or it does not hold frames.
    """
    return await asyncio.to_thread(_open, path)


def _open(path: str) -> tuple[Frame, ...]:
    refused = storage_errors(tr("{path} could not be read ({value})."), path=path)
    try:
        with refused, Path(path).open(encoding="utf-8", newline="\n") as file:
            return tuple(parse_frames(file, path))
    except StorageError:
        raise
    except (ProblemError, UnicodeDecodeError) as error:
        raise StorageError(
            tr("{path} does not hold the frames of a socket. {error}").format(
                path=path, error=error
            )
        ) from error
