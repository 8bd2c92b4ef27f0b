"""Developer: the registry of apps, and a site that wants a signed-in browser."""

from urllib.parse import urlencode

from aiurdesk.sandbox.accounts import READY_APP, App
from aiurdesk.sandbox.aspnet.binding import BindingSource, Parameter
from aiurdesk.sandbox.aspnet.doc import NOW, TEXT
from aiurdesk.sandbox.aspnet.response import Response, UnhandledError, envelope, html_page, redirect
from aiurdesk.sandbox.aspnet.routing import Handler, Request, Route
from aiurdesk.sandbox.aspnet.validation import guid
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.culture_cookie import culture_cookie
from aiurdesk.sandbox.state import State

PERMISSIONS = (
    "viewOpenId",
    "viewPhoneNumber",
    "changePhoneNumber",
    "confirmEmail",
    "changeBasicInfo",
    "changePassword",
    "changeGrantInfo",
    "viewAuditLog",
    "manageSocialAccount",
)
"""What an app may ask of a person, in the order of the answers."""

_ALL_PLATFORMS = 7

_SAMPLE = {
    "appId": TEXT,
    "appName": TEXT,
    "iconPath": TEXT,
    "appDescription": TEXT,
    "appCreateTime": NOW,
    "appCategory": 0,
    "appPlatform": 0,
    "enableOAuth": True,
    "forceInputPassword": True,
    "forceConfirmation": True,
    "debugMode": True,
    "appDomain": TEXT,
    "appFailCallbackUrl": TEXT,
    **dict.fromkeys(PERMISSIONS, True),
    "trustedApp": True,
    "privacyStatementUrl": TEXT,
    "licenseUrl": TEXT,
}


def _page(
    path: str, handle: Handler, fields: tuple[Parameter, ...] = (), methods: tuple[str, ...] = ()
) -> Route:
    return Route(path, handle, fields, methods, is_rate_limited=True, is_documented=False)


def app_members(app: App) -> dict[str, object]:
    """Return an app as ``AppInfo`` shows it, never with its secret."""
    return {
        "creatorId": None,
        "appId": app.id,
        "appName": app.name,
        "iconPath": app.icon_path,
        "appDescription": app.description,
        "appCreateTime": app.created_at,
        "appCategory": 1,
        "appPlatform": _ALL_PLATFORMS,
        "enableOAuth": True,
        "forceInputPassword": False,
        "forceConfirmation": not app.is_trusted,
        "debugMode": app.is_debugged,
        "appDomain": app.domain,
        "appFailCallbackUrl": None,
        **dict.fromkeys(PERMISSIONS, app.is_trusted),
        "trustedApp": app.is_trusted,
        "privacyStatementUrl": app.privacy_url,
        "licenseUrl": app.license_url,
    }


class Developer:
    """The actions of Developer."""

    def __init__(self, state: State) -> None:
        self._state = state

    def service(self) -> WebService:
        """Return the service with its routes; ``/doc`` knows the first two only."""
        app_id = Parameter("AppId", required=True, validators=(guid,))
        secret = Parameter("AppSecret", required=True)
        appid = Parameter(
            "appid", required=True, validators=(guid,), member="AppId", source=BindingSource.QUERY
        )
        culture = (Parameter("culture"), Parameter("returnUrl"))
        api = "ApiController"
        return WebService(
            id="developer",
            name="Developer",
            has_pages=True,
            routes=(
                Route(
                    "API/IsValidApp",
                    self.is_valid_app,
                    (app_id, secret),
                    is_rate_limited=True,
                    controller=api,
                ),
                Route(
                    "API/AppInfo",
                    self.app_info,
                    (appid,),
                    is_rate_limited=True,
                    sample={"app": _SAMPLE},
                    controller=api,
                ),
                _page("API/SetSonLang", self.set_language, culture),
                _page("Home/Index", self.index, (Parameter("show"),)),
                _page("Home/Error", self.error),
                _page("Home/LogOff", self.log_off, methods=("POST",)),
                _page("Dashboard/Apps", self.sign_in),
                _page("Auth/AuthResult", self.auth_result),
                _page("Auth/GoAuth", self.sign_in),
                _page("Auth/GoRegister", self.register),
            ),
        )

    async def is_valid_app(self, request: Request) -> Response:
        """Tell whether an id and a secret belong together."""
        app = self._state.apps.get(request.values.text("AppId"))
        if app is None:
            return envelope(-4, "There is no app with this id.")
        if app.secret != request.values.text("AppSecret"):
            return envelope(-1, "This is not the secret of the app.")
        return envelope(0, "The id and the secret belong together.")

    async def app_info(self, request: Request) -> Response:
        """Show an app's public description."""
        app_id = request.values.text("appid")
        app = self._state.apps.get(app_id)
        if app is None:
            return envelope(-4, f"There is no app with the id {app_id}.")
        return envelope(0, "Here is the app.", {"app": app_members(app)})

    async def set_language(self, request: Request) -> Response:
        """Remember a language in a cookie and go where the caller says."""
        cookie = culture_cookie(request.values.text("culture"), self._state.clock())
        return redirect(request.values.text("returnUrl") or "/", ("set-cookie", cookie))

    async def index(self, request: Request) -> Response:
        """Send the browser to sign in, unless it was there and came back anonymous."""
        if request.values.text("show") == "direct":
            return html_page("Developer", "<p>The apps of the sandbox are ready made.</p>")
        return self._to_gateway("authorize", "/", {"try-auth": "True"})

    async def error(self, request: Request) -> Response:
        """Crash, as the real page does."""
        raise UnhandledError

    async def log_off(self, request: Request) -> Response:
        """Go home; nobody is signed in here."""
        return redirect("/")

    async def sign_in(self, request: Request) -> Response:
        """Send the browser to Gateway's page for signing in."""
        redirect_url = "/" if request.path.lower().startswith("/auth/") else request.path
        return self._to_gateway("authorize", redirect_url)

    async def register(self, request: Request) -> Response:
        """Send the browser to Gateway's page for registering."""
        return self._to_gateway("register", "/")

    async def auth_result(self, request: Request) -> Response:
        """Crash, as the real page does at any code that is not its own app's."""
        raise UnhandledError

    def _to_gateway(
        self, page: str, redirect_url: str, options: dict[str, str] | None = None
    ) -> Response:
        base_urls = self._state.base_urls
        own = f"{base_urls.get('developer', '')}/Auth/AuthResult"
        query = urlencode(
            {**(options or {}), "appid": READY_APP.id, "redirect_uri": own, "state": redirect_url}
        )
        return redirect(f"{base_urls.get('gateway', '')}/oauth/{page}?{query}")
