"""Directory, as far as signing in goes: apps with their tokens, the sign-in pages, and who it was.

Source:
    reference/aiursoft-api.md, generation 2023-2025; recorded/infrastructures-2025-directory.jsonl.
"""

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.answer import Answer, Refusal
from aiurdesk.sandbox.aspnet.binding import Field, Source
from aiurdesk.sandbox.aspnet.check import guid
from aiurdesk.sandbox.aspnet.modern import modern_envelope
from aiurdesk.sandbox.aspnet.routing import Call, Route
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.developer import app_members
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.oauth_controller import OAuthController
from aiurdesk.sandbox.gateway.people import ready_directory
from aiurdesk.sandbox.gateway.register_controller import RegisterController
from aiurdesk.sandbox.gateway.second_step_controller import SecondStepController
from aiurdesk.sandbox.gateway.shown import user_members
from aiurdesk.sandbox.state import State

_GONE = {"appCategory", "appPlatform", "appFailCallbackUrl"}
_TOKEN = Field("AccessToken", required=True)


class Directory:
    """The actions of Directory; its people are not those of Gateway."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._access = Access(state, ready_directory(), returns_to_folder=True)

    def service(self) -> WebService:
        """Return the service with its routes."""
        app_id, secret = _guid("AppId"), _guid("AppSecret")
        return WebService(
            id="directory",
            name="Directory",
            has_pages=True,
            has_doc=False,
            is_modern=True,
            routes=(
                Route("Home/Index", self.index),
                Route("Apps/IsValidApp", self.is_valid_app, (app_id, secret)),
                Route("Apps/AccessToken", self.access_token, (app_id, secret)),
                Route("Apps/AppInfo", self.app_info, (app_id,)),
                Route(
                    "Account/CodeToOpenId",
                    self.code_to_open_id,
                    (_TOKEN, Field("Code", ParameterKind.INTEGER)),
                ),
                Route("Account/UserInfo", self.user_info, (Field("OpenId", required=True), _TOKEN)),
                *OAuthController(self._access).routes(),
                *SecondStepController(self._access).routes(),
                *RegisterController(self._access).routes(),
            ),
        )

    async def index(self, call: Call) -> Answer:
        """Tell the time, the key that access tokens are checked with, and who is asking."""
        user = self._access.signed_in(call)
        members = {
            "serverTime": self._state.clock(),
            "signedIn": user is not None,
            "local": "en",
            "exponent": self._state.tokens.exponent,
            "modulus": self._state.tokens.modulus,
            "user": None if user is None else user_members(user),
        }
        return modern_envelope(0, "Server started successfully!", members)

    async def is_valid_app(self, call: Call) -> Answer:
        """Tell whether an id and a secret belong together."""
        self._check_secret(call)
        return modern_envelope(1, "The id and the secret belong together.")

    async def access_token(self, call: Call) -> Answer:
        """Issue a token."""
        token = self._state.tokens.issue(self._check_secret(call))
        members = {"accessToken": token.text, "deadTime": token.dead_at}
        return modern_envelope(0, "Here is your access token.", members)

    async def app_info(self, call: Call) -> Answer:
        """Show an app's public description."""
        app_id = call.values.text("AppId")
        app = self._state.apps.get(app_id)
        if app is None:
            raise Refusal(-4, f"There is no app with the id {app_id}.")
        # Since 2023 the id comes first, and three members are gone.
        members = {"appId": app.id} | app_members(app)
        members = {name: value for name, value in members.items() if name not in _GONE}
        return modern_envelope(0, "Here is the app.", {"app": members})

    async def code_to_open_id(self, call: Call) -> Answer:
        """Exchange a code; it works again for ten seconds after its first use."""
        app, now = self._access.app(self._access.app_id(call)), self._state.clock()
        code = self._access.directory.codes.get(call.values.number("Code"))
        if code is None:
            raise Refusal(-1, "There is no such sign-in code.")
        if code.is_spent(now):
            raise Refusal(-8, "This sign-in code was used before.")
        if code.app_id != app.id:
            raise Refusal(-8, "This sign-in code was made for another app.")
        if not app.is_trusted:
            raise Refusal(-8, "Your app has no permission to see open ids.")
        code.used_at = code.used_at or now
        return modern_envelope(0, "Here is the user.", {"openId": code.user_id, "scope": "scope"})

    async def user_info(self, call: Call) -> Answer:
        """Show the profile of a user who granted the app."""
        app_id = self._access.app_id(call)
        user = self._access.directory.users.get(call.values.text("OpenId"))
        if user is None:
            raise Refusal(-4, "No user has this open id.")
        if not self._access.directory.has_granted(user.id, app_id):
            raise Refusal(-8, "This user has not granted your app.")
        return modern_envelope(0, "Here is the user.", {"user": user_members(user)})

    def _check_secret(self, call: Call) -> str:
        """Return the id of the app whose secret was sent.

        Raises:
            Refusal: There is no such app: −4; the secret is another: −1.
        """
        app = self._state.apps.get(call.values.text("AppId"))
        if app is None:
            raise Refusal(-4, "There is no app with this id.")
        if app.secret != call.values.text("AppSecret"):
            raise Refusal(-1, "This is not the secret of the app.")
        return app.id


def _guid(name: str) -> Field:
    return Field(name, required=True, checks=(guid,), source=Source.QUERY, checks_absence=True)
