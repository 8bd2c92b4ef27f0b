"""The registration page."""

from aiurdesk.sandbox.accounts import App
from aiurdesk.sandbox.aspnet.response import Response
from aiurdesk.sandbox.aspnet.routing import Handler, Request
from aiurdesk.sandbox.gateway import pages
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.form_response import form_response, is_forged
from aiurdesk.sandbox.gateway.home_controller import CAPTCHA
from aiurdesk.sandbox.gateway.oauth_controller import invalid_sign_in_page
from aiurdesk.sandbox.gateway.sign_in_flow import SignInFlow, complete_sign_in, flow_and_app


class RegisterController:
    """Creates accounts. A restart of the sandbox deletes them."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def actions(self) -> dict[str, Handler]:
        """Return the actions of this controller."""
        return {"oauth.register": self.ask, "oauth.registersubmit": self.register}

    async def ask(self, request: Request) -> Response:
        """Return the empty form."""
        flow, app = flow_and_app(self._access, request)
        if request.validation_errors:
            return invalid_sign_in_page()
        return self._form(request, flow, app)

    async def register(self, request: Request) -> Response:
        """Create the account, sign in, and complete the sign-in flow."""
        if is_forged(self._access.sessions, request):
            return Response(400)
        flow, app = flow_and_app(self._access, request)
        if error := self._input_error(request):
            return self._form(request, flow, app, error)
        user_store, now = self._access.user_store, self._access.state.clock()
        values = request.values
        language = values.text("PreferedLanguage") or "en"
        user = user_store.register(values.text("Email"), values.text("Password"), now, language)
        return complete_sign_in(self._access, flow, app, user, starts_session=True)

    def _input_error(self, request: Request) -> str:
        """Return why the form is rejected, or an empty text."""
        if request.validation_errors:
            return " ".join(request.validation_errors)
        values = request.values
        if values.text("CaptchaCode") != CAPTCHA:
            return "The captcha does not match."
        if values.text("ConfirmPassword") != values.text("Password"):
            return "The two passwords differ."
        if self._access.user_store.find_by_email(values.text("Email")) is not None:
            return "There is an account with this e-mail address already."
        return ""

    def _form(self, request: Request, flow: SignInFlow, app: App, error: str = "") -> Response:
        email_input = request.values.text("Email") if request.method == "POST" else ""
        form = pages.FormPage(
            "Open an account",
            f"Open an account in the sandbox to go on to {app.name}.",
            flow.page_url("Register"),
            (
                pages.FormField("Email", "E-mail", "email", "username", email_input),
                pages.FormField("Password", "Password", "password", "new-password"),
                pages.FormField("ConfirmPassword", "Password again", "password", "new-password"),
                pages.FormField("CaptchaCode", f"Captcha, which is {CAPTCHA} in the sandbox"),
            ),
            "Open the account",
            error=error,
        )
        return form_response(self._access.sessions, request, form)
