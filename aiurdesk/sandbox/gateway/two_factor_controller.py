"""The calls about a user's authenticator and recovery codes."""

from urllib.parse import quote

from aiurdesk.sandbox.aspnet.answer import Answer, envelope
from aiurdesk.sandbox.aspnet.binding import Field
from aiurdesk.sandbox.aspnet.check import string_length
from aiurdesk.sandbox.aspnet.doc import TEXT
from aiurdesk.sandbox.aspnet.routing import Call, Handler, Route
from aiurdesk.sandbox.gateway import totp
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.directory import User
from aiurdesk.sandbox.gateway.user_route import user_change, user_view

_POST = ("POST",)


class TwoFactorController:
    """Turns two-factor sign-in on and off."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the rows of this controller."""
        code = Field("Code", required=True, checks=(string_length(6),))
        keys = {"twoFAKey": TEXT, "twoFAQRUri": TEXT}
        return (
            _flag_view("ViewHas2FAKey", self.view_has_key),
            _flag_view("ViewTwoFactorEnabled", self.view_is_on),
            user_view("View2FAKey", self.view_key, sample=keys, methods=_POST),
            _flag_view("SetTwoFAKey", self.set_key),
            user_change("ResetTwoFAKey", self.reset_key),
            _flag_view("TwoFAVerifyCode", self.verify, code),
            _flag_view("DisableTwoFA", self.disable),
            user_view(
                "GetRecoveryCodes",
                self.renew_recovery_codes,
                sample={"items": [TEXT]},
                methods=_POST,
            ),
        )

    async def view_has_key(self, call: Call) -> Answer:
        """Tell whether the key was set."""
        user = self._access.granted_user(call)
        return _flag(user.has_two_factor_key, "This tells whether a key is set.")

    async def view_is_on(self, call: Call) -> Answer:
        """Tell whether the second step is asked for."""
        user = self._access.granted_user(call)
        return _flag(user.is_two_factor_on, "This tells whether two-factor sign-in is on.")

    async def view_key(self, call: Call) -> Answer:
        """Show the key, which is made when there is none, and its address for a QR code."""
        user = self._access.granted_user(call)
        key = user.ensure_two_factor_key()
        members = {"twoFAKey": totp.spaced(key), "twoFAQRUri": _address(user, key)}
        return envelope(0, "Give this key to an authenticator.", members)

    async def set_key(self, call: Call) -> Answer:
        """Note that the user has given the key to an authenticator."""
        user = self._access.granted_user(call)
        user.has_two_factor_key = True
        return _flag(True, "The key is set.")

    async def reset_key(self, call: Call) -> Answer:
        """Make another key and turn the second step off."""
        user = self._access.granted_user(call)
        user.drop_two_factor()
        return envelope(0, "There is another key now.")

    async def verify(self, call: Call) -> Answer:
        """Turn the second step on if the code is right; a wrong one is no failure."""
        user = self._access.granted_user(call)
        code = call.values.text("Code").replace(" ", "").replace("-", "")
        now_s = self._access.state.clock().timestamp()
        is_right = totp.is_valid(user.ensure_two_factor_key(), code, now_s)
        user.is_two_factor_on = user.is_two_factor_on or is_right
        return _flag(is_right, "This tells whether the code is right.")

    async def disable(self, call: Call) -> Answer:
        """Turn the second step off and forget the key."""
        user = self._access.granted_user(call)
        user.drop_two_factor()
        user.has_two_factor_key = False
        return _flag(True, "Two-factor sign-in is off.")

    async def renew_recovery_codes(self, call: Call) -> Answer:
        """Turn the second step on and make ten recovery codes."""
        user = self._access.granted_user(call)
        user.is_two_factor_on = True
        members = {"items": user.renew_recovery_codes()}
        return envelope(0, "Each of these recovery codes works once.", members)


def _flag_view(action: str, handle: Handler, *fields: Field) -> Route:
    return user_view(action, handle, *fields, sample={"value": True}, methods=_POST)


def _flag(value: bool, message: str) -> Answer:
    return envelope(0, message, {"value": value})


def _address(user: User, key: str) -> str:
    email = user.primary_email
    name = quote(email.address if email else user.id, safe="@")
    return f"otpauth://totp/Aiursoft:{name}?secret={key}&issuer=Aiursoft&digits={totp.DIGITS}"
