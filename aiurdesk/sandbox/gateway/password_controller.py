"""The page for a forgotten password."""

from aiurdesk.sandbox.accounts import READY_PERSON
from aiurdesk.sandbox.aspnet.response import Response
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.gateway import pages
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.form_response import form_response, is_forged, message_page


class PasswordController:
    """Explains how to get the password back, because the sandbox sends no mail."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the route of this controller."""
        return (
            Route(
                "Password/ForgotPasswordFor",
                self.forgot,
                methods=("GET", "POST"),
                shows_validation_errors=True,
                is_rate_limited=True,
                is_documented=False,
            ),
        )

    async def forgot(self, request: Request) -> Response:
        """Ask for the address, then explain that the sandbox sends no mail."""
        if request.method == "POST":
            if is_forged(self._access.sessions, request):
                return Response(400)
            return message_page(
                "No mail from the sandbox",
                f"Restart the sandbox: then {READY_PERSON.email} has its first password again.",
            )
        fields = (pages.FormField("Email", "E-mail", "email", "username"),)
        form = pages.FormPage(
            "Forgot password",
            "Which account is it?",
            "/Password/ForgotPasswordFor",
            fields,
            "Go on",
        )
        return form_response(self._access.sessions, request, form)
