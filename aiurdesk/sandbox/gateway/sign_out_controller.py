"""The calls that sign a browser out."""

from dataclasses import replace

from aiurdesk.sandbox.aspnet.answer import Answer, Crash, envelope, redirect
from aiurdesk.sandbox.aspnet.binding import Field
from aiurdesk.sandbox.aspnet.routing import Call, Route
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.session import SESSION_COOKIE, SIGNED_OUT, cookie


class SignOutController:
    """Forgets who a browser is."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the rows of this controller."""
        return (
            Route("OAuth/SignOut", self.sign_out, (), ("POST",), is_limited=True),
            Route(
                "OAuth/UserSignOut", self.sign_out_and_go, (Field("ToRedirect"),), is_limited=True
            ),
        )

    async def sign_out(self, call: Call) -> Answer:
        """Sign out and say so."""
        self._close(call)
        return replace(envelope(0, "You are signed out."), headers=SIGNED_OUT)

    async def sign_out_and_go(self, call: Call) -> Answer:
        """Sign out and send the browser on; without an address the real server crashes."""
        self._close(call)
        target = call.values.given("ToRedirect")
        if target is None:
            raise Crash
        return redirect(target, *SIGNED_OUT)

    def _close(self, call: Call) -> None:
        self._access.sessions.close(cookie(call.headers, SESSION_COOKIE))
