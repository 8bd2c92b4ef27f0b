"""The older frames of a socket in a temporary file, in blocks that are read one at a time."""

from pathlib import Path

from aiurdesk.core.sockets.frame import Frame
from aiurdesk.core.sockets.frame_record import frame_lines, parse_frames


class FrameFile:
    """A file that grows by blocks. All methods block."""

    def __init__(self, path: str) -> None:
        """Use an empty file that exists."""
        self.path = path
        self._blocks: list[tuple[int, int]] = []
        self._size = 0

    def append(self, frames: tuple[Frame, ...]) -> None:
        """Write a block.

        Raises:
            OSError: It could not be written, because the disk is full for example.
        """
        data = frame_lines(frames).encode()
        with Path(self.path).open("r+b") as file:
            file.seek(self._size)
            file.write(data)
        # Only now: a block that was written in part is overwritten by the next one.
        self._blocks.append((self._size, len(data)))
        self._size += len(data)

    def read(self, index: int) -> tuple[Frame, ...]:
        """Return a block.

        Raises:
            OSError: Another program has deleted the file.
        """
        start, size = self._blocks[index]
        with Path(self.path).open("rb") as file:
            file.seek(start)
            text = file.read(size).decode()
        # Not by ``splitlines``: other line ends may stand in a text.
        return tuple(parse_frames(text.split("\n"), self.path))
