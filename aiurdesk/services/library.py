"""The data files of the program: services, dialects, and events of sockets."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from aiurdesk import libraries, resources
from aiurdesk.core.api.catalogue import Catalogue, parse_generation, parse_service
from aiurdesk.core.api.endpoint import ApiDescription, Endpoint, Generation, Service
from aiurdesk.core.api.translated import translated
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.sockets.event_types import EventTable, parse_event_table
from aiurdesk.core.problem import FilePlace, Problem
from aiurdesk.core.translation import tr
from aiurdesk.services.dialects.dialect_files import DialectFiles
from aiurdesk.services.own_services import OwnServices

_FOLDER = "services"
_GENERATION_FILE = "generation.json"
_CODE_LAB_FILE = "sandbox/code-lab.json"
_EVENTS_FOLDER = "socket_events"

_ServiceFile: TypeAlias = tuple[str, str, Generation | None]
"""Name, text, and the generation of its folder."""


class Library:
    """Data about services and codes. Each part is read when it is first used.

    Args:
        dialects: The ones of the person among them; without it, the program's alone.
        own: The services that the person added; without it, there are none.
    """

    def __init__(
        self, dialects: DialectFiles | None = None, own: OwnServices | None = None
    ) -> None:
        self.dialects = DialectFiles() if dialects is None else dialects
        """By name."""
        self.own = own or OwnServices()
        """Services that are not built in."""
        self._single: dict[str, Catalogue] = {}

    @cached_property
    def catalogue(self) -> Catalogue:
        """All services with their endpoints; those that a person added come last."""
        built_in = load_catalogue()
        own, mistakes = self.own.services()
        taken = {service.id for service in built_in.services}
        descriptions = (item.description for name, item in own.items() if name not in taken)
        return Catalogue((*built_in.descriptions, *descriptions), (*built_in.mistakes, *mistakes))

    def open_collection(self, folder: Path) -> None:
        """Offer the services of a collection, too. Blocks."""
        if self.own.open_collection(folder):
            self.forget()

    async def offer_collections(self, titles: Mapping[Path, str]) -> bool:
        """Offer the services of these collections alone; return whether others are offered now.

        Args:
            titles: The titles of the collections, by their folders.
        """
        is_changed = await libraries.asyncio.to_thread(self.own.set_collections, titles)
        if is_changed:
            await self.refresh()
        return is_changed

    async def refresh(self) -> None:
        """Read the services again, because some have changed.

        Where all of them are in use, there is no wait for them meanwhile.
        """
        if "catalogue" not in vars(self):
            self.forget()
            return
        read = Library(self.dialects, self.own)
        await libraries.asyncio.to_thread(lambda: read.with_code_lab)
        self._single.clear()
        self.catalogue, self.with_code_lab = read.catalogue, read.with_code_lab

    def forget(self) -> None:
        """Read the services again when they are asked for next, because they have changed."""
        self._single.clear()
        for name in ("catalogue", "with_code_lab"):
            vars(self).pop(name, None)

    @cached_property
    def with_code_lab(self) -> Catalogue:
        """The catalogue, followed by the service that exists in the sandbox only."""
        built_in = self.catalogue
        return Catalogue((*built_in.descriptions, load_code_lab()), built_in.mistakes)

    @cached_property
    def socket_events(self) -> tuple[EventTable, ...]:
        """The tables of events that services send over sockets."""
        # Only sockets need them.
        names = resources.list_names(_EVENTS_FOLDER)
        return tuple(parse_event_table(resources.read_text(name), name) for name in names)

    def events_of(self, endpoint: Endpoint) -> "EventTable | None":
        """Return the table of the events that come over a socket; None without one."""
        if not endpoint.is_websocket:
            return None
        return next((table for table in self.socket_events if endpoint.id in table.endpoints), None)

    def service(self, service_id: str) -> Service | None:
        """Return the service of that id without regard to case, or None; also the code lab."""
        return self._catalogue_with(service_id).service(service_id) if service_id else None

    def endpoint(self, endpoint_id: str) -> Endpoint | None:
        """Return the endpoint of that id without regard to case, or None."""
        return self._catalogue_with(endpoint_id.partition(".")[0]).endpoint(endpoint_id)

    def endpoints_of(self, service_id: str) -> tuple[Endpoint, ...]:
        """Return the endpoints of one service; empty where there is no such service."""
        descriptions = self._catalogue_with(service_id).descriptions
        return next((d.endpoints for d in descriptions if d.service.id == service_id), ())

    def _catalogue_with(self, service_id: str) -> Catalogue:
        """Return a catalogue that has a service, if there is one.

        Until all services are asked for, only the file of this one is read: reading all files
        takes a fifteenth of the start of a command.
        """
        if "catalogue" not in vars(self):
            key = service_id.lower()
            if key not in self._single:
                built_in = load_service(key)
                own = None if built_in.services else self.own.service(key)
                self._single[key] = Catalogue((own.description,)) if own else built_in
            if self._single[key].services:
                return self._single[key]
        return self.with_code_lab


def load_catalogue() -> Catalogue:
    """Read all services that come with the program: each folder of generations, each file in it."""
    mistakes: list[Problem] = []
    # One file in each folder describes that; all others are services.
    files = (
        (name, resources.read_text(name), generation)
        for folder, generation in _generations(mistakes)
        for name in resources.list_names(folder)
        if not name.endswith(f"/{_GENERATION_FILE}")
    )
    return catalogue_of(files, mistakes)


def load_service(service_id: str) -> Catalogue:
    """Read one service, also the code lab; the catalogue is empty if no file has its id."""
    if _CODE_LAB_FILE.endswith(f"/{service_id}.json"):
        return Catalogue((load_code_lab(),))
    for folder, generation in _generations([]):
        name = f"{folder}/{service_id}.json"
        if name in resources.list_names(folder):
            return catalogue_of([(name, resources.read_text(name), generation)])
    return Catalogue(())


def _generations(mistakes: list[Problem]) -> list[tuple[str, Generation]]:
    """Return the folders with their generations, in the order of the tree in the window."""
    generations: list[tuple[str, Generation]] = []
    for folder in resources.list_names(_FOLDER):
        name = f"{folder}/{_GENERATION_FILE}"
        try:
            text = resources.read_text(name)
            generations.append((folder, parse_generation(text, name, folder.rpartition("/")[2])))
        except (FileNotFoundError, NotADirectoryError):
            words = tr("{name} is missing, so no service in its folder can be used.")
            mistakes.append(Problem(words.format(name=name), FilePlace(name)))
        except ProblemError as error:
            mistakes.append(error.problem)
    # Equal ones come in the order of their names.
    generations.sort(key=lambda entry: entry[1].order)
    return generations


def catalogue_of(files: Iterable[_ServiceFile], mistakes: Iterable[Problem] = ()) -> Catalogue:
    """Make a catalogue of files, each given as its name, its text and its generation.

    A file that cannot be used is left out, and a problem is added to ``mistakes``.

    Args:
        files: In the order of the catalogue.
        mistakes: Those that were found before.
    """
    descriptions: list[ApiDescription] = []
    found = [*mistakes]
    for name, text, generation in files:
        try:
            description = parse_service(text, name, generation)
        except ProblemError as error:
            found.append(error.problem)
        else:
            descriptions.append(translated(description))
            found.extend(description.mistakes)
    return Catalogue(tuple(descriptions), tuple(found))


def load_code_lab() -> ApiDescription:
    """Read the service that exists in the sandbox only and is not part of the catalogue."""
    return translated(parse_service(resources.read_text(_CODE_LAB_FILE), _CODE_LAB_FILE))
