"""The files of dialects that a person taught: in the settings folder, or in a collection."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from aiurdesk.core.dialects.choosing import fits_path
from aiurdesk.core.dialects.dialect_file import parse_dialect
from aiurdesk.core.errors import ProblemError, StorageError
from aiurdesk.core.verdict.dialect import Dialect
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


def name_taught_for(folder: Path, host: str, path: str) -> str:
    """Return the name of the dialect in a folder that was taught for a response; empty without any.

    Blocks, as the next one.

    Args:
        host: It is for this one only.
        path: Of the address that responded; another dialect of the host may be for other paths.
    """
    of_host = (head for _, head in _heads(folder) if head.match.hosts == (host,))
    return next((head.name for head in of_host if fits_path(head, path)), "")


def save_dialect(folder: Path, name: str, text: str) -> Path:
    """Write the file of a dialect over an earlier one of the same name; return its path.

    Raises:
        StorageError: It cannot be written, or the folder leads out of its collection.
    """
    root = folder.parent.resolve()
    if leads_out(str(folder), root):
        raise StorageError(left_out(str(folder)))
    path = next((Path(file) for file, head in _heads(folder) if head.name == name), None)
    path = path or _free_path(folder, name)
    write_atomically(path, text.encode(), _PUBLIC)
    return path


def _free_path(folder: Path, name: str) -> Path:
    named = _NOT_IN_NAMES.sub("-", name).strip("-.") or "dialect"
    path, number = folder / f"{named}{SUFFIX}", 2
    while path.exists() or path.is_symlink():
        path, number = folder / f"{named}-{number}{SUFFIX}", number + 1
    return path


def _heads(folder: Path) -> Iterator[tuple[str, Dialect]]:
    """Yield the files of a folder with their dialects, without those that cannot be read."""
    for file, text in read_folder(folder, SUFFIX).files:
        with suppress(ProblemError):
            yield file, parse_dialect(text, file, is_head=True)
