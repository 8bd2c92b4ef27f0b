"""Saves the body of a response to a file that the person chose, and reads a long one."""

import asyncio
import contextlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from aiurdesk.core.errors import storage_errors
from aiurdesk.core.exchange.sockets.frame import Frame
from aiurdesk.core.exchange.sockets.transcript import frame_lines, parse_frames
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.core.translation import tr
from aiurdesk.storage.files import write_atomically

_CHUNK_BYTES = 256 * 1024
"""Read at once."""


_UNREADABLE = tr("The rest of the body cannot be read ({value}). Send the request again.")


def body_chunks(body: ResponseBody) -> Iterator[bytes]:
    """Yield a decoded body in pieces; each one may be read from the disk.

    Raises:
        StorageError: The body's temporary file was deleted, or it cannot be read.
    """
    if body.path is None:
        for start in range(0, len(body.data), _CHUNK_BYTES):
            yield body.data[start : start + _CHUNK_BYTES]
        return
    with storage_errors(_UNREADABLE), Path(body.path).open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


class BodyFile:
    """A body in a file, of which any part is read in a moment."""

    def __init__(self, path: str) -> None:
        """Open the file.

        Raises:
            StorageError: It was deleted, or cannot be read.
        """
        with storage_errors(_UNREADABLE):
            self._file = Path(path).open("rb", buffering=0)  # noqa: SIM115 - open as long as it is shown

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes between two places; none where they cannot be read any more."""
        try:
            self._file.seek(start)
            return self._file.read(max(stop - start, 0))
        except (OSError, ValueError):
            return b""

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


async def save_body(body: ResponseBody, path: str) -> None:
    """Write a decoded body to a file without changing a byte.

    Raises:
        StorageError: The file cannot be written, or the body's temporary file was deleted.
    """
    await asyncio.to_thread(_save, body, Path(path))


def put_into_folder(body: ResponseBody, folder: Path, name: str) -> Path:
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


def _save(body: ResponseBody, path: Path) -> None:
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


_SUFFIX = ".body"
_STRAY_AFTER_S = 3600.0
"""A file without an entry is deleted after this time. The entry of a newer one may follow, or come
back with Undo."""


class HistoryBodies:
    """A folder of files; each one belongs to an entry of the history."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, entry_id: int, body: bytes) -> str:
        """Write a body and return the name of its file.

        Raises:
            StorageError: It could not be written.
        """
        name = f"{entry_id}{_SUFFIX}"
        write_atomically(self.folder / name, body)
        return name

    def path(self, name: str) -> Path:
        """Return the path of a file."""
        # The name comes from a database that another program may have written.
        return self.folder / Path(name).name

    def remove(self, name: str) -> None:
        """Delete a file, if it is there."""
        with contextlib.suppress(OSError):
            self.path(name).unlink()

    def remove_all(self) -> None:
        """Delete all files."""
        for path in self._files():
            self.remove(path.name)

    def remove_strays(self, count: int, has_file: Callable[[int], bool]) -> None:
        """Delete the files that belong to no entry, such as after the process was killed.

        Args:
            count: How many entries have a file. There are no strays if there are no more files.
            has_file: Tells whether there is an entry with a file by its id.
        """
        files = self._files()
        if len(files) <= count:
            return
        oldest = time.time() - _STRAY_AFTER_S
        for path in files:
            with contextlib.suppress(OSError):
                if os.stat(path).st_mtime < oldest and not has_file(_entry_id(path)):
                    path.unlink()

    def _files(self) -> list[Path]:
        try:
            # With the unfinished ones of a process that was killed.
            return [path for path in self.folder.iterdir() if _SUFFIX in path.name]
        except OSError:
            return []


def _entry_id(path: Path) -> int:
    """Return the id of the entry that a file belongs to; -1 for an unfinished file."""
    stem = path.name.removesuffix(_SUFFIX)
    return int(stem) if stem.isdecimal() else -1


class FrameFile:
    """A file that grows by blocks. All methods block."""

    def __init__(self, path: str) -> None:
        """Use an empty file that exists."""
        self.path = path
        self._blocks: list[tuple[int, int]] = []
        self._size = 0

    def append(self, frames: tuple[Frame, ...]) -> None:
        """Write a block.

        Raises:
            OSError: It could not be written, because the disk is full for example.
        """
        data = frame_lines(frames).encode()
        with Path(self.path).open("r+b") as file:
            file.seek(self._size)
            file.write(data)
        # Only now: a block that was written in part is overwritten by the next one.
        self._blocks.append((self._size, len(data)))
        self._size += len(data)

    def read(self, index: int) -> tuple[Frame, ...]:
        """Return a block.

        Raises:
            OSError: Another program has deleted the file.
        """
        start, size = self._blocks[index]
        with Path(self.path).open("rb") as file:
            file.seek(start)
            text = file.read(size).decode()
        # Not by ``splitlines``: other line ends may stand in a text.
        return tuple(parse_frames(text.split("\n"), self.path))
