"""The pages that sign a user in with a password and ask for consent."""

from aiurdesk.sandbox.accounts import READY_PERSON, App
from aiurdesk.sandbox.aspnet.response import Response, redirect
from aiurdesk.sandbox.aspnet.routing import Handler, Request
from aiurdesk.sandbox.gateway import pages
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.form_response import form_response, is_forged, message_page
from aiurdesk.sandbox.gateway.sign_in_flow import (
    SignInFlow,
    complete_sign_in,
    flow_and_app,
    with_query,
)

_SIGN_IN_HINT = (
    f"This is the sandbox: {READY_PERSON.email} can sign in with the password "
    f"{READY_PERSON.password}."
)


def invalid_sign_in_page() -> Response:
    """Return the page for a sign-in with invalid query parameters."""
    return message_page(
        "Sign-in not possible",
        "The app asked for a sign-in that the gateway can not give it. Check appid and"
        " redirect_uri; the host has to be the host of the app.",
    )


class OAuthController:
    """Checks passwords and asks for consent."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def actions(self) -> dict[str, Handler]:
        """Return the actions of this controller."""
        return {
            "oauth.authorize": self.authorize,
            "oauth.authorizesubmit": self.sign_in,
            "oauth.authorizeconfirm": self.ask_consent,
            "oauth.authorizeconfirmsubmit": self.consent,
        }

    async def authorize(self, request: Request) -> Response:
        """Redirect a signed-in user back at once, or return the sign-in form."""
        flow, app = flow_and_app(self._access, request)
        # An app in debug mode can redirect to any host.
        if request.validation_errors or not (app.is_debugged or flow.host == app.domain):
            return invalid_sign_in_page()
        user = self._access.signed_in_user(request)
        if user is not None and not request.values.boolean("force-confirm"):
            return complete_sign_in(self._access, flow, app, user)
        # The app only wants to know whether somebody is signed in, and shows its own page
        # otherwise.
        if request.values.boolean("try-auth"):
            return redirect(with_query(f"{flow.origin}/", {"show": "direct"}))
        return self._form(request, flow, app)

    async def sign_in(self, request: Request) -> Response:
        """Check e-mail and password."""
        # ASP.NET checks the anti-forgery token before it runs the action.
        if is_forged(self._access.sessions, request):
            return Response(400)
        flow, app = flow_and_app(self._access, request)
        if request.validation_errors:
            return self._form(request, flow, app, " ".join(request.validation_errors))
        user = self._access.user_store.find_by_email(request.values.text("Email"))
        if user is None:
            return self._form(request, flow, app, "No account has this e-mail address.")
        if user.password != request.values.text("Password"):
            return self._form(request, flow, app, "The password does not match.")
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
        self._access.user_store.grants.add((user.id, app.id))
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
