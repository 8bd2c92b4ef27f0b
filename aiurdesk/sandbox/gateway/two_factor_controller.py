"""The actions for a user's authenticator key and recovery codes."""

from urllib.parse import quote

from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.doc import TEXT
from aiurdesk.sandbox.aspnet.response import Response, envelope
from aiurdesk.sandbox.aspnet.routing import Handler, Request, Route
from aiurdesk.sandbox.aspnet.validation import string_length
from aiurdesk.sandbox.gateway import totp
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.user_routes import change_route, view_route
from aiurdesk.sandbox.gateway.user_store import User

_POST = ("POST",)


class TwoFactorController:
    """Turns two-factor sign-in on and off."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the routes of this controller."""
        code = Parameter("Code", required=True, validators=(string_length(6),))
        keys = {"twoFAKey": TEXT, "twoFAQRUri": TEXT}
        return (
            _boolean_route("ViewHas2FAKey", self.view_has_key),
            _boolean_route("ViewTwoFactorEnabled", self.view_is_on),
            view_route("View2FAKey", self.view_key, sample=keys, methods=_POST),
            _boolean_route("SetTwoFAKey", self.set_key),
            change_route("ResetTwoFAKey", self.reset_key),
            _boolean_route("TwoFAVerifyCode", self.verify, code),
            _boolean_route("DisableTwoFA", self.disable),
            view_route(
                "GetRecoveryCodes",
                self.renew_recovery_codes,
                sample={"items": [TEXT]},
                methods=_POST,
            ),
        )

    async def view_has_key(self, request: Request) -> Response:
        """Return whether a key is set."""
        user = self._access.granted_user(request)
        return _boolean_response(user.has_two_factor_key, "This shows whether a key is set.")

    async def view_is_on(self, request: Request) -> Response:
        """Return whether two-factor sign-in is on."""
        user = self._access.granted_user(request)
        return _boolean_response(
            user.is_two_factor_on, "This shows whether two-factor sign-in is on."
        )

    async def view_key(self, request: Request) -> Response:
        """Return the key and its URI for a QR code. Create the key when the user has none."""
        user = self._access.granted_user(request)
        key = user.ensure_two_factor_key()
        members = {"twoFAKey": totp.in_groups_of_four(key), "twoFAQRUri": _address(user, key)}
        return envelope(0, "Give this key to an authenticator.", members)

    async def set_key(self, request: Request) -> Response:
        """Record that the user has added the key to an authenticator."""
        user = self._access.granted_user(request)
        # Only what the user says; the key itself is made when it is first looked at.
        user.has_two_factor_key = True
        return _boolean_response(True, "The key is set.")

    async def reset_key(self, request: Request) -> Response:
        """Replace the key and turn two-factor sign-in off."""
        user = self._access.granted_user(request)
        user.reset_two_factor()
        return envelope(0, "There is another key now.")

    async def verify(self, request: Request) -> Response:
        """Turn two-factor sign-in on for a correct code. A wrong code gives ``false``."""
        user = self._access.granted_user(request)
        # Authenticators show codes in groups, so users type them with spaces.
        code = request.values.text("Code").replace(" ", "").replace("-", "")
        now_s = self._access.state.clock().timestamp()
        is_right = totp.is_valid(user.ensure_two_factor_key(), code, now_s)
        user.is_two_factor_on = user.is_two_factor_on or is_right
        return _boolean_response(is_right, "This shows whether the code is right.")

    async def disable(self, request: Request) -> Response:
        """Turn two-factor sign-in off and delete the key."""
        user = self._access.granted_user(request)
        user.reset_two_factor()
        user.has_two_factor_key = False
        return _boolean_response(True, "Two-factor sign-in is off.")

    async def renew_recovery_codes(self, request: Request) -> Response:
        """Turn two-factor sign-in on and create ten recovery codes."""
        user = self._access.granted_user(request)
        user.is_two_factor_on = True
        members = {"items": user.renew_recovery_codes()}
        return envelope(0, "Each of these recovery codes works once.", members)


def _boolean_route(action: str, handle: Handler, *parameters: Parameter) -> Route:
    return view_route(action, handle, *parameters, sample={"value": True}, methods=_POST)


def _boolean_response(value: bool, message: str) -> Response:
    return envelope(0, message, {"value": value})


def _address(user: User, key: str) -> str:
    email = user.primary_email
    name = quote(email.address if email else user.id, safe="@")
    # The key URI format of Google Authenticator, which authenticators read from a QR code.
    return f"otpauth://totp/Aiursoft:{name}?secret={key}&issuer=Aiursoft&digits={totp.DIGITS}"
