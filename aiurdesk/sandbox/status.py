"""Status: one HTML page and no API."""

from dataclasses import replace

from aiurdesk.sandbox.aspnet.response import Response, html_page
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.described_service import described_service
from aiurdesk.sandbox.state import State


def status(state: State) -> WebService:
    """Return the service with its only page, which lists the services of the sandbox."""

    async def index(request: Request) -> Response:
        rows = "".join(f"<li>{name}: {url}</li>" for name, url in state.base_urls.items())
        return html_page("Status", f"<ul>{rows}</ul>")

    return replace(described_service(state, "status", {"home.index": index}), has_pages=True)
