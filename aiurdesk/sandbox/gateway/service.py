"""Gateway: users, the sign-in pages, and the API for apps to access accounts."""

from dataclasses import replace

from aiurdesk.sandbox.aspnet.response import Response, UnhandledError, envelope, redirect
from aiurdesk.sandbox.aspnet.routing import Handler, Request
from aiurdesk.sandbox.aspnet.validation import email
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.described_service import described_service
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.account_controller import AccountController
from aiurdesk.sandbox.gateway.home_controller import HomeController
from aiurdesk.sandbox.gateway.oauth_controller import OAuthController
from aiurdesk.sandbox.gateway.register_controller import RegisterController
from aiurdesk.sandbox.gateway.session import SESSION_COOKIE, SIGN_OUT_HEADERS, cookie


def sign_in_actions(access: Access) -> dict[str, Handler]:
    """Return the actions of a sign-in, which Gateway (2020) and Directory (2023) both have."""
    controllers = (AccountController, OAuthController, RegisterController)
    return {name: a for made in controllers for name, a in made(access).actions().items()}


def gateway(access: Access) -> WebService:
    """Return the service with its routes.

    The actions on the profile of a user check who calls and reply with a sample: they change
    nothing.
    """

    async def sign_out(request: Request) -> Response:
        access.sessions.close(cookie(request.headers, SESSION_COOKIE))
        return replace(envelope(0, "You are signed out."), headers=SIGN_OUT_HEADERS)

    async def sign_out_and_go(request: Request) -> Response:
        await sign_out(request)
        # Only now: the session has ended also when the target is missing.
        target = request.values.text_or_none("ToRedirect")
        if target is None:
            raise UnhandledError
        return redirect(target, *SIGN_OUT_HEADERS)

    def authorize(request: Request) -> None:
        if "OpenId" in request.values:
            access.granted_user(request)
        elif "AccessToken" in request.values:
            access.app_id(request)

    actions = {
        **HomeController(access).actions(),
        **sign_in_actions(access),
        "oauth.signout": sign_out,
        "oauth.usersignout": sign_out_and_go,
    }
    checks = {"Email": email, "ThatEmail": email}
    service = described_service(
        access.state, "gateway", actions, checks=checks, authorize=authorize
    )
    return replace(service, has_pages=True)
