"""Sites with their folders and files, stored in memory."""

import mimetypes
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from itertools import accumulate

from starlette.datastructures import Headers

from aiurdesk.sandbox.aspnet.response import ApiError, Response


@dataclass(frozen=True, slots=True)
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
    folders: dict[str, list[File]] = field(default_factory=lambda: {"": []})
    """Path of a folder, without slashes at its ends → its files in order of creation."""

    def folder(self, path: str, *, create: bool = False) -> list[File]:
        """Return the files of a folder.

        Args:
            create: Creates the folder and its parents if they are missing.

        Raises:
            ApiError: The folder is missing: −4.
        """
        if create and path:
            for parent in accumulate(path.split("/"), "{}/{}".format):
                self.folders.setdefault(parent, [])
        if path not in self.folders:
            raise ApiError(-4, f"There is no folder '{path}' in this site.")
        return self.folders[path]

    def delete_folder(self, path: str) -> None:
        """Delete a folder and everything below it."""
        for folder in list(self.folders):
            if f"{folder}/".startswith(f"{path}/"):
                del self.folders[folder]

    def file(self, path: str) -> File | None:
        """Return the file at a path, or None."""
        folder, _, name = path.rpartition("/")
        return next((file for file in self.folders.get(folder, ()) if file.name == name), None)

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

    def folder_members(self, path: str) -> dict[str, object]:
        """Return the JSON members of a folder, without the content of its subfolders.

        Raises:
            ApiError: The folder is missing: −4.
        """
        files = [
            {
                # The number of the folder, not of the file.
                "contextId": list(self.folders).index(path) + 1,
                "fileName": file.name,
                "fileSize": len(file.content),
                "uploadTime": file.uploaded_at,
            }
            for file in self.folder(path)
        ]
        splits = [other.rpartition("/") for other in self.folders if other]
        folders = [
            {"subFolders": None, "files": None, "folderName": name}
            for parent, _, name in splits
            if parent == path
        ]
        name = path.rpartition("/")[2] or "blob"
        return {"subFolders": folders, "files": files, "folderName": name}


def stored_name(taken: Iterable[str], requested_name: str) -> str:
    """Return the name under which the service stores an uploaded file.

    The name is in lower case and without ``+``. A name in use gets ``_`` in front until it is free.
    """
    names, name = set(taken), requested_name.lower()
    while name in names:
        name = f"_{name}"
    # Only now: "a+" and "a" are two names here, and may end as two files of one name.
    return name.replace("+", "")


OCTET_STREAM = "application/octet-stream"
# The lists of the system are not used.
_TYPES = mimetypes.MimeTypes()
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def media_type(name: str) -> str:
    """Return the media type for a file name."""
    return _TYPES.guess_type(name)[0] or OCTET_STREAM


def file_response(file: File, type_: str, request_headers: Headers) -> Response:
    """Return a file, a part of it, or status 304.

    Only a single range is supported. Any other ``Range`` header gives the whole file.

    Source:
        ``recorded/infrastructures-2020-probe.jsonl``, ``download-open/*``; RFC 9110 14.2.
    """
    etag = ("etag", file.etag)
    if request_headers.get("if-none-match") == file.etag:
        return Response(304, headers=(etag,))
    size = len(file.content)
    headers = (
        ("accept-ranges", "bytes"),
        # One week.
        ("cache-control", "public, max-age=604800"),
        etag,
        ("last-modified", format_datetime(file.uploaded_at.replace(microsecond=0), usegmt=True)),
    )
    # A range of another version must not be mixed with the client's copy (RFC 9110, 13.1.5).
    is_current = request_headers.get("if-range", file.etag) == file.etag
    requested = _requested_range(request_headers, size) if is_current else None
    if requested is None:
        return Response(200, file.content, type_, headers)
    if not requested:
        return Response(416, headers=(("content-range", f"bytes */{size}"),))
    content = file.content[requested.start : requested.stop]
    content_range = ("content-range", f"bytes {requested.start}-{requested.stop - 1}/{size}")
    return Response(206, content, type_, (*headers, content_range))


def _requested_range(request_headers: Headers, size: int) -> range | None:
    """Return the requested range. It is empty when it is out of bounds, None for the whole file."""
    match = _RANGE.fullmatch(request_headers.get("range", ""))
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    # ``bytes=-5`` requests the last five bytes.
    if not first:
        return range(max(0, size - int(last)), size)
    stop = min(int(last) + 1, size) if last else size
    # Such a range is invalid, so it is ignored (RFC 9110, 14.1.1).
    if last and int(last) < int(first):
        return None
    return range(int(first), max(stop, int(first))) if int(first) < size else range(0)
