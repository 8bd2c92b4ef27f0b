"""The root of Gateway, its statistics and the captcha of the registration."""

import base64
from datetime import timedelta

from aiurdesk.sandbox.aspnet.response import Response, envelope, json_response
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.json_members import user_members

CAPTCHA = "2020"
"""The expected captcha text. The registration page prints it, because the image is empty."""

# A PNG of one pixel.
_EMPTY_IMAGE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)


class HomeController:
    """Returns the state and the statistics of the server."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the routes of this controller."""
        return (
            Route("Home/Index", self.index, is_rate_limited=True, is_documented=False),
            Route("Home/Report", self.report, is_rate_limited=True, is_documented=False),
            Route("get-captcha-image", self.captcha, is_rate_limited=True, is_documented=False),
        )

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
            "user": None if user is None else user_members(user),
        }
        return envelope(0, "Server started successfully!", members)

    async def report(self, request: Request) -> Response:
        """Return counts of users and sign-ins, without an envelope."""
        user_store, now = self._access.user_store, self._access.state.clock()
        users = user_store.users.values()
        emails = [email for user in users for email in user.emails]
        providers = [account.provider for user in users for account in user.social_accounts]
        report: dict[str, object] = {}
        # The names are ``activeUsers7Days`` and ``activeUsers1Day``, and the same for new users.
        for days in (7, 1):
            since = now - timedelta(days=days)
            active = {e.user_id for e in user_store.audit_log if e.happened_at > since}
            report[f"activeUsers{days}Day{'s' if days > 1 else ''}"] = len(active)
        for days in (7, 1):
            since = now - timedelta(days=days)
            new = sum(user.created_at > since for user in users)
            report[f"newUsers{days}Day{'s' if days > 1 else ''}"] = new
        return json_response(
            {
                **report,
                "longTermUsers": 0,
                "spamUsers": 0,
                "totalUsers": len(users),
                "totalEmailAddress": len(emails),
                "totalVerifiedEmailAddress": sum(email.is_validated for email in emails),
                # No division by zero: no action deletes a user, so the seed users are always there.
                "averageUserGrantedApps": len(user_store.grants) / len(users),
                "socialAccounts": [
                    {"key": name, "value": providers.count(name)} for name in sorted(set(providers))
                ],
            }
        )

    async def captcha(self, request: Request) -> Response:
        """Return the captcha image, which is empty."""
        headers = (
            ("cache-control", "no-cache,no-store"),
            ("expires", "-1"),
            ("pragma", "no-cache"),
            ("set-cookie", ".AspNetCore.Session=sandbox; path=/; samesite=lax; httponly"),
        )
        return Response(200, _EMPTY_IMAGE, "image/png", headers)
