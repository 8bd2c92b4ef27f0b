"""Signing in with another provider, which the sandbox lists but cannot do."""

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.answer import Answer, html_page
from aiurdesk.sandbox.aspnet.binding import Field
from aiurdesk.sandbox.aspnet.routing import Call, Route
from aiurdesk.sandbox.gateway.flow import FLOW_FIELDS
from aiurdesk.sandbox.gateway.form_answer import notice

PROVIDERS = ("GitHub", "Google", "Microsoft", "FaceBook")
_PROVIDER_NAME = Field("ProviderName")


class ThirdPartyController:
    """Answers that nothing leaves this computer."""

    def routes(self) -> tuple[Route, ...]:
        """Return the rows of this controller."""
        code, state = Field("code"), Field("state")
        profile = (
            _PROVIDER_NAME,
            Field("AppImageUrl"),
            Field("CanFindAnAccountWithEmail", ParameterKind.BOOLEAN),
            Field("Provider", ParameterKind.JSON, doc_required=False),
            Field("PreferedLanguage"),
            Field("UserDetail", ParameterKind.JSON, doc_required=False),
            *FLOW_FIELDS,
        )
        return (
            _route("SignIn", "sign-in", (_PROVIDER_NAME, code, state)),
            _route("CreateAccountAndBind", "create-account-and-bind", profile, ("POST",)),
            _route("BindAccount", "bind-account", (_PROVIDER_NAME, code)),
        )


def _route(
    action: str, path: str, fields: tuple[Field, ...], methods: tuple[str, ...] = ()
) -> Route:
    return Route(
        f"Third-party/{path}/{{providerName}}",
        _answer,
        fields,
        methods,
        is_page=True,
        is_limited=True,
        controller="ThirdPartyController",
        action=action,
    )


async def _answer(call: Call) -> Answer:
    known = {provider.lower() for provider in PROVIDERS}
    if call.values.text("ProviderName").lower() not in known:
        text = "<p>There is no such provider.</p>"
        return html_page("Not found", text, status=404, content_type=None)
    return notice(
        "Sign-in not possible",
        "The sandbox asks no other provider: nothing leaves this computer. Please sign in with"
        " e-mail and password.",
    )
