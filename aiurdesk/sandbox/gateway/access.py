"""Who calls the gateway: an app on behalf of a user who granted it, or a signed-in browser."""

from dataclasses import dataclass, field

from aiurdesk.sandbox.accounts import App
from aiurdesk.sandbox.aspnet.response import ApiError, UnhandledError
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.gateway.session import SESSION_COOKIE, TWO_FACTOR_COOKIE, Sessions, cookie
from aiurdesk.sandbox.gateway.user_store import User, UserStore
from aiurdesk.sandbox.state import State


@dataclass(frozen=True, slots=True)
class Access:
    """Everything that the gateway's controllers share."""

    state: State
    user_store: UserStore
    sessions: Sessions = field(default_factory=Sessions)
    is_2023: bool = False
    """Whether the way back gets a slash before its query, as since 2023."""
    two_factor_sessions: Sessions = field(default_factory=Sessions)
    """Who gave the right password and still owes the authenticator's code."""

    def app_id(self, request: Request) -> str:
        """Return whose access token was sent.

        Raises:
            Refusal: It is nobody's: −8.
        """
        return self.state.tokens.app_id(request.values.text("AccessToken"))

    def app(self, app_id: str) -> App:
        """Find an app that is registered.

        Raises:
            Refusal: It is not registered any more: −4.
        """
        app = self.state.apps.get(app_id)
        if app is None:
            raise ApiError(-4, "The app of this access token is not registered any more.")
        return app

    def granted_user(self, request: Request, *, needs_permission: bool = True) -> User:
        """Find the user that an app acts for.

        Raises:
            Crash: Nobody has this open id; the real server fails at it, too.
            Refusal: The token is bad, the user did not grant the app, or the app lacks the
                permission: −8.
        """
        app = self.app(self.app_id(request))
        user = self.user_store.users.get(request.values.text("OpenId"))
        if user is None:
            raise UnhandledError
        if not self.user_store.has_granted(user.id, app.id):
            raise ApiError(-8, "This user has not granted your app.")
        if needs_permission and not app.is_trusted:
            raise ApiError(-8, "Your app has no permission for this.")
        return user

    def signed_in_user(self, request: Request) -> User | None:
        """Find the user whose browser it is."""
        user_id = self.sessions.user_id(cookie(request.headers, SESSION_COOKIE))
        return self.user_store.users.get(user_id or "")

    def pending_two_factor_user(self, request: Request) -> User | None:
        """Find the user who still owes the second step."""
        user_id = self.two_factor_sessions.user_id(cookie(request.headers, TWO_FACTOR_COOKIE))
        return self.user_store.users.get(user_id or "")
