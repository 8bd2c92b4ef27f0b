"""Access control of Gateway: apps that act for a user, and signed-in browsers."""

from dataclasses import dataclass, field

from aiurdesk.sandbox.accounts import App
from aiurdesk.sandbox.aspnet.response import ApiError, UnhandledError
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

    def app_id(self, request: Request) -> str:
        """Return the app id of the access token in the request.

        Raises:
            ApiError: The token is not valid: −8.
        """
        return self.state.tokens.app_id(request.values.text("AccessToken"))

    def app(self, app_id: str) -> App:
        """Return a registered app.

        Raises:
            ApiError: The app is not registered any more: −4.
        """
        app = self.state.apps.get(app_id)
        if app is None:
            raise ApiError(-4, "The app of this access token is not registered any more.")
        return app

    def granted_user(self, request: Request) -> User:
        """Return the user that an app acts for.

        Raises:
            UnhandledError: No user has this open id. The real server fails in the same way.
            ApiError: The token is not valid, the user did not grant access to the app, or the app
                lacks the permission: −8.
        """
        app = self.app(self.app_id(request))
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
