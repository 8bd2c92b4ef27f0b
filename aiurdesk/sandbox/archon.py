"""Archon: issues access tokens for an app id and its secret."""

from aiurdesk.sandbox.aspnet.binding import BindingSource, Parameter
from aiurdesk.sandbox.aspnet.doc import NOW, TEXT
from aiurdesk.sandbox.aspnet.response import Response, envelope
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.aspnet.validation import guid
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.state import State


class Archon:
    """The actions of Archon."""

    def __init__(self, state: State) -> None:
        self._state = state

    def service(self) -> WebService:
        """Return the service with its routes."""
        parameters = (
            Parameter(
                "appId",
                required=True,
                validators=(guid,),
                member="AppId",
                source=BindingSource.QUERY,
            ),
            Parameter(
                "appSecret",
                required=True,
                validators=(guid,),
                member="AppSecret",
                source=BindingSource.QUERY,
            ),
        )
        return WebService(
            id="archon",
            name="Archon",
            routes=(
                Route("Home/Index", self.index, is_rate_limited=True, is_documented=False),
                Route(
                    "API/AccessToken",
                    self.access_token,
                    parameters,
                    is_rate_limited=True,
                    sample={"accessToken": TEXT, "deadTime": NOW},
                    controller="APIController",
                ),
            ),
        )

    async def index(self, request: Request) -> Response:
        """Publish the public key that verifies access tokens."""
        tokens = self._state.tokens
        members = {"exponent": tokens.exponent, "modulus": tokens.modulus}
        return envelope(0, "Archon of the sandbox is at your service.", members)

    async def access_token(self, request: Request) -> Response:
        """Issue an access token."""
        app = self._state.apps.get(request.values.text("appId"))
        if app is None or app.secret != request.values.text("appSecret"):
            return envelope(-1, "No app has this id and secret.")
        token = self._state.tokens.issue(app.id)
        members = {"accessToken": token.text, "deadTime": token.expires_at}
        return envelope(0, "Here is your access token.", members)
