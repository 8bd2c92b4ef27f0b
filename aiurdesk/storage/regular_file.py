"""Opens regular files only: a named pipe would be waited for, and a device may have no end."""

import errno
import os
import stat
from pathlib import Path

# Opening a pipe waits for its other end otherwise; Windows translates line ends without O_BINARY.
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

_PIECE = 64 * 1024
"""Bytes that are read at once."""


def read_regular_file(path: Path | str) -> bytes:
    """Return the content of a file.

    Raises:
        OSError: It cannot be read, or is not a regular file.
    """
    # Without a file object, which takes as long as the rest: a collection has thousands of files.
    descriptor = open_regular_file(path, os.O_RDONLY)
    try:
        pieces = []
        while piece := os.read(descriptor, _PIECE):
            pieces.append(piece)
        return b"".join(pieces)
    finally:
        os.close(descriptor)


def open_regular_file(path: Path | str, flags: int) -> int:
    """Return the descriptor of a file; a new one can be read by its owner only.

    Raises:
        OSError: It cannot be opened, or is not a regular file.
    """
    descriptor = os.open(path, flags | _AT_ONCE, 0o600)
    # Asked of the open file: what the path leads to may change between a look and the opening.
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise OSError(errno.EINVAL, "Not a regular file", str(path))
