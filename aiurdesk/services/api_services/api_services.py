"""Adds, updates and removes services that are made of descriptions of APIs."""

import asyncio
import shlex
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.catalogue import SERVICES_FOLDER
from aiurdesk.core.api.endpoint import Server
from aiurdesk.core.collection.environment_file import (
    ENVIRONMENTS_FOLDER,
    SavedEnvironment,
    SavedVariable,
)
from aiurdesk.core.errors import ProblemError, StorageError, storage_errors
from aiurdesk.core.formats.toml.toml_reading import read_toml
from aiurdesk.core.formats.toml.toml_text import toml_text
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Header
from aiurdesk.core.translation import tr
from aiurdesk.importers.left_out import LeftOut, sentences
from aiurdesk.importers.openapi.operations import word
from aiurdesk.services.api_services.description_reading import (
    DescriptionJob,
    DescriptionRead,
    read_description,
)
from aiurdesk.services.api_services.service_changes import touched_requests
from aiurdesk.services.environments import Environments
from aiurdesk.services.library import Library
from aiurdesk.services.processes.helper_process import HelperEnded, HelperRaised
from aiurdesk.services.processes.helper_processes import HelperProcesses, Purpose
from aiurdesk.services.sending.connections import Connections, fetched
from aiurdesk.storage.regular_file import read_regular_file
from aiurdesk.storage.service_folders import (
    MOST_BYTES,
    SOURCE_FILE,
    description_name,
    is_description_file,
    read_service_file,
    remove_service,
    write_service,
)

_MOST_S = 60.0
_MOST_SERVERS = 20
_MOST_NAMED = 30
_ACCEPT = Header("Accept", "application/json, application/yaml;q=0.9, */*;q=0.5")


class ReadService(msgspec.Struct, frozen=True):
    """A service that can be added or updated; nothing is written yet."""

    root: Path
    """The folder that it gets into."""
    read: DescriptionRead
    job: DescriptionJob
    """What it was read from."""
    touched: tuple[str, ...] = ()
    """Files of saved requests whose endpoints the update removes or changes."""


class ServiceRow(msgspec.Struct, frozen=True):
    """A service as a list shows it."""

    name: str
    title: str
    endpoint_count: int
    folder: Path
    source: str
    """Its URL or the path of its file; empty where it came through standard input."""


class ApiServices:
    """The services of a person or of a collection. Nothing is fetched unless asked for."""

    def __init__(
        self, library: Library, connections: Connections, environments: Environments
    ) -> None:
        """Prepare; nothing is read.

        Args:
            library: Offers what is added.
            connections: Fetch descriptions.
            environments: The person's, which get the servers of a description.
        """
        self._library, self._connections = library, connections
        self._environments = environments

    def root(self, collection: Path | None) -> Path:
        """Return the folder of the services of a collection, or of the person."""
        return (
            self._library.own.profile_folder if collection is None else collection / SERVICES_FOLDER
        )

    async def list(self) -> tuple[tuple[ServiceRow, ...], tuple[Problem, ...]]:
        """Return all services, and a problem for each one that cannot be used."""
        usable, mistakes = await asyncio.to_thread(self._library.own.services)
        rows = [
            ServiceRow(
                name,
                own.description.service.name,
                len(own.description.endpoints),
                own.folder,
                await asyncio.to_thread(source_of, own.folder),
            )
            for name, own in usable.items()
        ]
        return tuple(rows), mistakes

    async def read(
        self,
        source: str,
        name: str = "",
        collection: Path | None = None,
        text: bytes | None = None,
        *,
        is_named_later: bool = False,
    ) -> ReadService:
        """Fetch and read a description of a new service, and write nothing.

        Args:
            source: A URL or the path of a file; empty with ``text``.
            name: The id of the service; empty means that the title decides.
            collection: The folder of the collection that it is for; None means the person.
            text: The description itself, as it was pasted or came through standard input.
            is_named_later: Its name may be taken; ``chosen`` gives it another one.

        Raises:
            ProblemError: It cannot be fetched or read, or its name is taken.
        """
        if name and word(name) != name:
            raise ProblemError(
                tr("Choose a name of lower-case letters, digits and dashes, not {name}.").format(
                    name=name
                )
            )
        job = await self._job(source, text)
        read = await _in_helper(replace(job, name=name), source)
        root = self.root(collection)
        if not is_named_later:
            self._check_name(read.name, root)
        return ReadService(root, read, job)

    async def chosen(
        self,
        service: ReadService,
        name: str,
        collection: Path | None = None,
        groups: tuple[str, ...] = (),
    ) -> ReadService:
        """Return a new service as the person wants it; nothing is written.

        Args:
            service: As it was read.
            name: Its id.
            collection: The folder of the collection that it is for; None means the person.
            groups: The groups of endpoints that are wanted; empty for all of them.

        Raises:
            ProblemError: The name cannot be used, or is taken.
        """
        if problem := self.name_problem(name, collection):
            raise ProblemError(problem)
        read, job = service.read, replace(service.job, name=name, groups=groups)
        if name != read.name or groups:
            if missing := [g for g in groups if g not in dict(read.groups)]:
                raise ProblemError(_no_group(missing[0], read))
            read = await _in_helper(job, job.source)
        return ReadService(self.root(collection), read, job)

    def name_problem(self, name: str, collection: Path | None = None) -> Problem | None:
        """Return why a new service cannot have an id; None where it can. Looks at the disk."""
        if not name or word(name) != name:
            return Problem(tr("Use lower-case letters, digits and dashes, such as my-service."))
        if (self.root(collection) / name).exists():
            text = tr("There is a service {name} already. Choose another name.")
            return Problem(text.format(name=name))
        if self._library.service(name) is not None:
            text = tr("Another service is called {name}. Choose another name.")
            return Problem(text.format(name=name))
        return None

    async def read_update(
        self, name: str, collection: Path | None = None, searched: Iterable[Path] = ()
    ) -> ReadService:
        """Fetch the description of a service again, and write nothing.

        Args:
            name: The id of the service.
            collection: The folder of the collection that it is of; None means the person.
            searched: Folders of collections whose saved requests may use it.

        Raises:
            ProblemError: There is no such service, or its description cannot be fetched or read.
        """
        root = self.root(collection)
        folder = root / name
        if not name or word(name) != name or not folder.is_dir():
            raise ProblemError(
                tr(
                    "There is no service {name}. 'aiurdesk services list' lists them, and this "
                    "adds it: aiurdesk services add FILE_OR_URL --name {word}"
                ).format(name=name, word=shlex.quote(name))
            )
        source = await asyncio.to_thread(source_of, folder)
        groups = await asyncio.to_thread(groups_of, folder)
        if not source:
            raise ProblemError(
                tr(
                    "The description of {name} came through standard input. Remove the "
                    "service, and add it from a file or a URL to be able to update it."
                ).format(name=name)
            )
        job = await self._job(source, None)
        read = await _in_helper(replace(job, name=name, before=str(folder), groups=groups), source)
        touched: tuple[str, ...] = ()
        changes = read.changes
        if changes.removed or changes.changed:
            ids = frozenset({*changes.removed, *(endpoint.id for endpoint in changes.changed)})
            folders = tuple(searched) if collection is None else (collection, *searched)
            touched = await asyncio.to_thread(touched_requests, folders, ids)
        return ReadService(root, read, job, touched)

    async def write(
        self, service: ReadService, servers: Iterable[Server] | None = None
    ) -> tuple[str, ...]:
        """Write a service that was read, and return the names of the environments that it got.

        Args:
            service: What is written.
            servers: Those that become environments of a new service; None means all of them where
                there is a choice.

        Raises:
            ProblemError: It cannot be written.
        """
        is_new = not (service.root / service.read.name).exists()
        files = _portable(service.read.files, service.root.parent)
        await asyncio.to_thread(write_service, service.root, service.read.name, files)
        await self._library.refresh()
        return await self._add_environments(service, servers) if is_new else ()

    async def holds_description(self, path: str) -> bool:
        """Tell whether a file seems to be the description of an API."""
        return await asyncio.to_thread(is_description_file, Path(path))

    async def description_file(self, name: str, collection: Path | None = None) -> Path:
        """Return the path of the description of a service.

        Raises:
            ProblemError: There is none.
        """
        folder = self.root(collection) / name
        return folder / await asyncio.to_thread(description_name, folder)

    async def remove(self, name: str, collection: Path | None = None) -> None:
        """Delete a service; saved requests and environments stay.

        Raises:
            ProblemError: There is no such service, or it cannot be deleted.
        """
        await asyncio.to_thread(remove_service, self.root(collection), name)
        await self._library.refresh()

    def _check_name(self, name: str, root: Path) -> None:
        if (root / name).exists():
            raise ProblemError(
                tr(
                    "There is a service {name} already. Update it with 'aiurdesk services "
                    "update {name}', or add this one under another --name."
                ).format(name=name)
            )
        if self._library.service(name) is not None and self._library.own.service(name) is None:
            raise ProblemError(
                tr("{name} is a built-in service. Choose another --name.").format(name=name)
            )

    async def _add_environments(
        self, service: ReadService, chosen: Iterable[Server] | None
    ) -> tuple[str, ...]:
        """Make an environment of each server that was chosen."""
        servers = tuple(service.read.servers if chosen is None else chosen)[:_MOST_SERVERS]
        has_choice = len(servers) > 1 or any(server.variables for server in servers)
        if chosen is None and not has_choice:
            return ()
        environments = self._environments
        if service.root != self._library.own.profile_folder:
            folder = service.root.parent / ENVIRONMENTS_FOLDER
            environments = Environments(lambda: folder, is_of_collection=True)
        made = []
        for server in servers:
            saved = _environment(service, server)
            try:
                await environments.create(saved)
            except ProblemError:
                # One of that name is the person's, and a secret in an address is not written.
                continue
            made.append(saved.name)
        return tuple(made)

    async def _job(self, source: str, text: bytes | None) -> DescriptionJob:
        fetched_at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        if text is not None:
            return DescriptionJob(text, "", fetched_at)
        if source.startswith(("http://", "https://")):
            content = await fetched(self._connections, source, MOST_BYTES, _ACCEPT)
            return DescriptionJob(content, source, fetched_at)
        path = await asyncio.to_thread(Path(source).absolute)
        content = await asyncio.to_thread(_file_content, path)
        return DescriptionJob(content, str(path), fetched_at, folder=str(path.parent))


def left_out_lines(left_out: Iterable[LeftOut]) -> tuple[str, ...]:
    """Return a sentence for each thing that was left out, with its place."""
    placed = (
        replace(omission, words=f"{omission.words} (at {omission.source})")
        if omission.source
        else omission
        for omission in left_out
    )
    return sentences(placed)


def source_of(folder: Path) -> str:
    """Return where the description of a service came from; empty if not known. Blocks."""
    address = _source_record(folder).get("address")
    if not isinstance(address, str) or not address or "://" in address:
        return address if isinstance(address, str) else ""
    # As seen from the folder that the services are in, which Git may bring anywhere.
    return str(folder.parent.parent / address)


def groups_of(folder: Path) -> tuple[str, ...]:
    """Return the groups of endpoints that a person chose for a service; empty for all. Blocks."""
    groups = _source_record(folder).get("groups")
    return tuple(map(str, groups)) if isinstance(groups, list) else ()


def _source_record(folder: Path) -> Mapping[str, Any]:
    try:
        return read_toml(read_service_file(folder, SOURCE_FILE).decode())
    except (ProblemError, UnicodeDecodeError):
        return {}


def _no_group(name: str, read: DescriptionRead) -> str:
    names = ", ".join(group for group, _ in read.groups[:_MOST_NAMED])
    text = tr("The description has no group {name}. It has {names}.")
    return text.format(name=name, names=names)


def _portable(files: Iterable[tuple[str, bytes]], around: Path) -> tuple[tuple[str, bytes], ...]:
    """Return the files of a service; a description that lies in a folder is named from there."""
    made = dict(files)
    source = read_toml(made[SOURCE_FILE].decode())
    path = Path(str(source.get("address")))
    if path.is_absolute() and path.is_relative_to(around):
        source["address"] = path.relative_to(around).as_posix()
        made[SOURCE_FILE] = toml_text(source).encode()
    return tuple(made.items())


def _environment(service: ReadService, server: Server) -> SavedEnvironment:
    # A long title must leave room for what tells the servers apart.
    name = f"{service.read.title[:40].strip()} {server.name}".replace("/", " ").strip()[:80]
    variables = tuple(SavedVariable(name, value) for name, value in server.variables)
    return SavedEnvironment(name, base_urls=((service.read.name, server.url),), variables=variables)


def _file_content(path: Path) -> bytes:
    with storage_errors(tr("{path} could not be read ({value})."), path=path):
        try:
            return read_regular_file(path, MOST_BYTES)
        except FileNotFoundError:
            raise StorageError(tr("There is no file {path}.").format(path=path)) from None


async def _in_helper(job: DescriptionJob, source: str) -> DescriptionRead:
    title = source or tr("The description")
    try:
        async with asyncio.timeout(_MOST_S):
            read = await HelperProcesses().call_once(Purpose.IMPORTING, read_description, job)
    except TimeoutError:
        raise ProblemError(
            tr("{title} takes longer than {most_s:.0f} s to read. Import a part of it.").format(
                title=title, most_s=_MOST_S
            )
        ) from None
    except HelperRaised as error:
        raise ProblemError(
            tr(
                "{title} could not be read: aiurdesk failed at it ({class_name}), which is a fault "
                "of the program. Report it, if you can with the file."
            ).format(title=title, class_name=error.class_name)
        ) from None
    except HelperEnded:
        raise ProblemError(
            tr(
                "{title} could not be read: the process that reads it ended. Try again, "
                "or import a part of it."
            ).format(title=title)
        ) from None
    if isinstance(read, Problem):
        raise ProblemError(
            tr("{title} was not added. {text}").format(title=title, text=read.sentence)
        )
    return read
