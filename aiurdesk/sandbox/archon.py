"""Archon: issues access tokens for an app id and its secret."""

from aiurdesk.sandbox.aspnet.response import Response, envelope
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.described_service import described_service
from aiurdesk.sandbox.state import State


class Archon:
    """The actions of Archon."""

    def __init__(self, state: State) -> None:
        self._state = state

    def service(self) -> WebService:
        """Return the service with its routes."""
        actions = {"home.index": self.index, "api.accesstoken": self.access_token}
        return described_service(self._state, "archon", actions)

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
