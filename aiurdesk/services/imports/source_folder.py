"""Reads what is to be imported: the texts of a folder, under limits."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from aiurdesk.core.errors import ProblemError, StorageError, storage_errors
from aiurdesk.core.translation import tr

MOST_BYTES = 100_000_000
"""A longer file or folder is not imported."""
_MOST_FILES = 50_000
_SUFFIXES = (".bru", ".json", ".yml", ".yaml", ".http", ".rest")
_PASSED_OVER = frozenset({"node_modules"})


def read_source_folder(folder: Path) -> dict[str, str]:
    """Return the texts of the files that importers know, by their paths within a folder. Blocks.

    Links and hidden files are passed over.

    Raises:
        ProblemError: It holds too much, or cannot be read.
    """
    files: dict[str, str] = {}
    left = MOST_BYTES
    with storage_errors(tr("{filename} could not be read ({strerror}).")):
        for path in _paths(folder):
            left -= path.lstat().st_size
            if left < 0 or len(files) >= _MOST_FILES:
                raise StorageError(
                    tr(
                        "{folder} holds more than {value} MB or {most_files:,} files. Import a "
                        "folder in it."
                    ).format(folder=folder, value=MOST_BYTES // 1_000_000, most_files=_MOST_FILES)
                )
            name = path.relative_to(folder).as_posix()
            files[name] = decoded(path.read_bytes(), str(path))
    return files


def decoded(content: bytes, name: str) -> str:
    """Return the text of a file.

    Raises:
        ProblemError: It is not UTF-8; the sentence names it.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The start is enough to tell what it is.
        if content.startswith((b"PK\x03\x04", b"\x1f\x8b")):
            return content[:4].decode("latin-1")
        raise ProblemError(
            tr("{name} is not text in UTF-8 (byte {start}).").format(name=name, start=error.start)
        ) from None


def _paths(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder, onerror=_raise):
        folders[:] = sorted(n for n in folders if not n.startswith(".") and n not in _PASSED_OVER)
        for name in sorted(names):
            path = Path(parent, name)
            is_known = name.lower().endswith(_SUFFIXES) and not name.startswith(".")
            if is_known and stat.S_ISREG(path.lstat().st_mode):
                yield path


def _raise(error: OSError) -> None:
    raise error
