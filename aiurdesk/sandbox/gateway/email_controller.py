"""The actions for a user's e-mail addresses. The sandbox never sends mail."""

from datetime import timedelta

from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.doc import TEXT
from aiurdesk.sandbox.aspnet.response import ApiError, Response, envelope
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.aspnet.validation import email as email_check
from aiurdesk.sandbox.aspnet.validation import max_length
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.user_routes import change_route, view_route
from aiurdesk.sandbox.gateway.user_store import Email, User

_RESEND_INTERVAL = timedelta(minutes=1)
"""Minimum time between two confirmations to the same address."""


class EmailController:
    """Shows, adds, confirms and removes addresses."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the routes of this controller."""
        sample = {"items": [{"id": 0, "emailAddress": TEXT, "validated": True}]}
        short = (max_length(30), email_check)
        known = Parameter("Email", required=True, validators=(email_check,))
        return (
            view_route("ViewAllEmails", self.view_all, sample=sample),
            change_route(
                "BindNewEmail", self.bind, Parameter("NewEmail", required=True, validators=short)
            ),
            change_route(
                "DeleteEmail", self.delete, Parameter("ThatEmail", required=True, validators=short)
            ),
            change_route("SendConfirmationEmail", self.send_confirmation, known),
            change_route("SetPrimaryEmail", self.set_primary, known),
        )

    async def view_all(self, request: Request) -> Response:
        """List the addresses. This needs the user's grant, but no permission of the app."""
        user = self._access.granted_user(request, needs_permission=False)
        items = [
            {"id": email.id, "emailAddress": email.address, "validated": email.is_validated}
            # Sorted by id, because ``set_primary`` changes the order of the list.
            for email in sorted(user.emails, key=lambda email: email.id)
        ]
        return envelope(0, "These are the e-mail addresses.", {"items": items})

    async def bind(self, request: Request) -> Response:
        """Add an address that no user has yet."""
        user = self._access.granted_user(request)
        address = request.values.text("NewEmail")
        if self._access.user_store.find_by_email(address) is not None:
            raise ApiError(-7, f"Somebody has the address {address} already.")
        self._access.user_store.add_email(user, address)
        return envelope(0, f"The address {address} is added. It is not confirmed yet.")

    async def delete(self, request: Request) -> Response:
        """Remove an address, unless it is the last one."""
        user = self._access.granted_user(request)
        address = request.values.text("ThatEmail")
        email = user.email(address)
        if email is None:
            raise ApiError(-4, f"The user has no address {address}.")
        if len(user.emails) == 1:
            raise ApiError(-7, f"{address} is the last address. Add another one first.")
        user.emails.remove(email)
        return envelope(0, f"The address {address} is removed.")

    async def send_confirmation(self, request: Request) -> Response:
        """Answer as if a confirmation mail was sent."""
        _, email = self._own(request)
        now = self._access.state.clock()
        if email.is_validated:
            raise ApiError(-6, f"The address {email.address} is confirmed already.")
        if email.sent_at is not None and now <= email.sent_at + _RESEND_INTERVAL:
            raise ApiError(-3, "A mail was sent within the last minute. Look for it first.")
        email.sent_at = now
        return envelope(0, f"A confirmation is on its way to {email.address}.")

    async def set_primary(self, request: Request) -> Response:
        """Make a confirmed address the primary one."""
        user, email = self._own(request)
        if not email.is_validated:
            raise ApiError(-2, f"The address {email.address} is not confirmed yet.")
        # ``User.primary_email`` is the first validated address.
        user.emails.remove(email)
        user.emails.insert(0, email)
        return envelope(0, f"{email.address} is the primary address now.")

    def _own(self, request: Request) -> tuple[User, Email]:
        user = self._access.granted_user(request)
        address = request.values.text("Email")
        owner = self._access.user_store.find_by_email(address)
        if owner is None:
            raise ApiError(-4, f"Nobody has the address {address}.")
        email = user.email(address)
        if email is None:
            raise ApiError(-8, f"The address {address} belongs to another user.")
        return user, email
