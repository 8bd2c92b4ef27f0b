"""The entries of the tree of collections."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path

import msgspec

from aiurdesk.core.api.endpoint import SOCKET_METHOD
from aiurdesk.core.collection.collection import CollectionFolder, SearchRow, matched_text
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.file_name import (
    REQUEST_SUFFIX,
    example_file,
    examples_folder,
    name_of,
)
from aiurdesk.core.git.git_state import KIND_WORDS, ChangeKind
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.core.request.typed import is_socket_address
from aiurdesk.core.translation import tr
from aiurdesk.services.collections.collection_folders import OpenCollection
from aiurdesk.services.library import Library

MethodOf = Callable[[SavedRequest], str]
"""Returns the text of the badge of a saved request."""


def method_of(library: Library, saved: SavedRequest) -> str:
    """Return the text of the badge of a saved request."""
    endpoint = library.with_code_lab.endpoint(saved.endpoint_id)
    if is_socket_address(saved.url):
        return SOCKET_METHOD
    if endpoint is None:
        return saved.method or "?"
    return endpoint.shown_method if endpoint.is_websocket else saved.method or endpoint.method


class EntryKind(StrEnum):
    """Kind of an entry of the tree of collections."""

    COLLECTION = "collection"
    FOLDER = "folder"
    REQUEST = "request"
    EXAMPLE = "example"
    """A response that is kept beside its request."""
    BROKEN = "broken file"
    MORE = "more"
    """Stands for the entries of a folder that are not shown."""


_MOST_CHILDREN = 1000
"""Qt asks for every row of an unfolded entry, and no one looks through more than these."""


_UNCHANGED: Mapping[str, ChangeKind] = {}
MOVABLE = (EntryKind.REQUEST, EntryKind.FOLDER)
"""What has a place in the order of its folder."""


class CollectionEntry(msgspec.Struct, eq=False):
    """An entry; what lies below it is made when it is first asked for."""

    kind: EntryKind
    title: str
    path: str
    content: "_Content"
    parent: "CollectionEntry | None" = None
    problem: str = ""
    """Why it cannot be used; empty if it can."""
    row: int = 0
    total: int = 0
    """Requests of a collection."""
    below: "list[CollectionEntry] | None" = None
    """None until somebody asked for ``children``."""

    @property
    def saved(self) -> SavedRequest | None:
        """The request that it stands for."""
        content = self.content
        return content.saved if isinstance(content, CollectionRequest) else None

    @property
    def request_count(self) -> int | None:
        """How many requests a collection holds; None for every other entry."""
        is_known = self.kind is EntryKind.COLLECTION and isinstance(self.content, tuple)
        return self.total if is_known else None

    @property
    def is_folder(self) -> bool:
        """Whether other entries can lie in it."""
        return self.kind in (EntryKind.COLLECTION, EntryKind.FOLDER) and not self.problem

    @property
    def is_branch(self) -> bool:
        """Whether other entries lie below it: in a folder, or the examples of a request."""
        content = self.content
        return self.is_folder or (isinstance(content, CollectionRequest) and bool(content.examples))

    @property
    def key(self) -> str:
        """Key of the entry in the order of its folder."""
        # A folder and a request may have one name; the slash tells them apart.
        return f"{self.title}/" if self.kind is EntryKind.FOLDER else self.title

    @property
    def folder_path(self) -> str:
        """The folder that something new beside it, or in it, lies in, or empty text."""
        if self.is_folder:
            return self.path
        if self.kind is EntryKind.EXAMPLE:
            return str(Path(self.path).parent.parent)
        # What lies beside a collection belongs to none.
        return "" if self.kind is EntryKind.COLLECTION else str(Path(self.path).parent)

    @property
    def children(self) -> "list[CollectionEntry]":
        """The entries right below it."""
        if self.below is None:
            made = list(self._made())
            if len(made) > _MOST_CHILDREN:
                left = len(made) - _MOST_CHILDREN
                # A row that says so, because a list that just ends would hide that.
                more = tr("{left:,} more: find them with the filter").format(left=left)
                made = made[:_MOST_CHILDREN]
                made.append(CollectionEntry(EntryKind.MORE, more, f"{self.path}/*", None, self))
            self.adopt(made)
        return self.below or []

    def key_at(self, position: int) -> str:
        """Return how the order names the entry at a place below it; empty behind the last one."""
        # Not of ``children``: behind the last one that is shown there may be more.
        entries = self.content[0].entries if isinstance(self.content, tuple) else ()
        if position >= len(entries):
            return ""
        entry = entries[position]
        return f"{entry.name}/" if isinstance(entry, CollectionFolder) else entry.name

    def adopt(self, children: "list[CollectionEntry]") -> None:
        """Let other entries lie below it."""
        self.below = children
        for row, node in enumerate(children):
            node.row, node.parent = row, self

    def take_over(self, other: "CollectionEntry") -> bool:
        """Take title, problem and content of a newer node of the same path.

        The node itself stays, because indexes of Qt point to it.

        Returns:
            Whether its row has to be drawn again.
        """
        is_alike = (self.title, self.problem, self.saved, self.total, self.is_branch) == (
            other.title,
            other.problem,
            other.saved,
            other.total,
            other.is_branch,
        )
        self.title, self.problem, self.content = other.title, other.problem, other.content
        self.total = other.total
        return not is_alike

    def _made(self) -> "Iterable[CollectionEntry]":
        content = self.content
        if isinstance(content, CollectionRequest):
            for name in content.examples:
                path = f"{examples_folder(content.path)}/{example_file(name)}"
                yield CollectionEntry(EntryKind.EXAMPLE, name, path, None, self)
        if not isinstance(content, tuple):
            return
        folder, broken = content
        for entry in folder.entries:
            if isinstance(entry, CollectionFolder):
                inner = (entry, broken)
                yield CollectionEntry(EntryKind.FOLDER, entry.name, entry.path, inner, self)
            else:
                yield CollectionEntry(EntryKind.REQUEST, entry.name, entry.path, entry, self)
        # Shown with the others: a file with a mistake must not look deleted.
        left = broken.get(folder.path, ())
        listed = {entry.path for entry in folder.entries} if left else set()
        for path, sentence in left:
            if path in listed:
                continue  # a folder whose entries could not be read
            name = name_of(Path(path).name.removesuffix(REQUEST_SUFFIX))
            yield CollectionEntry(EntryKind.BROKEN, name, path, None, self, sentence)


_Broken = Mapping[str, list[tuple[str, str]]]
"""Folder → its files and folders that cannot be used, each with a sentence."""
_Content = tuple[CollectionFolder, _Broken] | CollectionRequest | None


def roots(collections: Iterable[OpenCollection]) -> list[CollectionEntry]:
    """Return the entries of the open collections."""
    nodes = [_root(collection) for collection in collections]
    for row, node in enumerate(nodes):
        node.row = row
    return nodes


def _root(opened: OpenCollection) -> CollectionEntry:
    collection = opened.collection
    if collection is None:
        return CollectionEntry(
            EntryKind.COLLECTION, opened.name, opened.path, None, problem=opened.problem
        )
    broken: dict[str, list[tuple[str, str]]] = {}
    for mistake in collection.mistakes:
        # Requests and folders; a file with the settings of a folder, or an environment, has no row.
        if mistake.path.endswith(REQUEST_SUFFIX) or not mistake.path.endswith(".toml"):
            folder = str(Path(mistake.path).parent)
            broken.setdefault(folder, []).append((mistake.path, mistake.sentence))
    content = (collection.root, broken)
    total = len(opened.rows)
    return CollectionEntry(EntryKind.COLLECTION, opened.name, opened.path, content, total=total)


_WITHIN = {
    ChangeKind.CONFLICT: tr("holds a conflict"),
    ChangeKind.CHANGED: tr("holds changes since the last commit"),
}


def change_words(node: CollectionEntry, changes: Mapping[str, ChangeKind]) -> str:
    """Return how an entry differs from the last commit, as a part of a sentence."""
    kind = changes.get(node.path)
    if kind is None:
        return ""
    return _WITHIN.get(kind, "") if node.is_folder else KIND_WORDS[kind]


def spoken(
    node: CollectionEntry, method_of: MethodOf, changes: Mapping[str, ChangeKind] = _UNCHANGED
) -> str:
    """Return everything that the row of an entry shows, in words."""
    words = change_words(node, changes)
    return ", ".join(filter(None, (_spoken(node, method_of), words)))


def _spoken(node: CollectionEntry, method_of: MethodOf) -> str:
    if node.saved is not None:
        return f"{method_of(node.saved)} {node.title}"
    if node.problem:
        return tr("{title}, cannot be read").format(title=node.title)
    return f"{node.title}, {node.kind}"


def spoken_hit(hit: SearchRow, needle: str, method_of: MethodOf) -> str:
    """Return everything that the row of a hit shows, in words."""
    return f"{method_of(hit.request.saved)} {hit.request.name}, {hit_origin(hit, needle)}"


def hit_origin(hit: SearchRow, needle: str) -> str:
    """Return where a hit lies, and what matched where that was neither its name nor its place."""
    return " · ".join(filter(None, (hit.location, matched_text(hit, needle))))


def tool_tip(node: CollectionEntry) -> str:
    """Return the path of an entry, or why it cannot be used."""
    target = node.saved.target_text if node.saved is not None else ""
    return node.problem or "\n".join(part for part in (target, node.path) if part)
