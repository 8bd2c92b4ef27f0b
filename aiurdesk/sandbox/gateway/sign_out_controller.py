"""The actions that sign a browser out."""

from dataclasses import replace

from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.response import Response, UnhandledError, envelope, redirect
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.session import SESSION_COOKIE, SIGN_OUT_HEADERS, cookie


class SignOutController:
    """Ends the session of a browser."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the routes of this controller."""
        return (
            Route("OAuth/SignOut", self.sign_out, (), ("POST",), is_rate_limited=True),
            Route(
                "OAuth/UserSignOut",
                self.sign_out_and_go,
                (Parameter("ToRedirect"),),
                is_rate_limited=True,
            ),
        )

    async def sign_out(self, request: Request) -> Response:
        """Sign out and return an envelope."""
        self._close(request)
        return replace(envelope(0, "You are signed out."), headers=SIGN_OUT_HEADERS)

    async def sign_out_and_go(self, request: Request) -> Response:
        """Sign out and redirect. Without a target the real server fails."""
        self._close(request)
        # Only now: the session has ended also when the target is missing.
        target = request.values.text_or_none("ToRedirect")
        if target is None:
            raise UnhandledError
        return redirect(target, *SIGN_OUT_HEADERS)

    def _close(self, request: Request) -> None:
        self._access.sessions.close(cookie(request.headers, SESSION_COOKIE))
