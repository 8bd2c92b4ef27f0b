"""The calls that end a sign-in: code for open id, and who that is."""

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.answer import Answer, Refusal, envelope
from aiurdesk.sandbox.aspnet.binding import Field
from aiurdesk.sandbox.aspnet.doc import TEXT
from aiurdesk.sandbox.aspnet.routing import Call, Route
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.shown import SAMPLE_USER, user_members

_TOKEN = Field("AccessToken", required=True)


class AccountController:
    """Exchanges codes and shows profiles to apps."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the rows of this controller."""
        return (
            Route(
                "Account/CodeToOpenId",
                self.code_to_open_id,
                (_TOKEN, Field("Code", ParameterKind.INTEGER)),
                sample={"openId": TEXT, "scope": TEXT},
            ),
            Route(
                "Account/UserInfo",
                self.user_info,
                (_TOKEN, Field("OpenId", required=True)),
                sample={"user": SAMPLE_USER},
            ),
        )

    async def code_to_open_id(self, call: Call) -> Answer:
        """Exchange a code; it works again for ten seconds after its first use."""
        app_id, now = self._access.app_id(call), self._access.state.clock()
        code = self._access.directory.codes.get(call.values.number("Code"))
        if code is None:
            raise Refusal(-1, "There is no such sign-in code.")
        if code.is_spent(now):
            raise Refusal(-6, "This sign-in code was used before.")
        if code.app_id != app_id:
            raise Refusal(-8, "This sign-in code was made for another app.")
        if not self._access.app(app_id).is_trusted:
            raise Refusal(-8, "Your app has no permission to see open ids.")
        code.used_at = code.used_at or now
        return envelope(0, "Here is the user.", {"openId": code.user_id, "scope": "scope"})

    async def user_info(self, call: Call) -> Answer:
        """Show the profile of a user who granted the app."""
        app_id = self._access.app_id(call)
        user = self._access.directory.users.get(call.values.text("OpenId"))
        if user is None:
            raise Refusal(-4, "No user has this open id.")
        if not self._access.directory.has_granted(user.id, app_id):
            raise Refusal(-8, "This user has not granted your app.")
        return envelope(0, "Here is the user.", {"user": user_members(user)})
