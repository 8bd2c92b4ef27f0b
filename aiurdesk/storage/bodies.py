"""Write the body of an answer where the person wants it."""

import asyncio
from pathlib import Path

from aiurdesk.core.errors import StorageError
from aiurdesk.core.response.response import Body


async def save_body(body: Body, path: str) -> None:
    """Write a body to a file, byte by byte as received.

    Raises:
        StorageError: It could not be written, or its temporary file is gone.
    """
    await asyncio.to_thread(_save, body, Path(path))


def _save(body: Body, path: Path) -> None:
    import shutil  # brings the compressors along, which the command line seldom needs

    try:
        if body.path is None:
            path.write_bytes(body.data)
        else:
            shutil.copyfile(body.path, path)
    except OSError as error:
        raise StorageError(
            f"The body could not be saved as {path} ({error.strerror or error}). "
            "Choose another folder, or make room, and save it again."
        ) from error
