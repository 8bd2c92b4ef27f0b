"""Saves the body of a response to a file that the person chose."""

import asyncio
from pathlib import Path

from aiurdesk.core.errors import StorageError
from aiurdesk.core.response.response import Body


async def save_body(body: Body, path: str) -> None:
    """Write a decoded body to a file without changing a byte.

    Raises:
        StorageError: The file cannot be written, or the body's temporary file was deleted.
    """
    await asyncio.to_thread(_save, body, Path(path))


def _save(body: Body, path: Path) -> None:
    # Imported here: it imports the compression modules, and commands seldom save a body.
    import shutil

    try:
        if body.path is None:
            path.write_bytes(body.data)
        else:
            shutil.copyfile(body.path, path)
    except OSError as error:
        raise StorageError(
            f"The body could not be saved as {path} ({error.strerror or error}). "
            "Choose another folder or free some disk space, then save it again."
        ) from error
