"""The environments of a person: read, changed and saved in the folder of the profile."""

import asyncio
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from aiurdesk import storage
from aiurdesk.core.collection.environment_file import (
    SavedEnvironment,
    SavedVariable,
    environment_of,
)
from aiurdesk.core.collection.literal_secrets import (
    LiteralSecret,
    secret_addresses,
    secret_variables,
)
from aiurdesk.core.environments.environment import BUILT_IN, CUSTOM_URLS, Environment
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr

if TYPE_CHECKING:
    from aiurdesk.core.collection.collection import Collection
    from aiurdesk.storage.environments import ChangedEnvironment, EnvironmentFolder

Change = Callable[[SavedEnvironment], SavedEnvironment]
_RESERVED = ("sandbox", CUSTOM_URLS.name, *(environment.name for environment in BUILT_IN))
"""Names that an environment of a person cannot have."""


class OwnEnvironments(msgspec.Struct, frozen=True):
    """The environments that a folder holds."""

    saved: tuple[SavedEnvironment, ...] = ()
    """By name."""
    environments: tuple[Environment, ...] = ()
    """What requests are sent with; in the same order."""
    mistakes: tuple[Problem, ...] = ()
    """A problem for each file that cannot be used."""

    @property
    def by_name(self) -> Mapping[str, Environment]:
        """Name → environment."""
        return {environment.name: environment for environment in self.environments}


class Environments:
    """Reads and changes the environments of a folder; a change is one file that is written."""

    def __init__(
        self,
        folder: Callable[[], Path],
        *,
        is_of_collection: bool = False,
        on_written: "Callable[[SavedEnvironment, SavedEnvironment], None] | None" = None,
    ) -> None:
        """Prepare; nothing is read.

        Args:
            folder: Returns the folder of the files, which need not exist.
            is_of_collection: Whether they may have the names of built-in environments.
            on_written: Called on a thread with what an environment held before and holds now.
        """
        self._on_written = on_written
        self._find_folder = folder
        self._is_of_collection = is_of_collection
        self._reserved = () if is_of_collection else _RESERVED
        self._last_read: OwnEnvironments | None = None
        self._reading = asyncio.Lock()

    @property
    def last_read(self) -> OwnEnvironments:
        """What was read last; read now if nothing was."""
        if self._last_read is None:
            self._last_read = self._read()
        return self._last_read

    @property
    def path(self) -> Path:
        """The folder of the files."""
        return self._find_folder()

    def file(self, name: str) -> Path:
        """Return the file of an environment.

        Raises:
            StorageError: No file can have that name.
        """
        return self._folder.file_of(name)

    async def read(self) -> OwnEnvironments:
        """Read all environments."""
        # One after another: what was read before a change must not replace what was read after it.
        async with self._reading:
            self._last_read = await asyncio.to_thread(self._read)
            return self._last_read

    async def create(self, saved: SavedEnvironment) -> None:
        """Save a new environment.

        Raises:
            ProblemError: Its name is taken or no name, it holds a secret, or it cannot be written.
        """
        await self._check_name(saved.name)
        _check_secrets(saved)

        def create() -> None:
            self._folder.create(saved)
            self._tell(type(saved)(saved.name), saved)

        await asyncio.to_thread(create)

    async def change(self, name: str, change: Change) -> "ChangedEnvironment":
        """Change an environment; what another program changed in its file stays.

        Returns:
            What ``take_back`` undoes it with.

        Raises:
            ProblemError: It holds a secret then, or the file cannot be read or written.
        """

        def checked(saved: SavedEnvironment) -> SavedEnvironment:
            changed = change(saved)
            _check_secrets(changed)
            return changed

        def change_file() -> "ChangedEnvironment":
            made = self._folder.change(name, checked)
            self._tell(made.before, made.after)
            return made

        return await asyncio.to_thread(change_file)

    def _tell(self, before: "SavedEnvironment", after: "SavedEnvironment") -> None:
        if self._on_written is not None:
            self._on_written(before, after)

    async def take_back(self, name: str, made: "ChangedEnvironment") -> None:
        """Undo a change.

        Raises:
            ProblemError: The file cannot be read or written.
        """
        await asyncio.to_thread(lambda: self._folder.take_back(name, made))

    async def set_variable(self, name: str, variable: str, value: str) -> None:
        """Give a variable of an environment a value.

        Raises:
            ProblemError: It is a secret, or the file cannot be read or written.
        """

        def changed(saved: SavedEnvironment) -> SavedEnvironment:
            entries = {entry.name: entry for entry in saved.variables}
            entries[variable] = SavedVariable(variable, value)
            return replace(saved, variables=tuple(entries.values()))

        await self.change(name, changed)

    async def rename(self, name: str, new_name: str) -> None:
        """Give an environment another name.

        Raises:
            ProblemError: The name is taken or no name, or the file cannot be renamed.
        """
        await self._check_name(new_name, name)
        await asyncio.to_thread(lambda: self._folder.rename(name, new_name))

    async def delete(self, name: str) -> str:
        """Delete an environment, and return what ``restore`` brings it back with.

        Raises:
            ProblemError: The file cannot be deleted.
        """
        return await asyncio.to_thread(lambda: self._folder.delete(name))

    async def restore(self, name: str, text: str) -> None:
        """Bring back a deleted environment.

        Raises:
            ProblemError: The file cannot be written.
        """
        await asyncio.to_thread(lambda: self._folder.put(name, text))

    async def _check_name(self, name: str, before: str = "") -> None:
        """Refuse a name that another environment has except for case.

        Args:
            before: The name that it has now; empty for a new one.
        """
        saved = (await self.read()).saved
        others = (*self._reserved, *(entry.name for entry in saved if entry.name != before))
        if problem := name_problem(name, others):
            raise ProblemError(problem)

    @property
    def _folder(self) -> "EnvironmentFolder":
        folder = self.path
        return storage.environments.EnvironmentFolder(
            folder, folder.parent if self._is_of_collection else None
        )

    def _read(self) -> OwnEnvironments:
        folder = self.path
        # Most people have no environments: then nothing is imported for them.
        if not folder.is_dir():
            return OwnEnvironments()
        read = self._folder.read()
        usable: list[tuple[SavedEnvironment, Environment]] = []
        mistakes = list(read.mistakes)
        for saved in read.environments:
            try:
                environment = environment_of(saved)
            except ProblemError as error:
                mistakes.append(error.problem)
                continue
            files = tuple(str(folder.parent / file) for file in environment.env_files)
            usable.append((saved, replace(environment, env_files=files)))
        return OwnEnvironments(
            tuple(saved for saved, _ in usable),
            tuple(environment for _, environment in usable),
            tuple(mistakes),
        )


def environments_of(collections: "Iterable[Collection]") -> tuple[Environment, ...]:
    """Return the environments of open collections, each with the collection's variables.

    Each is named after its collection too: several may have the same name. One that is based on an
    environment that does not exist is left out.
    """
    environments: list[Environment] = []
    for collection in collections:
        settings, folder = collection.root.settings, Path(collection.root.path)
        for saved in collection.environments.values():
            try:
                environment = environment_of(saved, settings.variables, os.path.realpath(folder))
            except ProblemError:
                continue
            files = (*environment.env_files, settings.env_file)
            environments.append(
                replace(
                    environment,
                    name=name_in_collection(saved.name, collection.name),
                    id=id_in_collection(saved.name, str(folder)),
                    env_files=tuple(str(folder / file) for file in files if file),
                    folders=(os.path.realpath(folder),),
                )
            )
    return tuple(environments)


def id_in_collection(name: str, folder: str) -> str:
    """Return an id for an environment that differs between collections with equal names.

    Args:
        name: Of the environment in the collection.
        folder: Of the collection.
    """
    # A hash, because it is a part of a name in the keyring.
    hashed = hashlib.sha256(os.path.realpath(folder).encode("utf-8", "surrogateescape"))
    return f"{name} · {hashed.hexdigest()[:16]}"


def name_in_collection(name: str, collection: str) -> str:
    """Return what an environment of a collection is called among environments of other places."""
    return f"{name} · {collection}"


def name_problem(name: str, others: Iterable[str] = ()) -> Problem | None:
    """Return why an environment cannot have a name; None where it can.

    Args:
        others: The names of the other environments.
    """
    if not name.strip():
        return Problem(tr("An environment needs a name. Enter one such as Staging."))
    folded = name.strip().casefold()
    if any(folded == other.casefold() for other in others):
        text = tr("There is an environment {strip} already. Choose another name.")
        return Problem(text.format(strip=name.strip()))
    return None


def secrets_in(saved: SavedEnvironment) -> tuple[LiteralSecret, ...]:
    """Return the addresses and variables of an environment with a secret written out."""
    variables = ((variable.name, variable.value) for variable in saved.variables)
    return (
        *secret_addresses(saved.base_urls, saved.not_secret),
        *secret_variables(variables, saved.not_secret),
    )


def _check_secrets(saved: SavedEnvironment) -> None:
    plain = secrets_in(saved)
    if not plain:
        return
    kind, _, name = plain[0].location.partition(" ")
    if kind == "address":
        text = tr(
            "The {location} {reason}, and files are not the place for secrets. Write "
            "{{{{secret:NAME}}}} for the secret of a credential, or {{{{env:NAME}}}} "
            "for a variable of the process. A user name with its password is a Basic "
            "credential."
        )
        raise ProblemError(text.format(location=plain[0].location, reason=plain[0].reason))
    text = tr(
        "{name} is or looks like a secret, and files are not the place for secrets. "
        "Write {{{{secret:NAME}}}} for the secret of a credential, "
        "{{{{env:NAME}}}} for a variable of the process, or let the variable be "
        "asked for."
    )
    raise ProblemError(text.format(name=name))
