"""A collection: the requests of a folder, with what its folders and environments say."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec.structs import replace

from aiurdesk.core.collection.collection_request import (
    NOTHING_INHERITED,
    CollectionRequest,
    Inherited,
)
from aiurdesk.core.collection.environment_file import SavedEnvironment
from aiurdesk.core.collection.file_name import folded_name
from aiurdesk.core.collection.folder_file import FolderSettings
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import snippet


class CollectionFolder(msgspec.Struct, frozen=True):
    """A folder with its requests and inner folders, in no particular order."""

    name: str
    path: str
    settings: FolderSettings = FolderSettings()
    requests: tuple[CollectionRequest, ...] = ()
    folders: tuple["CollectionFolder", ...] = ()
    is_broken: bool = False
    """Whether the file with its settings could not be used, so that they are not known."""

    def with_inner(self) -> "Iterator[CollectionFolder]":
        """Yield this folder and all folders below it, in no particular order."""
        yield self
        for folder in self.folders:
            yield from folder.with_inner()

    @property
    def entries(self) -> "list[CollectionRequest | CollectionFolder]":
        """Requests and folders in the order of the folder's file, the other ones by name."""
        entries: dict[str, CollectionRequest | CollectionFolder] = {}
        entries.update((request.name, request) for request in self.requests)
        entries.update((f"{folder.name}/", folder) for folder in self.folders)
        # The files "A" and "%41" have one name. A program that writes other names than this one, or
        # a person, may have made both.
        if len(entries) < len(self.requests) + len(self.folders):
            entries = _with_names_of_files((*self.requests, *self.folders))
        # Names without a file are passed over: a person may have deleted it, or not have it yet.
        ordered = [entries.pop(name) for name in self.settings.order if name in entries]
        return ordered + [entries[name] for name in sorted(entries, key=sort_key)]


def _with_names_of_files(
    entries: "tuple[CollectionRequest | CollectionFolder, ...]",
) -> "dict[str, CollectionRequest | CollectionFolder]":
    """Return entries by their names; the second one of a name also by its path."""
    named: dict[str, CollectionRequest | CollectionFolder] = {}
    for entry in sorted(entries, key=lambda item: item.path):
        slash = "/" if isinstance(entry, CollectionFolder) else ""
        name = f"{entry.name}{slash}"
        # Zero is in no name, and is sorted behind the name itself.
        named[name if name not in named else f"{entry.name}\0{entry.path}{slash}"] = entry
    return named


def sort_key(name: str) -> tuple[str, bool]:
    """Return what a name in a folder is sorted by; a folder has a slash at the end."""
    # As names that a file system may take for one another, so that every computer shows one order.
    return folded_name(name.removesuffix("/")), name.endswith("/")


class Collection(msgspec.Struct, frozen=True):
    """Everything that the folder of a collection holds."""

    root: CollectionFolder
    environments: Mapping[str, SavedEnvironment] = msgspec.field(default_factory=dict)
    """By name."""
    mistakes: tuple[Problem, ...] = ()
    """The files and folders that could not be used, each with its path."""
    remarks: tuple[Problem, ...] = ()
    """What has no effect in files that are used, such as keys that are not known."""

    @property
    def name(self) -> str:
        """The name in its file, or of its folder."""
        return self.root.settings.name or self.root.name


def in_order(
    folder: CollectionFolder, names: tuple[str, ...] = (), above: Inherited = NOTHING_INHERITED
) -> Iterator[CollectionRequest]:
    """Yield the requests of a folder and the folders in it, in their order.

    A broken folder has none: without its environment, a request would go to another place.

    Args:
        names: The names of the folders above, without the top one.
        above: What the folders above say.
    """
    if folder.is_broken:
        return
    above = above.within(folder.settings)
    for entry in folder.entries:
        if isinstance(entry, CollectionFolder):
            yield from in_order(entry, (*names, entry.name), above)
        else:
            yield replace(entry, inherited=above, folder_names=names)


class SearchRow(msgspec.Struct, frozen=True, gc=False):
    """A saved request with all that is searched."""

    request: CollectionRequest
    location: str
    """Collection and folders, such as ``Checks / Channels``."""
    text: str
    """Names, method, address, parameters and notes, folded."""
    name_chars: int
    """How many characters at the beginning of the text are the name of the request."""


def search_rows(collection: Collection) -> Iterator[SearchRow]:
    """Yield the requests of a collection from top to bottom."""
    yield from _below(collection.root, collection.name)


def _below(folder: CollectionFolder, path: str) -> Iterator[SearchRow]:
    for entry in folder.entries:
        if isinstance(entry, CollectionFolder):
            yield from _below(entry, f"{path} / {entry.name}")
        else:
            # Folded once for all keys that are typed. Line ends keep a word from matching across
            # two parts.
            text = "\n".join((entry.name, path, *_further_parts(entry))).casefold()
            yield SearchRow(entry, path, text, len(entry.name.casefold()))


def _further_parts(request: CollectionRequest) -> tuple[str, ...]:
    """Return what is searched of a request beside its name and place."""
    saved = request.saved
    names = (name for name, _ in saved.values)
    return (saved.method, saved.target_text, *names, saved.notes)


def matched_text(row: SearchRow, needle: str) -> str:
    """Return what matched beside name and place, to be shown under them; empty if they hold it all.

    An address and a parameter are given whole, notes by the words around the match.
    """
    visible = f"{row.request.name}\n{row.location}".casefold()
    texts = _further_parts(row.request)
    snippets: dict[str, None] = {}
    for word in needle.casefold().split():
        if word not in visible:
            part = next((part for part in texts if word in part.casefold()), "")
            # An address that explains one word may explain the next one, too.
            snippets[snippet(part, word)] = None
    return " · ".join(filter(None, snippets))


def matching(rows: Iterable[SearchRow], needle: str) -> list[SearchRow]:
    """Return the rows that hold every word of a text.

    Names that begin with the text lead, then names that hold the first word.
    """
    words = needle.casefold().split()
    matches = list(rows)
    for word in words:
        # Each word leaves fewer rows for the next one.
        matches = [row for row in matches if word in row.text]
    return _names_first(matches, words) if words else matches


def _names_first(rows: list[SearchRow], words: list[str]) -> list[SearchRow]:
    """Return the rows in three groups, each in the order of the collection."""
    first, phrase = words[0], " ".join(words)
    beginning, named, others = [], [], []
    # Not sorted by a key: with 10,000 rows that takes some milliseconds more at each key.
    for row in rows:
        text = row.text
        if text.startswith(phrase):
            beginning.append(row)
        elif text.find(first, 0, row.name_chars) >= 0:
            named.append(row)
        else:
            others.append(row)
    return [*beginning, *named, *others]
