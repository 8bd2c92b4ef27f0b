"""What the views of a response do with the whole of a body."""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import msgspec

from aiurdesk.core.response.response import Body


class BodyAccess(msgspec.Struct, frozen=True):
    """What can be done with the whole body of a response."""

    save: Callable[[Body, str], Awaitable[None]]
    """Writes a body to a path, off the window's thread."""
    chunks: Callable[[Body], Iterator[bytes]]
    """Yields a body in pieces; blocks while it reads a file."""
    to_file: Callable[[Body, str], Path]
    """Returns a temporary file of a name with a body; blocks for a moment."""
