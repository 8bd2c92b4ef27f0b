"""The calls about a user's profile, password and phone number."""

from aiurdesk.sandbox.aspnet.answer import Answer, Refusal, envelope
from aiurdesk.sandbox.aspnet.binding import Field
from aiurdesk.sandbox.aspnet.check import max_length, min_length
from aiurdesk.sandbox.aspnet.doc import TEXT
from aiurdesk.sandbox.aspnet.routing import Call, Route
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.user_route import user_change, user_view


class ProfileController:
    """Changes what a user shows and signs in with."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the rows of this controller."""
        password_checks = (max_length(32), min_length(6))
        return (
            user_change(
                "ChangeProfile",
                self.change_profile,
                Field("NewNickName", required=True, checks=(max_length(20),)),
                Field("NewIconFilePathName", required=True),
                Field("NewBio", checks=(max_length(80),)),
            ),
            user_change(
                "ChangePassword",
                self.change_password,
                Field("OldPassword", required=True, checks=password_checks),
                Field("NewPassword", required=True, checks=password_checks),
            ),
            user_view("ViewPhoneNumber", self.view_phone_number, sample={"value": TEXT}),
            user_change("SetPhoneNumber", self.set_phone_number, Field("Phone")),
        )

    async def change_profile(self, call: Call) -> Answer:
        """Change nick name, picture and bio."""
        user = self._access.granted_user(call)
        user.nick_name = call.values.text("NewNickName")
        user.icon_path = call.values.text("NewIconFilePathName")
        user.bio = call.values.given("NewBio")
        return envelope(0, "The profile is changed.")

    async def change_password(self, call: Call) -> Answer:
        """Change the password of a user who knows the old one."""
        user = self._access.granted_user(call)
        if call.values.text("OldPassword") != user.password:
            raise Refusal(-1, "The old password does not match.")
        user.password = call.values.text("NewPassword")
        return envelope(0, "The password is changed.")

    async def view_phone_number(self, call: Call) -> Answer:
        """Show the phone number, null when there never was one."""
        user = self._access.granted_user(call)
        return envelope(0, "This is the phone number.", {"value": user.phone_number})

    async def set_phone_number(self, call: Call) -> Answer:
        """Set the phone number; leaving it out makes it empty."""
        user = self._access.granted_user(call)
        user.phone_number = call.values.text("Phone")
        return envelope(0, "The phone number is set.")
