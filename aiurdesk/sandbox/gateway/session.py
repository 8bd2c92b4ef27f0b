"""Who is signed in at the sandbox's gateway, by cookie, and whether a form came from its pages."""

import hmac
import secrets
from dataclasses import dataclass, field

SESSION_COOKIE = ".AspNetCore.Identity.Application"
SECOND_STEP_COOKIE = "Identity.TwoFactorUserId"
"""Names the user between the password and the authenticator code."""
FORM_COOKIE = ".AspNetCore.Antiforgery.sandbox"


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

    def form_token(self, cookie: str) -> str:
        """Make the token that a form must carry beside this cookie."""
        return hmac.digest(self._key, cookie.encode("utf-8"), "sha256").hex()

    def is_own_form(self, cookie: str | None, token: str | None) -> bool:
        """Say whether a posted token belongs to the posted cookie."""
        if not cookie or not token:
            return False
        return hmac.compare_digest(self.form_token(cookie).encode(), token.encode("utf-8"))
