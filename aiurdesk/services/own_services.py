"""Services of the person and of collections: read once, until their file changes."""

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.catalogue import OWN, SERVICES_FOLDER, parse_own_service
from aiurdesk.core.api.endpoint import ApiDescription
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import FilePlace, Problem
from aiurdesk.core.translation import tr
from aiurdesk.storage.paths import places
from aiurdesk.storage.service_folders import (
    SCHEMAS_FILE,
    SERVICE_FILE,
    FolderStamp,
    read_service_file,
    service_stamps,
)


class OwnService(msgspec.Struct, frozen=True):
    """A service with the folder of its files."""

    folder: Path
    description: ApiDescription

    @property
    def schemas_file(self) -> Path:
        """The JSON schemas of its bodies and responses."""
        return self.folder / SCHEMAS_FILE


class OwnServices:
    """Reads the services of the profile and of the collections that were opened."""

    def __init__(self, folder: Callable[[], Path] | None = None) -> None:
        """Prepare; nothing is read.

        Args:
            folder: Returns the folder of the profile, which need not exist; None for none.
        """
        self._folder = folder
        self._collections: dict[Path, str] = {}
        """Folder of the services of each, and its title."""
        self._read: dict[Path, tuple[FolderStamp, OwnService | Problem]] = {}

    @property
    def profile_folder(self) -> Path:
        """The folder of the profile."""
        assert self._folder is not None
        return self._folder()

    def open_collection(self, folder: Path) -> bool:
        """Offer the services of a collection, too; return whether it was not open before.

        Of two services with the same name, the profile's counts, and then the one that was
        opened first.
        """
        services_folder = folder.resolve() / SERVICES_FOLDER
        if services_folder in self._collections:
            return False
        self._collections[services_folder] = folder.resolve().name
        return services_folder.is_dir()

    def set_collections(self, titles: Mapping[Path, str]) -> bool:
        """Offer the services of these collections alone; return whether others are offered now.

        Blocks.

        Args:
            titles: The titles of the collections, by their folders.
        """
        before = self._collections
        self._collections = {
            path.resolve() / SERVICES_FOLDER: title for path, title in titles.items()
        }
        return any(
            services_folder.is_dir()
            for services_folder, _ in before.items() ^ self._collections.items()
        )

    def collection_of(self, name: str) -> Path | None:
        """Return the folder of the collection that a service is of; None for the profile."""
        for root in self._roots():
            if (root / name).is_dir():
                return root.parent if root in self._collections else None
        return None

    def services(self) -> tuple[dict[str, OwnService], tuple[Problem, ...]]:
        """Return all services by name, and a problem for each one that cannot be used. Blocks."""
        usable: dict[str, OwnService] = {}
        mistakes: list[Problem] = []
        for root in self._roots():
            for stamp in service_stamps(root):
                service = self._service(root, stamp)
                if isinstance(service, Problem):
                    mistakes.append(service)
                    continue
                mistakes.extend(service.description.mistakes)
                usable.setdefault(stamp.name, service)
        return usable, tuple(mistakes)

    def service(self, name: str) -> OwnService | None:
        """Return one service, or None; only its file is read. Blocks."""
        for root in self._roots():
            for stamp in service_stamps(root):
                if stamp.name == name:
                    service = self._service(root, stamp)
                    return None if isinstance(service, Problem) else service
        return None

    def _roots(self) -> tuple[Path, ...]:
        own = () if self._folder is None else (self._folder(),)
        return (*own, *self._collections)

    def _service(self, root: Path, stamp: FolderStamp) -> OwnService | Problem:
        folder = root / stamp.name
        if folder not in self._read or self._read[folder][0] != stamp:
            self._read[folder] = stamp, _read(folder)
        service = self._read[folder][1]
        title = self._collections.get(root)
        if isinstance(service, Problem) or title is None:
            return service
        description = replace(service.description, generation=replace(OWN, title=title))
        return replace(service, description=description)


def _read(folder: Path) -> OwnService | Problem:
    try:
        text = read_service_file(folder).decode()
        description = parse_own_service(text, str(folder / SERVICE_FILE), folder.name)
    except UnicodeDecodeError:
        file = folder / SERVICE_FILE
        words = tr("{value} is not UTF-8 text. Update the service.")
        return Problem(words.format(value=file), FilePlace(str(file)))
    except ProblemError as error:
        return error.problem
    return OwnService(folder, description)


def own_services(profile: Path | None) -> OwnServices:
    """Return the services that a person added.

    Args:
        profile: Folder of the profile; None means the standard folders of the platform.
    """
    return OwnServices(lambda: places(profile).services_folder)
