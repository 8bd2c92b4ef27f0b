"""The action that issues site tokens."""

from datetime import timedelta

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.doc import TEXT
from aiurdesk.sandbox.aspnet.response import ApiError, Response, envelope
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.aspnet.validation import between
from aiurdesk.sandbox.probe.access import Access

_YEAR_S = 31_536_000


class TokenController:
    """Issues tokens with rights to one site of an app."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the route of this controller."""
        lifespan = Parameter(
            "LifespanSeconds",
            ParameterKind.LONG,
            validators=(between(10, _YEAR_S),),
            default=3600,
            doc_required=False,
        )
        parameters = (
            Parameter("AccessToken", required=True),
            Parameter("SiteName", required=True),
            Parameter("UnderPath"),
            Parameter("Permissions", required=True),
            lifespan,
        )
        return (
            Route(
                "Token/GetToken",
                self.get_token,
                parameters,
                ("POST",),
                is_rate_limited=True,
                sample={"value": TEXT},
            ),
        )

    async def get_token(self, request: Request) -> Response:
        """Issue a token for a site of the app. The name must match exactly."""
        name = request.values.text("SiteName")
        site = self._access.own_site(request.values.text("AccessToken"), name)
        # ``own_site`` ignores case.
        if site.name != name:
            raise ApiError(-4, f"There is no site named '{name}'.")
        token, expires_at = self._access.site_tokens.issue(
            name,
            request.values.text_or_none("UnderPath"),
            request.values.text("Permissions"),
            timedelta(seconds=request.values.number("LifespanSeconds")),
        )
        until = f"{expires_at:%Y-%m-%d %H:%M:%S}"
        return envelope(0, f"Your site token works until {until} UTC.", {"value": token})
