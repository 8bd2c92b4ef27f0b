"""Trust in collections, and what their requests use of this computer.

A folder that somebody else wrote may ask for any variable of the process and for any file. Until a
person trusts it, its requests are sent only if they need neither.
"""

import contextlib
import os
import shlex
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from aiurdesk import storage
from aiurdesk.core.environments.environment import VARIABLE
from aiurdesk.core.errors import ProblemError, StorageError
from aiurdesk.core.translation import listed, printable, tr, trn, truncate

if TYPE_CHECKING:
    from aiurdesk.storage.json_file import Stamp
    from aiurdesk.storage.trusted_folders import TrustedFolders

_MOST_NAMED = 5
_LONGEST_NAME = 200
_HIDDEN = "."
_KINDS = ("variables", "files", "routes")
"""Fields of ``Reach``, in their order."""


class Reach(msgspec.Struct, frozen=True):
    """Parts of this computer that requests use beside the files of their collection."""

    variables: tuple[str, ...] = ()
    """Variables of the process."""
    files: tuple[str, ...] = ()
    """Files outside the folder, and hidden ones in it."""
    routes: tuple[str, ...] = ()
    """Proxies and addresses that requests are led to, as parts of a sentence."""

    @property
    def is_empty(self) -> bool:
        """Whether they use nothing."""
        return not (self.variables or self.files or self.routes)

    @property
    def words(self) -> str:
        """What they use, as a part of a sentence."""
        named = []
        if self.variables:
            text = trn(
                "the variable {names} of the process",
                "the variables {names} of the process",
                len(self.variables),
            )
            named.append(text.format(names=_listed(self.variables)))
        if self.files:
            text = trn("the file {names}", "the files {names}", len(self.files))
            named.append(text.format(names=_listed(self.files)))
        return tr(" and ").join((*named, *_shortened(self.routes)))

    def without(self, allowed: "Reach") -> "Reach":
        """Return what is used beside what is known.

        A variable in a path that is known stands for the name of any file or folder.
        """
        patterns = [VARIABLE.split(path)[::2] for path in allowed.files if "{{" in path]
        return Reach(
            tuple(name for name in self.variables if name not in allowed.variables),
            tuple(
                path
                for path in self.files
                if path not in allowed.files
                and not any(_consists_of(path, pieces) for pieces in patterns)
            ),
            tuple(route for route in self.routes if route not in allowed.routes),
        )

    def of_change(self, change: "Reach") -> "Reach":
        """Return what is used because of a change.

        Args:
            change: What it brought. A path with variables in it may be that of any file.
        """
        has_variables = any("{{" in path for path in change.files)
        return Reach(
            tuple(name for name in self.variables if name in change.variables),
            tuple(path for path in self.files if has_variables or path in change.files),
            tuple(route for route in self.routes if route in change.routes),
        )

    def joined(self, other: "Reach") -> "Reach":
        """Return what both use."""
        return Reach(
            tuple(sorted({*self.variables, *other.variables})),
            tuple(sorted({*self.files, *other.files})),
            tuple(sorted({*self.routes, *other.routes})),
        )


def _consists_of(path: str, pieces: list[str]) -> bool:
    """Tell whether a path has these pieces in their order, and no slash between them.

    Not a regular expression: a stranger could choose pieces that it takes for ever to look for.
    """
    position = 0
    for index, piece in enumerate(pieces):
        is_last = index == len(pieces) - 1
        start = len(path) - len(piece) if is_last else path.find(piece, position)
        is_there = start >= position and path.startswith(piece, start)
        if not is_there or "/" in path[position:start] or (index == 0 and start):
            return False
        position = start + len(piece)
    return True


def _listed(names: tuple[str, ...]) -> str:
    *first, last = _shortened(names)
    return tr("{first} and {last}").format(first=listed(first), last=last) if first else last


def _shortened(names: tuple[str, ...]) -> list[str]:
    # A stranger chose them: control characters, line ends and length must not hide the rest.
    listed = [truncate(printable(" ".join(name.split())), _LONGEST_NAME) for name in names]
    if len(listed) > _MOST_NAMED:
        listed[_MOST_NAMED:] = [tr("{count} more").format(count=len(listed) - _MOST_NAMED)]
    return listed


NOTHING = Reach()


class TrustQuestion(msgspec.Struct, frozen=True):
    """Asks whether a folder is to be trusted."""

    folder: str
    """The folder of the collection, without links."""
    reach: Reach
    request: str = ""
    """Name of the request that needs it; empty where that is plain."""
    is_new: bool = False
    """Whether the folder is trusted, and did not use this when it was."""

    @property
    def sentence(self) -> str:
        """What the requests would use, in words."""
        name = self.request or tr("The request")
        text = tr("{name} wants to use {words}, and the folder {folder} is not trusted.")
        if self.is_new:
            text = tr(
                "{name} wants to use {words}, which the trusted folder {folder} did not use before."
            )
        return text.format(name=name, words=self.reach.words, folder=printable(self.folder))


class NotTrusted(ProblemError):
    """A request was not sent, because it needs more than its folder may use."""

    def __init__(self, question: TrustQuestion, way: str = "") -> None:
        """Say what is needed and how to allow it.

        Args:
            way: How to allow it, as a part of a sentence; empty for the command line.
        """
        folder = printable(shlex.quote(question.folder))
        way = way or (
            tr(
                "allow it with 'aiurdesk trust {folder}', or for one command with "
                "--trust (pytest: --aiurdesk-trust)"
            ).format(folder=folder)
        )
        text = tr("{sentence} If you trust whoever wrote it, {way}.")
        if question.is_new:
            text = tr("{sentence} If you made this change, or trust whoever made it, {way}.")
        super().__init__(text.format(sentence=question.sentence, way=way))


class Trust:
    """The folders that a person trusts, for good or while this program runs.

    All that lies in such a folder is trusted. What it uses of this computer is kept: another person
    may change it later, and what it newly uses then is asked about once.
    """

    def __init__(
        self,
        file: Callable[[], Path] | None = None,
        reach_of: Callable[[str], Reach] = lambda _root: NOTHING,
    ) -> None:
        """Prepare; nothing is read.

        Args:
            file: Returns the file of the profile; without it nothing is kept.
            reach_of: Returns what the files of a collection use, paths without a value included.
        """
        self._file, self._reach_of = file, reach_of
        self._allowed: set[str] = set()
        # Folder → its collection, empty where that is trusted.
        self._collections: dict[str, str] = {}
        # Root of a collection → what its requests may use.
        self._uses: dict[str, Reach] = {}
        self._stamp: Stamp = None

    def untrusted(self, folders: Iterable[str]) -> str:
        """Return the collection of the first folder that is not trusted; empty where all are.

        Blocks for a moment, and longer where a folder was not asked for before.
        """
        given = tuple(folders)
        # Typed requests have none.
        if given:
            stamp = None if self._store is None else self._store.stamp()
            # Another process, or another part of this one, may have changed the file.
            if stamp != self._stamp:
                self._stamp = stamp
                self._collections.clear()
                self._uses.clear()
        return next(filter(None, map(self._untrusted, given)), "")

    def question(
        self, folders: Iterable[str], reach: Reach, request: str = ""
    ) -> TrustQuestion | None:
        """Return what has to be asked before requests of some folders may use something.

        None where nothing has to be asked. Blocks.
        """
        given = tuple(folders)
        if reach.is_empty:
            return None
        if folder := self.untrusted(given):
            return TrustQuestion(folder, reach, request)
        if self.is_known(given, reach):
            return None
        # What no file has was typed by the person, or came with a row of data.
        for root in dict.fromkeys(map(collection_of, given)):
            new = reach.of_change(self._written(root).without(self._may_use(root)))
            if not new.is_empty:
                return TrustQuestion(root, new, request, is_new=True)
            # While the program runs, so that the files are not read again for each request.
            self._uses[root] = self._may_use(root).joined(reach)
        return None

    def is_known(self, folders: Iterable[str], reach: Reach) -> bool:
        """Tell whether requests of folders may use something without a further question.

        Blocks for a moment, as ``untrusted`` does.
        """
        given = tuple(folders)
        if reach.is_empty:
            return True
        if self.untrusted(given):
            return False
        if not given or any(map(self._is_allowed, given)):
            return True
        for folder in given:
            reach = reach.without(self._may_use(collection_of(folder)))
        return reach.is_empty

    def look_at(self, folder: str | Path) -> None:
        """Keep what a trusted collection uses, before something of others gets into it; blocks."""
        root = collection_of(str(folder))
        if not self.untrusted((root,)):
            self._may_use(root)

    def learn(self, folder: str | Path, reach: Reach) -> None:
        """Keep that requests of a collection may use something, if it is trusted; blocks.

        Raises:
            StorageError: The file cannot be written.
        """
        root = collection_of(str(folder))
        if reach.is_empty or self._store is None or self.untrusted((root,)):
            return
        before = self._may_use(root)
        if not reach.without(before).is_empty:
            self._store.set_uses(root, _record(before.joined(reach)))

    def allow(self, folder: str | Path) -> None:
        """Trust a folder until this program ends."""
        self._allowed.add(os.path.realpath(folder))
        self._collections.clear()

    def folders(self) -> tuple[str, ...]:
        """Return the folders that are trusted for good; blocks.

        Raises:
            StorageError: The file cannot be read.
        """
        return () if self._store is None else self._store.read()

    def add(self, folder: str | Path, reach: Reach = NOTHING) -> str:
        """Trust a folder for good, and return it without links; blocks.

        Args:
            folder: The folder, or a file in it. What lies above is not trusted.
            reach: What it may use beside what its files use now.

        Raises:
            StorageError: The file cannot be written.
        """
        real = os.path.realpath(folder)
        named = real if os.path.isdir(real) else os.path.dirname(real)
        if self._store is None:
            self.allow(named)
            return named
        self._store.add(named)
        root = collection_of(named)
        self._store.set_uses(root, _record(self._written(root).joined(reach)))
        self._collections.clear()
        return named

    def remove(self, folder: str | Path) -> bool:
        """Trust a folder no longer; return whether it was trusted by itself; blocks.

        Raises:
            StorageError: The file cannot be written.
        """
        # It may be gone by now, and so may its collection be.
        names = {os.path.realpath(folder), collection_of(str(folder))}
        self._allowed -= names
        self._collections.clear()
        return self._store is not None and self._store.remove(names)

    def _untrusted(self, folder: str) -> str:
        if folder not in self._collections:
            real = os.path.realpath(folder)
            is_trusted = any(is_within(real, trusted) for trusted in self._trusted())
            self._collections[folder] = "" if is_trusted else collection_of(folder)
        return self._collections[folder]

    def _is_allowed(self, folder: str) -> bool:
        real = os.path.realpath(folder)
        return any(is_within(real, allowed) for allowed in self._allowed)

    def _may_use(self, root: str) -> Reach:
        """Return what the requests of a trusted collection may use."""
        if root not in self._uses:
            self._uses[root] = self._read_uses(root)
        return self._uses[root]

    def _read_uses(self, root: str) -> Reach:
        uses = None
        if self._store is not None:
            with contextlib.suppress(StorageError):
                uses = self._store.uses(root)
        if uses is not None:
            return Reach(*(tuple(uses.get(kind, ())) for kind in _KINDS))
        # It lies in a trusted folder, and is looked at for the first time.
        reach = self._written(root)
        if self._store is not None:
            with contextlib.suppress(StorageError):
                self._store.set_uses(root, _record(reach))
        return reach

    def _written(self, root: str) -> Reach:
        """Return what the files of a collection use now; what cannot be read uses nothing."""
        try:
            return self._reach_of(root)
        except StorageError:
            return Reach()

    def _trusted(self) -> Iterator[str]:
        yield from self._allowed
        try:
            yield from self.folders()
        except StorageError:
            return  # a person who changes the file is told

    @cached_property
    def _store(self) -> "TrustedFolders | None":
        # Not at the top: most requests come from no folder.
        return self._file and storage.trusted_folders.TrustedFolders(self._file())


def _record(reach: Reach) -> dict[str, list[str]]:
    """Return what is written of what requests use."""
    return {kind: list(getattr(reach, kind)) for kind in _KINDS}


def is_empty(folder: Path, *own: Path) -> bool:
    """Tell whether no one else has put anything into a folder; blocks.

    Hidden files are not a part of a collection.

    Args:
        own: Files that the person has put there.
    """
    if not folder.is_dir():
        return True
    return all(path in own or path.name.startswith(_HIDDEN) for path in folder.iterdir())


def collection_of(folder: str) -> str:
    """Return the folder of the collection that a folder or file belongs to, without links."""
    return os.path.realpath(storage.collections.root_of(Path(folder)))


def is_within(path: str, folder: str) -> bool:
    """Tell whether a path is a folder or lies in it; neither has links."""
    return path == folder or path.startswith(os.path.join(folder, ""))


def real_file(path: str, folders: Iterable[str]) -> str:
    """Return a file with its links resolved if it lies in one of some folders, else empty text.

    A hidden file, or one in a hidden folder, is not a part of a collection: ``.env`` and ``.git``
    hold what is not shared.
    """
    if "\0" in path:
        return ""  # there is no such file
    real = os.path.realpath(path)
    for folder in folders:
        if is_within(real, folder):
            inner = os.path.relpath(real, folder).split(os.sep)
            return "" if any(name.startswith(_HIDDEN) for name in inner) else real
    return ""
