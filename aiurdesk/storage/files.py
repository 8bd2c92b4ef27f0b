"""Write a file whole or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path

from aiurdesk.core.errors import StorageError


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file by new content; after a crash or on a full disk the old one is still there.

    Folders above it are made. The file is readable by its owner only.

    Raises:
        StorageError: It could not be written; the text names the file.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise StorageError(
            f"{path} could not be written ({error.strerror or error}). "
            "Make room or allow writing there, then try again."
        ) from error


def set_aside(path: Path) -> Path:
    """Move a file that cannot be read out of the way, next to itself, and return its new place.

    An earlier one that was set aside is kept under its own number.
    """
    number = 1
    while (aside := path.with_name(f"{path.name}.unreadable-{number}")).exists():
        number += 1
    path.rename(aside)
    return aside
