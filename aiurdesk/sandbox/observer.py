"""Observer: stores the events that apps log."""

from datetime import timedelta
from typing import Any

from aiurdesk.sandbox.aspnet.response import Response, envelope
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.described_service import described_service
from aiurdesk.sandbox.state import State

_RETENTION = timedelta(days=7)


class Observer:
    """The actions of Observer."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._events: list[dict[str, Any]] = []
        """With the members of JSON, as ``View`` lists them."""

    def service(self) -> WebService:
        """Return the service with its routes."""
        actions = {"home.index": self.index, "event.log": self.log, "event.view": self.view}
        return described_service(self._state, "observer", actions)

    async def index(self, request: Request) -> Response:
        """Answer a request to the root."""
        return envelope(0, "Observer of the sandbox is at your service.")

    async def log(self, request: Request) -> Response:
        """Store an event of the calling app."""
        values = request.values
        event = {
            "appId": self._state.app_id_of(request),
            "message": values.text_or_none("Message"),
            "stackTrace": values.text_or_none("StackTrace"),
            "eventLevel": values.number("EventLevel"),
            "path": values.text_or_none("Path"),
            "logTime": self._state.clock(),
        }
        self._events.append(event)
        return envelope(0, "Your event is stored.")

    async def view(self, request: Request) -> Response:
        """List the app's events of the last week, grouped by message."""
        app_id = self._state.app_id_of(request)
        oldest = self._state.clock() - _RETENTION
        self._events = [event for event in self._events if event["logTime"] > oldest]
        groups: dict[str | None, list[dict[str, Any]]] = {}
        for event in self._events:
            if event["appId"] == app_id:
                groups.setdefault(event["message"], []).append(event)
        logs = [
            # The API calls it first; it is the newest event with this message.
            {"message": message, "count": len(events), "first": events[-1]}
            for message, events in groups.items()
        ]
        return envelope(0, "Here are your events.", {"appId": app_id, "logs": logs})
