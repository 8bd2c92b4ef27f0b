"""The page for those who forgot their password."""

from aiurdesk.sandbox.accounts import READY_PERSON
from aiurdesk.sandbox.aspnet.answer import Answer
from aiurdesk.sandbox.aspnet.routing import Call, Route
from aiurdesk.sandbox.gateway import pages
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.form_answer import form_answer, is_forged, notice


class PasswordController:
    """Tells what to do instead of sending mail."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the row of this controller."""
        return (
            Route(
                "Password/ForgotPasswordFor",
                self.forgot,
                methods=("GET", "POST"),
                is_page=True,
                is_limited=True,
                is_documented=False,
            ),
        )

    async def forgot(self, call: Call) -> Answer:
        """Ask for the address, then say that the sandbox sends no mail."""
        if call.method == "POST":
            if is_forged(self._access.sessions, call):
                return Answer(400)
            return notice(
                "No mail from the sandbox",
                f"Restart the sandbox: then {READY_PERSON.email} has its first password again.",
            )
        fields = (pages.Field("Email", "E-mail", "email", "username"),)
        form = pages.Form(
            "Forgot password",
            "Which account is it?",
            "/Password/ForgotPasswordFor",
            fields,
            "Go on",
        )
        return form_answer(self._access.sessions, call, form)
