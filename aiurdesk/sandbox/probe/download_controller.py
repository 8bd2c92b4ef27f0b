"""The action that serves files."""

from html import escape
from urllib.parse import quote

from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.response import HTML, ApiError, Response, UnhandledError
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.probe.access import Access
from aiurdesk.sandbox.probe.file_response import OCTET_STREAM, file_response, media_type
from aiurdesk.sandbox.probe.file_urls import FileUrls
from aiurdesk.sandbox.probe.storage import File, Site, folder_names

_PATH = "/{SiteName}/{**FolderNames}"
_NOT_FOUND = Response(404)


class DownloadController:
    """Opens, downloads and plays files. ``w`` and ``square`` do not resize images."""

    def __init__(self, access: Access, file_urls: FileUrls) -> None:
        self._access = access
        self._file_urls = file_urls

    def routes(self) -> tuple[Route, ...]:
        """Return the route of this controller."""
        return (
            Route(
                f"Download/File{_PATH}",
                self.open,
                (Parameter("FolderNames"), Parameter("SiteName"), Parameter("token")),
                other_paths=(f"Download/Open{_PATH}", f"Download/Video{_PATH}"),
                action="Open",
            ),
        )

    async def open(self, request: Request) -> Response:
        """Open, download or play a file, by the second segment of the path."""
        name, path = request.values.text("SiteName"), request.values.text("FolderNames")
        site = self._access.storage.site(name)
        if site is None:
            return _NOT_FOUND
        if not site.is_open_to_download:
            token = request.values.text("token")
            self._access.site_tokens.require(token, "download", name, path)
        file = self._file(site, path)
        if file is None:
            return _NOT_FOUND
        # The path begins with a slash, so the second segment has index 2.
        mode = request.path.split("/")[2].lower()
        if mode == "video":
            # The player asks for the file itself, so it needs the token, too.
            address = self._file_urls.file_url("open", name, path)
            return _player(file.name, address, request.values.text("token"))
        return file_response(
            file, OCTET_STREAM if mode == "file" else media_type(file.name), request.headers
        )

    def _file(self, site: Site, path: str) -> File | None:
        if not path:
            raise ApiError(-4, "The root folder is no file.")
        names = folder_names(path)
        if not names:
            raise UnhandledError
        folder = self._access.storage.locate(site.root, names[:-1], create=False)
        return None if folder is None else folder.file(names[-1])


def _player(name: str, address: str, token: str) -> Response:
    source = f"{address}?token={quote(token, safe='')}" if token else address
    page = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(name)}</title>'
        f'</head><body><video controls aria-label="{escape(name)}"><source src="{escape(source)}">'
        f"</video></body></html>"
    )
    return Response(200, page.encode(), HTML)
