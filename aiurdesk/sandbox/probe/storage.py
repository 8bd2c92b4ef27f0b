"""Sites, folders and files that the sandbox keeps, in memory."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

ROOT_NAME = "blob"
FORBIDDEN = "\\/:|'\"*<>?\0\r\n\u2028\u2029"
"""Characters that the name of a folder or a file must not have."""


@dataclass(slots=True)
class File:
    """A stored file; copies share the content."""

    name: str
    content: bytes
    uploaded_at: datetime

    @property
    def etag(self) -> str:
        """Tag that changes with content and time of upload, quotes included."""
        microseconds = int(self.uploaded_at.timestamp() * 1_000_000)
        return f'"{microseconds ^ len(self.content):x}"'


@dataclass(slots=True)
class Folder:
    """A folder with what lies in it, in the order in which it came."""

    id: int
    name: str
    folders: list["Folder"] = field(default_factory=list)
    files: list[File] = field(default_factory=list)

    def folder(self, name: str) -> "Folder | None":
        """Find a folder in this one by its exact name."""
        return next((folder for folder in self.folders if folder.name == name), None)

    def file(self, name: str) -> File | None:
        """Find a file in this folder by its exact name."""
        return next((file for file in self.files if file.name == name), None)

    def walk(self) -> Iterator["Folder"]:
        """Yield this folder and all below it."""
        waiting = [self]
        while waiting:
            folder = waiting.pop()
            yield folder
            waiting += folder.folders

    def size_bytes(self) -> int:
        """Add up the files here and below."""
        return sum(len(file.content) for folder in self.walk() for file in folder.files)


@dataclass(slots=True)
class Site:
    """A storage site of one app."""

    app_id: str
    name: str
    is_open_to_upload: bool
    is_open_to_download: bool
    created_at: datetime
    root: Folder


@dataclass(slots=True)
class Storage:
    """All sites, in the order in which they were made."""

    sites: list[Site] = field(default_factory=list)
    _last_folder_id: int = 0

    def site(self, name: str) -> Site | None:
        """Find a site by its name in any case."""
        return next((site for site in self.sites if site.name == name.lower()), None)

    def new_root(self) -> Folder:
        """Make the folder that a site begins with."""
        return self.new_folder(ROOT_NAME)

    def new_folder(self, name: str) -> Folder:
        """Make a folder that lies nowhere yet."""
        self._last_folder_id += 1
        return Folder(self._last_folder_id, name)

    def locate(self, root: Folder, names: Sequence[str], *, create: bool) -> Folder | None:
        """Follow a path of folder names, making what is missing if asked to.

        Returns:
            The folder, or nothing when one is missing.
        """
        folder = root
        for name in names:
            below = folder.folder(name)
            if below is None:
                if not create:
                    return None
                below = self.new_folder(name)
                folder.folders.append(below)
            folder = below
        return folder

    def remove_app(self, app_id: str) -> None:
        """Forget all sites of an app."""
        self.sites = [site for site in self.sites if site.app_id != app_id]

    def size_bytes(self) -> int:
        """Add up all files of all sites."""
        return sum(site.root.size_bytes() for site in self.sites)


def folder_names(path: str | None) -> list[str]:
    """Split a path at its slashes, leaving out what is empty."""
    return [name for name in (path or "").split("/") if name]


def free_name(taken: Iterable[str], wanted: str) -> str:
    """Spell a file's name as the service stores it.

    A taken name gets ``_`` in front until it is free; then capitals go down and ``+`` goes away.
    """
    names = {name.lower() for name in taken}
    name = wanted.lower()
    while name in names:
        name = f"_{name}"
    return name.replace("+", "")
