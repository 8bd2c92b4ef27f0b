"""Gateway: users, the sign-in pages, and the API for apps to access accounts."""

import base64
from dataclasses import replace
from functools import partial

from aiurdesk.sandbox.aspnet.binding import email
from aiurdesk.sandbox.aspnet.response import ApiError, Response, UnhandledError, envelope, redirect
from aiurdesk.sandbox.aspnet.routing import Handler, Request
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.described_service import described_service
from aiurdesk.sandbox.gateway.oauth_controller import OAuthController
from aiurdesk.sandbox.gateway.session import SESSION_COOKIE, SIGN_OUT_HEADERS, Access, cookie

# A PNG of one pixel.
_EMPTY_IMAGE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)


def sign_in_actions(access: Access) -> dict[str, Handler]:
    """Return the actions of a sign-in, which Gateway (2020) and Directory (2023) both have."""
    return {
        "account.codetoopenid": partial(_code_to_open_id, access),
        "account.userinfo": partial(_user_info, access),
        **OAuthController(access).actions(),
    }


async def _code_to_open_id(access: Access, request: Request) -> Response:
    """Exchange a sign-in code. It stays valid for ten seconds after its first use."""
    app_id, now = access.state.app_id_of(request), access.state.clock()
    code = access.user_store.codes.get(request.values.number("Code"))
    if code is None:
        raise ApiError(-1, "There is no such sign-in code.")
    if code.is_expired(now):
        # 2020 calls a second use "done already", 2023 calls it "unauthorized".
        raise ApiError(-8 if access.is_2023 else -6, "This sign-in code was used before.")
    if code.app_id != app_id:
        raise ApiError(-8, "This sign-in code was made for another app.")
    if not access.state.app(app_id).is_trusted:
        raise ApiError(-8, "Your app has no permission to see open ids.")
    # The ten seconds count from the first use only.
    code.used_at = code.used_at or now
    members = {"openId": code.user_id, "scope": "scope"}
    return access.envelope(0, "Here is the user.", members)


async def _user_info(access: Access, request: Request) -> Response:
    """Return the profile of a user who granted access to the app."""
    app_id = access.state.app_id_of(request)
    user = access.user_store.users.get(request.values.text("OpenId"))
    if user is None:
        raise ApiError(-4, "No user has this open id.")
    if (user.id, app_id) not in access.user_store.grants:
        raise ApiError(-8, "This user has not granted your app.")
    return access.envelope(0, "Here is the user.", {"user": user.members()})


class Gateway:
    """The actions of Gateway.

    The actions on the profile of a user check who calls and reply with a sample: they change
    nothing.
    """

    def __init__(self, access: Access) -> None:
        self._access = access

    def service(self) -> WebService:
        """Return the service with its routes."""
        actions = {
            "home.index": self.index,
            "home.getcaptchaimage": self.captcha,
            **sign_in_actions(self._access),
            "oauth.signout": self.sign_out,
            "oauth.usersignout": self.sign_out_and_go,
        }
        service = described_service(
            self._access.state,
            "gateway",
            actions,
            checks={"Email": email, "ThatEmail": email},
            authorize=self._authorize,
        )
        return replace(service, has_pages=True)

    async def index(self, request: Request) -> Response:
        """Return the time and the signed-in user.

        Source:
            reference/before-starting.txt, "Gateway status API".
        """
        members = self._access.home_members(request)
        return envelope(0, "Server started successfully!", members)

    async def captcha(self, request: Request) -> Response:
        """Return the captcha image of the registration, which is empty."""
        headers = (
            ("cache-control", "no-cache,no-store"),
            ("expires", "-1"),
            ("pragma", "no-cache"),
            ("set-cookie", ".AspNetCore.Session=sandbox; path=/; samesite=lax; httponly"),
        )
        return Response(200, _EMPTY_IMAGE, "image/png", headers)

    async def sign_out(self, request: Request) -> Response:
        """End the session of the browser."""
        self._access.sessions.close(cookie(request.headers, SESSION_COOKIE))
        return replace(envelope(0, "You are signed out."), headers=SIGN_OUT_HEADERS)

    async def sign_out_and_go(self, request: Request) -> Response:
        """End the session, and redirect."""
        await self.sign_out(request)
        # Only now: the session has ended also when the target is missing.
        target = request.values.text_or_none("ToRedirect")
        if target is None:
            raise UnhandledError
        return redirect(target, *SIGN_OUT_HEADERS)

    def _authorize(self, request: Request) -> None:
        if "OpenId" in request.values:
            self._access.granted_user(request)
        elif "AccessToken" in request.values:
            self._access.state.app_id_of(request)
