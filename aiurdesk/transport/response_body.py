"""Keeps the body of an answer: in memory up to a limit, in a temporary file beyond it."""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import Iterator
from typing import BinaryIO

from aiurdesk.core.request.limits import Limits
from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.send_failure import SendFailure

WRITE_BYTES = 1024 * 1024
"""What is gathered before a trip to the thread that writes."""


class TemporaryFiles:
    """A private folder for long bodies; it is made when first needed."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def create(self) -> tuple[BinaryIO, str]:
        """Open a new file; blocks shortly."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(
                prefix="aiurdesk-", ignore_cleanup_errors=True
            )
        number, path = tempfile.mkstemp(dir=self._folder.name)
        return os.fdopen(number, "wb"), path

    def remove(self, path: str) -> None:
        """Delete one file; one that is not there or not ours is left alone."""
        if self._folder is not None and os.path.dirname(path) == self._folder.name:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)

    def remove_all(self) -> None:
        """Delete the folder and all that is in it."""
        folder, self._folder = self._folder, None
        if folder is not None:
            folder.cleanup()


class Spool:
    """Takes one body, piece by piece."""

    def __init__(self, files: TemporaryFiles, limits: Limits) -> None:
        self._files = files
        self._limits = limits
        self._pending = bytearray()
        self._beginning = b""
        self._file: BinaryIO | None = None
        self.size_bytes = 0
        self.path: str | None = None

    async def write(self, piece: bytes) -> None:
        """Keep a piece.

        Raises:
            NoAnswer: The body is longer than allowed, or the disk takes no more of it.
        """
        self.size_bytes += len(piece)
        check_size(self.size_bytes, self._limits)
        self._pending += piece
        most = self._limits.memory_bytes if self._file is None else WRITE_BYTES
        if len(self._pending) > most:
            await self._flush()

    async def finish(self) -> bytes:
        """Return the content, or its beginning where ``path`` is set.

        Raises:
            NoAnswer: The disk takes no more of it.
        """
        if self._file is None:
            return bytes(self._pending)
        await self._flush()
        with _disk_trouble_told():
            await asyncio.to_thread(self._file.close)
        return self._beginning

    def discard(self) -> None:
        """Delete what was kept; the body will not be used.

        A thread may still be writing: closing waits for it, some milliseconds at most.
        """
        if self._file is not None and self.path is not None:
            with contextlib.suppress(OSError):  # what it still held back fits on no full disk
                self._file.close()
            self._files.remove(self.path)

    async def _flush(self) -> None:
        data, self._pending = bytes(self._pending), bytearray()
        if self._file is None:
            self._beginning = data[: self._limits.memory_bytes]
            with _disk_trouble_told():
                # Not on a thread: one that is given up would leave the file open.
                self._file, self.path = self._files.create()
        with _disk_trouble_told():
            await asyncio.to_thread(self._file.write, data)


def check_size(size_bytes: int, limits: Limits) -> None:
    """Refuse a body that is longer than the limit, as it came or unpacked.

    Raises:
        NoAnswer: It is.
    """
    if size_bytes > limits.body_bytes:
        raise SendFailure(FailureKind.TOO_LARGE, f"more than {limits.body_bytes} bytes")


@contextlib.contextmanager
def _disk_trouble_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = f"the temporary file cannot be written: {error.strerror}"
        raise SendFailure(FailureKind.TOO_LARGE, reason) from None
