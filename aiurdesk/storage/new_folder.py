"""Makes a folder with all its files at once, or not at all."""

import os
import secrets
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from aiurdesk.core.errors import StorageError, storage_errors
from aiurdesk.core.translation import tr


def write_new_folder(
    folder: Path, files: Iterable[tuple[str, str]], is_stopped: Callable[[], bool]
) -> bool:
    """Write many new files, and return whether they are there.

    They are not flushed to the disk one by one: that takes minutes for tens of thousands, and what
    they were made of is still there after a crash.

    Args:
        folder: What they get into: a new folder, or an empty one.
        files: Paths within it, with slashes, and texts.
        is_stopped: Tells whether they are not needed any more. Then nothing is left of them.

    Raises:
        StorageError: The folder holds something, or a file cannot be written; nothing is left.
    """
    refused = tr(
        "{folder} could not be written ({value}). Nothing was imported. Free "
        "some disk space or allow writing there, then try again."
    )
    with storage_errors(refused, folder=folder):
        is_there = folder.is_dir()
        if folder.is_file() or is_there and any(folder.iterdir()):
            text = tr("{folder} is not empty. Name a new folder for the collection.")
            raise StorageError(text.format(folder=folder))
        # Beside the folder, which then appears in one step; a folder that is there stays itself.
        around = folder if is_there else folder.parent
        around.mkdir(parents=True, exist_ok=True)
        made = around / f".aiurdesk-{secrets.token_hex(4)}"
        try:
            if not _write(made, files, is_stopped):
                return False
            if is_there:
                for entry in made.iterdir():
                    entry.rename(folder / entry.name)
            else:
                made.rename(folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    return True


def _write(made: Path, files: Iterable[tuple[str, str]], is_stopped: Callable[[], bool]) -> bool:
    made.mkdir()
    folders = {""}
    for path, text in files:
        if is_stopped():
            return False
        inner = os.path.dirname(path)  # noqa: PTH120 - a path takes ten times as long
        if inner not in folders:
            (made / inner).mkdir(parents=True, exist_ok=True)
            folders.add(inner)
        with open(f"{made}/{path}", "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    return True
