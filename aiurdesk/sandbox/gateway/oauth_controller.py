"""The pages that sign a browser in and ask for consent."""

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.accounts import READY_PERSON, App
from aiurdesk.sandbox.aspnet.answer import Answer, html_page, redirect
from aiurdesk.sandbox.aspnet.binding import Field, Source
from aiurdesk.sandbox.aspnet.check import email
from aiurdesk.sandbox.aspnet.routing import Call, Handler, Route
from aiurdesk.sandbox.gateway import pages
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.flow import FLOW_FIELDS, Flow, finish, note_sign_in, with_query
from aiurdesk.sandbox.gateway.form_answer import form_answer, is_forged, notice
from aiurdesk.sandbox.gateway.session import (
    SECOND_STEP_COOKIE,
    SESSION_COOKIE,
    set_cookie,
)

CHOICES = (
    Field(
        "force-confirm",
        ParameterKind.BOOLEAN,
        source=Source.QUERY,
        is_nullable=True,
        doc_required=False,
    ),
    Field(
        "try-auth",
        ParameterKind.BOOLEAN,
        source=Source.QUERY,
        is_nullable=True,
        doc_required=False,
    ),
)
_READY = (
    f"This is the sandbox: {READY_PERSON.email} can sign in with the password "
    f"{READY_PERSON.password}."
)
_APP_SHOWN = (Field("AppName"), Field("AppImageUrl"))
_PERMISSIONS = (
    "ViewOpenId",
    "ViewPhoneNumber",
    "ChangePhoneNumber",
    "ConfirmEmail",
    "ChangeBasicInfo",
    "ChangePassword",
    "ChangeGrantInfo",
    "ViewAuditLog",
    "ManageSocialAccount",
)


def page_route(name: str, handle: Handler, fields: tuple[Field, ...], method: str) -> Route:
    """Return the row of a sign-in page."""
    return Route(f"OAuth/{name}", handle, fields, (method,), is_page=True, is_limited=True)


def unknown_app() -> Answer:
    """Answer that nothing is here, as for any address that does not exist."""
    return html_page("Not found", "<p>There is no such app.</p>", status=404, content_type=None)


def auth_error() -> Answer:
    """Answer that this sign-in cannot work."""
    return notice(
        "Sign-in not possible",
        "The app asked for a sign-in that the gateway can not give it. Check appid and"
        " redirect_uri; the host has to be that of the app.",
    )


class OAuthController:
    """Signs in by password and asks for consent."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the rows of this controller."""
        allowed = tuple(
            Field(name, ParameterKind.BOOLEAN)
            for name in ("AllowRegistering", "AllowPasswordSignIn")
        )
        credentials = (
            Field("Email", required=True, checks=(email,)),
            Field("Password", required=True),
        )
        permissions = tuple(Field(name, ParameterKind.BOOLEAN) for name in _PERMISSIONS)
        consent = (
            *(Field(name) for name in ("AppName", "UserNickName", "Email")),
            *permissions,
            *(Field(name) for name in ("TermsUrl", "PStatementUrl", "FailBackUrl")),
            *FLOW_FIELDS,
        )
        return (
            page_route("Authorize", self.authorize, (*CHOICES, *FLOW_FIELDS), "GET"),
            page_route(
                "Authorize",
                self.sign_in,
                (*_APP_SHOWN, *allowed, *credentials, *FLOW_FIELDS),
                "POST",
            ),
            page_route("AuthorizeConfirm", self.ask_consent, FLOW_FIELDS, "GET"),
            page_route("AuthorizeConfirm", self.consent, consent, "POST"),
        )

    async def authorize(self, call: Call) -> Answer:
        """Send a signed-in browser back at once, else ask for e-mail and password."""
        flow = Flow.of(call)
        app = self._access.state.apps.get(flow.app_id)
        if app is None:
            return unknown_app()
        if call.mistakes or not (app.is_debugged or flow.host == app.domain):
            return auth_error()
        user = self._access.signed_in(call)
        if user is not None and not call.values.flag("force-confirm"):
            note_sign_in(self._access, call, user, app, succeeded=True)
            return finish(self._access, flow, app, user)
        if call.values.flag("try-auth"):
            return redirect(with_query(f"{flow.root}/", {"show": "direct"}))
        return self._form(call, flow, app)

    async def sign_in(self, call: Call) -> Answer:
        """Check e-mail and password, and go on to the second step where there is one."""
        if is_forged(self._access.sessions, call):
            return Answer(400)
        flow = Flow.of(call)
        app = self._access.state.apps.get(flow.app_id)
        if app is None:
            return unknown_app()
        if call.mistakes:
            return self._form(call, flow, app, " ".join(call.mistakes))
        user = self._access.directory.owner_of(call.values.text("Email"))
        if user is None:
            return self._form(call, flow, app, "No account has this e-mail address.")
        succeeded = user.password == call.values.text("Password")
        note_sign_in(self._access, call, user, app, succeeded=succeeded)
        if not succeeded:
            return self._form(call, flow, app, "The password does not match.")
        if user.is_two_factor_on:
            half = set_cookie(SECOND_STEP_COOKIE, self._access.second_steps.open(user.id))
            return redirect(flow.address("SecondAuth"), half)
        session = set_cookie(SESSION_COOKIE, self._access.sessions.open(user.id))
        return finish(self._access, flow, app, user, session)

    async def ask_consent(self, call: Call) -> Answer:
        """Show which app wants in."""
        user = self._access.signed_in(call)
        if user is None:
            return _sign_in_first(call)
        flow = Flow.of(call)
        app = self._access.state.apps.get(flow.app_id)
        if app is None:
            return unknown_app()
        if call.mistakes:
            return auth_error()
        form = pages.Form(
            "Allow access",
            f"{app.name} would like to know who you are, {user.nick_name}.",
            flow.address("AuthorizeConfirm"),
            (),
            "Allow",
        )
        return form_answer(self._access.sessions, call, form)

    async def consent(self, call: Call) -> Answer:
        """Note the consent and send the browser back."""
        user = self._access.signed_in(call)
        if user is None:
            return _sign_in_first(call)
        if is_forged(self._access.sessions, call):
            return Answer(400)
        flow = Flow.of(call)
        app = self._access.state.apps.get(flow.app_id)
        if app is None:
            return unknown_app()
        if call.mistakes:
            return auth_error()
        self._access.directory.grant(user, app.id, self._access.state.clock())
        return finish(self._access, flow, app, user)

    def _form(self, call: Call, flow: Flow, app: App, problem: str = "") -> Answer:
        typed = call.values.text("Email") if call.method == "POST" else ""
        form = pages.Form(
            "Sign in",
            f"Sign in to go on to {app.name}.",
            flow.address("Authorize"),
            (
                pages.Field("Email", "E-mail", "email", "username", typed),
                pages.Field("Password", "Password", "password", "current-password"),
            ),
            "Sign in",
            problem=problem,
            link=(flow.address("Register"), "Open an account"),
            hint=_READY,
        )
        return form_answer(self._access.sessions, call, form)


def _sign_in_first(call: Call) -> Answer:
    query = f"?{call.query_string}" if call.query_string else ""
    asked = {"ReturnUrl": f"{call.path}{query}"}
    return redirect(with_query(f"{call.origin}/Account/Login", asked))
