"""Measures the body of a request and streams its files from disk."""

import asyncio
import os
import stat
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import BinaryIO

import msgspec

from aiurdesk.core.request.request import FileContent
from aiurdesk.core.response.response import FailureKind
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.transport.transport import SendFailure

CHUNK_BYTES = 64 * 1024
"""The largest chunk that is sent at once."""
READ_BYTES = 1024 * 1024
"""How much one read takes from a file. A call in a thread costs as much as sending 100 KB."""


async def measure(segments: tuple[bytes | FileContent, ...]) -> tuple[int, ...]:
    """Return the length of each segment in bytes.

    Raises:
        SendFailure: A file does not exist or cannot be opened.
    """
    if all(isinstance(segment, bytes) for segment in segments):
        return tuple(len(segment) for segment in segments if isinstance(segment, bytes))
    return await asyncio.to_thread(lambda: tuple(map(_length, segments)))


def _length(segment: bytes | FileContent) -> int:
    if isinstance(segment, bytes):
        return len(segment)
    # Opened and not only measured, to find out before connecting that it cannot be read.
    with open_file_content(segment) as file:
        return os.fstat(file.fileno()).st_size


async def stream(
    segments: tuple[bytes | FileContent, ...],
    lengths: tuple[int, ...],
    on_sent: Callable[[int], None],
) -> AsyncGenerator[bytes, None]:
    """Yield the body in chunks.

    A file that grew since it was measured is sent up to its measured length, because
    Content-Length is already sent.

    Args:
        segments: The parts of the body.
        lengths: The length of each segment, as ``measure`` returned them.
        on_sent: Called with the length of each chunk after httpx took it.

    Raises:
        SendFailure: A file was deleted or became shorter.
    """
    for segment, length in zip(segments, lengths, strict=True):
        if isinstance(segment, bytes):
            for start in range(0, length, CHUNK_BYTES):
                chunk = segment[start : start + CHUNK_BYTES]
                yield chunk
                on_sent(len(chunk))
        else:
            async with aclosing(_file_chunks(segment, length)) as chunks:
                async for chunk in chunks:
                    yield chunk
                    on_sent(len(chunk))


async def _file_chunks(segment: FileContent, length: int) -> AsyncGenerator[bytes, None]:
    file = await asyncio.to_thread(open_file_content, segment)
    try:
        # Not to the end of the file, which may have grown since it was measured.
        left = length
        while left:
            block = await asyncio.to_thread(_read, file, segment.path, min(left, READ_BYTES))
            left -= len(block)
            for start in range(0, len(block), CHUNK_BYTES):
                yield block[start : start + CHUNK_BYTES]
    finally:
        file.close()


def open_file_content(segment: FileContent) -> BinaryIO:
    """Open a file of a body; blocks.

    Raises:
        SendFailure: It cannot be opened, or is no regular file.
    """
    path = segment.path
    opener = _without_waiting if segment.follows_links else _without_link
    try:
        file = open(path, "rb", opener=opener)  # noqa: SIM115 - the caller closes it
    except OSError as error:
        raise _unreadable(path, error.strerror or Phrase(marked("cannot be opened"))) from None
    except ValueError:
        raise _unreadable(path, Phrase(marked("its path contains the character NUL"))) from None
    # Content-Length is sent before the body, so its length must be known.
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise _unreadable(
            path, Phrase(marked("this is a device or a pipe, whose length is not known"))
        )
    return file


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; for a pipe, do not wait for a program that writes to it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _without_link(path: str, flags: int) -> int:
    """Do the same, but do not open a link. Windows has no such flag, and few links."""
    return _without_waiting(path, flags | getattr(os, "O_NOFOLLOW", 0))


def _read(file: BinaryIO, path: str, count: int) -> bytes:
    try:
        block = file.read(count)
    except OSError as error:
        raise _unreadable(path, error.strerror or Phrase(marked("cannot be read"))) from None
    if not block:
        raise _unreadable(path, Phrase(marked("the file became shorter while it was sent")))
    return block


def _unreadable(path: str, reason: str | Phrase) -> SendFailure:
    return SendFailure(
        FailureKind.FILE_UNREADABLE, Phrase("{path}: {reason}", {"path": path, "reason": reason})
    )


MAX_RESENDS = 3
"""How often one request is sent again after a connection that accepted no request at all. A server
that refuses all requests on every new connection does not work."""
MAX_REFUSALS = 6
"""How often one request is sent again after it alone was refused."""
_FIRST_WAIT_S = 0.02
"""Before the first time of these; the double before each further one. A server refuses what is more
than it works on at the same time."""


class Resends(msgspec.Struct):
    """Count of how often one request was sent again."""

    count: int = 0
    """In all."""
    _refusals: int = 0
    _useless_connections: int = 0

    def count_refusal(self) -> float | None:
        """Count that the request alone was refused.

        Returns:
            The seconds to wait before it is sent again; None if it is given up.
        """
        self._refusals += 1
        if self._refusals > MAX_REFUSALS:
            return None
        self.count += 1
        return _FIRST_WAIT_S * 2.0 ** (self._refusals - 1)

    def count_lost_connection(self, has_accepted_nothing: bool) -> bool:
        """Count a connection that the server closes; return whether to try another one."""
        # Only a connection that accepted no request at all counts against the limit.
        self._useless_connections += has_accepted_nothing
        if self._useless_connections > MAX_RESENDS:
            return False
        self.count += 1
        return True
