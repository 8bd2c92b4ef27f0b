"""The sign-in pages that ask for an authenticator code or a recovery code."""

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.response import Response
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.aspnet.validation import string_length
from aiurdesk.sandbox.gateway import pages, totp
from aiurdesk.sandbox.gateway.access import Access
from aiurdesk.sandbox.gateway.form_response import form_response, is_forged
from aiurdesk.sandbox.gateway.oauth_controller import (
    invalid_sign_in_page,
    page_route,
)
from aiurdesk.sandbox.gateway.session import (
    TWO_FACTOR_COOKIE,
    cookie,
)
from aiurdesk.sandbox.gateway.sign_in_flow import (
    FLOW_PARAMETERS,
    SignInFlow,
    complete_sign_in,
    flow_and_app,
)
from aiurdesk.sandbox.gateway.user_store import User

_WRONG = "The code does not match. Please check it and try again."


class TwoFactorSignInController:
    """Checks the second factor after the password."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the routes of this controller."""
        code = Parameter("VerifyCode", required=True, validators=(string_length(6),))
        remembered = Parameter("DoNotAskMeOnIt", ParameterKind.BOOLEAN)
        recovery = Parameter("RecoveryCode", required=True, validators=(string_length(8),))
        return (
            page_route("SecondAuth", self.ask_code, FLOW_PARAMETERS, "GET"),
            page_route("SecondAuth", self.check_code, (code, remembered, *FLOW_PARAMETERS), "POST"),
            page_route("RecoveryCodeAuth", self.ask_recovery, FLOW_PARAMETERS, "GET"),
            page_route(
                "RecoveryCodeAuth", self.check_recovery, (recovery, *FLOW_PARAMETERS), "POST"
            ),
        )

    async def ask_code(self, request: Request) -> Response:
        """Return the form for the authenticator code."""
        return invalid_sign_in_page() if request.validation_errors else self._code_form(request)

    async def check_code(self, request: Request) -> Response:
        """Check the authenticator code."""
        if is_forged(self._access.sessions, request):
            return Response(400)
        user = self._access.pending_two_factor_user(request)
        code = _without_separators(request.values.text("VerifyCode"))
        now_s = self._access.state.clock().timestamp()
        if request.validation_errors or user is None:
            return self._code_form(request, _WRONG)
        if not totp.is_valid(user.ensure_two_factor_key(), code, now_s):
            return self._code_form(request, _WRONG)
        return self._complete(request, user)

    async def ask_recovery(self, request: Request) -> Response:
        """Return the form for a recovery code."""
        return invalid_sign_in_page() if request.validation_errors else self._recovery_form(request)

    async def check_recovery(self, request: Request) -> Response:
        """Check a recovery code. Each code works once."""
        if is_forged(self._access.sessions, request):
            return Response(400)
        user = self._access.pending_two_factor_user(request)
        code = _without_separators(request.values.text("RecoveryCode"))
        if request.validation_errors or user is None or code not in user.recovery_codes:
            return self._recovery_form(request, _WRONG)
        user.recovery_codes.remove(code)
        return self._complete(request, user)

    def _complete(self, request: Request, user: User) -> Response:
        flow, app = flow_and_app(self._access, request)
        # The cookie between the two steps must not open a second session.
        self._access.two_factor_sessions.close(cookie(request.headers, TWO_FACTOR_COOKIE))
        return complete_sign_in(self._access, flow, app, user, starts_session=True)

    def _code_form(self, request: Request, error: str = "") -> Response:
        flow = SignInFlow.from_request(request)
        form = pages.FormPage(
            "Second step",
            "Type the code that your authenticator shows.",
            flow.page_url("SecondAuth"),
            (pages.FormField("VerifyCode", "Code", autocomplete="one-time-code"),),
            "Sign in",
            error=error,
            link=(flow.page_url("RecoveryCodeAuth"), "Use a recovery code"),
        )
        return form_response(self._access.sessions, request, form)

    def _recovery_form(self, request: Request, error: str = "") -> Response:
        form = pages.FormPage(
            "Recovery code",
            "Type one of your recovery codes. It works once.",
            SignInFlow.from_request(request).page_url("RecoveryCodeAuth"),
            (pages.FormField("RecoveryCode", "Recovery code"),),
            "Sign in",
            error=error,
        )
        return form_response(self._access.sessions, request, form)


def _without_separators(code: str) -> str:
    return code.replace(" ", "").replace("-", "")
