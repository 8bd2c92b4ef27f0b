"""Saves the body of a response to a file that the person chose, and reads a long one."""

import asyncio
import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from aiurdesk.core.errors import storage_errors
from aiurdesk.core.response.response import Body
from aiurdesk.core.translation import tr

_CHUNK_BYTES = 256 * 1024
"""Read at once."""


def body_chunks(body: Body) -> Iterator[bytes]:
    """Yield a decoded body in pieces; each one may be read from the disk.

    Raises:
        StorageError: The body's temporary file was deleted, or it cannot be read.
    """
    if body.path is None:
        for start in range(0, len(body.data), _CHUNK_BYTES):
            yield body.data[start : start + _CHUNK_BYTES]
        return
    text = tr("The rest of the body cannot be read ({value}). Send the request again.")
    with storage_errors(text), Path(body.path).open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


async def save_body(body: Body, path: str) -> None:
    """Write a decoded body to a file without changing a byte.

    Raises:
        StorageError: The file cannot be written, or the body's temporary file was deleted.
    """
    await asyncio.to_thread(_save, body, Path(path))


def put_into_folder(body: Body, folder: Path, name: str) -> Path:
    """Write a decoded body to a file of this name and return its path. Blocks for a moment.

    A long body is in a temporary file already, which gets a second name where the disk allows it.

    Raises:
        StorageError: The file cannot be written, or the body's temporary file was deleted.
    """
    path = folder / name
    if body.path is not None:
        with contextlib.suppress(OSError):
            os.link(body.path, path)
            # What gets the file must not change the body that is shown.
            path.chmod(0o400)
            return path
    _save(body, path)
    return path


def _save(body: Body, path: Path) -> None:
    # Imported here: it imports the compression modules, and commands seldom save a body.
    import shutil

    text = tr(
        "The body could not be saved as {path} ({value}). Choose another folder "
        "or free some disk space, then save it again."
    )
    with storage_errors(text, path=path):
        if body.path is None:
            path.write_bytes(body.data)
        else:
            # Copied by the system, without all of it in memory.
            shutil.copyfile(body.path, path)
