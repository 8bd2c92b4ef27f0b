"""Directory: the parts of the service that a sign-in needs.

These are apps and their access tokens, the sign-in pages, and the profile of the signed-in user.

Source:
    reference/aiursoft-api.md, generation 2023-2025; recorded/infrastructures-2025-directory.jsonl.
"""

from dataclasses import replace

from aiurdesk.sandbox.aspnet.binding import email
from aiurdesk.sandbox.aspnet.generation_2023 import envelope_2023
from aiurdesk.sandbox.aspnet.response import Response
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.described_service import described_service
from aiurdesk.sandbox.developer import app_members
from aiurdesk.sandbox.gateway.service import sign_in_actions
from aiurdesk.sandbox.gateway.session import Access, seeded_user_store
from aiurdesk.sandbox.state import State

_REMOVED_MEMBERS = {"appCategory", "appPlatform", "appFailCallbackUrl"}
"""Members of an app in 2020 that the service of 2023 does not send any more."""


class Directory:
    """The actions of Directory. It has its own users, separate from Gateway's."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._access = Access(state, seeded_user_store(), is_2023=True)

    def service(self) -> WebService:
        """Return the service with its routes."""
        actions = {
            "home.index": self.index,
            "apps.isvalidapp": self.is_valid_app,
            "apps.accesstoken": self.access_token,
            "apps.appinfo": self.app_info,
            **sign_in_actions(self._access),
        }
        service = described_service(self._state, "directory", actions, checks={"Email": email})
        return replace(service, has_pages=True, has_doc=False)

    async def index(self, request: Request) -> Response:
        """Return the time, the public key of access tokens, and the signed-in user."""
        tokens = self._state.tokens
        members = self._access.home_members(
            request, exponent=tokens.exponent, modulus=tokens.modulus
        )
        return envelope_2023(0, "Server started successfully!", members)

    async def is_valid_app(self, request: Request) -> Response:
        """Check that a secret belongs to an app."""
        self._check_secret(request)
        return envelope_2023(1, "The id and the secret belong together.")

    async def access_token(self, request: Request) -> Response:
        """Issue an access token."""
        token = self._state.tokens.issue(self._check_secret(request))
        members = {"accessToken": token.text, "deadTime": token.expires_at}
        return envelope_2023(0, "Here is your access token.", members)

    async def app_info(self, request: Request) -> Response:
        """Return the public description of an app."""
        app = self._state.app(request.values.text("AppId"))
        # The service of 2023 sends the id first.
        members = {"appId": app.id} | app_members(app)
        members = {name: value for name, value in members.items() if name not in _REMOVED_MEMBERS}
        return envelope_2023(0, "Here is the app.", {"app": members})

    def _check_secret(self, request: Request) -> str:
        """Return the id of the app after a check of its secret."""
        values = request.values
        return self._state.verified_app(values.text("AppId"), values.text("AppSecret")).id
