"""Who is signed in at the sandbox's gateway, by cookie, and whether a form came from its pages."""

import hmac
import secrets
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.requests import cookie_parser

Header = tuple[str, str]

SESSION_COOKIE = ".AspNetCore.Identity.Application"
TWO_FACTOR_COOKIE = "Identity.TwoFactorUserId"
"""Names the user between the password and the authenticator code."""
ANTIFORGERY_COOKIE = ".AspNetCore.Antiforgery.sandbox"

NO_CACHE_HEADERS: tuple[Header, ...] = (
    ("cache-control", "no-cache, no-store"),
    ("pragma", "no-cache"),
)
_LONG_AGO = "Thu, 01 Jan 1970 00:00:00 GMT"
_EXPIRED = f"expires={_LONG_AGO}; path=/; secure; samesite=lax; httponly"
SIGN_OUT_HEADERS: tuple[Header, ...] = (
    ("cache-control", "no-cache,no-store"),
    ("expires", _LONG_AGO),
    ("pragma", "no-cache"),
    ("set-cookie", f"{SESSION_COOKIE}=; {_EXPIRED}"),
    ("set-cookie", f"Identity.External=; {_EXPIRED}"),
    ("set-cookie", f"{TWO_FACTOR_COOKIE}=; {_EXPIRED}"),
)
"""Headers that make a browser forget who was signed in."""


def cookie(headers: Headers, name: str) -> str | None:
    """Find a cookie; HTTP/2 may spread them over several headers."""
    return cookie_parser("; ".join(headers.getlist("cookie"))).get(name)


def set_cookie(name: str, value: str) -> Header:
    """Give a sign-in cookie to the browser."""
    return "set-cookie", f"{name}={value}; path=/; secure; samesite=lax; httponly"


@dataclass(slots=True)
class Sessions:
    """The cookies that this run of the sandbox has given out; a restart voids them."""

    _users: dict[str, str] = field(default_factory=dict)
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def open(self, user_id: str) -> str:
        """Sign a user in and return the cookie's value."""
        value = secrets.token_urlsafe(32)
        self._users[value] = user_id
        return value

    def user_id(self, value: str | None) -> str | None:
        """Find who a cookie stands for."""
        return self._users.get(value or "")

    def close(self, value: str | None) -> None:
        """Sign a cookie out."""
        self._users.pop(value or "", None)

    def antiforgery_token(self, cookie: str) -> str:
        """Make the token that a form must carry beside this cookie."""
        return hmac.digest(self._key, cookie.encode("utf-8"), "sha256").hex()

    def is_valid_antiforgery_token(self, cookie: str | None, token: str | None) -> bool:
        """Say whether a posted token belongs to the posted cookie."""
        if not cookie or not token:
            return False
        return hmac.compare_digest(self.antiforgery_token(cookie).encode(), token.encode("utf-8"))
