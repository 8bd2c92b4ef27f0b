"""The page that opens an account."""

from aiurdesk.sandbox.accounts import App
from aiurdesk.sandbox.aspnet.answer import Answer
from aiurdesk.sandbox.aspnet.binding import Field
from aiurdesk.sandbox.aspnet.check import email, max_length, min_length, without_characters
from aiurdesk.sandbox.aspnet.routing import Call, Route
from aiurdesk.sandbox.gateway import pages
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.flow import FLOW_FIELDS, Flow, finish, note_sign_in
from aiurdesk.sandbox.gateway.form_answer import form_answer, is_forged
from aiurdesk.sandbox.gateway.home_controller import CAPTCHA
from aiurdesk.sandbox.gateway.oauth_controller import (
    CHOICES,
    auth_error,
    page_route,
    unknown_app,
)
from aiurdesk.sandbox.gateway.session import SESSION_COOKIE, set_cookie


class RegisterController:
    """Opens accounts; they live as long as the sandbox runs."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the rows of this controller."""
        password_checks = (min_length(6), max_length(100), without_characters(" "))
        fields = (
            *(Field(name) for name in ("AppName", "AppImageUrl")),
            Field("Email", required=True, checks=(email,)),
            Field("Password", required=True, checks=password_checks),
            Field("ConfirmPassword"),
            Field("CaptchaCode", required=True, checks=(max_length(4),)),
            Field("PreferedLanguage"),
            *FLOW_FIELDS,
        )
        return (
            page_route("Register", self.ask, (*CHOICES, *FLOW_FIELDS), "GET"),
            page_route("Register", self.register, fields, "POST"),
        )

    async def ask(self, call: Call) -> Answer:
        """Show the empty form."""
        app = self._access.state.apps.get(Flow.of(call).app_id)
        if app is None:
            return unknown_app()
        return auth_error() if call.mistakes else self._form(call, app)

    async def register(self, call: Call) -> Answer:
        """Open the account, sign in, and go on with the flow."""
        if is_forged(self._access.sessions, call):
            return Answer(400)
        flow = Flow.of(call)
        app = self._access.state.apps.get(flow.app_id)
        if app is None:
            return unknown_app()
        if problem := self._problem(call):
            return self._form(call, app, problem)
        directory, now = self._access.directory, self._access.state.clock()
        user = directory.add_user(call.values.text("Email"), call.values.text("Password"), now)
        user.language = call.values.given("PreferedLanguage") or user.language
        note_sign_in(self._access, call, user, app, succeeded=True)
        session = set_cookie(SESSION_COOKIE, self._access.sessions.open(user.id))
        return finish(self._access, flow, app, user, session)

    def _problem(self, call: Call) -> str:
        if call.mistakes:
            return " ".join(call.mistakes)
        values = call.values
        if values.text("CaptchaCode") != CAPTCHA:
            return "The captcha does not match."
        if values.text("ConfirmPassword") != values.text("Password"):
            return "The two passwords differ."
        if self._access.directory.owner_of(values.text("Email")) is not None:
            return "There is an account with this e-mail address already."
        return ""

    def _form(self, call: Call, app: App, problem: str = "") -> Answer:
        typed = call.values.text("Email") if call.method == "POST" else ""
        form = pages.Form(
            "Open an account",
            f"Open an account in the sandbox to go on to {app.name}.",
            Flow.of(call).address("Register"),
            (
                pages.Field("Email", "E-mail", "email", "username", typed),
                pages.Field("Password", "Password", "password", "new-password"),
                pages.Field("ConfirmPassword", "Password again", "password", "new-password"),
                pages.Field("CaptchaCode", f"Captcha, which is {CAPTCHA} in the sandbox"),
            ),
            "Open the account",
            problem=problem,
        )
        return form_answer(self._access.sessions, call, form)
