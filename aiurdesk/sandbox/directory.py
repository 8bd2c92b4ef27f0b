"""Directory, as far as signing in goes: apps with their tokens, the sign-in pages, and who it was.

Source:
    reference/aiursoft-api.md, generation 2023-2025; recorded/infrastructures-2025-directory.jsonl.
"""

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.binding import BindingSource, Parameter
from aiurdesk.sandbox.aspnet.generation_2023 import envelope_2023
from aiurdesk.sandbox.aspnet.response import ApiError, Response
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.aspnet.validation import guid
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.developer import app_members
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.json_members import user_members
from aiurdesk.sandbox.gateway.oauth_controller import OAuthController
from aiurdesk.sandbox.gateway.register_controller import RegisterController
from aiurdesk.sandbox.gateway.seed_users import seeded_user_store
from aiurdesk.sandbox.gateway.two_factor_sign_in_controller import TwoFactorSignInController
from aiurdesk.sandbox.state import State

_REMOVED_MEMBERS = {"appCategory", "appPlatform", "appFailCallbackUrl"}
_TOKEN = Parameter("AccessToken", required=True)


class Directory:
    """The actions of Directory; its people are not those of Gateway."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._access = Access(state, seeded_user_store(), is_2023=True)

    def service(self) -> WebService:
        """Return the service with its routes."""
        app_id, secret = _guid("AppId"), _guid("AppSecret")
        return WebService(
            id="directory",
            name="Directory",
            has_pages=True,
            has_doc=False,
            is_2023=True,
            routes=(
                Route("Home/Index", self.index),
                Route("Apps/IsValidApp", self.is_valid_app, (app_id, secret)),
                Route("Apps/AccessToken", self.access_token, (app_id, secret)),
                Route("Apps/AppInfo", self.app_info, (app_id,)),
                Route(
                    "Account/CodeToOpenId",
                    self.code_to_open_id,
                    (_TOKEN, Parameter("Code", ParameterKind.INTEGER)),
                ),
                Route(
                    "Account/UserInfo", self.user_info, (Parameter("OpenId", required=True), _TOKEN)
                ),
                *OAuthController(self._access).routes(),
                *TwoFactorSignInController(self._access).routes(),
                *RegisterController(self._access).routes(),
            ),
        )

    async def index(self, request: Request) -> Response:
        """Tell the time, the key that access tokens are checked with, and who is asking."""
        user = self._access.signed_in_user(request)
        members = {
            "serverTime": self._state.clock(),
            "signedIn": user is not None,
            "local": "en",
            "exponent": self._state.tokens.exponent,
            "modulus": self._state.tokens.modulus,
            "user": None if user is None else user_members(user),
        }
        return envelope_2023(0, "Server started successfully!", members)

    async def is_valid_app(self, request: Request) -> Response:
        """Tell whether an id and a secret belong together."""
        self._check_secret(request)
        return envelope_2023(1, "The id and the secret belong together.")

    async def access_token(self, request: Request) -> Response:
        """Issue a token."""
        token = self._state.tokens.issue(self._check_secret(request))
        members = {"accessToken": token.text, "deadTime": token.expires_at}
        return envelope_2023(0, "Here is your access token.", members)

    async def app_info(self, request: Request) -> Response:
        """Show an app's public description."""
        app_id = request.values.text("AppId")
        app = self._state.apps.get(app_id)
        if app is None:
            raise ApiError(-4, f"There is no app with the id {app_id}.")
        # Since 2023 the id comes first, and three members are gone.
        members = {"appId": app.id} | app_members(app)
        members = {name: value for name, value in members.items() if name not in _REMOVED_MEMBERS}
        return envelope_2023(0, "Here is the app.", {"app": members})

    async def code_to_open_id(self, request: Request) -> Response:
        """Exchange a code; it works again for ten seconds after its first use."""
        app, now = self._access.app(self._access.app_id(request)), self._state.clock()
        code = self._access.user_store.codes.get(request.values.number("Code"))
        if code is None:
            raise ApiError(-1, "There is no such sign-in code.")
        if code.is_expired(now):
            raise ApiError(-8, "This sign-in code was used before.")
        if code.app_id != app.id:
            raise ApiError(-8, "This sign-in code was made for another app.")
        if not app.is_trusted:
            raise ApiError(-8, "Your app has no permission to see open ids.")
        code.used_at = code.used_at or now
        return envelope_2023(0, "Here is the user.", {"openId": code.user_id, "scope": "scope"})

    async def user_info(self, request: Request) -> Response:
        """Show the profile of a user who granted the app."""
        app_id = self._access.app_id(request)
        user = self._access.user_store.users.get(request.values.text("OpenId"))
        if user is None:
            raise ApiError(-4, "No user has this open id.")
        if not self._access.user_store.has_granted(user.id, app_id):
            raise ApiError(-8, "This user has not granted your app.")
        return envelope_2023(0, "Here is the user.", {"user": user_members(user)})

    def _check_secret(self, request: Request) -> str:
        """Return the id of the app whose secret was sent.

        Raises:
            Refusal: There is no such app: −4; the secret is another: −1.
        """
        app = self._state.apps.get(request.values.text("AppId"))
        if app is None:
            raise ApiError(-4, "There is no app with this id.")
        if app.secret != request.values.text("AppSecret"):
            raise ApiError(-1, "This is not the secret of the app.")
        return app.id


def _guid(name: str) -> Parameter:
    return Parameter(
        name, required=True, validators=(guid,), source=BindingSource.QUERY, validates_missing=True
    )
