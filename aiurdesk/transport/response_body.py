"""Stores the body of a response: in memory, or in a temporary file if it is long."""

import asyncio
import contextlib
import errno
import os
from collections.abc import Iterator
from typing import BinaryIO

from aiurdesk.core.request.limits import Limits
from aiurdesk.core.response.response import FailureKind
from aiurdesk.core.translation import Phrase, format_size, marked
from aiurdesk.transport.temporary_files import TemporaryFiles
from aiurdesk.transport.transport import SendFailure, system_failure

WRITE_BYTES = 1024 * 1024
"""How much data is collected before it is written to the file in a thread."""
BEGINNING_BYTES = 32 * 1024
"""So much of a body is shown while the rest is on its way."""


class SpooledBody:
    """Collects one body, in memory up to a limit and then in a temporary file."""

    def __init__(self, files: TemporaryFiles, limits: Limits) -> None:
        self._files = files
        self._limits = limits
        self._pending = bytearray()
        self._beginning = b""
        self._file: BinaryIO | None = None
        self.size_bytes = 0
        self.path: str | None = None
        """The temporary file, or None while the body is in memory."""

    async def write(self, piece: bytes) -> None:
        """Append a piece.

        Raises:
            SendFailure: The body is larger than the limit, or the file cannot be written.
        """
        self.size_bytes += len(piece)
        check_size(self.size_bytes, self._limits)
        self._pending += piece
        # The first write happens when the memory limit is exceeded, later ones in large steps.
        limit = self._limits.memory_bytes if self._file is None else WRITE_BYTES
        if len(self._pending) > limit:
            await self._flush()

    def beginning(self) -> bytes:
        """Return the beginning of what came so far."""
        kept = self._pending if self._file is None else self._beginning
        return bytes(kept[:BEGINNING_BYTES])

    def kept(self) -> bytes:
        """Return what is in memory of all that came so far."""
        return bytes(self._pending if self._file is None else self._beginning)

    async def finish(self) -> bytes:
        """Return the body, or only its beginning if it is in a file.

        Raises:
            SendFailure: The file cannot be written.
        """
        if self._file is None:
            return bytes(self._pending)
        await self._flush()
        with _disk_errors_as_failures():
            await asyncio.to_thread(self._file.close)
            # Writing goes on without an error when the folder is deleted meanwhile.
            os.stat(self.path or "")
        return self._beginning

    def discard(self) -> None:
        """Delete the temporary file of a body that will not be used.

        After a cancellation a thread may still write to the file. Closing it waits for that
        thread, a few milliseconds at most.
        """
        if self._file is not None and self.path is not None:
            # Closing flushes the buffer, which fails again on a full disk.
            with contextlib.suppress(OSError):
                self._file.close()
            self._files.remove(self.path)

    async def _flush(self) -> None:
        data, self._pending = bytes(self._pending), bytearray()
        if self._file is None:
            # Kept in memory, so that the beginning can be shown without reading the file.
            self._beginning = data[: self._limits.memory_bytes]
            with _disk_errors_as_failures():
                # Not in a thread: if this call was cancelled, the file would stay open.
                self._file, self.path = self._files.create()
        with _disk_errors_as_failures():
            await asyncio.to_thread(self._file.write, data)


def check_size(size_bytes: int, limits: Limits) -> None:
    """Check the size of a body, encoded or decoded, against the limit.

    Raises:
        SendFailure: The body is too large.
    """
    if size_bytes > limits.body_bytes:
        raise SendFailure(
            FailureKind.TOO_LARGE,
            Phrase(marked("more than {limit}"), {"limit": format_size(limits.body_bytes)}),
        )


@contextlib.contextmanager
def _disk_errors_as_failures() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE):
            raise system_failure(error) from None
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
            detail = Phrase(marked("the disk with the temporary folder is full"))
        elif isinstance(error, FileNotFoundError):
            detail = Phrase(marked("the temporary folder is gone"))
        else:
            text = marked("the temporary file cannot be written: {value}")
            detail = Phrase(text, {"value": error.strerror or str(error)})
        raise SendFailure(FailureKind.DISK_ERROR, detail) from None
