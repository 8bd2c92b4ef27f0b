"""The page that opens an account."""

from aiurdesk.sandbox.accounts import App
from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.response import Response
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.aspnet.validation import email, max_length, min_length, without_characters
from aiurdesk.sandbox.gateway import pages
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.form_response import form_response, is_forged
from aiurdesk.sandbox.gateway.home_controller import CAPTCHA
from aiurdesk.sandbox.gateway.oauth_controller import (
    AUTHORIZE_OPTIONS,
    invalid_sign_in_page,
    page_route,
    unknown_app_page,
)
from aiurdesk.sandbox.gateway.session import SESSION_COOKIE, set_cookie
from aiurdesk.sandbox.gateway.sign_in_flow import (
    FLOW_PARAMETERS,
    SignInFlow,
    complete_sign_in,
    log_sign_in,
)


class RegisterController:
    """Opens accounts; they live as long as the sandbox runs."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the rows of this controller."""
        password_checks = (min_length(6), max_length(100), without_characters(" "))
        parameters = (
            *(Parameter(name) for name in ("AppName", "AppImageUrl")),
            Parameter("Email", required=True, validators=(email,)),
            Parameter("Password", required=True, validators=password_checks),
            Parameter("ConfirmPassword"),
            Parameter("CaptchaCode", required=True, validators=(max_length(4),)),
            Parameter("PreferedLanguage"),
            *FLOW_PARAMETERS,
        )
        return (
            page_route("Register", self.ask, (*AUTHORIZE_OPTIONS, *FLOW_PARAMETERS), "GET"),
            page_route("Register", self.register, parameters, "POST"),
        )

    async def ask(self, request: Request) -> Response:
        """Show the empty form."""
        app = self._access.state.apps.get(SignInFlow.of(request).app_id)
        if app is None:
            return unknown_app_page()
        return invalid_sign_in_page() if request.validation_errors else self._form(request, app)

    async def register(self, request: Request) -> Response:
        """Open the account, sign in, and go on with the flow."""
        if is_forged(self._access.sessions, request):
            return Response(400)
        flow = SignInFlow.of(request)
        app = self._access.state.apps.get(flow.app_id)
        if app is None:
            return unknown_app_page()
        if error := self._problem(request):
            return self._form(request, app, error)
        user_store, now = self._access.user_store, self._access.state.clock()
        user = user_store.add_user(
            request.values.text("Email"), request.values.text("Password"), now
        )
        user.language = request.values.text_or_none("PreferedLanguage") or user.language
        log_sign_in(self._access, request, user, app, succeeded=True)
        session = set_cookie(SESSION_COOKIE, self._access.sessions.open(user.id))
        return complete_sign_in(self._access, flow, app, user, session)

    def _problem(self, request: Request) -> str:
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

    def _form(self, request: Request, app: App, error: str = "") -> Response:
        typed = request.values.text("Email") if request.method == "POST" else ""
        form = pages.FormPage(
            "Open an account",
            f"Open an account in the sandbox to go on to {app.name}.",
            SignInFlow.of(request).address("Register"),
            (
                pages.FormField("Email", "E-mail", "email", "username", typed),
                pages.FormField("Password", "Password", "password", "new-password"),
                pages.FormField("ConfirmPassword", "Password again", "password", "new-password"),
                pages.FormField("CaptchaCode", f"Captcha, which is {CAPTCHA} in the sandbox"),
            ),
            "Open the account",
            error=error,
        )
        return form_response(self._access.sessions, request, form)
