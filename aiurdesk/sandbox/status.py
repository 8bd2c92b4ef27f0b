"""Status: one HTML page and no API."""

from dataclasses import replace

from aiurdesk.sandbox.aspnet.response import Response, html_page
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.described_service import described_service
from aiurdesk.sandbox.state import State


class Status:
    """The page of Status."""

    def __init__(self, state: State) -> None:
        self._state = state

    def service(self) -> WebService:
        """Return the service with its only page."""
        actions = {"home.index": self.index}
        return replace(described_service(self._state, "status", actions), has_pages=True)

    async def index(self, request: Request) -> Response:
        """List the services of the sandbox."""
        rows = "".join(f"<li>{name}: {url}</li>" for name, url in self._state.base_urls.items())
        return html_page("Status", f"<ul>{rows}</ul>")
