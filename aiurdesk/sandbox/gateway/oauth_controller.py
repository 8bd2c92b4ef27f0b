"""The pages that sign a user in with a password, ask for consent, and open an account."""

from aiurdesk.sandbox.accounts import READY_PERSON, App
from aiurdesk.sandbox.aspnet.response import HTML, Response, redirect
from aiurdesk.sandbox.aspnet.routing import Handler, Request
from aiurdesk.sandbox.gateway.pages import (
    FormField,
    FormPage,
    form_response,
    is_forged,
    render_page,
)
from aiurdesk.sandbox.gateway.session import Access
from aiurdesk.sandbox.gateway.sign_in_flow import (
    SignInFlow,
    complete_sign_in,
    flow_and_app,
    with_query,
)

CAPTCHA = "2020"
"""The expected captcha text. The registration page prints it, because the image is empty."""
_SIGN_IN_HINT = (
    f"This is the sandbox: {READY_PERSON.email} can sign in with the password "
    f"{READY_PERSON.password}."
)


class OAuthController:
    """Checks passwords, asks for consent, and creates accounts until the sandbox restarts."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def actions(self) -> dict[str, Handler]:
        """Return the actions of this controller."""
        return {
            "oauth.authorize": self.authorize,
            "oauth.authorizesubmit": self.sign_in,
            "oauth.authorizeconfirm": self.ask_consent,
            "oauth.authorizeconfirmsubmit": self.consent,
            "oauth.register": self.ask_account,
            "oauth.registersubmit": self.register,
        }

    async def authorize(self, request: Request) -> Response:
        """Redirect a signed-in user back at once, or return the sign-in form."""
        flow, app = flow_and_app(self._access, request)
        # An app in debug mode can redirect to any host.
        if request.validation_errors or not (app.is_debugged or flow.host == app.domain):
            return _invalid_sign_in()
        user = self._access.signed_in_user(request)
        if user is not None and not request.values.boolean("force-confirm"):
            return complete_sign_in(self._access, flow, app, user)
        # The app only wants to know whether somebody is signed in, and shows its own page
        # otherwise.
        if request.values.boolean("try-auth"):
            return redirect(with_query(f"{flow.origin}/", {"show": "direct"}))
        return self._sign_in_form(request, flow, app)

    async def sign_in(self, request: Request) -> Response:
        """Check e-mail and password."""
        # ASP.NET checks the anti-forgery token before it runs the action.
        if is_forged(self._access.sessions, request):
            return Response(400)
        flow, app = flow_and_app(self._access, request)
        if request.validation_errors:
            return self._sign_in_form(request, flow, app, " ".join(request.validation_errors))
        user = self._access.user_store.find_by_email(request.values.text("Email"))
        if user is None:
            return self._sign_in_form(request, flow, app, "No account has this e-mail address.")
        if user.password != request.values.text("Password"):
            return self._sign_in_form(request, flow, app, "The password does not match.")
        return complete_sign_in(self._access, flow, app, user, starts_session=True)

    async def ask_consent(self, request: Request) -> Response:
        """Return the form that asks for consent to the app."""
        user = self._access.signed_in_user(request)
        if user is None:
            return _redirect_to_login(request)
        flow, app = flow_and_app(self._access, request)
        if request.validation_errors:
            return _invalid_sign_in()
        form = FormPage(
            "Allow access",
            f"{app.name} would like to know who you are, {user.nick_name}.",
            flow.page_url("AuthorizeConfirm"),
            (),
            "Allow",
        )
        return form_response(self._access.sessions, request, form)

    async def consent(self, request: Request) -> Response:
        """Record the consent and redirect back to the app."""
        user = self._access.signed_in_user(request)
        if user is None:
            return _redirect_to_login(request)
        if is_forged(self._access.sessions, request):
            return Response(400)
        flow, app = flow_and_app(self._access, request)
        if request.validation_errors:
            return _invalid_sign_in()
        self._access.user_store.grants.add((user.id, app.id))
        return complete_sign_in(self._access, flow, app, user)

    async def ask_account(self, request: Request) -> Response:
        """Return the empty form for an account."""
        flow, app = flow_and_app(self._access, request)
        if request.validation_errors:
            return _invalid_sign_in()
        return self._register_form(request, flow, app)

    async def register(self, request: Request) -> Response:
        """Create the account, sign in, and complete the sign-in flow."""
        if is_forged(self._access.sessions, request):
            return Response(400)
        flow, app = flow_and_app(self._access, request)
        if error := self._registration_error(request):
            return self._register_form(request, flow, app, error)
        user_store, now = self._access.user_store, self._access.state.clock()
        values = request.values
        language = values.text("PreferedLanguage") or "en"
        user = user_store.register(values.text("Email"), values.text("Password"), now, language)
        return complete_sign_in(self._access, flow, app, user, starts_session=True)

    def _registration_error(self, request: Request) -> str:
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

    def _sign_in_form(
        self, request: Request, flow: SignInFlow, app: App, error: str = ""
    ) -> Response:
        form = FormPage(
            "Sign in",
            f"Sign in to go on to {app.name}.",
            flow.page_url("Authorize"),
            (
                _email_field(request),
                FormField("Password", "Password", "password", "current-password"),
            ),
            "Sign in",
            error=error,
            link=(flow.page_url("Register"), "Open an account"),
            hint=_SIGN_IN_HINT,
        )
        return form_response(self._access.sessions, request, form)

    def _register_form(
        self, request: Request, flow: SignInFlow, app: App, error: str = ""
    ) -> Response:
        form = FormPage(
            "Open an account",
            f"Open an account in the sandbox to go on to {app.name}.",
            flow.page_url("Register"),
            (
                _email_field(request),
                FormField("Password", "Password", "password", "new-password"),
                FormField("ConfirmPassword", "Password again", "password", "new-password"),
                FormField("CaptchaCode", f"Captcha, which is {CAPTCHA} in the sandbox"),
            ),
            "Open the account",
            error=error,
        )
        return form_response(self._access.sessions, request, form)


def _email_field(request: Request) -> FormField:
    typed = request.values.text("Email") if request.method == "POST" else ""
    return FormField("Email", "E-mail", "email", "username", typed)


def _invalid_sign_in() -> Response:
    text = (
        "<p>The app asked for a sign-in that the gateway can not give it. Check appid and"
        " redirect_uri; the host has to be the host of the app.</p>"
    )
    return Response(200, render_page("Sign-in not possible", text).encode(), HTML)


def _redirect_to_login(request: Request) -> Response:
    # ASP.NET sends browsers without a session to ``/Account/Login`` by default.
    query = f"?{request.query_string}" if request.query_string else ""
    parameters = {"ReturnUrl": f"{request.path}{query}"}
    return redirect(with_query(f"{request.origin}/Account/Login", parameters))
