"""Session cookies and anti-forgery tokens of the sign-in pages."""

import hmac
import secrets
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from aiurdesk.sandbox.aspnet.response import Header

SESSION_COOKIE = ".AspNetCore.Identity.Application"
ANTIFORGERY_COOKIE = ".AspNetCore.Antiforgery.sandbox"

NO_CACHE_HEADERS: tuple[Header, ...] = (
    ("cache-control", "no-cache, no-store"),
    ("pragma", "no-cache"),
)
# A browser deletes a cookie whose time is over.
_LONG_AGO = "Thu, 01 Jan 1970 00:00:00 GMT"
_EXPIRED = f"expires={_LONG_AGO}; path=/; secure; samesite=lax; httponly"
SIGN_OUT_HEADERS: tuple[Header, ...] = (
    ("cache-control", "no-cache,no-store"),
    ("expires", _LONG_AGO),
    ("pragma", "no-cache"),
    ("set-cookie", f"{SESSION_COOKIE}=; {_EXPIRED}"),
    ("set-cookie", f"Identity.External=; {_EXPIRED}"),
    ("set-cookie", f"Identity.TwoFactorUserId=; {_EXPIRED}"),
)
"""Headers that delete all sign-in cookies in the browser."""


def cookie(headers: Headers, name: str) -> str | None:
    """Return the value of a cookie. HTTP/2 may send several ``cookie`` headers."""
    return cookie_parser("; ".join(headers.getlist("cookie"))).get(name)


def set_cookie(name: str, value: str) -> Header:
    """Return the header that sets a sign-in cookie."""
    return "set-cookie", f"{name}={value}; path=/; secure; samesite=lax; httponly"


@dataclass(slots=True)
class Sessions:
    """The sessions of one run. A restart of the sandbox invalidates them."""

    _users: dict[str, str] = field(default_factory=dict)
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def open(self, user_id: str) -> str:
        """Start a session for a user and return the value of its cookie."""
        value = secrets.token_urlsafe(32)
        self._users[value] = user_id
        return value

    def user_id(self, value: str | None) -> str | None:
        """Return the user id of a cookie value, or None."""
        return self._users.get(value or "")

    def close(self, value: str | None) -> None:
        """End the session of a cookie value."""
        self._users.pop(value or "", None)

    def antiforgery_token(self, cookie: str) -> str:
        """Return the token that a form must contain when it is sent with this cookie."""
        return hmac.digest(self._key, cookie.encode("utf-8"), "sha256").hex()

    def is_valid_antiforgery_token(self, cookie: str | None, token: str | None) -> bool:
        """Return whether a posted token belongs to the posted cookie."""
        if not cookie or not token:
            return False
        # Compare bytes: compare_digest raises an error for texts that are not ASCII.
        return hmac.compare_digest(self.antiforgery_token(cookie).encode(), token.encode("utf-8"))
