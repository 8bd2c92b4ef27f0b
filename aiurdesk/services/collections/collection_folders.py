"""The open collections: reads them, and finds out what was changed in them since."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from aiurdesk.core.collection.collection import Collection, CollectionFolder, SearchRow, search_rows
from aiurdesk.core.collection.collection_request import request_name
from aiurdesk.core.collection.environment_file import ENVIRONMENTS_FOLDER, SavedEnvironment
from aiurdesk.core.collection.folder_file import FolderSettings
from aiurdesk.core.errors import KeyringFailure, StorageError
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.core.translation import listed, tr
from aiurdesk.services.collections.collections import collection_root
from aiurdesk.services.collections.folder_files import changed_settings
from aiurdesk.services.environments import Environments, id_in_collection, name_in_collection
from aiurdesk.services.sending.kept_cookies import KeptCookies
from aiurdesk.services.sending.reach import environment_reach
from aiurdesk.services.sending.trust import Trust
from aiurdesk.storage.collections import KnownFile, read_collection, read_on_thread, write_file
from aiurdesk.storage.file_lock import locked_folder

_MOST_COMPARED = 100_000
"""Pairs of files that came and went at the same time."""


async def root_for(path: str) -> str:
    """Return the folder of the collection that a folder, or a file of a collection, belongs to.

    Raises:
        StorageError: It is neither.
    """

    def root() -> str:
        file = Path(path)
        if not file.exists():
            raise StorageError(tr("There is no folder {path}.").format(path=path))
        if not file.is_dir() and file.suffix != ".toml":
            raise StorageError(
                tr("{path} is not a collection. Open the folder of a collection.").format(path=path)
            )
        return str(collection_root(file))

    return await asyncio.to_thread(root)


class OpenCollection(msgspec.Struct, frozen=True):
    """A collection in the window."""

    path: str
    collection: Collection | None
    """None while its folder cannot be read."""
    problem: str = ""
    """Why it cannot be read."""
    rows: tuple[SearchRow, ...] = ()
    """What the filter searches."""

    @property
    def name(self) -> str:
        """Its name, or the name of its folder."""
        return self.collection.name if self.collection else Path(self.path).name

    def folders(self) -> Iterator[tuple[str, str]]:
        """Yield the title and the path of each folder that a request can be saved in."""
        if self.collection is not None:
            yield from _titled(self.collection.root, self.name)

    def watched(self) -> Iterator[str]:
        """Yield the folders in which a change from outside is to be noticed."""
        if self.collection is not None:
            yield from (folder.path for folder in self.collection.root.with_inner())
            yield str(Path(self.path) / "environments")
        # The folder around it tells that the collection itself was moved or came back.
        yield str(Path(self.path).parent)


def _titled(folder: CollectionFolder, title: str) -> Iterator[tuple[str, str]]:
    yield title, folder.path
    for entry in folder.entries:
        if isinstance(entry, CollectionFolder):
            yield from _titled(entry, f"{title} / {entry.name}")


class Changes(msgspec.Struct, frozen=True):
    """The paths of requests that are not as they were."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    """Old and new paths of files that were renamed."""
    lost: tuple[str, ...] = ()
    """Folders of collections that cannot be read any more."""

    def sentences(self, name_of: Callable[[str], str]) -> Iterator[str]:
        """Yield what was changed outside, in words.

        Args:
            name_of: Returns the name of the collection that a path is in.
        """
        for path in self.lost:
            yield tr(
                "The folder {path} cannot be read any more. It is shown again when it can be read."
            ).format(path=path)
        kinds = (
            (self.added, tr("{what} added")),
            (self.removed, tr("{what} deleted")),
            (self.changed, tr("{what} changed")),
            (tuple(new for _, new in self.moved), tr("{what} moved")),
        )
        for name in dict.fromkeys(name_of(path) for paths, _ in kinds for path in paths):
            clauses = []
            for paths, words in kinds:
                names = [request_name(path) for path in paths if name_of(path) == name]
                if names:
                    text = tr("{name} was") if len(names) == 1 else tr("{count} requests were")
                    what = text.format(name=names[0], count=len(names))
                    clauses.append(words.format(what=what))
            yield tr("In {name}, outside aiurdesk: {clauses}.").format(
                name=name, clauses=listed(clauses, of="clauses")
            )


class FolderReading(msgspec.Struct, frozen=True):
    """The content of a folder, and how it differs from the last reading."""

    collections: tuple[OpenCollection, ...]
    changes: Changes
    is_new: bool
    """Anything at all differs, such as the order or a mistake."""


class CollectionFolders:
    """Reads collections; files that were not changed are not read again."""

    def __init__(self) -> None:
        self._read_files: dict[str, KnownFile] = {}

    async def read(self, paths: Iterable[str], before: tuple[OpenCollection, ...]) -> FolderReading:
        """Read the folders of collections.

        Args:
            paths: The folders.
            before: What was read the last time.
        """
        return await read_on_thread(partial(self._read, tuple(paths), before))

    def _read(
        self,
        paths: tuple[str, ...],
        before: tuple[OpenCollection, ...],
        is_stopped: Callable[[], bool],
    ) -> FolderReading:
        # The thread and the window share the dictionary: it is replaced, not changed.
        known_files = dict(self._read_files)
        earlier = {opened.path: opened for opened in before}
        read = tuple(_opened(path, known_files, earlier.get(path), is_stopped) for path in paths)
        self._read_files = known_files
        return FolderReading(read, _changes(read, earlier), read != before)


def _opened(
    path: str,
    known_files: dict[str, KnownFile],
    before: OpenCollection | None,
    is_stopped: Callable[[], bool],
) -> OpenCollection:
    try:
        collection = read_collection(Path(path), known_files, is_stopped)
    except StorageError as error:
        return OpenCollection(path, None, str(error))
    # The same object, so that it is not compared or drawn again.
    if before is not None and before.collection == collection:
        return before
    return OpenCollection(path, collection, rows=tuple(search_rows(collection)))


def _changes(read: tuple[OpenCollection, ...], earlier: dict[str, OpenCollection]) -> Changes:
    added: dict[str, SavedRequest] = {}
    removed: dict[str, SavedRequest] = {}
    changed: list[str] = []
    lost: list[str] = []
    for opened in read:
        before = earlier.get(opened.path)
        # What was opened just now, or can be read again, is not a change from outside.
        if before is None or before.collection is None or before is opened:
            continue
        if opened.collection is None:
            lost.append(opened.path)
            continue
        new, old = _requests(opened.collection.root), _requests(before.collection.root)
        added |= {path: saved for path, saved in new.items() if path not in old}
        removed |= {path: saved for path, saved in old.items() if path not in new}
        changed += [path for path, saved in new.items() if path in old and old[path] != saved]
    moved = tuple(_moved(added, removed))
    gone = {old for old, _ in moved}
    there = {new for _, new in moved}
    return Changes(
        added=tuple(path for path in added if path not in there),
        removed=tuple(path for path in removed if path not in gone),
        changed=tuple(changed),
        moved=moved,
        lost=tuple(lost),
    )


def _requests(top: CollectionFolder) -> dict[str, SavedRequest]:
    return {
        request.path: request.saved for folder in top.with_inner() for request in folder.requests
    }


def _moved(
    added: dict[str, SavedRequest], removed: dict[str, SavedRequest]
) -> Iterable[tuple[str, str]]:
    """Yield pairs of paths with one content, where it is certain which belong together."""
    if len(added) * len(removed) > _MOST_COMPARED:
        return
    for old, saved in removed.items():
        alike = [new for new, other in added.items() if other == saved]
        # Two new requests may be alike, and guessing would take a tab to the wrong one.
        if len(alike) == 1 and list(removed.values()).count(saved) == 1:
            yield old, alike[0]


_log = logging.getLogger(__name__)
OF_PROFILE = tr("Your own")


class EnvironmentPlace(msgspec.Struct, frozen=True):
    """A folder of environments."""

    title: str
    environments: Environments
    cookies: KeptCookies
    """Follows what becomes of an environment."""
    collection: str = ""
    """The folder of the collection that they belong to; empty for the profile's own."""

    def offered_name(self, name: str) -> str:
        """Return what an environment is called where the environments of all places are offered."""
        return name_in_collection(name, self.title) if self.collection else name

    def cookie_jar(self, name: str) -> str:
        """Return the name of the cookies of an environment."""
        return id_in_collection(name, self.collection) if self.collection else name

    async def rename(self, name: str, new_name: str) -> None:
        """Give an environment another name; its cookies and the default of a collection follow.

        Raises:
            ProblemError: The name is taken or no name, or a file cannot be written.
        """
        await self.environments.rename(name, new_name)
        if self.collection:
            await asyncio.to_thread(_rename_default, Path(self.collection), name, new_name)
        try:
            await self.cookies.rename(self.cookie_jar(name), self.cookie_jar(new_name))
        except KeyringFailure as failure:
            _log.info("The cookies of a renamed environment are no longer kept. %s", failure)

    async def delete(self, name: str) -> str:
        """Delete an environment with its cookies, and return what brings it back without them.

        Raises:
            ProblemError: What is kept of the cookies, or the file, cannot be deleted.
        """
        # First: afterwards nothing knows what they are kept under.
        await self.cookies.erase(self.cookie_jar(name))
        return await self.environments.delete(name)


class EnvironmentPlaces(msgspec.Struct, frozen=True):
    """The profile and the open collections; each keeps what was read of it last."""

    own: Environments
    """The environments of the profile."""
    collections: Callable[[], Iterable[OpenCollection]]
    """Returns those that are open."""
    cookies: KeptCookies
    """Of all environments."""
    trust: Trust
    """Told what a person lets an environment of a trusted collection use."""
    read: dict[str, Environments] = msgspec.field(default_factory=dict)
    """By the folder of their collection."""

    @property
    def all(self) -> tuple[EnvironmentPlace, ...]:
        """The profile, and each collection that is open now."""
        return (
            EnvironmentPlace(OF_PROFILE, self.own, self.cookies),
            *map(self._of_collection, self.collections()),
        )

    async def find(self, offered: str) -> tuple[EnvironmentPlace, str] | None:
        """Return where an environment can be changed and its name there; None where it cannot."""
        for owner in self.all:
            for saved in (await owner.environments.read()).saved:
                if owner.offered_name(saved.name) == offered:
                    return owner, saved.name
        return None

    def _of_collection(self, opened: OpenCollection) -> EnvironmentPlace:
        folder = Path(opened.path) / ENVIRONMENTS_FOLDER
        # The same object each time: it knows what was read last, and so what undo has to write.
        environments = self.read.setdefault(
            opened.path,
            Environments(
                lambda: folder,
                is_of_collection=True,
                on_written=partial(_learn, self.trust, opened.path),
            ),
        )
        return EnvironmentPlace(opened.name, environments, self.cookies, opened.path)


def _learn(trust: Trust, folder: str, before: SavedEnvironment, after: SavedEnvironment) -> None:
    # Only what is new: another program may have written the rest.
    new = environment_reach(after, folder).without(environment_reach(before, folder))
    # Where it cannot be written down, it is asked about.
    with contextlib.suppress(StorageError):
        trust.learn(folder, new)


def _rename_default(folder: Path, name: str, new_name: str) -> None:
    def renamed(settings: FolderSettings) -> FolderSettings:
        is_default = settings.environment.casefold() == name.casefold()
        return replace(settings, environment=new_name) if is_default else settings

    with locked_folder(folder):
        for step in changed_settings(folder, renamed):
            write_file(step.file, step.after)
