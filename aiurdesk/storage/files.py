"""Writes files atomically, and moves unreadable files out of the way."""

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from aiurdesk.core.errors import StorageError


def write_atomically(path: Path, content: bytes | Iterable[bytes], mode: int | None = None) -> None:
    """Replace a file in one step. After a crash it has either the old or the new content.

    Missing folders are created.

    Args:
        path: The file.
        content: What it holds afterwards, in one piece or in several.
        mode: Its permissions; None means that only the owner can read it.

    Raises:
        StorageError: The file cannot be written; the text names it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # In the same folder, because a file can be renamed only within one file system.
        # mkstemp creates the file for its owner only (mode 600).
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines((content,) if isinstance(content, bytes) else content)
                file.flush()
                if mode is not None:
                    Path(name).chmod(mode)
                # Without fsync, a crash after the rename could leave an empty file.
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise StorageError(
            f"{path} could not be written ({error.strerror or error}). "
            "Free some disk space or allow writing there, then try again."
        ) from error


def set_aside(path: Path) -> Path:
    """Rename an unreadable file within its folder and return its new path.

    The new name has a number, so that no earlier file is overwritten.
    """
    number = 1
    while (aside := path.with_name(f"{path.name}.unreadable-{number}")).exists():
        number += 1
    path.rename(aside)
    return aside
