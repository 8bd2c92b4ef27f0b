"""Opens regular files only: a named pipe would be waited for, and a device may have no end."""

import errno
import os
import stat
import sys
from pathlib import Path

from aiurdesk.core.translation import format_size, tr

# Opening a pipe waits for its other end otherwise; Windows translates line ends without O_BINARY.
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


_AT_LEAST = 64 * 1024
"""How much is read at once of a file that does not know its size, such as those in /proc."""


def read_regular_file(path: str | Path, most_bytes: int | None = None) -> bytes:
    """Return the content of a file.

    Args:
        path: The file.
        most_bytes: A longer one is not read; it may be longer than the memory.

    Raises:
        OSError: It cannot be read, is too long, or is not a regular file.
    """
    limit = sys.maxsize if most_bytes is None else most_bytes
    descriptor, status = _opened(path, os.O_RDONLY)
    size = status.st_size
    try:
        # One byte more than it has, which it may have got since.
        content = os.read(descriptor, max(size + 1, _AT_LEAST)) if size <= limit else b""
        # Nearly all files end here, and a collection has thousands of them.
        if len(content) != size <= limit:
            content += _rest(descriptor, limit - len(content))
    finally:
        os.close(descriptor)
    if size > limit or len(content) > limit:
        raise OSError(
            errno.EFBIG, tr("it is larger than {limit}").format(limit=format_size(limit)), str(path)
        )
    return content


def _rest(descriptor: int, most_bytes: int) -> bytes:
    """Return what is left of a file; little more than ``most_bytes`` of a longer one."""
    pieces: list[bytes] = []
    while most_bytes >= 0 and (piece := os.read(descriptor, _AT_LEAST)):
        pieces.append(piece)
        most_bytes -= len(piece)
    return b"".join(pieces)


def open_regular_file(path: str | Path, flags: int) -> int:
    """Return the descriptor of a file; a new one can be read by its owner only.

    Raises:
        OSError: It cannot be opened, or is not a regular file.
    """
    return _opened(path, flags)[0]


def _opened(path: str | Path, flags: int) -> tuple[int, os.stat_result]:
    if "\0" in str(path):
        # Python raises a ValueError, which nothing expects of a file that cannot be opened.
        raise OSError(errno.EINVAL, tr("its path contains the character NUL"), str(path))
    descriptor = os.open(path, flags | _AT_ONCE, 0o600)
    # Asked of the open file: what the path leads to may change between a look and the opening.
    status = os.fstat(descriptor)
    if stat.S_ISREG(status.st_mode):
        return descriptor, status
    os.close(descriptor)
    raise OSError(errno.EINVAL, tr("Not a regular file"), str(path))
