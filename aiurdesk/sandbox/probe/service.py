"""Probe: stores files in sites, and serves them.

Source:
    reference/aiursoft-api.md, section 5; recorded/infrastructures-2020-probe.jsonl.
"""

from dataclasses import replace
from datetime import timedelta
from html import escape
from urllib.parse import quote

from aiurdesk.sandbox.accounts import READY_APP
from aiurdesk.sandbox.aspnet.form import FormFile
from aiurdesk.sandbox.aspnet.response import (
    ApiError,
    Response,
    UnhandledError,
    envelope,
    html_page,
)
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.described_service import Action, Actions, described_service
from aiurdesk.sandbox.probe.storage import (
    OCTET_STREAM,
    File,
    Site,
    file_response,
    media_type,
    stored_name,
)
from aiurdesk.sandbox.state import State
from aiurdesk.sandbox.tokens import TokenIssuer

READY_SITE = "sandbox"
"""A public site of the ready app, with one file."""
READY_FILE = "hello.txt"
CAPACITY_BYTES = 256 * 2**20
"""Maximum size of all stored files together. They are kept in memory."""
_FORBIDDEN = set("\\/:|'\"*<>?\0\r\n\u2028\u2029")
"""Characters that file names must not contain."""


class Probe:
    """The actions of Probe. ``w`` and ``square`` do not resize images."""

    def __init__(self, state: State, capacity_bytes: int = CAPACITY_BYTES) -> None:
        self._state = state
        self._capacity_bytes = capacity_bytes
        # Another key than that of access tokens, so neither is taken for the other.
        self._site_tokens = TokenIssuer(state.clock)
        site = Site(READY_APP.id, READY_SITE, True, True, state.clock())
        content = "Hello from the sandbox, 你好.\n".encode()
        site.folder("").append(File(READY_FILE, content, state.clock()))
        self._sites = {site.name: site}

    def service(self) -> WebService:
        """Return the service with its routes and one site."""
        download = Action(self.download, optional=("FolderNames",))
        actions: Actions = {
            "home.index": self.index,
            "sites.createnewsite": self.create_site,
            "sites.viewmysites": self.view_sites,
            "sites.viewsitedetail": Action(self.view_site, optional=("SiteName", "AccessToken")),
            "sites.updatesiteinfo": self.update_site,
            "sites.deletesite": self.delete_site,
            "sites.deleteapp": self.delete_app,
            "folders.viewcontent": self.view_folder,
            "folders.createnewfolder": self.create_folder,
            "folders.deletefolder": self.delete_folder,
            "token.gettoken": self.get_token,
            "files.uploadfile": self.upload,
            "files.deletefile": self.delete_file,
            "files.copyfile": self.copy,
            "download.open": download,
            "download.file": download,
            "download.video": download,
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
        self._ensure_free(name)
        is_open = values.boolean("OpenToUpload"), values.boolean("OpenToDownload")
        self._sites[name] = Site(app_id, name, *is_open, self._state.clock())
        return envelope(0, f"The site '{name}' is created.")

    async def view_sites(self, request: Request) -> Response:
        """List the app's sites."""
        app_id = self._state.app_id_of(request)
        sites = [site.members() for site in self._sites.values() if site.app_id == app_id]
        return envelope(0, "These are your sites.", {"appId": app_id, "sites": sites})

    async def view_site(self, request: Request) -> Response:
        """Return one site and its size. A missing name fails, as on the real server."""
        # The token is checked before the name, and not by validation. So a missing token gets −8.
        app_id = self._state.app_id_of(request)
        if not request.values.text("SiteName"):
            raise UnhandledError
        site = self._own_site(request)
        members = {"appId": app_id, "site": site.members(), "size": site.size_bytes()}
        return envelope(0, "This is your site.", members)

    async def update_site(self, request: Request) -> Response:
        """Rename a site and change whether it is public."""
        site, values = self._own_site(request, "OldSiteName"), request.values
        name = values.text("NewSiteName").lower()
        if name != site.name:
            self._ensure_free(name)
        del self._sites[site.name]
        self._sites[name], site.name = site, name
        site.is_open_to_upload = values.boolean("OpenToUpload")
        site.is_open_to_download = values.boolean("OpenToDownload")
        return envelope(0, f"The site '{name}' is changed.")

    async def delete_site(self, request: Request) -> Response:
        """Delete a site and all its files."""
        site = self._own_site(request)
        del self._sites[site.name]
        return envelope(0, f"The site '{site.name}' is deleted.")

    async def delete_app(self, request: Request) -> Response:
        """Delete the app and its sites. A success has code −6, as on the real server."""
        app_id = self._state.app_id_to_delete(request)
        self._sites = {n: site for n, site in self._sites.items() if site.app_id != app_id}
        return envelope(-6, "Probe knows nothing of this app.")

    async def view_folder(self, request: Request) -> Response:
        """List a folder, without the content of its subfolders."""
        members = self._own_site(request).folder_members(_path(request))
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

    async def delete_folder(self, request: Request) -> Response:
        """Delete a folder and everything below it."""
        site, path = self._own_site(request), _path(request)
        if not path:
            raise ApiError(-7, "The root folder can only be deleted with its site.")
        site.folder(path)
        site.delete_folder(path)
        return envelope(0, f"The folder '{path.rpartition('/')[2]}' is deleted.")

    async def get_token(self, request: Request) -> Response:
        """Issue a token for a site of the app. The name must match exactly."""
        site, values = self._own_site(request), request.values
        # ``_own_site`` ignores case.
        if site.name != values.text("SiteName"):
            raise ApiError(-4, f"There is no site named '{values.text('SiteName')}'.")
        members = {
            "siteName": site.name,
            "underPath": values.text_or_none("UnderPath"),
            "permissions": values.text("Permissions"),
        }
        lifespan = timedelta(seconds=values.number("LifespanSeconds"))
        token = self._site_tokens.sign(members, lifespan)
        until = f"{token.expires_at:%Y-%m-%d %H:%M:%S}"
        return envelope(0, f"Your site token works until {until} UTC.", {"value": token.text})

    async def download(self, request: Request) -> Response:
        """Open, download or play a file, by the second segment of the path."""
        values = request.values
        site = self._sites.get(values.text("SiteName").lower())
        if site is None:
            return Response(404)
        if not site.is_open_to_download:
            self._check_token(request, "download")
        if not values.text("FolderNames"):
            raise ApiError(-4, "The root folder is not a file.")
        path = _file_path(request)
        file = site.file(path)
        if file is None:
            return Response(404)
        # The path begins with a slash, so the second segment has index 2.
        mode = request.path.split("/")[2].lower()
        if mode == "video":
            address = self._url("open", quote(f"{site.name}/{path}"))
            return _player(file.name, address, values.text("token"))
        type_ = media_type(file.name) if mode == "open" else OCTET_STREAM
        return file_response(file, type_, request.headers)

    async def upload(self, request: Request) -> Response:
        """Store the first file of a multipart body. Further files are ignored, as in 2020."""
        site, path = self._site(request), _path(request)
        if not site.is_open_to_upload:
            self._check_token(request, "upload")
        site.folder(path, create=request.values.boolean("recursiveCreate"))
        uploaded = _uploaded_file(request)
        size = sum(site.size_bytes() for site in self._sites.values())
        if size + len(uploaded.content) > self._capacity_bytes:
            raise ApiError(-7, "The sandbox keeps up to 256 MB of files, and they are full.")
        return self._stored(site, path, uploaded.file_name, uploaded.content)

    async def delete_file(self, request: Request) -> Response:
        """Delete a file."""
        files, file = self._own_file(request)
        files.remove(file)
        return envelope(0, f"The file '{file.name}' is deleted.")

    async def copy(self, request: Request) -> Response:
        """Copy a file into a folder. Create the folder when it is missing."""
        _, file = self._own_file(request)
        target = self._own_site(request, "TargetSiteName")
        path = _path(request, "TargetFolderNames")
        target.folder(path, create=True)
        # Without a check for room: both files share one content.
        return self._stored(target, path, file.name, file.content, is_copy=True)

    def _stored(
        self, site: Site, path: str, requested_name: str, content: bytes, *, is_copy: bool = False
    ) -> Response:
        files = site.folder(path)
        name = stored_name((file.name for file in files), requested_name)
        files.append(File(name, content, self._state.clock()))
        text = f"{site.name}/{path}/{name}" if path else f"{site.name}/{name}"
        members = {
            "siteName": site.name,
            "filePath": text,
            "internetPath": self._url("open", quote(text)),
            # The real server sends no download URL for a copy.
            "downloadPath": None if is_copy else self._url("file", quote(text)),
            "fileSize": len(content),
        }
        return envelope(0, f"The file '{name}' is stored.", members)

    def _url(self, mode: str, path: str) -> str:
        return f"{self._state.base_urls['probe']}/download/{mode}/{path}"

    def _ensure_free(self, name: str) -> None:
        if name in self._sites:
            raise ApiError(-7, f"The name '{name}' is taken. Please choose another one.")

    def _site(self, request: Request, parameter: str = "SiteName") -> Site:
        name = request.values.text(parameter)
        site = self._sites.get(name.lower())
        if site is None:
            raise ApiError(-4, f"There is no site named '{name}'.")
        return site

    def _own_site(self, request: Request, parameter: str = "SiteName") -> Site:
        app_id, site = self._state.app_id_of(request), self._site(request, parameter)
        if site.app_id != app_id:
            raise ApiError(-8, f"The site '{site.name}' belongs to another app.")
        return site

    def _own_file(self, request: Request) -> tuple[list[File], File]:
        """Return a file and the files of its folder."""
        path, site = _file_path(request), self._own_site(request)
        folder, _, name = path.rpartition("/")
        files, file = site.folder(folder), site.file(path)
        if file is None:
            raise ApiError(-4, f"There is no file '{name}' in this folder.")
        return files, file

    def _check_token(self, request: Request, action: str) -> None:
        """Check that the site token of a request allows an action.

        Args:
            action: ``upload`` or ``download``.

        Raises:
            ApiError: The token is invalid, has expired, or is for something else: −8.
        """
        values = request.values
        grant = self._site_tokens.verified(values.text("Token"))
        if grant["siteName"] != values.text("SiteName"):
            raise ApiError(-8, f"The site token is not for the site '{values.text('SiteName')}'.")
        if action not in grant["permissions"].lower():
            raise ApiError(-8, f"The site token only allows: {grant['permissions']}.")
        # A token without a path is for the whole site.
        under_path = grant["underPath"] or ""
        # A plain text prefix: a token for ``a`` also allows ``ab``.
        if not values.text("FolderNames").startswith(under_path):
            raise ApiError(-8, f"The site token is only for paths under '{under_path}'.")


def _path(request: Request, parameter: str = "FolderNames") -> str:
    """Return the path that a request names, without empty segments."""
    return "/".join(filter(None, request.values.text(parameter).split("/")))


def _file_path(request: Request) -> str:
    """Return the path of a file; one of slashes fails, as on the real server."""
    path = _path(request)
    if not path:
        raise UnhandledError
    return path


def _player(name: str, address: str, token: str) -> Response:
    # The player asks for the file itself, so it needs the token, too.
    source = f"{address}?token={quote(token, safe='')}" if token else address
    video = f'<video controls aria-label="{escape(name)}"><source src="{escape(source)}"></video>'
    return html_page(escape(name), video)


def _uploaded_file(request: Request) -> FormFile:
    if not request.form.is_form:
        raise ApiError(-10, "Please send the file in a body of type multipart/form-data.")
    if not request.form.files:
        raise ApiError(-10, "There is no file in the form. Please add one.")
    sent = request.form.files[0]
    if not sent.file_name or set(sent.file_name) & _FORBIDDEN:
        raise ApiError(-10, f"'{sent.file_name}' can not be the name of a file.")
    return sent
