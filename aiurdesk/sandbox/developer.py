"""Developer: the registry of apps, and a site that requires a sign-in."""

from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlencode

from aiurdesk.sandbox.accounts import PERMISSIONS, READY_APP, App
from aiurdesk.sandbox.aspnet.binding import BindingSource, Parameter
from aiurdesk.sandbox.aspnet.doc import NOW, TEXT
from aiurdesk.sandbox.aspnet.response import Response, UnhandledError, envelope, html_page, redirect
from aiurdesk.sandbox.aspnet.routing import Handler, Request, Route
from aiurdesk.sandbox.aspnet.validation import guid
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.culture_cookie import culture_cookie
from aiurdesk.sandbox.state import State

_PERMISSION_MEMBERS = tuple(name[0].lower() + name[1:] for name in PERMISSIONS)
_ALL_PLATFORMS = 7
"""All flags of ``appPlatform``."""

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
    **dict.fromkeys(_PERMISSION_MEMBERS, True),
    "trustedApp": True,
    "privacyStatementUrl": TEXT,
    "licenseUrl": TEXT,
}


def _page(
    path: str, handle: Handler, fields: tuple[Parameter, ...] = (), methods: tuple[str, ...] = ()
) -> Route:
    return Route(path, handle, fields, methods, is_rate_limited=True, is_documented=False)


def app_members(app: App) -> dict[str, object]:
    """Return the JSON members of an app, as ``AppInfo`` lists them: without the secret."""
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
        **dict.fromkeys(_PERMISSION_MEMBERS, app.is_trusted),
        "trustedApp": app.is_trusted,
        "privacyStatementUrl": app.privacy_url,
        "licenseUrl": app.license_url,
    }


class Developer:
    """The actions of Developer."""

    def __init__(self, state: State) -> None:
        self._state = state

    def service(self) -> WebService:
        """Return the service with its routes. ``/doc`` lists only the first two."""
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
        """Check that a secret belongs to an app."""
        values = request.values
        self._state.verified_app(values.text("AppId"), values.text("AppSecret"))
        return envelope(0, "The id and the secret belong together.")

    async def app_info(self, request: Request) -> Response:
        """Return the public description of an app."""
        app = self._state.app(request.values.text("appid"))
        return envelope(0, "Here is the app.", {"app": app_members(app)})

    async def set_language(self, request: Request) -> Response:
        """Store a language in a cookie and redirect to the given URL."""
        expires = format_datetime(_one_year_after(self._state.clock()), usegmt=True)
        attributes = f"expires={expires}; path=/; samesite=none"
        cookie = culture_cookie(request.values.text("culture"), attributes)
        return redirect(request.values.text("returnUrl") or "/", cookie)

    async def index(self, request: Request) -> Response:
        """Redirect to the sign-in, unless the browser comes back from it without a user."""
        # ``show=direct`` marks a browser that Gateway sent back, because nobody is signed in there.
        if request.values.text("show") == "direct":
            return html_page("Developer", "<p>The apps of the sandbox are ready made.</p>")
        return self._to_gateway("authorize", "/", {"try-auth": "True"})

    async def error(self, request: Request) -> Response:
        """Fail with HTTP 500, as the real page does."""
        raise UnhandledError

    async def log_off(self, request: Request) -> Response:
        """Redirect to the root. The sandbox's Developer has no sessions to end."""
        return redirect("/")

    async def sign_in(self, request: Request) -> Response:
        """Redirect to Gateway's sign-in page."""
        # Whoever came from /auth/ would be sent to sign in again.
        return_path = "/" if request.path.lower().startswith("/auth/") else request.path
        return self._to_gateway("authorize", return_path)

    async def register(self, request: Request) -> Response:
        """Redirect to Gateway's registration page."""
        return self._to_gateway("register", "/")

    async def auth_result(self, request: Request) -> Response:
        """Fail, as the real page does for a code of any app but its own."""
        raise UnhandledError

    def _to_gateway(
        self, page: str, return_path: str, options: dict[str, str] | None = None
    ) -> Response:
        base_urls = self._state.base_urls
        own = f"{base_urls.get('developer', '')}/Auth/AuthResult"
        query = urlencode(
            {**(options or {}), "appid": READY_APP.id, "redirect_uri": own, "state": return_path}
        )
        return redirect(f"{base_urls.get('gateway', '')}/oauth/{page}?{query}")


def _one_year_after(now: datetime) -> datetime:
    try:
        return now.replace(year=now.year + 1)
    except ValueError:
        # 29 February has no counterpart in the next year.
        return now.replace(year=now.year + 1, day=28)
