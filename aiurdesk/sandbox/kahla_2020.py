"""Kahla of 2020: what its events need, from signing in through Gateway to a channel of Stargate.

There is no recording of this server.

Source:
    reference/aiursoft-api.md, sections 5 and 6, and Kahla Server of generation 2020-09.
"""

import json
from dataclasses import replace
from urllib.parse import quote, urlencode

from aiurdesk.sandbox.accounts import READY_APP
from aiurdesk.sandbox.aspnet.response import ApiError, HttpError, Response, envelope, redirect
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.channels import Channel, Channels
from aiurdesk.sandbox.described_service import described_service
from aiurdesk.sandbox.gateway.session import (
    SESSION_COOKIE,
    SIGN_OUT_HEADERS,
    Access,
    Sessions,
    cookie,
    set_cookie,
)

_APP_ID = "0" * 31 + "4"
"""Owns the channels, so that no app of the person at the screen lists them."""
_RETURN = "Auth/AuthResult"
_EVENT = {"type": 5, "typeDescription": "NewMemberEvent", "conversationId": 1, "newMember": None}


class Kahla2020:
    """The actions of Kahla of 2020 that lead to its events. It shares the users of Gateway."""

    def __init__(self, access: Access, channels: Channels) -> None:
        """Create a server without sessions.

        Args:
            access: The access of Gateway.
            channels: The channels of Stargate.
        """
        self._access = access
        self._channels = channels
        self._sessions = Sessions()
        self._own: dict[str, Channel] = {}
        """User id → channel."""

    def service(self) -> WebService:
        """Return the service with its routes."""
        actions = {
            "home.index": self.index,
            "auth.oauth": self.oauth,
            "auth.authresult": self.auth_result,
            "auth.signinstatus": self.sign_in_status,
            "auth.initpusher": self.init_pusher,
            "auth.logoff": self.log_off,
            "devices.pushtestmessage": self.push_test_message,
        }
        service = described_service(self._access.state, "kahla-server", actions)
        return replace(service, has_doc=False)

    async def index(self, request: Request) -> Response:
        """Describe the server."""
        now = self._access.state.clock()
        members = {
            "wikiPath": "",
            "serverTime": now,
            "utcTime": now,
            "apiVersion": "4.3.0",
            "vapidPublicKey": "none in the sandbox",
            "serverName": "Kahla of the sandbox",
            "mode": "Production",
            "domain": None,
            "probe": None,
            "autoAcceptRequests": False,
        }
        return envelope(0, "Kahla of the sandbox is at your service.", members)

    async def oauth(self, request: Request) -> Response:
        """Redirect to the sign-in page of Gateway."""
        if self._user_id(request) is not None:
            raise ApiError(-3, "You are signed in already.")
        query = urlencode(
            {"appid": READY_APP.id, "redirect_uri": f"{request.origin}/{_RETURN}", "state": ""}
        )
        return redirect(f"{self._access.state.base_urls['gateway']}/oauth/authorize?{query}")

    async def auth_result(self, request: Request) -> Response:
        """Exchange the code of Gateway for a session, and set its cookie."""
        store, now = self._access.user_store, self._access.state.clock()
        code = store.codes.get(request.values.number("code"))
        if code is None:
            raise ApiError(-1, "There is no such sign-in code.")
        if code.is_expired(now):
            raise ApiError(-6, "This sign-in code was used before.")
        if code.app_id != READY_APP.id:
            raise ApiError(-8, "This sign-in code was made for another app.")
        code.used_at = code.used_at or now
        return redirect("/", set_cookie(SESSION_COOKIE, self._sessions.open(code.user_id)))

    async def sign_in_status(self, request: Request) -> Response:
        """Say whether the cookie of the request is one of a session."""
        is_signed_in = self._user_id(request) is not None
        return envelope(0, "This is your status.", {"value": is_signed_in})

    async def init_pusher(self, request: Request) -> Response:
        """Return the address of the user's own channel at Stargate."""
        user_id = self._require_user_id(request)
        channel = self._own.get(user_id)
        if channel is None:
            channel = self._own[user_id] = self._channels.create(_APP_ID, f"Events of {user_id}")
        stargate = self._access.state.base_urls["stargate"].replace("http", "ws", 1)
        key = quote(channel.connect_key)
        members = {
            "channelId": channel.id,
            "connectKey": channel.connect_key,
            "serverPath": f"{stargate}/Listen/Channel?Id={channel.id}&Key={key}",
        }
        return envelope(0, "Connect to this address.", members)

    async def push_test_message(self, request: Request) -> Response:
        """Send an event to the user's own channel."""
        channel = self._own.get(self._require_user_id(request))
        if channel is None:
            raise ApiError(-4, "You have no channel yet.")
        self._channels.push(channel, json.dumps(_EVENT))
        return envelope(0, "The event was sent.")

    async def log_off(self, request: Request) -> Response:
        """End the session; there are no devices here."""
        if self._user_id(request) is None:
            raise ApiError(-3, "You were not signed in.")
        self._sessions.close(cookie(request.headers, SESSION_COOKIE))
        return replace(envelope(0, "You are signed out."), headers=SIGN_OUT_HEADERS)

    def _user_id(self, request: Request) -> str | None:
        return self._sessions.user_id(cookie(request.headers, SESSION_COOKIE))

    def _require_user_id(self, request: Request) -> str:
        """Return the id of the signed-in user.

        Raises:
            HttpError: The request has no cookie of a session: 401, without a body.
        """
        user_id = self._user_id(request)
        if user_id is None:
            raise HttpError(Response(401))
        return user_id
