"""The actions that complete a sign-in: exchange the code for an open id, and get the profile."""

from aiurdesk.sandbox.aspnet.generation_2023 import envelope_2023
from aiurdesk.sandbox.aspnet.response import ApiError, Response, envelope
from aiurdesk.sandbox.aspnet.routing import Handler, Request
from aiurdesk.sandbox.gateway.access import Access


class AccountController:
    """Exchanges sign-in codes and returns profiles to apps.

    Gateway (2020) and Directory (2023) both have this controller.
    """

    def __init__(self, access: Access) -> None:
        self._access = access
        self._envelope = envelope_2023 if access.is_2023 else envelope
        # 2020 calls a second use "done already", 2023 calls it "unauthorized".
        self._used_code = -8 if access.is_2023 else -6

    def actions(self) -> dict[str, Handler]:
        """Return the actions of this controller."""
        return {"account.codetoopenid": self.code_to_open_id, "account.userinfo": self.user_info}

    async def code_to_open_id(self, request: Request) -> Response:
        """Exchange a sign-in code. It stays valid for ten seconds after its first use."""
        app_id, now = self._access.app_id(request), self._access.state.clock()
        code = self._access.user_store.codes.get(request.values.number("Code"))
        if code is None:
            raise ApiError(-1, "There is no such sign-in code.")
        if code.is_expired(now):
            raise ApiError(self._used_code, "This sign-in code was used before.")
        if code.app_id != app_id:
            raise ApiError(-8, "This sign-in code was made for another app.")
        if not self._access.app(app_id).is_trusted:
            raise ApiError(-8, "Your app has no permission to see open ids.")
        # The ten seconds count from the first use, not from each one.
        code.used_at = code.used_at or now
        members = {"openId": code.user_id, "scope": "scope"}
        return self._envelope(0, "Here is the user.", members)

    async def user_info(self, request: Request) -> Response:
        """Return the profile of a user who granted access to the app."""
        app_id = self._access.app_id(request)
        user = self._access.user_store.users.get(request.values.text("OpenId"))
        if user is None:
            raise ApiError(-4, "No user has this open id.")
        if (user.id, app_id) not in self._access.user_store.grants:
            raise ApiError(-8, "This user has not granted your app.")
        return self._envelope(0, "Here is the user.", {"user": user.members()})
