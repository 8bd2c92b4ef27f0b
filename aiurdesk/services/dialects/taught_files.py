"""The files of dialects that a person taught: in the settings folder, or in a collection."""

import asyncio
import re
from pathlib import Path

from aiurdesk.core.dialects.dialect_file import parse_dialect
from aiurdesk.core.errors import DataMistake, StorageError
from aiurdesk.services.dialects.dialect_files import FOLDER, SUFFIX
from aiurdesk.storage.collections import leads_out, left_out, root_of
from aiurdesk.storage.files import write_atomically
from aiurdesk.storage.folder import read_folder
from aiurdesk.storage.paths import places

_NOT_IN_NAMES = re.compile(r"[^\w.-]+")
_PUBLIC = 0o644
"""A collection is shared; the settings folder is private as a whole."""


def own_folder(profile: Path | None) -> Path:
    """Return the folder of a person's dialects; None means the standard folders."""
    return places(profile).dialects_folder


def collection_folder(file: str) -> Path:
    """Return the folder of dialects of the collection that a saved request belongs to. Blocks."""
    return root_of(Path(file)) / FOLDER


async def name_taught_for(folder: Path, host: str) -> str:
    """Return the name of the dialect in a folder that is for one host only; empty without any."""
    return await asyncio.to_thread(_name_taught_for, folder, host)


async def save_dialect(folder: Path, name: str, text: str) -> Path:
    """Write the file of a dialect over an earlier one of the same name; return its path.

    Raises:
        StorageError: It cannot be written, or the folder leads out of its collection.
    """
    return await asyncio.to_thread(_save, folder, name, text)


def _name_taught_for(folder: Path, host: str) -> str:
    for file, text in read_folder(folder, SUFFIX).files:
        try:
            dialect = parse_dialect(text, file, is_head=True)
        except DataMistake:
            continue
        if dialect.match.hosts == (host,):
            return dialect.name
    return ""


def _save(folder: Path, name: str, text: str) -> Path:
    root = folder.parent.resolve()
    if leads_out(str(folder), root):
        raise StorageError(left_out(str(folder)))
    path = _path(folder, name)
    write_atomically(path, text.encode(), _PUBLIC)
    return path


def _path(folder: Path, name: str) -> Path:
    """Return where a dialect is: in its file of before, or in one that is not there yet."""
    named = _NOT_IN_NAMES.sub("-", name).strip("-.") or "dialect"
    path, number = folder / f"{named}{SUFFIX}", 2
    before = {file: _name_of(text, file) for file, text in read_folder(folder, SUFFIX).files}
    for file, taken in before.items():
        if taken == name:
            return Path(file)
    while path.exists() or path.is_symlink():
        path, number = folder / f"{named}-{number}{SUFFIX}", number + 1
    return path


def _name_of(text: str, file: str) -> str:
    try:
        return parse_dialect(text, file, is_head=True).name
    except DataMistake:
        return ""
