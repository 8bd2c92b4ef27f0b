"""Sites with their folders and files, stored in memory."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

ROOT_NAME = "blob"
FORBIDDEN = "\\/:|'\"*<>?\0\r\n\u2028\u2029"
"""Characters that folder and file names must not contain."""

Path = tuple[str, ...]
"""The names of a folder and its parents, without the root's."""


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
class Site:
    """A storage site of one app."""

    app_id: str
    name: str
    is_open_to_upload: bool
    is_open_to_download: bool
    created_at: datetime
    folders: dict[Path, list[File]] = field(default_factory=lambda: {(): []})
    """The files of each folder, in order of creation."""

    def create(self, path: Path) -> None:
        """Create a folder and the parents that it lacks."""
        for end in range(1, len(path) + 1):
            self.folders.setdefault(path[:end], [])

    def delete(self, path: Path) -> None:
        """Delete a folder and everything below it."""
        for folder in list(self.folders):
            if folder[: len(path)] == path:
                del self.folders[folder]

    def file(self, path: Path) -> File | None:
        """Return the file at a path, whose last name is the file's; None without one."""
        files = self.folders.get(path[:-1], ())
        return next((file for file in files if file.name == path[-1]), None)

    def size_bytes(self) -> int:
        """Return the size of all files."""
        return sum(len(file.content) for files in self.folders.values() for file in files)

    def members(self) -> dict[str, object]:
        """Return the JSON members of the site."""
        return {
            "appId": self.app_id,
            "siteName": self.name,
            "openToUpload": self.is_open_to_upload,
            "openToDownload": self.is_open_to_download,
            "creationTime": self.created_at,
        }

    def folder_members(self, path: Path) -> dict[str, object]:
        """Return the JSON members of a folder, without the content of the folders in it."""
        folders = [
            {"subFolders": None, "files": None, "folderName": other[-1]}
            for other in self.folders
            if other and other[:-1] == path
        ]
        files = [
            {
                # The number of the folder, not of the file.
                "contextId": list(self.folders).index(path) + 1,
                "fileName": file.name,
                "fileSize": len(file.content),
                "uploadTime": file.uploaded_at,
            }
            for file in self.folders[path]
        ]
        name = path[-1] if path else ROOT_NAME
        return {"subFolders": folders, "files": files, "folderName": name}


def folder_path(text: str) -> Path:
    """Split a text at its slashes and drop empty names."""
    return tuple(name for name in text.split("/") if name)


def stored_name(taken: Iterable[str], requested_name: str) -> str:
    """Return the name under which the service stores an uploaded file.

    The name is in lower case and without ``+``. A name in use gets ``_`` in front until it is free.
    """
    names = {name.lower() for name in taken}
    name = requested_name.lower()
    while name in names:
        name = f"_{name}"
    # Only now: "a+" and "a" are two names here, and may end as two files of one name.
    return name.replace("+", "")
