"""Access control of Gateway: apps that act for a user, and signed-in browsers."""

from dataclasses import dataclass, field

from aiurdesk.sandbox.aspnet.generation_2023 import envelope_2023
from aiurdesk.sandbox.aspnet.response import ApiError, Envelope, UnhandledError, envelope
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.gateway.session import SESSION_COOKIE, Sessions, cookie
from aiurdesk.sandbox.gateway.user_store import User, UserStore
from aiurdesk.sandbox.state import State


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
