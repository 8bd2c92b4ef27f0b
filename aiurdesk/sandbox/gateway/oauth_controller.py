"""The pages that sign a user in with a password and ask for consent."""

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.accounts import PERMISSIONS, READY_PERSON, App
from aiurdesk.sandbox.aspnet.binding import BindingSource, Parameter
from aiurdesk.sandbox.aspnet.response import Response, redirect
from aiurdesk.sandbox.aspnet.routing import Handler, Request, Route
from aiurdesk.sandbox.aspnet.validation import email
from aiurdesk.sandbox.gateway import pages
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.form_response import form_response, is_forged, message_page
from aiurdesk.sandbox.gateway.session import TWO_FACTOR_COOKIE, set_cookie
from aiurdesk.sandbox.gateway.sign_in_flow import (
    FLOW_PARAMETERS,
    SignInFlow,
    complete_sign_in,
    flow_and_app,
    log_sign_in,
    with_query,
)

AUTHORIZE_OPTIONS = (
    Parameter(
        "force-confirm",
        ParameterKind.BOOLEAN,
        source=BindingSource.QUERY,
        is_nullable=True,
        doc_required=False,
    ),
    Parameter(
        "try-auth",
        ParameterKind.BOOLEAN,
        source=BindingSource.QUERY,
        is_nullable=True,
        doc_required=False,
    ),
)
_SIGN_IN_HINT = (
    f"This is the sandbox: {READY_PERSON.email} can sign in with the password "
    f"{READY_PERSON.password}."
)
_APP_PARAMETERS = (Parameter("AppName"), Parameter("AppImageUrl"))


def page_route(name: str, handle: Handler, parameters: tuple[Parameter, ...], method: str) -> Route:
    """Return the route of a sign-in page."""
    return Route(
        f"OAuth/{name}",
        handle,
        parameters,
        (method,),
        shows_validation_errors=True,
        is_rate_limited=True,
    )


def invalid_sign_in_page() -> Response:
    """Return the page for a sign-in with invalid query parameters."""
    return message_page(
        "Sign-in not possible",
        "The app asked for a sign-in that the gateway can not give it. Check appid and"
        " redirect_uri; the host has to be that of the app.",
    )


class OAuthController:
    """Checks passwords and asks for consent."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the routes of this controller."""
        allowed = tuple(
            Parameter(name, ParameterKind.BOOLEAN)
            for name in ("AllowRegistering", "AllowPasswordSignIn")
        )
        credentials = (
            Parameter("Email", required=True, validators=(email,)),
            Parameter("Password", required=True),
        )
        permissions = tuple(Parameter(name, ParameterKind.BOOLEAN) for name in PERMISSIONS)
        consent = (
            *(Parameter(name) for name in ("AppName", "UserNickName", "Email")),
            *permissions,
            *(Parameter(name) for name in ("TermsUrl", "PStatementUrl", "FailBackUrl")),
            *FLOW_PARAMETERS,
        )
        return (
            page_route("Authorize", self.authorize, (*AUTHORIZE_OPTIONS, *FLOW_PARAMETERS), "GET"),
            page_route(
                "Authorize",
                self.sign_in,
                (*_APP_PARAMETERS, *allowed, *credentials, *FLOW_PARAMETERS),
                "POST",
            ),
            page_route("AuthorizeConfirm", self.ask_consent, FLOW_PARAMETERS, "GET"),
            page_route("AuthorizeConfirm", self.consent, consent, "POST"),
        )

    async def authorize(self, request: Request) -> Response:
        """Redirect a signed-in user back at once, or return the sign-in form."""
        flow, app = flow_and_app(self._access, request)
        # An app in debug mode can redirect to any host.
        if request.validation_errors or not (app.is_debugged or flow.host == app.domain):
            return invalid_sign_in_page()
        user = self._access.signed_in_user(request)
        if user is not None and not request.values.boolean("force-confirm"):
            log_sign_in(self._access, request, user, app, succeeded=True)
            return complete_sign_in(self._access, flow, app, user)
        # The app only wants to know whether somebody is signed in, and shows its own page
        # otherwise.
        if request.values.boolean("try-auth"):
            return redirect(with_query(f"{flow.origin}/", {"show": "direct"}))
        return self._form(request, flow, app)

    async def sign_in(self, request: Request) -> Response:
        """Check e-mail and password, and continue with the second factor if it is on."""
        # ASP.NET checks the anti-forgery token before it runs the action.
        if is_forged(self._access.sessions, request):
            return Response(400)
        flow, app = flow_and_app(self._access, request)
        if request.validation_errors:
            return self._form(request, flow, app, " ".join(request.validation_errors))
        user = self._access.user_store.find_by_email(request.values.text("Email"))
        if user is None:
            return self._form(request, flow, app, "No account has this e-mail address.")
        succeeded = user.password == request.values.text("Password")
        # Before the answer, because the audit log has the failed attempts, too.
        log_sign_in(self._access, request, user, app, succeeded=succeeded)
        if not succeeded:
            return self._form(request, flow, app, "The password does not match.")
        if user.is_two_factor_on:
            # A cookie of its own: the password alone must not open the session.
            cookie = set_cookie(TWO_FACTOR_COOKIE, self._access.two_factor_sessions.open(user.id))
            return redirect(flow.page_url("SecondAuth"), cookie)
        return complete_sign_in(self._access, flow, app, user, starts_session=True)

    async def ask_consent(self, request: Request) -> Response:
        """Return the form that asks for consent to the app."""
        user = self._access.signed_in_user(request)
        if user is None:
            return _redirect_to_login(request)
        flow, app = flow_and_app(self._access, request)
        if request.validation_errors:
            return invalid_sign_in_page()
        form = pages.FormPage(
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
            return invalid_sign_in_page()
        self._access.user_store.grant(user, app.id, self._access.state.clock())
        return complete_sign_in(self._access, flow, app, user)

    def _form(self, request: Request, flow: SignInFlow, app: App, error: str = "") -> Response:
        email_input = request.values.text("Email") if request.method == "POST" else ""
        form = pages.FormPage(
            "Sign in",
            f"Sign in to go on to {app.name}.",
            flow.page_url("Authorize"),
            (
                pages.FormField("Email", "E-mail", "email", "username", email_input),
                pages.FormField("Password", "Password", "password", "current-password"),
            ),
            "Sign in",
            error=error,
            link=(flow.page_url("Register"), "Open an account"),
            hint=_SIGN_IN_HINT,
        )
        return form_response(self._access.sessions, request, form)


def _redirect_to_login(request: Request) -> Response:
    # ASP.NET sends browsers without a session to ``/Account/Login`` by default.
    query = f"?{request.query_string}" if request.query_string else ""
    parameters = {"ReturnUrl": f"{request.path}{query}"}
    return redirect(with_query(f"{request.origin}/Account/Login", parameters))
