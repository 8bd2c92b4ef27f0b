"""The actions for a user's profile, password and phone number."""

from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.doc import TEXT
from aiurdesk.sandbox.aspnet.response import ApiError, Response, envelope
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.aspnet.validation import max_length, min_length
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.user_routes import change_route, view_route


class ProfileController:
    """Changes profile, password and phone number of a user."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the routes of this controller."""
        password_checks = (max_length(32), min_length(6))
        return (
            change_route(
                "ChangeProfile",
                self.change_profile,
                Parameter("NewNickName", required=True, validators=(max_length(20),)),
                Parameter("NewIconFilePathName", required=True),
                Parameter("NewBio", validators=(max_length(80),)),
            ),
            change_route(
                "ChangePassword",
                self.change_password,
                Parameter("OldPassword", required=True, validators=password_checks),
                Parameter("NewPassword", required=True, validators=password_checks),
            ),
            view_route("ViewPhoneNumber", self.view_phone_number, sample={"value": TEXT}),
            change_route("SetPhoneNumber", self.set_phone_number, Parameter("Phone")),
        )

    async def change_profile(self, request: Request) -> Response:
        """Change nickname, icon and bio."""
        user = self._access.granted_user(request)
        user.nick_name = request.values.text("NewNickName")
        user.icon_path = request.values.text("NewIconFilePathName")
        user.bio = request.values.text_or_none("NewBio")
        return envelope(0, "The profile is changed.")

    async def change_password(self, request: Request) -> Response:
        """Change the password after a check of the old one."""
        user = self._access.granted_user(request)
        if request.values.text("OldPassword") != user.password:
            raise ApiError(-1, "The old password does not match.")
        user.password = request.values.text("NewPassword")
        return envelope(0, "The password is changed.")

    async def view_phone_number(self, request: Request) -> Response:
        """Return the phone number, or null when it was never set."""
        user = self._access.granted_user(request)
        return envelope(0, "This is the phone number.", {"value": user.phone_number})

    async def set_phone_number(self, request: Request) -> Response:
        """Set the phone number. A missing parameter clears it."""
        user = self._access.granted_user(request)
        user.phone_number = request.values.text("Phone")
        return envelope(0, "The phone number is set.")
