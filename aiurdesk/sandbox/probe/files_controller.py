"""The actions on the files of a site."""

from html import escape
from urllib.parse import quote

from aiurdesk.sandbox.aspnet.form import FormFile
from aiurdesk.sandbox.aspnet.response import HTML, ApiError, Response, UnhandledError, envelope
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.described_service import Action, Actions
from aiurdesk.sandbox.probe.access import Access, existing
from aiurdesk.sandbox.probe.file_response import OCTET_STREAM, file_response, media_type
from aiurdesk.sandbox.probe.storage import FORBIDDEN, File, Path, Site, folder_path, stored_name

CAPACITY_BYTES = 256 * 2**20
"""Maximum size of all stored files together. They are kept in memory."""


class FilesController:
    """Uploads, serves, copies and deletes files. ``w`` and ``square`` do not resize images."""

    def __init__(self, access: Access, capacity_bytes: int = CAPACITY_BYTES) -> None:
        self._access = access
        self._capacity_bytes = capacity_bytes

    def actions(self) -> Actions:
        """Return the actions of this controller."""
        download = Action(self.download, optional=("FolderNames",))
        return {
            "download.open": download,
            "download.file": download,
            "download.video": download,
            "files.uploadfile": self.upload,
            "files.deletefile": self.delete,
            "files.copyfile": self.copy,
        }

    def pattern(self, mode: str) -> str:
        """Return the URL of files, with ``{0}`` for the name of the site.

        Args:
            mode: ``open``, ``file`` or ``video``.
        """
        return f"{self._access.state.base_urls['probe']}/download/{mode}/{{0}}"

    async def download(self, request: Request) -> Response:
        """Open, download or play a file, by the second segment of the path."""
        name, path = request.values.text("SiteName"), request.values.text("FolderNames")
        token = request.values.text("token")
        site = self._access.sites.get(name.lower())
        if site is None:
            return Response(404)
        if not site.is_open_to_download:
            self._access.site_tokens.require(token, "download", name, path)
        if not path:
            raise ApiError(-4, "The root folder is not a file.")
        file = site.file(_file_path(path))
        if file is None:
            return Response(404)
        # The path begins with a slash, so the second segment has index 2.
        mode = request.path.split("/")[2].lower()
        if mode == "video":
            return _player(file.name, self._url("open", name, path), token)
        type_ = OCTET_STREAM if mode == "file" else media_type(file.name)
        return file_response(file, type_, request.headers)

    async def upload(self, request: Request) -> Response:
        """Store the first file of a multipart body. Further files are ignored, as in 2020."""
        values = request.values
        name, text = values.text("SiteName"), values.text("FolderNames")
        site = self._access.site(name)
        if not site.is_open_to_upload:
            self._access.site_tokens.require(values.text("Token"), "upload", name, text)
        path = existing(site, folder_path(text), create=values.boolean("recursiveCreate"))
        uploaded = _uploaded_file(request)
        size = sum(site.size_bytes() for site in self._access.sites.values())
        if size + len(uploaded.content) > self._capacity_bytes:
            raise ApiError(-7, "The sandbox keeps up to 256 MB of files, and they are full.")
        return self._stored(site, path, uploaded.file_name, uploaded.content)

    async def delete(self, request: Request) -> Response:
        """Delete a file."""
        site, path, file = self._own_file(request)
        site.folders[path[:-1]].remove(file)
        return envelope(0, f"The file '{file.name}' is deleted.")

    async def copy(self, request: Request) -> Response:
        """Copy a file into a folder. Create the folder when it is missing."""
        _, _, file = self._own_file(request)
        target = self._access.own_site(request, "TargetSiteName")
        path = folder_path(request.values.text("TargetFolderNames"))
        existing(target, path, create=True)
        # Without a check for room: both files share one content.
        return self._stored(target, path, file.name, file.content, is_copy=True)

    def _own_file(self, request: Request) -> tuple[Site, Path, File]:
        path = _file_path(request.values.text("FolderNames"))
        site = self._access.own_site(request)
        existing(site, path[:-1])
        file = site.file(path)
        if file is None:
            raise ApiError(-4, f"There is no file '{path[-1]}' in this folder.")
        return site, path, file

    def _stored(
        self, site: Site, path: Path, requested_name: str, content: bytes, *, is_copy: bool = False
    ) -> Response:
        files = site.folders[path]
        name = stored_name((file.name for file in files), requested_name)
        files.append(File(name, content, self._access.state.clock()))
        text = "/".join((*path, name))
        members = {
            "siteName": site.name,
            "filePath": f"{site.name}/{text}",
            "internetPath": self._url("open", site.name, text),
            # The real server sends no download URL for a copy.
            "downloadPath": None if is_copy else self._url("file", site.name, text),
            "fileSize": len(content),
        }
        return envelope(0, f"The file '{name}' is stored.", members)

    def _url(self, mode: str, site: str, path: str) -> str:
        return f"{self.pattern(mode).format(site)}/{quote(path)}"


def _file_path(text: str) -> Path:
    """Return the path of a file; one of slashes fails, as on the real server."""
    path = folder_path(text)
    if not path:
        raise UnhandledError
    return path


def _player(name: str, address: str, token: str) -> Response:
    # The player asks for the file itself, so it needs the token, too.
    source = f"{address}?token={quote(token, safe='')}" if token else address
    page = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(name)}</title>'
        f'</head><body><video controls aria-label="{escape(name)}"><source src="{escape(source)}">'
        f"</video></body></html>"
    )
    return Response(200, page.encode(), HTML)


def _uploaded_file(request: Request) -> FormFile:
    if not request.form.is_form:
        raise ApiError(-10, "Please send the file in a body of type multipart/form-data.")
    if not request.form.files:
        raise ApiError(-10, "There is no file in the form. Please add one.")
    sent = request.form.files[0]
    if not sent.file_name or set(sent.file_name) & set(FORBIDDEN):
        raise ApiError(-10, f"'{sent.file_name}' can not be the name of a file.")
    return sent
