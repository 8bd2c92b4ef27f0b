"""The dialects in the folder of a collection, which somebody else may have written."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from aiurdesk import storage
from aiurdesk.core.problem import FilePlace, Problem
from aiurdesk.core.translation import format_size, tr
from aiurdesk.core.verdict.dialect import Dialect
from aiurdesk.services.dialects.dialect_files import FOLDER, SUFFIX, parse_files


class OwnDialects(msgspec.Struct, frozen=True):
    """The dialects of one collection."""

    by_name: Mapping[str, Dialect] = msgspec.field(default_factory=dict)
    mistakes: tuple[Problem, ...] = ()
    """One problem for each mistake in their files."""


NO_DIALECTS = OwnDialects()
_MOST_FILES = 50
_MOST_CHARS = 2_000_000
"""Of a file: a table of 10,000 rows has fewer, and reading it takes a second."""
Stamp = tuple[tuple[str, int, int], ...]


class CollectionDialects:
    """Reads the folders ``dialects`` of collections, each once until a file in it changes."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[Stamp, OwnDialects]] = {}
        self._kept: dict[str, OwnDialects] | None = None

    def keep(self) -> None:
        """Look at each folder once from now on, for a run, which reads its requests once too.

        Looking takes a thread, and a fifth of what a run does beside sending.
        """
        self._kept = {}

    def known(self, folder: str) -> OwnDialects | None:
        """Return the dialects of a folder where it need not be looked at; does not block."""
        if not folder:
            return NO_DIALECTS
        return None if self._kept is None else self._kept.get(folder)

    def of_folder(self, folder: str) -> OwnDialects:
        """Return the dialects of the collection that a folder belongs to. Blocks.

        Args:
            folder: The folder of a request; empty where it was not read from a file.
        """
        own = self.known(folder)
        if own is None:
            own = self._looked_up(folder)
            if self._kept is not None:
                self._kept[folder] = own
        return own

    def _looked_up(self, folder: str) -> OwnDialects:
        root = storage.collections.root_of(Path(folder)).resolve()
        folder_of_dialects = root / FOLDER
        if storage.collections.leads_out(str(folder_of_dialects), root):
            return NO_DIALECTS
        stamp = stamp_of(folder_of_dialects)
        if not stamp:
            return NO_DIALECTS
        key = str(root)
        if key not in self._read or self._read[key][0] != stamp:
            self._read[key] = stamp, _read(folder_of_dialects, root)
        return self._read[key][1]


def stamp_of(folder: Path) -> Stamp:
    """Return what tells the files of dialects in a folder from what they were before. Blocks."""
    try:
        with os.scandir(folder) as entries:
            files = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith(SUFFIX)]
    except OSError:
        return ()
    return tuple(sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in files))


def _read(folder: Path, root: Path) -> OwnDialects:
    texts = storage.folder.read_folder(folder, SUFFIX)
    links = [file for file, _ in texts.files if storage.collections.leads_out(file, root)]
    own = [(file, text) for file, text in texts.files if file not in links]
    files = [(file, text) for file, text in own[:_MOST_FILES] if len(text) <= _MOST_CHARS]
    dialects, mistakes = parse_files(files, {})
    left_out = [Problem(storage.collections.left_out(link), FilePlace(link)) for link in links]
    if len(files) < len(own):
        words = tr(
            "{folder} has more than {most_files} files, or one of more than {most_chars}; "
            "these are left out."
        )
        most = format_size(_MOST_CHARS)
        words = words.format(folder=folder, most_files=_MOST_FILES, most_chars=most)
        left_out.append(Problem(words, FilePlace(str(folder))))
    return OwnDialects(dialects, (*texts.mistakes, *left_out, *mistakes))
