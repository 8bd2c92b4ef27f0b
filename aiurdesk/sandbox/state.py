"""State that all services of a sandbox share. Each service keeps its other data itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from aiurdesk.core.api.endpoint import ApiDescription
from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, App
from aiurdesk.sandbox.aspnet.response import ApiError
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.clock import Clock
from aiurdesk.sandbox.tokens import TokenIssuer


@dataclass(slots=True)
class State:
    """Shared state of one run. It is in memory only, so a restart resets it."""

    clock: Clock
    tokens: TokenIssuer
    descriptions: Mapping[str, ApiDescription] = field(default_factory=dict)
    """Service id → its entry in the catalogue."""
    apps: dict[str, App] = field(default_factory=dict)
    """App id → app."""
    base_urls: dict[str, str] = field(default_factory=dict)
    """Service id → base URL. Filled after the ports are bound."""

    def app(self, app_id: str) -> App:
        """Return a registered app.

        Raises:
            ApiError: No app has this id: −4.
        """
        app = self.apps.get(app_id)
        if app is None:
            raise ApiError(-4, f"There is no app with the id {app_id}.")
        return app

    def app_id_of(self, request: Request) -> str:
        """Return the app id of the access token in a request.

        Raises:
            ApiError: The token is not valid: −8.
        """
        return self.tokens.app_id(request.values.text("AccessToken"))

    def app_id_to_delete(self, request: Request) -> str:
        """Return the app id in a request that deletes the calling app.

        Raises:
            ApiError: The token is not valid, or belongs to another app: −8.
        """
        app_id = request.values.text("AppId")
        if app_id != self.app_id_of(request):
            raise ApiError(-8, "The token belongs to another app than the one to delete.")
        return app_id

    def verified_app(self, app_id: str, secret: str) -> App:
        """Return a registered app after a check of its secret.

        Raises:
            ApiError: No app has this id (−4), or the secret is wrong (−1).
        """
        app = self.apps.get(app_id)
        if app is None:
            raise ApiError(-4, "There is no app with this id.")
        if app.secret != secret:
            raise ApiError(-1, "This is not the secret of the app.")
        return app


def fresh_state(clock: Clock, descriptions: Iterable[ApiDescription] = ()) -> State:
    """Return a new state with the two registered apps."""
    by_id = {description.service.id: description for description in descriptions}
    apps = {app.id: app for app in (READY_APP, OTHER_APP)}
    return State(clock, TokenIssuer(clock), by_id, apps)
