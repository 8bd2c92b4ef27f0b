"""Where the environments are that a person can change: the profile, and each open collection."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from aiurdesk.core.collection.environment_file import ENVIRONMENTS_FOLDER, SavedEnvironment
from aiurdesk.core.collection.folder_file import FolderSettings
from aiurdesk.core.errors import KeyringFailure, StorageError
from aiurdesk.core.translation import tr
from aiurdesk.services.collections.collection_folders import OpenCollection
from aiurdesk.services.collections.folder_files import changed_settings
from aiurdesk.services.environments import Environments, id_in_collection, name_in_collection
from aiurdesk.services.sending.kept_cookies import KeptCookies
from aiurdesk.services.sending.reach import environment_reach
from aiurdesk.services.sending.trust import Trust
from aiurdesk.storage.collections import write_file
from aiurdesk.storage.file_lock import locked_folder

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
            AiurdeskError: The name is taken or no name, or a file cannot be written.
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
            AiurdeskError: What is kept of the cookies, or the file, cannot be deleted.
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
