"""Developer: the registry of apps."""

from dataclasses import replace

from aiurdesk.sandbox.accounts import PERMISSIONS, App
from aiurdesk.sandbox.aspnet.response import Response, envelope
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.described_service import described_service
from aiurdesk.sandbox.state import State

_PERMISSION_MEMBERS = tuple(name[0].lower() + name[1:] for name in PERMISSIONS)
_ALL_PLATFORMS = 7
"""All flags of ``appPlatform``."""


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
        """Return the service with its routes."""
        actions = {"api.isvalidapp": self.is_valid_app, "api.appinfo": self.app_info}
        return replace(described_service(self._state, "developer", actions), has_pages=True)

    async def is_valid_app(self, request: Request) -> Response:
        """Check that a secret belongs to an app."""
        values = request.values
        self._state.verified_app(values.text("AppId"), values.text("AppSecret"))
        return envelope(0, "The id and the secret belong together.")

    async def app_info(self, request: Request) -> Response:
        """Return the public description of an app."""
        app = self._state.app(request.values.text("appid"))
        return envelope(0, "Here is the app.", {"app": app_members(app)})
