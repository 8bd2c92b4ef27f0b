"""The calls about a user's e-mail addresses; no mail is ever sent."""

from datetime import timedelta

from aiurdesk.sandbox.aspnet.answer import Answer, Refusal, envelope
from aiurdesk.sandbox.aspnet.binding import Field
from aiurdesk.sandbox.aspnet.check import email as email_check
from aiurdesk.sandbox.aspnet.check import max_length
from aiurdesk.sandbox.aspnet.doc import TEXT
from aiurdesk.sandbox.aspnet.routing import Call, Route
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.directory import Email, User
from aiurdesk.sandbox.gateway.user_route import user_change, user_view

_PAUSE = timedelta(minutes=1)
"""Between two confirmations to one address."""


class EmailController:
    """Shows, adds, confirms and removes addresses."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the rows of this controller."""
        sample = {"items": [{"id": 0, "emailAddress": TEXT, "validated": True}]}
        short = (max_length(30), email_check)
        known = Field("Email", required=True, checks=(email_check,))
        return (
            user_view("ViewAllEmails", self.view_all, sample=sample),
            user_change("BindNewEmail", self.bind, Field("NewEmail", required=True, checks=short)),
            user_change(
                "DeleteEmail", self.delete, Field("ThatEmail", required=True, checks=short)
            ),
            user_change("SendConfirmationEmail", self.send_confirmation, known),
            user_change("SetPrimaryEmail", self.set_primary, known),
        )

    async def view_all(self, call: Call) -> Answer:
        """List the addresses; no permission but the user's grant is needed."""
        user = self._access.granted_user(call, needs_permission=False)
        items = [
            {"id": email.id, "emailAddress": email.address, "validated": email.is_validated}
            for email in sorted(user.emails, key=lambda email: email.id)
        ]
        return envelope(0, "These are the e-mail addresses.", {"items": items})

    async def bind(self, call: Call) -> Answer:
        """Add an address that nobody has."""
        user = self._access.granted_user(call)
        address = call.values.text("NewEmail")
        if self._access.directory.owner_of(address) is not None:
            raise Refusal(-7, f"Somebody has the address {address} already.")
        self._access.directory.add_email(user, address)
        return envelope(0, f"The address {address} is added. It is not confirmed yet.")

    async def delete(self, call: Call) -> Answer:
        """Remove an address, but never the last one."""
        user = self._access.granted_user(call)
        address = call.values.text("ThatEmail")
        email = user.email(address)
        if email is None:
            raise Refusal(-4, f"The user has no address {address}.")
        if len(user.emails) == 1:
            raise Refusal(-7, f"{address} is the last address. Add another one first.")
        user.emails.remove(email)
        return envelope(0, f"The address {address} is gone.")

    async def send_confirmation(self, call: Call) -> Answer:
        """Pretend to send a mail."""
        _, email = self._own(call)
        now = self._access.state.clock()
        if email.is_validated:
            raise Refusal(-6, f"The address {email.address} is confirmed already.")
        if email.sent_at is not None and now <= email.sent_at + _PAUSE:
            raise Refusal(-3, "A mail was sent within the last minute. Look for it first.")
        email.sent_at = now
        return envelope(0, f"A confirmation is on its way to {email.address}.")

    async def set_primary(self, call: Call) -> Answer:
        """Make a confirmed address the one that speaks for the user."""
        user, email = self._own(call)
        if not email.is_validated:
            raise Refusal(-2, f"The address {email.address} is not confirmed yet.")
        user.emails.remove(email)
        user.emails.insert(0, email)
        return envelope(0, f"{email.address} is the primary address now.")

    def _own(self, call: Call) -> tuple[User, Email]:
        user = self._access.granted_user(call)
        address = call.values.text("Email")
        owner = self._access.directory.owner_of(address)
        if owner is None:
            raise Refusal(-4, f"Nobody has the address {address}.")
        email = user.email(address)
        if email is None:
            raise Refusal(-8, f"The address {address} belongs to another user.")
        return user, email
