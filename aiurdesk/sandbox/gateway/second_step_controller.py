"""The pages that ask for an authenticator code or a recovery code after the password."""

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.answer import Answer
from aiurdesk.sandbox.aspnet.binding import Field
from aiurdesk.sandbox.aspnet.check import string_length
from aiurdesk.sandbox.aspnet.routing import Call, Route
from aiurdesk.sandbox.gateway import pages, totp
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.directory import User
from aiurdesk.sandbox.gateway.flow import FLOW_FIELDS, Flow, finish
from aiurdesk.sandbox.gateway.form_answer import form_answer, is_forged
from aiurdesk.sandbox.gateway.oauth_controller import auth_error, page_route, unknown_app
from aiurdesk.sandbox.gateway.session import (
    SECOND_STEP_COOKIE,
    SESSION_COOKIE,
    cookie,
    set_cookie,
)

_WRONG = "The code does not match. Please check it and try again."


class SecondStepController:
    """Ends a sign-in with two-factor."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the rows of this controller."""
        code = Field("VerifyCode", required=True, checks=(string_length(6),))
        remembered = Field("DoNotAskMeOnIt", ParameterKind.BOOLEAN)
        recovery = Field("RecoveryCode", required=True, checks=(string_length(8),))
        return (
            page_route("SecondAuth", self.ask_code, FLOW_FIELDS, "GET"),
            page_route("SecondAuth", self.check_code, (code, remembered, *FLOW_FIELDS), "POST"),
            page_route("RecoveryCodeAuth", self.ask_recovery, FLOW_FIELDS, "GET"),
            page_route("RecoveryCodeAuth", self.check_recovery, (recovery, *FLOW_FIELDS), "POST"),
        )

    async def ask_code(self, call: Call) -> Answer:
        """Ask for the authenticator's code."""
        return auth_error() if call.mistakes else self._code_form(call)

    async def check_code(self, call: Call) -> Answer:
        """Check the authenticator's code."""
        if is_forged(self._access.sessions, call):
            return Answer(400)
        user = self._access.half_signed_in(call)
        code = _plain(call.values.text("VerifyCode"))
        now_s = self._access.state.clock().timestamp()
        if call.mistakes or user is None:
            return self._code_form(call, _WRONG)
        if not totp.is_valid(user.ensure_two_factor_key(), code, now_s):
            return self._code_form(call, _WRONG)
        return self._finish(call, user)

    async def ask_recovery(self, call: Call) -> Answer:
        """Ask for a recovery code."""
        return auth_error() if call.mistakes else self._recovery_form(call)

    async def check_recovery(self, call: Call) -> Answer:
        """Check a recovery code, which works once."""
        if is_forged(self._access.sessions, call):
            return Answer(400)
        user = self._access.half_signed_in(call)
        code = _plain(call.values.text("RecoveryCode"))
        if call.mistakes or user is None or code not in user.recovery_codes:
            return self._recovery_form(call, _WRONG)
        user.recovery_codes.remove(code)
        return self._finish(call, user)

    def _finish(self, call: Call, user: User) -> Answer:
        flow = Flow.of(call)
        app = self._access.state.apps.get(flow.app_id)
        if app is None:
            return unknown_app()
        self._access.second_steps.close(cookie(call.headers, SECOND_STEP_COOKIE))
        session = set_cookie(SESSION_COOKIE, self._access.sessions.open(user.id))
        return finish(self._access, flow, app, user, session)

    def _code_form(self, call: Call, problem: str = "") -> Answer:
        flow = Flow.of(call)
        form = pages.Form(
            "Second step",
            "Type the code that your authenticator shows.",
            flow.address("SecondAuth"),
            (pages.Field("VerifyCode", "Code", autocomplete="one-time-code"),),
            "Sign in",
            problem=problem,
            link=(flow.address("RecoveryCodeAuth"), "Use a recovery code"),
        )
        return form_answer(self._access.sessions, call, form)

    def _recovery_form(self, call: Call, problem: str = "") -> Answer:
        form = pages.Form(
            "Recovery code",
            "Type one of your recovery codes. It works once.",
            Flow.of(call).address("RecoveryCodeAuth"),
            (pages.Field("RecoveryCode", "Recovery code"),),
            "Sign in",
            problem=problem,
        )
        return form_answer(self._access.sessions, call, form)


def _plain(code: str) -> str:
    return code.replace(" ", "").replace("-", "")
