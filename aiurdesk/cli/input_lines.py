"""Lines of standard input, as they come, without waiting for its end.

``sys.stdin`` is not used: a thread that waits in its buffer would abort the interpreter at the
exit, and lines that it had read ahead would be lost to the next reader.
"""

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import AsyncGenerator

from aiurdesk.services.sockets.socket_messages import MOST_BYTES

LONGEST_LINE = MOST_BYTES + 1
"""Bytes. What a line has beyond them is dropped: it is too long to be sent, and may never end."""
_READ_BYTES = 65_536
_WAITING_READS = 4


class InputLines:
    """Standard input, or nothing if it is closed."""

    def __init__(self, number: int | None = None) -> None:
        """Read from a file descriptor, by default standard input."""
        self._number = _standard_input() if number is None else number
        self._buffer = bytearray()
        self._is_at_end = self._number is None

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return self._number is not None and os.isatty(self._number)

    def readline(self) -> str:
        """Return the next line with its line end, or empty text at the end. Blocks."""
        self._fill()
        line, end, self._buffer = self._buffer.partition(b"\n")
        # As ``sys.stdin`` does it: the caller says what is wrong with the line.
        return (line + end).decode("utf-8", "surrogateescape")

    def _fill(self) -> None:
        """Read until there is a whole line, or the end."""
        searched = 0
        while self._buffer.find(b"\n", searched) < 0 and not self._is_at_end:
            del self._buffer[LONGEST_LINE:]
            searched = len(self._buffer)
            data = self._read()
            self._is_at_end = not data
            self._buffer += data

    def _read_lines(self) -> list[bytes]:
        """Return the lines that are there, without their line ends, or none at the end. Blocks."""
        self._fill()
        if not self._buffer:
            return []
        whole, end, rest = self._buffer.rpartition(b"\n")
        if not end:
            # The last line has no line end.
            whole, rest = rest, bytearray()
        self._buffer = rest
        return [bytes(line.rstrip(b"\r")) for line in whole.split(b"\n")]

    def _read(self) -> bytes:
        if self._number is None:
            return b""
        try:
            return os.read(self._number, _READ_BYTES)
        except OSError:  # such as a terminal that is gone
            return b""

    async def lines(self) -> AsyncGenerator[bytes, None]:
        """Yield the lines without their line ends, read in a thread that nothing waits for.

        The first ``LONGEST_LINE`` bytes of a longer one come.
        """
        loop = asyncio.get_running_loop()
        # What was read at once is handed over at once: there may be 10,000 short lines in it.
        reads: asyncio.Queue[list[bytes]] = asyncio.Queue()
        # Bounds the queue, so that a long file is not read into memory.
        room = threading.Semaphore(_WAITING_READS)
        is_left = threading.Event()

        def read_all() -> None:
            is_at_end = False
            while not is_at_end:
                lines = self._read_lines()
                is_at_end = not lines
                room.acquire()
                if is_left.is_set():
                    return
                # The loop may have been closed while the thread waited for a line.
                with contextlib.suppress(RuntimeError):
                    loop.call_soon_threadsafe(reads.put_nowait, lines)

        threading.Thread(target=read_all, name="standard input", daemon=True).start()
        try:
            while lines := await reads.get():
                room.release()
                for line in lines:
                    yield line
        finally:
            is_left.set()
            room.release()


def _standard_input() -> int | None:
    # Python sets ``sys.stdin`` to None if it is closed; one that a test replaced has no number.
    if sys.stdin is None:
        return None
    try:
        return sys.stdin.fileno()
    except (OSError, ValueError):
        return None
