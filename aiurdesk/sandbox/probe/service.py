"""Probe: stores files in sites, and serves them."""

from dataclasses import replace

from aiurdesk.sandbox.accounts import READY_APP
from aiurdesk.sandbox.aspnet.response import Response, envelope
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.described_service import described_service
from aiurdesk.sandbox.probe.access import Access, SiteTokens
from aiurdesk.sandbox.probe.files_controller import FilesController
from aiurdesk.sandbox.probe.sites_controller import SitesController
from aiurdesk.sandbox.probe.storage import File, Site
from aiurdesk.sandbox.state import State

READY_SITE = "sandbox"
"""A public site of the ready app, with one file."""
READY_FILE = "hello.txt"


def probe(state: State) -> WebService:
    """Return the service with its routes and a storage with one site."""
    now = state.clock()
    site = Site(READY_APP.id, READY_SITE, True, True, now)
    site.folders[()].append(File(READY_FILE, "Hello from the sandbox, 你好.\n".encode(), now))
    access = Access(state, SiteTokens(state.clock), {site.name: site})
    files = FilesController(access)

    async def index(request: Request) -> Response:
        modes = {"downloadPattern": "file", "playerPattern": "video", "openPattern": "open"}
        members = {name: files.pattern(mode) for name, mode in modes.items()}
        return envelope(0, "Probe of the sandbox is at your service.", members)

    actions = {"home.index": index, **files.actions(), **SitesController(access).actions()}
    return replace(described_service(state, "probe", actions), allows_any_origin=True)
