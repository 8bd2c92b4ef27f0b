"""Archon: turns an app id and its secret into an access token."""

from aiurdesk.sandbox.aspnet.answer import Answer, envelope
from aiurdesk.sandbox.aspnet.binding import Field, Source
from aiurdesk.sandbox.aspnet.check import guid
from aiurdesk.sandbox.aspnet.doc import NOW, TEXT
from aiurdesk.sandbox.aspnet.routing import Call, Route
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.state import State


class Archon:
    """The actions of Archon."""

    def __init__(self, state: State) -> None:
        self._state = state

    def service(self) -> WebService:
        """Return the service with its routes."""
        fields = (
            Field("appId", required=True, checks=(guid,), member="AppId", source=Source.QUERY),
            Field(
                "appSecret", required=True, checks=(guid,), member="AppSecret", source=Source.QUERY
            ),
        )
        return WebService(
            id="archon",
            name="Archon",
            routes=(
                Route("Home/Index", self.index, is_limited=True, is_documented=False),
                Route(
                    "API/AccessToken",
                    self.access_token,
                    fields,
                    is_limited=True,
                    sample={"accessToken": TEXT, "deadTime": NOW},
                    controller="APIController",
                ),
            ),
        )

    async def index(self, call: Call) -> Answer:
        """Publish the key that access tokens are checked with."""
        tokens = self._state.tokens
        members = {"exponent": tokens.exponent, "modulus": tokens.modulus}
        return envelope(0, "Archon of the sandbox is at your service.", members)

    async def access_token(self, call: Call) -> Answer:
        """Issue a token."""
        app = self._state.apps.get(call.values.text("appId"))
        if app is None or app.secret != call.values.text("appSecret"):
            return envelope(-1, "No app has this id and secret.")
        token = self._state.tokens.issue(app.id)
        members = {"accessToken": token.text, "deadTime": token.dead_at}
        return envelope(0, "Here is your access token.", members)
