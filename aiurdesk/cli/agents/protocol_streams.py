"""Standard input and output for the protocol alone.

Whatever else writes to standard output, in this process or in one that it starts, gets standard
error instead.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing

from aiurdesk.cli.input_lines import LONGEST_LINE, InputLines
from aiurdesk.core.translation import tr

_MOST_READ_AHEAD = 16
_CUT = "{}\n"
"""What the protocol calls wrong, in place of a message that is too long."""


class InputStream:
    """The messages of the client, a line each."""

    def __init__(self, stopped: asyncio.Event) -> None:
        """Read standard input.

        Args:
            stopped: Set where the input is to end before its end.
        """
        self._lines, self._stopped = InputLines(), stopped

    async def __aiter__(self) -> AsyncIterator[str]:
        """Yield the lines until the input ends."""
        async for line in self._until_stopped():
            if len(line) >= LONGEST_LINE:
                sys.stderr.write(tr("A message of the client was too long and was left out.\n"))
                yield _CUT
            elif line.strip():
                yield line.decode("utf-8", "replace")

    async def _until_stopped(self) -> AsyncIterator[bytes]:
        lines: asyncio.Queue[bytes | None] = asyncio.Queue(_MOST_READ_AHEAD)

        async def read() -> None:
            async with aclosing(self._lines.lines()) as given:
                async for line in given:
                    await lines.put(line)
            await lines.put(None)

        async def stop() -> None:
            await self._stopped.wait()
            await lines.put(None)

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(read()), group.create_task(stop())]
            while (line := await lines.get()) is not None:
                yield line
            for task in tasks:
                task.cancel()


class OutputStream:
    """The messages to the client. Once it has gone, nothing is written any more."""

    def __init__(self, number: int) -> None:
        """Write to a file descriptor."""
        self._number = number
        self._is_open = True

    async def write(self, text: str) -> None:
        """Write messages, however slowly they are read."""
        # A reader may be slow, and the loop has other calls to carry out.
        await asyncio.to_thread(self._write, text.encode("utf-8", "backslashreplace"))

    async def flush(self) -> None:
        """Do nothing: what is written is not held back."""

    def _write(self, data: bytes) -> None:
        while data and self._is_open:
            try:
                data = data[os.write(self._number, data) :]
            except OSError:
                self._is_open = False


@contextlib.contextmanager
def protocol_output() -> Iterator[OutputStream]:
    """Give standard output to the protocol, and standard error to everything else."""
    sys.stdout.flush()
    private = os.dup(1)
    os.dup2(2, 1)
    try:
        yield OutputStream(private)
    finally:
        sys.stdout.flush()
        os.dup2(private, 1)
        os.close(private)
