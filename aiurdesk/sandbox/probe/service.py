"""Probe: stores files in sites, and serves them."""

from datetime import datetime

from aiurdesk.sandbox.accounts import READY_APP
from aiurdesk.sandbox.aspnet.response import Response, envelope
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.probe.access import Access, SiteTokens
from aiurdesk.sandbox.probe.download_controller import DownloadController
from aiurdesk.sandbox.probe.file_urls import FileUrls
from aiurdesk.sandbox.probe.files_controller import FilesController
from aiurdesk.sandbox.probe.folders_controller import FoldersController
from aiurdesk.sandbox.probe.sites_controller import SitesController
from aiurdesk.sandbox.probe.storage import File, Site, Storage
from aiurdesk.sandbox.probe.token_controller import TokenController
from aiurdesk.sandbox.state import State

ID = "probe"
READY_SITE = "sandbox"
"""A public site of the ready app, with one file."""
READY_FILE = "hello.txt"


def probe(state: State) -> WebService:
    """Return the service with its routes and a storage with one site."""
    storage = _seeded_storage(state.clock())
    access = Access(state, storage, SiteTokens(state.clock))
    file_urls = FileUrls(state, ID)

    async def index(request: Request) -> Response:
        members = {
            "downloadPattern": file_urls.pattern("file"),
            "playerPattern": file_urls.pattern("video"),
            "openPattern": file_urls.pattern("open"),
        }
        return envelope(0, "Probe of the sandbox is at your service.", members)

    return WebService(
        id=ID,
        name="Probe",
        allows_any_origin=True,
        routes=(
            Route("Home/Index", index, is_rate_limited=True, is_documented=False),
            *DownloadController(access, file_urls).routes(),
            *FilesController(access, file_urls).routes(),
            *FoldersController(access).routes(),
            *SitesController(access).routes(),
            *TokenController(access).routes(),
        ),
    )


def _seeded_storage(now: datetime) -> Storage:
    storage = Storage()
    root = storage.new_root()
    root.files.append(File(READY_FILE, "Hello from the sandbox, 你好.\n".encode(), now))
    storage.sites.append(Site(READY_APP.id, READY_SITE, True, True, now, root))
    return storage
