"""Who calls the gateway: an app on behalf of a user who granted it, or a signed-in browser."""

from dataclasses import dataclass, field

from aiurdesk.sandbox.accounts import App
from aiurdesk.sandbox.aspnet.answer import Crash, Refusal
from aiurdesk.sandbox.aspnet.routing import Call
from aiurdesk.sandbox.gateway.directory import Directory, User
from aiurdesk.sandbox.gateway.session import SECOND_STEP_COOKIE, SESSION_COOKIE, Sessions, cookie
from aiurdesk.sandbox.state import State


@dataclass(frozen=True, slots=True)
class Access:
    """Everything that the gateway's controllers share."""

    state: State
    directory: Directory
    sessions: Sessions = field(default_factory=Sessions)
    returns_to_folder: bool = False
    """Whether the way back gets a slash before its query, as since 2023."""
    second_steps: Sessions = field(default_factory=Sessions)
    """Who gave the right password and still owes the authenticator's code."""

    def app_id(self, call: Call) -> str:
        """Return whose access token was sent.

        Raises:
            Refusal: It is nobody's: −8.
        """
        return self.state.tokens.app_id(call.values.text("AccessToken"))

    def app(self, app_id: str) -> App:
        """Find an app that is registered.

        Raises:
            Refusal: It is not registered any more: −4.
        """
        app = self.state.apps.get(app_id)
        if app is None:
            raise Refusal(-4, "The app of this access token is not registered any more.")
        return app

    def granted_user(self, call: Call, *, needs_permission: bool = True) -> User:
        """Find the user that an app acts for.

        Raises:
            Crash: Nobody has this open id; the real server fails at it, too.
            Refusal: The token is bad, the user did not grant the app, or the app lacks the
                permission: −8.
        """
        app = self.app(self.app_id(call))
        user = self.directory.users.get(call.values.text("OpenId"))
        if user is None:
            raise Crash
        if not self.directory.has_granted(user.id, app.id):
            raise Refusal(-8, "This user has not granted your app.")
        if needs_permission and not app.is_trusted:
            raise Refusal(-8, "Your app has no permission for this.")
        return user

    def signed_in(self, call: Call) -> User | None:
        """Find the user whose browser it is."""
        user_id = self.sessions.user_id(cookie(call.headers, SESSION_COOKIE))
        return self.directory.users.get(user_id or "")

    def half_signed_in(self, call: Call) -> User | None:
        """Find the user who still owes the second step."""
        user_id = self.second_steps.user_id(cookie(call.headers, SECOND_STEP_COOKIE))
        return self.directory.users.get(user_id or "")
