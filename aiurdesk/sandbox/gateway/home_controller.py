"""The root of Gateway and the captcha of the registration."""

import base64

from aiurdesk.sandbox.aspnet.response import Response, envelope
from aiurdesk.sandbox.aspnet.routing import Handler, Request
from aiurdesk.sandbox.gateway.access import Access

CAPTCHA = "2020"
"""The expected captcha text. The registration page prints it, because the image is empty."""

# A PNG of one pixel.
_EMPTY_IMAGE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)


class HomeController:
    """Returns the state of the server."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def actions(self) -> dict[str, Handler]:
        """Return the actions of this controller."""
        return {"home.index": self.index, "home.getcaptchaimage": self.captcha}

    async def index(self, request: Request) -> Response:
        """Return the time and the signed-in user.

        Source:
            reference/before-starting.txt, "Gateway status API".
        """
        user = self._access.signed_in_user(request)
        members = {
            "serverTime": self._access.state.clock(),
            "signedIn": user is not None,
            "local": "en",
            "user": None if user is None else user.members(),
        }
        return envelope(0, "Server started successfully!", members)

    async def captcha(self, request: Request) -> Response:
        """Return the captcha image, which is empty."""
        headers = (
            ("cache-control", "no-cache,no-store"),
            ("expires", "-1"),
            ("pragma", "no-cache"),
            ("set-cookie", ".AspNetCore.Session=sandbox; path=/; samesite=lax; httponly"),
        )
        return Response(200, _EMPTY_IMAGE, "image/png", headers)
