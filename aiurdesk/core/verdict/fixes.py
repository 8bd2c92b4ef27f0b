"""Which fixes make sense for a request and its outcome: each button does what it says."""

from collections.abc import Callable, Iterable, Sequence

from aiurdesk.core.addresses.socket_scheme import to_http
from aiurdesk.core.api.endpoint import ACCESS_TOKEN, Endpoint
from aiurdesk.core.request.request import GraphqlBody, Request
from aiurdesk.core.response.response import Outcome, Response
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.reading import Content
from aiurdesk.core.verdict.row_fixes import has_place_for
from aiurdesk.core.verdict.token_source import token_source
from aiurdesk.core.verdict.verdict import Fix, FixAction

DoneFix = tuple[FixAction, str]
"""The action and the target of a fix."""
_OF_THE_CALLER = frozenset({FixAction.SIGN_IN, FixAction.CHOOSE_CREDENTIAL, FixAction.RENEW_TOKEN})
_NEEDS_TARGET = frozenset(
    {
        FixAction.CHOOSE_METHOD,
        FixAction.EDIT_VARIABLE,
        FixAction.FILL_FROM,
        FixAction.OPEN_ENDPOINT,
        FixAction.USE_CREDENTIAL,
    }
)


def fitting_fixes(
    fixes: Iterable[Fix], request: Request, outcome: Outcome, content: Content
) -> tuple[Fix, ...]:
    """Return the fixes that can do what they say.

    Args:
        content: What the body is; of a failure, none.
    """
    # A status and a body may suggest the same fix; the first of them stays, in its place.
    return tuple(
        fix for fix in dict.fromkeys(fixes) if _is_possible(fix, request, outcome, content)
    )


def done_fixes(request: Request) -> frozenset[DoneFix]:
    """Return the fixes that a request needs no longer, because it is already as they say."""
    done = {(FixAction.CHOOSE_METHOD, request.sent_method)}
    if _is_custom(request) and not _is_plain_http(request):
        done.add((FixAction.USE_HTTPS, ""))
    return frozenset(done)


def credential_fixes(
    fixes: tuple[Fix, ...], request: Request, siblings: Sequence[Endpoint]
) -> tuple[Fix, ...]:
    """Return the fixes of a verdict that asks for another credential.

    A parameter may want a token that another endpoint issues, and then no credential helps. An
    access token that was typed hides the one of the credential.
    """
    # Such as the token of a site, which Probe's own GetToken issues: no credential holds it.
    source = token_source(request, siblings)
    if source is not None:
        title = source.request.endpoint.title or source.request.endpoint.name
        token = f"{title[:1].lower()}{title[1:]}"
        return (
            Fix(
                tr("{parameter} takes a {token}. Get one, then send the request again.").format(
                    parameter=source.parameter, token=token
                )
            ),
            Fix(
                tr("Get a {token}").format(token=token),
                FixAction.FILL_FROM,
                source.request.endpoint.id,
            ),
            *(fix for fix in fixes if fix.action and fix.action not in _OF_THE_CALLER),
        )
    typed = request.endpoint.parameter(ACCESS_TOKEN)
    if typed is None or not request.value(typed.name):
        return fixes
    # Sentences come before buttons, as everywhere in a verdict.
    words = tuple(fix for fix in fixes if fix.action is None)
    clear = Fix(
        tr("Clear {name}, use credential").format(name=typed.name),
        FixAction.USE_CREDENTIAL,
        typed.name,
    )
    return (*words, clear, *(fix for fix in fixes if fix.action))


def _is_possible(fix: Fix, request: Request, outcome: Outcome, content: Content) -> bool:
    if fix.action in _NEEDS_TARGET and not fix.target:
        return False
    if fix.action is FixAction.SHOW_TEXT:
        return isinstance(outcome, Response) and content.is_text
    check = _CHECKS.get(fix.action)
    return check is None or check(fix, request)


def _is_custom(request: Request) -> bool:
    return not request.endpoint.service_id


def _is_plain_http(request: Request) -> bool:
    # The address of a socket that was typed has its own scheme.
    address = to_http(request.endpoint.path)
    return _is_custom(request) and address.casefold().startswith("http://")


GRAPHQL_VARIABLES = "variables"
"""The target of a fix that leads to the variables of a document of GraphQL."""


_CHECKS: dict[FixAction | None, Callable[[Fix, Request], bool]] = {
    FixAction.FOCUS_FORM: lambda _, request: bool(
        request.endpoint.parameters or isinstance(request.body, GraphqlBody)
    ),
    FixAction.FOCUS_PARAMETER: lambda fix, request: has_place_for(fix.target, request),
    FixAction.EDIT_ADDRESS: lambda _, request: _is_custom(request),
    FixAction.USE_HTTPS: lambda _, request: _is_plain_http(request),
    FixAction.CHOOSE_ENVIRONMENT: lambda _, request: not _is_custom(request),
    FixAction.CHOOSE_METHOD: lambda fix, request: fix.target != request.sent_method,
}
"""What a request must be like for the fixes that are not possible in every request."""
