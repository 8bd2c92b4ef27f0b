"""Wrapgate: short links that redirect to a target or frame it.

The sandbox reaches no other server. So for a link that forwards requests it replies as the real
server does when the target is down.
"""

from dataclasses import dataclass
from datetime import datetime
from html import escape

from aiurdesk.sandbox.aspnet.response import (
    HTML,
    ApiError,
    Response,
    UnhandledError,
    envelope,
    redirect,
)
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.described_service import described_service
from aiurdesk.sandbox.state import State

_PERMANENT_REDIRECT, _FRAME, _REVERSE_PROXY = 1, 2, 3


@dataclass(slots=True)
class _Link:
    """A short link of one app."""

    id: int
    app_id: str
    name: str
    created_at: datetime
    target_url: str = ""
    type: int = 0
    enabled: bool = False

    def members(self) -> dict[str, object]:
        """Return the JSON members of the link."""
        return {
            "id": self.id,
            "appId": self.app_id,
            "recordUniqueName": self.name,
            "targetUrl": self.target_url,
            "type": self.type,
            "creationTime": self.created_at,
            "enabled": self.enabled,
        }


class Wrapgate:
    """The actions of Wrapgate."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._links: dict[str, _Link] = {}
        self._last_id = 0

    def service(self) -> WebService:
        """Return the service with its routes and no links."""
        actions = {
            "home.index": self.index,
            "records.createnewrecord": self.create,
            "records.viewmyrecords": self.view_mine,
            "records.updaterecordinfo": self.update,
            "records.deleterecord": self.delete,
            "records.deleteapp": self.delete_app,
            "wrap.wrap": self.wrap,
        }
        return described_service(self._state, "wrapgate", actions)

    async def index(self, request: Request) -> Response:
        """Return the pattern of short links."""
        pattern = f"{self._state.base_urls['wrapgate']}/wrap/{{wrap}}"
        return envelope(0, "Wrapgate of the sandbox is at your service.", {"wrapPattern": pattern})

    async def create(self, request: Request) -> Response:
        """Create a short link with a name that is not in use."""
        app_id = self._app_id(request)
        self._last_id += 1
        link = _Link(self._last_id, app_id, "", self._state.clock())
        self._change(link, request, "Type", "TargetUrl")
        return envelope(0, f"The short link '{link.name}' is created.")

    async def view_mine(self, request: Request) -> Response:
        """List the app's short links."""
        app_id = self._app_id(request)
        # A renamed link moves to the end of the dict.
        links = sorted(self._links.values(), key=lambda link: link.id)
        records = [link.members() for link in links if link.app_id == app_id]
        return envelope(0, "These are your short links.", {"appId": app_id, "records": records})

    async def update(self, request: Request) -> Response:
        """Change name, type, target and state of a short link."""
        link = self._own(request, "OldRecordName")
        self._change(link, request, "NewType", "NewUrl")
        return envelope(0, f"The short link '{link.name}' is changed.")

    async def delete(self, request: Request) -> Response:
        """Delete a short link."""
        link = self._own(request, "RecordName")
        del self._links[link.name]
        return envelope(0, f"The short link '{link.name}' is deleted.")

    async def delete_app(self, request: Request) -> Response:
        """Delete the app and its short links. A success has code −6, as on the real server."""
        app_id = self._app_id(request)
        if request.values.text("AppId") != app_id:
            raise ApiError(-8, "This access token belongs to another app.")
        self._links = {n: link for n, link in self._links.items() if link.app_id != app_id}
        return envelope(-6, "Wrapgate knows nothing of this app.")

    async def wrap(self, request: Request) -> Response:
        """Follow a short link to its target."""
        # Without ``lower``: the pattern of the name has refused capitals.
        link = self._links.get(request.values.text("RecordName"))
        if link is None or not link.enabled:
            return Response(404)
        if link.type == _REVERSE_PROXY:
            raise UnhandledError
        query = f"?{request.query_string}" if request.query_string else ""
        # The path is appended even to a target with a query, as on the real server.
        target = f"{link.target_url.rstrip('/')}/{request.values.text('Path')}{query}"
        if link.type == _FRAME:
            return _frame_page(target)
        return redirect(target, is_permanent=link.type == _PERMANENT_REDIRECT)

    def _app_id(self, request: Request) -> str:
        return self._state.tokens.app_id(request.values.text("AccessToken"))

    def _own(self, request: Request, parameter: str) -> _Link:
        app_id, name = self._app_id(request), request.values.text(parameter)
        link = self._links.get(name.lower())
        if link is None:
            raise ApiError(-4, f"There is no short link named '{name}'.")
        if link.app_id != app_id:
            raise ApiError(-8, f"The short link '{name}' belongs to another app.")
        return link

    def _change(self, link: _Link, request: Request, type_: str, url: str) -> None:
        name = request.values.text("NewRecordName").lower()
        if self._links.get(name, link) is not link:
            raise ApiError(-7, f"The name '{name}' is taken. Please choose another one.")
        self._links.pop(link.name, None)
        self._links[name], link.name = link, name
        link.type, link.target_url = request.values.number(type_), request.values.text(url)
        link.enabled = request.values.boolean("Enabled")


def _frame_page(target: str) -> Response:
    style = "html,body,iframe{margin:0;border:0;width:100%;height:100%}"
    page = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Short link</title>'
        f'<style>{style}</style></head><body><iframe title="Target of the short link"'
        f' src="{escape(target)}"></iframe></body></html>'
    )
    return Response(200, page.encode(), HTML)
