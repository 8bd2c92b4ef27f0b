"""Finds out which dialects, or choices of them, changed, and whose responses that concerns."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

import msgspec
from msgspec.structs import astuple

from aiurdesk.core.dialects.choosing import fits_host
from aiurdesk.core.verdict.dialect import Dialect
from aiurdesk.services.dialects.collection_dialects import Stamp, stamp_of
from aiurdesk.services.dialects.dialect_files import FOLDER, SUFFIX, DialectFiles
from aiurdesk.services.dialects.host_choices import HostChoices
from aiurdesk.storage.paths import places

_MOST_FILES = 500
"""That are watched; each takes an entry of a table of the system that all programs share."""


class Affected(msgspec.Struct, frozen=True):
    """The responses that may be judged otherwise now; nothing where none may."""

    hosts: tuple[str, ...] = ()
    """Patterns, as dialects have them."""
    names: frozenset[str] = frozenset()
    """Of the dialects that are others now, which requests may name."""
    folders: tuple[str, ...] = ()
    """Collections whose own dialects are others now."""
    is_of_any_host: bool = False
    """Whether a dialect that is for no host in particular is another one."""

    def __bool__(self) -> bool:
        return bool(self.hosts or self.names or self.folders or self.is_of_any_host)

    @property
    def is_of_hosts_only(self) -> bool:
        """Whether it concerns nothing but what these hosts sent."""
        return not (self.names or self.folders or self.is_of_any_host)

    def may_concern(self, host: str, dialect: str) -> bool:
        """Tell whether a response may be meant, of which the request is not known.

        Args:
            host: As ``choosing.host_of`` returns it.
            dialect: The name of the one that judged.
        """
        is_any = bool(self.is_of_any_host or self.folders)
        return is_any or dialect in self.names or fits_host(self.hosts, host)

    def concerns(self, host: str, dialects: Iterable[str], folder: str) -> bool:
        """Tell whether a response is meant.

        Args:
            host: As ``choosing.host_of`` returns it.
            dialects: The names of the one that judged, and of the one that its request names.
            folder: The one of the request's file; empty where it has none.
        """
        return (
            self.is_of_any_host
            or not self.names.isdisjoint(dialects)
            or fits_host(self.hosts, host)
            or any(folder and Path(folder).is_relative_to(root) for root in self.folders)
        )

    def joined(self, other: "Affected") -> "Affected":
        """Return what is meant by either."""
        return Affected(
            tuple(dict.fromkeys((*self.hosts, *other.hosts))),
            self.names | other.names,
            tuple(dict.fromkeys((*self.folders, *other.folders))),
            self.is_of_any_host or other.is_of_any_host,
        )


class DialectChanges:
    """Compares with how it was at the last look. All calls block."""

    def __init__(self, dialects: DialectFiles, hosts: HostChoices, profile: Path | None) -> None:
        """Prepare; the first look is the one that the next one is compared with.

        Args:
            dialects: Are read again when a person's file has changed.
            hosts: The choices of dialects for hosts.
            profile: Folder of the profile; None means the standard folders of the platform.
        """
        self._dialects, self._choices = dialects, hosts
        where = places(profile)
        self._own_folders = where.dialects_folder, where.result_codes_folder
        self._choices_file = where.dialects_file
        self._own_stamps: tuple[Stamp, ...] | None = None
        self._own: Mapping[str, Dialect] = {}
        self._hosts: Mapping[str, str] = {}
        self._collections: dict[str, Stamp] = {}

    def watched(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the folders and the files in which a change is to be noticed."""
        folders = [*self._own_folders, *(Path(root) / FOLDER for root in self._collections)]
        # A folder that does not exist yet is noticed in the one around it.
        there = (folder if folder.is_dir() else folder.parent for folder in folders)
        files = (file for folder in folders for file in folder.glob(f"*{SUFFIX}"))
        some = map(str, islice(files, _MOST_FILES))
        return tuple(dict.fromkeys(map(str, there))), (*some, str(self._choices_file))

    def look(self, collections: Iterable[str]) -> Affected:
        """Return what is concerned by the changes since the last look.

        Args:
            collections: The folders of the collections that are open.
        """
        folders = tuple(self._changed_collections(collections))
        before = self._hosts
        self._hosts = self._choices.names
        changed = {
            host
            for host in {*before, *self._hosts}
            if before.get(host, "") != self._hosts.get(host, "")
        }
        stamps = tuple(map(stamp_of, self._own_folders))
        is_first = self._own_stamps is None
        is_same = stamps == self._own_stamps
        self._own_stamps = stamps
        if is_first:
            self._own = self._dialects.own
            return Affected()
        own = Affected() if is_same else self._read_own()
        return own.joined(Affected(tuple(sorted(changed)), folders=folders))

    def _read_own(self) -> Affected:
        before = self._own
        self._dialects.forget_own()
        self._own = after = self._dialects.own
        changed = [
            dialect
            for name in {*before, *after}
            if _differ(before.get(name), after.get(name))
            for dialect in (before.get(name), after.get(name))
            if dialect is not None
        ]
        names = frozenset(dialect.name for dialect in changed)
        chosen = (host for host, name in self._hosts.items() if name in names)
        patterns = (pattern for dialect in changed for pattern in dialect.match.hosts)
        is_of_any = any(map(_is_of_any_host, changed))
        return Affected((*chosen, *patterns), names, is_of_any_host=is_of_any)

    def _changed_collections(self, collections: Iterable[str]) -> Iterator[str]:
        before = self._collections
        self._collections = {root: stamp_of(Path(root) / FOLDER) for root in collections}
        for root, stamp in self._collections.items():
            # What was opened just now has not changed.
            if before.get(root, stamp) != stamp:
                yield root


def _differ(before: Dialect | None, after: Dialect | None) -> bool:
    if before is None or after is None:
        return True
    return astuple(before) != astuple(after)


def _is_of_any_host(dialect: Dialect) -> bool:
    match = dialect.match
    return not match.hosts or bool(match.content_types or match.headers or match.is_sure)
