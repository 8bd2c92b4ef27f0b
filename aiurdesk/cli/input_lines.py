"""Lines of standard input, as they come, without waiting for its end.

``sys.stdin`` is not used: a thread that waits in its buffer would abort the interpreter at the
exit, and lines that it had read ahead would be lost to whoever reads the rest.
"""

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import AsyncIterator

_READ_BYTES = 65_536
_WAITING_LINES = 100


class InputLines:
    """Standard input, or nothing if it is closed."""

    def __init__(self, number: int | None = None) -> None:
        """Read from a file descriptor, by default that of standard input."""
        self._number = _standard_input() if number is None else number
        self._buffer = b""
        self._is_at_end = self._number is None

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return self._number is not None and os.isatty(self._number)

    def readline(self) -> str:
        """Return the next line with its line end, or empty text at the end. Blocks."""
        while b"\n" not in self._buffer and not self._is_at_end:
            data = self._read()
            self._is_at_end = not data
            self._buffer += data
        line, end, self._buffer = self._buffer.partition(b"\n")
        return (line + end).decode("utf-8", "replace")

    def _read(self) -> bytes:
        if self._number is None:
            return b""
        try:
            return os.read(self._number, _READ_BYTES)
        except OSError:  # such as a terminal that is gone
            return b""

    async def lines(self) -> AsyncIterator[str]:
        """Yield the lines without their line ends, read in a thread that nothing waits for."""
        loop = asyncio.get_running_loop()
        lines: asyncio.Queue[str] = asyncio.Queue(_WAITING_LINES)

        def read_all() -> None:
            # The loop may be closed while the thread waits for a line.
            with contextlib.suppress(RuntimeError):
                while line := self.readline():
                    # Waits for room, so that a long file is not read into memory.
                    asyncio.run_coroutine_threadsafe(lines.put(line), loop).result()
                asyncio.run_coroutine_threadsafe(lines.put(""), loop).result()

        threading.Thread(target=read_all, name="standard input", daemon=True).start()
        while line := await lines.get():
            yield line.rstrip("\r\n")


def _standard_input() -> int | None:
    # Python sets ``sys.stdin`` to None if it is closed; one that a test replaced has no number.
    if sys.stdin is None:
        return None
    try:
        return sys.stdin.fileno()
    except (OSError, ValueError):
        return None
