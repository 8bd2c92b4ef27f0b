"""The call that makes site tokens."""

from datetime import timedelta

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.answer import Answer, Refusal, envelope
from aiurdesk.sandbox.aspnet.binding import Field
from aiurdesk.sandbox.aspnet.check import between
from aiurdesk.sandbox.aspnet.doc import TEXT
from aiurdesk.sandbox.aspnet.routing import Call, Route
from aiurdesk.sandbox.probe.access import Access

_YEAR_S = 31_536_000


class TokenController:
    """Lets an app hand out rights to one of its sites."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the row of this controller."""
        lifespan = Field(
            "LifespanSeconds",
            ParameterKind.LONG,
            checks=(between(10, _YEAR_S),),
            default=3600,
            doc_required=False,
        )
        fields = (
            Field("AccessToken", required=True),
            Field("SiteName", required=True),
            Field("UnderPath"),
            Field("Permissions", required=True),
            lifespan,
        )
        return (
            Route(
                "Token/GetToken",
                self.get_token,
                fields,
                ("POST",),
                is_limited=True,
                sample={"value": TEXT},
            ),
        )

    async def get_token(self, call: Call) -> Answer:
        """Make a token for a site of the app; its name has to match exactly."""
        name = call.values.text("SiteName")
        site = self._access.own_site(call.values.text("AccessToken"), name)
        if site.name != name:
            raise Refusal(-4, f"There is no site named '{name}'.")
        token, dead_at = self._access.site_tokens.issue(
            name,
            call.values.given("UnderPath"),
            call.values.text("Permissions"),
            timedelta(seconds=call.values.number("LifespanSeconds")),
        )
        until = f"{dead_at:%Y-%m-%d %H:%M:%S}"
        return envelope(0, f"Your site token works until {until} UTC.", {"value": token})
