"""Status: one HTML page and no API."""

from aiurdesk.sandbox.aspnet.response import Response, html_page
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.state import State


class Status:
    """The page of Status."""

    def __init__(self, state: State) -> None:
        self._state = state

    def service(self) -> WebService:
        """Return the service with its only page. Its ``/doc`` is an empty list."""
        route = Route("Home/Index", self.index, is_documented=False)
        return WebService(id="status", name="Status", has_pages=True, routes=(route,))

    async def index(self, request: Request) -> Response:
        """List the services of the sandbox."""
        rows = "".join(f"<li>{name}: {url}</li>" for name, url in self._state.base_urls.items())
        return html_page("Status", f"<ul>{rows}</ul>")
