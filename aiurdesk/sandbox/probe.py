"""Probe: stores files in sites, and serves them.

It has what an upload and a download need. To copy, to delete and to rename gets a sample, and so
does the page of the player. Files are sent whole, and without entity tags.
"""

import mimetypes
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import accumulate
from urllib.parse import quote

from aiurdesk.sandbox.accounts import READY_APP
from aiurdesk.sandbox.aspnet.form import FormFile
from aiurdesk.sandbox.aspnet.response import ApiError, Response, envelope
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.described_service import Action, Actions, described_service
from aiurdesk.sandbox.state import State

READY_SITE = "sandbox"
"""A public site of the ready app, with one file."""
READY_FILE = "hello.txt"
CAPACITY_BYTES = 256 * 2**20
"""Maximum size of all stored files together. They are kept in memory."""
_FORBIDDEN = set("\\/:|'\"*<>?\0\r\n\u2028\u2029")
"""Characters that file names must not contain."""
_OCTET_STREAM = "application/octet-stream"
# The lists of the system are not used.
_TYPES = mimetypes.MimeTypes()


@dataclass(frozen=True, slots=True)
class _File:
    """A stored file."""

    name: str
    content: bytes
    uploaded_at: datetime


@dataclass(slots=True)
class _Site:
    """A storage site of one app."""

    app_id: str
    name: str
    is_open_to_upload: bool
    is_open_to_download: bool
    created_at: datetime
    folders: dict[str, list[_File]] = field(default_factory=lambda: {"": []})
    """Path of a folder, without slashes at its ends → its files in order of creation."""

    def folder(self, path: str, *, create: bool = False) -> list[_File]:
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


@dataclass(frozen=True, slots=True)
class _Grant:
    """What a site token allows."""

    site: str
    under_path: str
    permissions: str
    expires_at: datetime


class Probe:
    """The actions of Probe."""

    def __init__(self, state: State, capacity_bytes: int = CAPACITY_BYTES) -> None:
        self._state = state
        self._capacity_bytes = capacity_bytes
        self._grants: dict[str, _Grant] = {}
        site = _Site(READY_APP.id, READY_SITE, True, True, state.clock())
        content = "Hello from the sandbox, 你好.\n".encode()
        site.folder("").append(_File(READY_FILE, content, state.clock()))
        self._sites = {site.name: site}

    def service(self) -> WebService:
        """Return the service with its routes and one site."""
        download = Action(self.download, optional=("FolderNames",))
        actions: Actions = {
            "home.index": self.index,
            "sites.createnewsite": self.create_site,
            "sites.viewmysites": self.view_sites,
            "sites.deletesite": self.delete_site,
            "folders.viewcontent": self.view_folder,
            "folders.createnewfolder": self.create_folder,
            "token.gettoken": self.get_token,
            "files.uploadfile": self.upload,
            "download.open": download,
            "download.file": download,
        }
        service = described_service(self._state, "probe", actions)
        return replace(service, allows_any_origin=True)

    async def index(self, request: Request) -> Response:
        """Return the URLs of files, with ``{0}`` for the name of the site."""
        modes = {"downloadPattern": "file", "playerPattern": "video", "openPattern": "open"}
        members = {name: self._url(mode, "{0}") for name, mode in modes.items()}
        return envelope(0, "Probe of the sandbox is at your service.", members)

    async def create_site(self, request: Request) -> Response:
        """Create a site with a name that is not in use."""
        app_id, values = self._state.app_id_of(request), request.values
        name = values.text("NewSiteName").lower()
        if name in self._sites:
            raise ApiError(-7, f"The name '{name}' is taken. Please choose another one.")
        is_open = values.boolean("OpenToUpload"), values.boolean("OpenToDownload")
        self._sites[name] = _Site(app_id, name, *is_open, self._state.clock())
        return envelope(0, f"The site '{name}' is created.")

    async def view_sites(self, request: Request) -> Response:
        """List the app's sites."""
        app_id = self._state.app_id_of(request)
        sites = [
            {
                "appId": app_id,
                "siteName": site.name,
                "openToUpload": site.is_open_to_upload,
                "openToDownload": site.is_open_to_download,
                "creationTime": site.created_at,
            }
            for site in self._sites.values()
            if site.app_id == app_id
        ]
        return envelope(0, "These are your sites.", {"appId": app_id, "sites": sites})

    async def delete_site(self, request: Request) -> Response:
        """Delete a site and all its files."""
        site = self._own_site(request)
        del self._sites[site.name]
        return envelope(0, f"The site '{site.name}' is deleted.")

    async def view_folder(self, request: Request) -> Response:
        """List a folder, without the content of its subfolders."""
        site, path = self._own_site(request), _path(request)
        files = [
            {
                # The number of the folder, not of the file.
                "contextId": list(site.folders).index(path) + 1,
                "fileName": file.name,
                "fileSize": len(file.content),
                "uploadTime": file.uploaded_at,
            }
            for file in site.folder(path)
        ]
        splits = [other.rpartition("/") for other in site.folders if other]
        folders = [
            {"subFolders": None, "files": None, "folderName": name}
            for parent, _, name in splits
            if parent == path
        ]
        name = path.rpartition("/")[2] or "blob"
        members = {"subFolders": folders, "files": files, "folderName": name}
        return envelope(0, "This is your folder.", {"value": members})

    async def create_folder(self, request: Request) -> Response:
        """Create a folder in a folder."""
        site, parent = self._own_site(request), _path(request)
        site.folder(parent, create=request.values.boolean("RecursiveCreate"))
        name = request.values.text("NewFolderName").lower()
        path = f"{parent}/{name}".lstrip("/")
        if path in site.folders:
            raise ApiError(-6, f"There is a folder '{name}' already.")
        site.folder(path, create=True)
        return envelope(0, f"The folder '{name}' is created.")

    async def get_token(self, request: Request) -> Response:
        """Issue a token for a site of the app. The name must match exactly."""
        site, values = self._own_site(request), request.values
        # ``_own_site`` ignores case.
        if site.name != values.text("SiteName"):
            raise ApiError(-4, f"There is no site named '{values.text('SiteName')}'.")
        token = secrets.token_urlsafe(64)
        expires_at = self._state.clock() + timedelta(seconds=values.number("LifespanSeconds"))
        under_path, permissions = values.text("UnderPath"), values.text("Permissions")
        self._grants[token] = _Grant(site.name, under_path, permissions, expires_at)
        until = f"{expires_at:%Y-%m-%d %H:%M:%S}"
        return envelope(0, f"Your site token works until {until} UTC.", {"value": token})

    async def download(self, request: Request) -> Response:
        """Open or download a file, by the second segment of the path."""
        site = self._sites.get(request.values.text("SiteName").lower())
        if site is None:
            return Response(404)
        if not site.is_open_to_download:
            self._check_token(request, "download")
        folder, _, name = _path(request).rpartition("/")
        if not name:
            raise ApiError(-4, "The root folder is not a file.")
        file = next((file for file in site.folders.get(folder, ()) if file.name == name), None)
        if file is None:
            return Response(404)
        # The path begins with a slash, so the second segment has index 2.
        is_opened = request.path.split("/")[2].lower() == "open"
        type_ = _TYPES.guess_type(name)[0] if is_opened else None
        return Response(200, file.content, type_ or _OCTET_STREAM)

    async def upload(self, request: Request) -> Response:
        """Store the first file of a multipart body. Further files are ignored, as in 2020."""
        site, path = self._site(request), _path(request)
        if not site.is_open_to_upload:
            self._check_token(request, "upload")
        files = site.folder(path, create=request.values.boolean("recursiveCreate"))
        uploaded = _uploaded_file(request)
        stored = [
            file for site in self._sites.values() for f in site.folders.values() for file in f
        ]
        size = sum(len(file.content) for file in stored)
        if size + len(uploaded.content) > self._capacity_bytes:
            raise ApiError(-7, "The sandbox keeps up to 256 MB of files, and they are full.")
        name = _stored_name({file.name for file in files}, uploaded.file_name)
        files.append(_File(name, uploaded.content, self._state.clock()))
        text = f"{site.name}/{path}/{name}" if path else f"{site.name}/{name}"
        members = {
            "siteName": site.name,
            "filePath": text,
            "internetPath": self._url("open", quote(text)),
            "downloadPath": self._url("file", quote(text)),
            "fileSize": len(uploaded.content),
        }
        return envelope(0, f"The file '{name}' is stored.", members)

    def _url(self, mode: str, path: str) -> str:
        return f"{self._state.base_urls['probe']}/download/{mode}/{path}"

    def _site(self, request: Request) -> _Site:
        name = request.values.text("SiteName")
        site = self._sites.get(name.lower())
        if site is None:
            raise ApiError(-4, f"There is no site named '{name}'.")
        return site

    def _own_site(self, request: Request) -> _Site:
        app_id, site = self._state.app_id_of(request), self._site(request)
        if site.app_id != app_id:
            raise ApiError(-8, f"The site '{site.name}' belongs to another app.")
        return site

    def _check_token(self, request: Request, action: str) -> None:
        """Check that the site token of a request allows an action.

        Args:
            action: ``upload`` or ``download``.

        Raises:
            ApiError: The token is invalid, has expired, or is for something else: −8.
        """
        values = request.values
        grant = self._grants.get(values.text("Token"))
        if grant is None or grant.expires_at < self._state.clock():
            raise ApiError(-8, "The site token is not one of ours or is no longer valid.")
        if grant.site != values.text("SiteName"):
            raise ApiError(-8, f"The site token is not for the site '{values.text('SiteName')}'.")
        if action not in grant.permissions.lower():
            raise ApiError(-8, f"The site token only allows: {grant.permissions}.")
        # A plain text prefix: a token for ``a`` also allows ``ab``.
        if not values.text("FolderNames").startswith(grant.under_path):
            raise ApiError(-8, f"The site token is only for paths under '{grant.under_path}'.")


def _path(request: Request) -> str:
    """Return the path that a request names, without empty segments."""
    return "/".join(filter(None, request.values.text("FolderNames").split("/")))


def _uploaded_file(request: Request) -> FormFile:
    if not request.form.is_form:
        raise ApiError(-10, "Please send the file in a body of type multipart/form-data.")
    if not request.form.files:
        raise ApiError(-10, "There is no file in the form. Please add one.")
    sent = request.form.files[0]
    if not sent.file_name or set(sent.file_name) & _FORBIDDEN:
        raise ApiError(-10, f"'{sent.file_name}' can not be the name of a file.")
    return sent


def _stored_name(taken: set[str], requested_name: str) -> str:
    """Return a name in lower case and without ``+``; one in use gets ``_`` in front."""
    name = requested_name.lower()
    while name in taken:
        name = f"_{name}"
    # Only now: "a+" and "a" are two names here, and may end as two files of one name.
    return name.replace("+", "")
