"""The actions that store, copy and delete files."""

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.binding import BindingSource, Parameter
from aiurdesk.sandbox.aspnet.doc import TEXT
from aiurdesk.sandbox.aspnet.form import FormFile
from aiurdesk.sandbox.aspnet.response import ApiError, Response, UnhandledError, envelope
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.probe.access import Access
from aiurdesk.sandbox.probe.file_urls import FileUrls
from aiurdesk.sandbox.probe.storage import FORBIDDEN, File, Folder, folder_names, stored_name

CAPACITY_BYTES = 256 * 2**20
"""Maximum size of all stored files together. They are kept in memory."""

_TOKEN = Parameter("AccessToken", required=True)
_SITE = Parameter("SiteName", required=True)
_FILE_PATH = Parameter("FolderNames", required=True)
_PATH = "/{SiteName}/{**FolderNames}"
_POST = ("POST",)
_SAMPLE = {
    "siteName": TEXT,
    "filePath": TEXT,
    "internetPath": TEXT,
    "downloadPath": TEXT,
    "fileSize": 0,
}


class FilesController:
    """Uploads, copies and deletes files."""

    def __init__(
        self, access: Access, file_urls: FileUrls, capacity_bytes: int = CAPACITY_BYTES
    ) -> None:
        self._access = access
        self._storage = access.storage
        self._file_urls = file_urls
        self._capacity_bytes = capacity_bytes

    def routes(self) -> tuple[Route, ...]:
        """Return the routes of this controller."""
        recursive = Parameter(
            "recursiveCreate",
            ParameterKind.BOOLEAN,
            member="RecursiveCreate",
            source=BindingSource.QUERY,
        )
        targets = (
            Parameter("TargetSiteName", required=True),
            Parameter("TargetFolderNames", required=True),
        )
        return (
            Route(
                f"Files/UploadFile{_PATH}",
                self.upload,
                (Parameter("Token"), _SITE, Parameter("FolderNames"), recursive),
                _POST,
                is_rate_limited=True,
                sample=_SAMPLE,
            ),
            Route(
                f"Files/DeleteFile{_PATH}",
                self.delete,
                (_TOKEN, _SITE, _FILE_PATH),
                _POST,
                is_rate_limited=True,
            ),
            Route(
                f"Files/CopyFile{_PATH}",
                self.copy,
                (_TOKEN, _SITE, _FILE_PATH, *targets),
                _POST,
                is_rate_limited=True,
                sample=_SAMPLE,
            ),
        )

    async def upload(self, request: Request) -> Response:
        """Store the first file of a multipart body. Further files are ignored, as in 2020."""
        name = request.values.text("SiteName")
        site = self._storage.site(name)
        if site is None:
            raise ApiError(-4, f"There is no site named '{name}'.")
        path = request.values.text("FolderNames")
        if not site.is_open_to_upload:
            token = request.values.text("Token")
            self._access.site_tokens.require(token, "upload", name, path)
        names = folder_names(path)
        create = request.values.boolean("recursiveCreate")
        folder = self._storage.locate(site.root, names, create=create)
        if folder is None:
            raise ApiError(-4, f"There is no folder '{path}' in this site.")
        uploaded = _uploaded_file(request)
        self._ensure_room(len(uploaded.content))
        file = self._store(folder, uploaded.file_name, uploaded.content)
        return self._file_response(name, names, file, is_upload=True)

    async def delete(self, request: Request) -> Response:
        """Delete a file."""
        folder, name = self._source(request)
        file = _file_in(folder, name)
        folder.files.remove(file)
        return envelope(0, f"The file '{file.name}' is deleted.")

    async def copy(self, request: Request) -> Response:
        """Copy a file into a folder. Create the folder when it is missing."""
        folder, name = self._source(request)
        target_site = request.values.text("TargetSiteName")
        names = folder_names(request.values.text("TargetFolderNames"))
        target = self._access.own_folder(
            request.values.text("AccessToken"), target_site, names, create=True
        )
        file = _file_in(folder, name)
        # Without a check for room: both files share one content.
        copied = self._store(target, file.name, file.content)
        return self._file_response(target_site, names, copied, is_upload=False)

    def _source(self, request: Request) -> tuple[Folder, str]:
        """Return folder and name of the file. A path of slashes fails, as on the real server."""
        names = folder_names(request.values.text("FolderNames"))
        if not names:
            raise UnhandledError
        token, site = request.values.text("AccessToken"), request.values.text("SiteName")
        return self._access.own_folder(token, site, names[:-1]), names[-1]

    def _store(self, folder: Folder, wanted: str, content: bytes) -> File:
        name = stored_name((file.name for file in folder.files), wanted)
        file = File(name, content, self._access.state.clock())
        folder.files.append(file)
        return file

    def _ensure_room(self, size_bytes: int) -> None:
        if self._storage.size_bytes() + size_bytes > self._capacity_bytes:
            raise ApiError(-7, "The sandbox keeps up to 256 MB of files, and they are full.")

    def _file_response(
        self, site: str, names: list[str], file: File, *, is_upload: bool
    ) -> Response:
        path = "/".join([*names, file.name])
        # The real server sends no download URL for a copy.
        download = self._file_urls.file_url("file", site, path) if is_upload else None
        members = {
            "siteName": site,
            "filePath": f"{site}/{path}",
            "internetPath": self._file_urls.file_url("open", site, path),
            "downloadPath": download,
            "fileSize": len(file.content),
        }
        return envelope(0, f"The file '{file.name}' is stored.", members)


def _uploaded_file(request: Request) -> FormFile:
    if not request.form.is_form:
        raise ApiError(-10, "Please send the file in a body of type multipart/form-data.")
    if not request.form.files:
        raise ApiError(-10, "There is no file in the form. Please add one.")
    sent = request.form.files[0]
    if not sent.file_name or set(sent.file_name) & set(FORBIDDEN):
        raise ApiError(-10, f"'{sent.file_name}' can not be the name of a file.")
    return sent


def _file_in(folder: Folder, name: str) -> File:
    file = folder.file(name)
    if file is None:
        raise ApiError(-4, f"There is no file '{name}' in this folder.")
    return file
