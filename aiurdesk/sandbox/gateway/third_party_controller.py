"""Sign-in with another provider. The sandbox lists the providers but does not contact them."""

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.response import Response, html_page
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.gateway.form_response import message_page
from aiurdesk.sandbox.gateway.sign_in_flow import FLOW_PARAMETERS

PROVIDERS = ("GitHub", "Google", "Microsoft", "FaceBook")
_PROVIDER_NAME = Parameter("ProviderName")


class ThirdPartyController:
    """Answers with a page that explains why other providers do not work here."""

    def routes(self) -> tuple[Route, ...]:
        """Return the routes of this controller."""
        code, state = Parameter("code"), Parameter("state")
        profile = (
            _PROVIDER_NAME,
            Parameter("AppImageUrl"),
            Parameter("CanFindAnAccountWithEmail", ParameterKind.BOOLEAN),
            Parameter("Provider", ParameterKind.JSON, doc_required=False),
            Parameter("PreferedLanguage"),
            Parameter("UserDetail", ParameterKind.JSON, doc_required=False),
            *FLOW_PARAMETERS,
        )
        return (
            _route("SignIn", "sign-in", (_PROVIDER_NAME, code, state)),
            _route("CreateAccountAndBind", "create-account-and-bind", profile, ("POST",)),
            _route("BindAccount", "bind-account", (_PROVIDER_NAME, code)),
        )


def _route(
    action: str, path: str, parameters: tuple[Parameter, ...], methods: tuple[str, ...] = ()
) -> Route:
    return Route(
        f"Third-party/{path}/{{providerName}}",
        _explain,
        parameters,
        methods,
        shows_validation_errors=True,
        is_rate_limited=True,
        controller="ThirdPartyController",
        action=action,
    )


async def _explain(request: Request) -> Response:
    known = {provider.lower() for provider in PROVIDERS}
    if request.values.text("ProviderName").lower() not in known:
        text = "<p>There is no such provider.</p>"
        return html_page("Not found", text, status=404, content_type=None)
    return message_page(
        "Sign-in not possible",
        "The sandbox asks no other provider: nothing leaves this computer. Please sign in with"
        " e-mail and password.",
    )
