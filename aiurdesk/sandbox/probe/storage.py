"""Sites, folders and files, stored in memory."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

ROOT_NAME = "blob"
FORBIDDEN = "\\/:|'\"*<>?\0\r\n\u2028\u2029"
"""Characters that folder and file names must not contain."""


@dataclass(slots=True)
class File:
    """A stored file. Copies share the same content object."""

    name: str
    content: bytes
    uploaded_at: datetime

    @property
    def etag(self) -> str:
        """Entity tag with its quotes. It depends on upload time and size."""
        # ASP.NET combines time and size by XOR as well.
        microseconds = int(self.uploaded_at.timestamp() * 1_000_000)
        return f'"{microseconds ^ len(self.content):x}"'


@dataclass(slots=True)
class Folder:
    """A folder, with its content in order of creation."""

    id: int
    name: str
    folders: list["Folder"] = field(default_factory=list)
    files: list[File] = field(default_factory=list)

    def folder(self, name: str) -> "Folder | None":
        """Return the subfolder with exactly this name, or None."""
        return next((folder for folder in self.folders if folder.name == name), None)

    def file(self, name: str) -> File | None:
        """Return the file with exactly this name, or None."""
        return next((file for file in self.files if file.name == name), None)

    def walk(self) -> Iterator["Folder"]:
        """Yield this folder and all folders below it."""
        # Not recursive: a path may be deeper than Python's recursion limit.
        pending = [self]
        while pending:
            folder = pending.pop()
            yield folder
            pending += folder.folders

    def size_bytes(self) -> int:
        """Return the size of all files in this folder and below."""
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
    """All sites, in order of creation."""

    sites: list[Site] = field(default_factory=list)
    _last_folder_id: int = 0

    def site(self, name: str) -> Site | None:
        """Return the site with a name, or None. The comparison ignores case."""
        return next((site for site in self.sites if site.name == name.lower()), None)

    def new_root(self) -> Folder:
        """Create the root folder of a site."""
        return self.new_folder(ROOT_NAME)

    def new_folder(self, name: str) -> Folder:
        """Create a folder without a parent."""
        self._last_folder_id += 1
        return Folder(self._last_folder_id, name)

    def locate(self, root: Folder, names: Sequence[str], *, create: bool) -> Folder | None:
        """Return the folder at a path of names, or None when one is missing.

        Args:
            create: Whether to create missing folders instead.
        """
        folder = root
        for name in names:
            child = folder.folder(name)
            if child is None:
                if not create:
                    return None
                child = self.new_folder(name)
                folder.folders.append(child)
            folder = child
        return folder

    def remove_app(self, app_id: str) -> None:
        """Delete all sites of an app."""
        self.sites = [site for site in self.sites if site.app_id != app_id]

    def size_bytes(self) -> int:
        """Return the size of all files of all sites."""
        return sum(site.root.size_bytes() for site in self.sites)


def folder_names(path: str | None) -> list[str]:
    """Split a path at its slashes and drop empty segments."""
    return [name for name in (path or "").split("/") if name]


def stored_name(taken: Iterable[str], wanted: str) -> str:
    """Return the name under which the service stores an uploaded file.

    The name is in lower case and without ``+``. A name in use gets ``_`` in front until it is free.
    """
    names = {name.lower() for name in taken}
    name = wanted.lower()
    while name in names:
        name = f"_{name}"
    # Only now: "a+" and "a" are two names here, and may end as two files of one name.
    return name.replace("+", "")
