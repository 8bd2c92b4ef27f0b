"""Wrapgate: short links that redirect to a target or frame it.

The sandbox reaches no other server. So for a link that forwards requests it replies as the real
server does when the target is down.
"""

from html import escape
from itertools import count
from typing import Any, TypeAlias

from aiurdesk.sandbox.aspnet.response import (
    ApiError,
    Response,
    UnhandledError,
    envelope,
    html_page,
    redirect,
)
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.described_service import described_service
from aiurdesk.sandbox.state import State

_PERMANENT_REDIRECT, _FRAME, _REVERSE_PROXY = 1, 2, 3

_Link: TypeAlias = dict[str, Any]
"""A short link of one app, with the members of JSON, as ``ViewMyRecords`` lists them."""


class Wrapgate:
    """The actions of Wrapgate."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._links: list[_Link] = []
        self._ids = count(1)

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
        link: _Link = {
            "id": next(self._ids),
            "appId": self._state.app_id_of(request),
            "recordUniqueName": "",
            "targetUrl": "",
            "type": 0,
            "creationTime": self._state.clock(),
            "enabled": False,
        }
        self._change(link, request, "Type", "TargetUrl")
        self._links.append(link)
        return envelope(0, f"The short link '{link['recordUniqueName']}' is created.")

    async def view_mine(self, request: Request) -> Response:
        """List the app's short links."""
        app_id = self._state.app_id_of(request)
        records = [link for link in self._links if link["appId"] == app_id]
        return envelope(0, "These are your short links.", {"appId": app_id, "records": records})

    async def update(self, request: Request) -> Response:
        """Change name, type, target and state of a short link."""
        link = self._own(request, "OldRecordName")
        self._change(link, request, "NewType", "NewUrl")
        return envelope(0, f"The short link '{link['recordUniqueName']}' is changed.")

    async def delete(self, request: Request) -> Response:
        """Delete a short link."""
        link = self._own(request, "RecordName")
        self._links.remove(link)
        return envelope(0, f"The short link '{link['recordUniqueName']}' is deleted.")

    async def delete_app(self, request: Request) -> Response:
        """Delete the app and its short links. A success has code −6, as on the real server."""
        app_id = self._state.app_id_to_delete(request)
        self._links = [link for link in self._links if link["appId"] != app_id]
        return envelope(-6, "Wrapgate knows nothing of this app.")

    async def wrap(self, request: Request) -> Response:
        """Follow a short link to its target."""
        # Without ``lower``: the pattern of the name has refused capitals.
        link = self._named(request.values.text("RecordName"))
        if link is None or not link["enabled"]:
            return Response(404)
        if link["type"] == _REVERSE_PROXY:
            raise UnhandledError
        query = f"?{request.query_string}" if request.query_string else ""
        # The path is appended even to a target with a query, as on the real server.
        target = f"{link['targetUrl'].rstrip('/')}/{request.values.text('Path')}{query}"
        if link["type"] == _FRAME:
            return _frame_page(target)
        return redirect(target, is_permanent=link["type"] == _PERMANENT_REDIRECT)

    def _named(self, name: str) -> _Link | None:
        return next((link for link in self._links if link["recordUniqueName"] == name), None)

    def _own(self, request: Request, parameter: str) -> _Link:
        app_id, name = self._state.app_id_of(request), request.values.text(parameter)
        link = self._named(name.lower())
        if link is None:
            raise ApiError(-4, f"There is no short link named '{name}'.")
        if link["appId"] != app_id:
            raise ApiError(-8, f"The short link '{name}' belongs to another app.")
        return link

    def _change(self, link: _Link, request: Request, type_: str, url: str) -> None:
        values = request.values
        name = values.text("NewRecordName").lower()
        namesake = self._named(name)
        if namesake is not None and namesake is not link:
            raise ApiError(-7, f"The name '{name}' is taken. Please choose another one.")
        link |= {
            "recordUniqueName": name,
            "targetUrl": values.text(url),
            "type": values.number(type_),
            "enabled": values.boolean("Enabled"),
        }


def _frame_page(target: str) -> Response:
    style = "position:fixed;inset:0;width:100%;height:100%;border:0"
    frame = f'<iframe title="Target of the link" style="{style}" src="{escape(target)}"></iframe>'
    return html_page("Short link", frame)
