"""Session cookies and anti-forgery tokens of the sign-in pages."""

import hmac
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, READY_PERSON
from aiurdesk.sandbox.aspnet.generation_2023 import envelope_2023
from aiurdesk.sandbox.aspnet.response import ApiError, Envelope, Header, UnhandledError, envelope
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.state import State

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


CODE_REUSE_PERIOD = timedelta(seconds=10)
"""Time after the first use in which a sign-in code can be exchanged again."""
STRANGER_ID = "5a4db0c5-0000-4000-8000-0000000000a2"
"""A user who granted access to no app."""
_EPOCH = datetime(2020, 9, 1, 8, tzinfo=UTC)


@dataclass(slots=True)
class SignInCode:
    """A code in the redirect after a sign-in. An app exchanges it for the user's open id."""

    number: int
    user_id: str
    app_id: str
    used_at: datetime | None = None

    def is_expired(self, now: datetime) -> bool:
        """Return whether the first use is longer ago than ``CODE_REUSE_PERIOD``."""
        return self.used_at is not None and self.used_at + CODE_REUSE_PERIOD < now


@dataclass(frozen=True, slots=True)
class User:
    """A user account."""

    id: str
    nick_name: str
    email: str
    """In lower case."""
    password: str
    created_at: datetime
    is_confirmed: bool = False
    """Whether the e-mail address is confirmed."""
    language: str = "en"

    def members(self) -> dict[str, object]:
        """Return the JSON members of the user, without the password."""
        return {
            "emailConfirmed": self.is_confirmed,
            "email": self.email,
            "id": self.id,
            "bio": None,
            "nickName": self.nick_name,
            "sex": None,
            "iconFilePath": "usericon/default.png",
            "preferedLanguage": self.language,  # spelled as the services do
            "accountCreateTime": self.created_at,
        }


@dataclass(slots=True)
class UserStore:
    """All data about users."""

    users: dict[str, User] = field(default_factory=dict)
    grants: set[tuple[str, str]] = field(default_factory=set)
    """User id and app id of each consent."""
    codes: dict[int, SignInCode] = field(default_factory=dict)

    def register(self, address: str, password: str, now: datetime, language: str = "en") -> User:
        """Add a user whose nickname is the local part of the address."""
        name = address.split("@")[0]
        user = User(str(uuid.uuid4()), name, address.lower(), password, now, language=language)
        self.users[user.id] = user
        return user

    def find_by_email(self, address: str) -> User | None:
        """Return the user with an address, or None. The comparison ignores case."""
        email = address.lower()
        return next((user for user in self.users.values() if user.email == email), None)

    def issue_code(self, user: User, app_id: str) -> SignInCode:
        """Create a sign-in code, a random number of up to 31 bits."""
        # The API has the code as a signed integer of 32 bits.
        code = SignInCode(secrets.randbelow(2**31 - 1) + 1, user.id, app_id)
        self.codes[code.number] = code
        return code


def seeded_user_store() -> UserStore:
    """Return a user store with the ready user, who granted both apps, and a stranger."""
    person = READY_PERSON
    users = (
        User(person.id, person.nick_name, person.email, person.password, _EPOCH, True),
        User(STRANGER_ID, "stranger", "stranger@aiursoft.com", person.password, _EPOCH, True),
    )
    grants = {(person.id, app.id) for app in (READY_APP, OTHER_APP)}
    return UserStore({user.id: user for user in users}, grants)


@dataclass(frozen=True, slots=True)
class Access:
    """Finds the app and the user of a request. All controllers share it."""

    state: State
    user_store: UserStore
    sessions: Sessions = field(default_factory=Sessions)
    is_2023: bool = False
    """True for Directory (2023), False for Gateway (2020)."""

    @property
    def envelope(self) -> Envelope:
        """What makes the envelopes of the service."""
        return envelope_2023 if self.is_2023 else envelope

    def granted_user(self, request: Request) -> User:
        """Return the user that an app acts for.

        Raises:
            UnhandledError: No user has this open id. The real server fails in the same way.
            ApiError: The token is not valid, the user did not grant access to the app, or the app
                lacks the permission: −8.
        """
        app = self.state.app(self.state.app_id_of(request))
        user = self.user_store.users.get(request.values.text("OpenId"))
        if user is None:
            raise UnhandledError
        if (user.id, app.id) not in self.user_store.grants:
            raise ApiError(-8, "This user has not granted your app.")
        # The list of addresses needs only the grant.
        if not app.is_trusted and not request.path.lower().endswith("/viewallemails"):
            raise ApiError(-8, "Your app has no permission for this.")
        return user

    def signed_in_user(self, request: Request) -> User | None:
        """Return the user of the session cookie, or None."""
        user_id = self.sessions.user_id(cookie(request.headers, SESSION_COOKIE))
        return self.user_store.users.get(user_id or "")

    def home_members(self, request: Request, **more: str) -> dict[str, object]:
        """Return what the root of a service says: the time, and the signed-in user."""
        user = self.signed_in_user(request)
        return {
            "serverTime": self.state.clock(),
            "signedIn": user is not None,
            "local": "en",
            **more,
            "user": None if user is None else user.members(),
        }
