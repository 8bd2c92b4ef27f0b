"""Choice of the fixes that make sense for a request and its outcome."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import ACCESS_TOKEN, Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.preparing.address import to_http
from aiurdesk.core.preparing.query_rows import query_rows
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.request.request import (
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    Request,
    Value,
)
from aiurdesk.core.response.response import Outcome, Response
from aiurdesk.core.translation import tr, within
from aiurdesk.core.verdict.dialect import CodeRow
from aiurdesk.core.verdict.field_errors import FieldErrors
from aiurdesk.core.verdict.reading import ContentKind
from aiurdesk.core.verdict.statuses import resend_after
from aiurdesk.core.verdict.verdict import Severity

_NAMING_ENDING = re.compile(r"(?:Id|Ids|Name|Names)$", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+")
# As in TargetSiteName and NewSiteName of Probe, and ThatEmail of Gateway.
_LEADING_WORDS = re.compile(r"^(?:Target|New|Old|To|That)(?=[A-Z])")
_ACCESS_TOKEN = "accesstoken"


def subject_of(parameter: Parameter) -> str:
    """Return what a parameter names: ``ChannelId`` and ``TargetSiteName`` → channel, site."""
    bare = _LEADING_WORDS.sub("", _NAMING_ENDING.sub("", parameter.name))
    return bare.casefold()


def target_parameter(request: Request, texts: Iterable[str]) -> Parameter | None:
    """Return the parameter that names what a code says is missing, or None.

    It is the only parameter that was sent, beside secrets, or the only one of those whose subject
    is a word of the texts.

    Args:
        texts: The message of the response, and what the endpoint documents for the code.
    """
    endpoint = request.endpoint
    sent = {name.casefold() for name, _ in request.values} - {_ACCESS_TOKEN}
    candidates = [
        parameter
        for parameter in endpoint.parameters
        if parameter.name.casefold() in sent and not parameter.traits.is_secret
    ]
    # "Can not find channel with id: 2" names the channel, so ``ChannelId`` is meant.
    if len(candidates) > 1:
        words = set(_WORD.findall(" ".join(texts).casefold()))
        candidates = [parameter for parameter in candidates if subject_of(parameter) in words]
    return candidates[0] if len(candidates) == 1 else None


def listing_request(endpoint: Endpoint, request: Request) -> Request | None:
    """Return a request to an endpoint that can be sent as soon as it is opened, or None.

    Only GET requests are sent without asking, and only if the first request has every required
    value. The access token is filled in by a credential.
    """
    # Such as the site of a folder that was not found: its folders can be listed at once.
    given = {name.casefold(): value for name, value in request.values}
    values = tuple(
        (parameter.name, given[parameter.name.casefold()])
        for parameter in endpoint.parameters
        if parameter.name.casefold() in given
    )
    given_names = {name for name, _ in values}
    missing = [
        parameter
        for parameter in endpoint.parameters
        if parameter.required
        and parameter.name not in given_names
        and parameter.name.casefold() != _ACCESS_TOKEN
    ]
    # GET is safe: it changes nothing. RFC 9110 section 9.2.1.
    if missing or endpoint.method != "GET" or endpoint.is_websocket:
        return None
    return Request(endpoint, values=values, credential=request.credential)


def listing_endpoint(
    parameter: Parameter, endpoint: Endpoint, siblings: Sequence[Endpoint]
) -> Endpoint | None:
    """Return the endpoint of the same service that lists what a parameter names, or None."""
    member = f"{subject_of(parameter)}s"
    listings = [
        sibling
        for sibling in siblings
        if sibling.id != endpoint.id
        and any(
            field.name.casefold() == member and field.type.startswith("array")
            for field in sibling.response_fields
        )
    ]
    return listings[0] if len(listings) == 1 else None


_MOST_BUTTONS = 5
"""More of them would push the texts out of a banner, and all errors stand at their fields."""
_LONGEST_NAME = 24
"""Characters of a name on a button."""
_ABOUT_THE_TARGET = frozenset((FixAction.FOCUS_PARAMETER, FixAction.OPEN_ENDPOINT))
"""Fixes that lead to what the code is about, where they do not say it themselves."""


def named_parameters(request: Request) -> tuple[Parameter, ...]:
    """Return the parameters that a server may name, the fields of the request's own form too."""
    parameters = request.endpoint.parameters
    if not isinstance(request.body, FormBody | MultipartBody):
        return parameters
    names = dict.fromkeys(row.name for row in request.body.rows if row.is_sent)
    fields = (Parameter(name, ParameterKind.TEXT, Location.FORM) for name in names)
    return (*parameters, *fields)


def has_place_for(name: str, request: Request) -> bool:
    """Tell whether the editors of a request have a place for what a server named."""
    body, first = request.body, name.partition(".")[0]
    if isinstance(body, JsonBody) or body is None and _has_described_json(request):
        return True
    if isinstance(body, GraphqlBody) and (first == "variables" or f'"{first}"' in body.variables):
        return True
    named = {parameter.name.casefold() for parameter in named_parameters(request)}
    named.update(header.name.casefold() for header in request.headers)
    if request.is_typed:
        named.update(row.name.casefold() for row in query_rows(request))
    folded = name.casefold()
    return folded in named or first.casefold() in named


def _has_described_json(request: Request) -> bool:
    """Tell whether the body is a form by its schema, or the text of one."""
    parameters = request.endpoint.parameters
    return any(one.schema and one.location is Location.JSON for one in parameters)


def buttons_to(errors: FieldErrors, request: Request) -> Iterator[Fix]:
    """Yield a button to each of the first values that are complained about."""
    names = dict.fromkeys((*errors.parameters, *errors.by_name))
    reachable = (name for name in names if has_place_for(name, request))
    for name in islice(reachable, _MOST_BUTTONS):
        # The end says more: ``…variants.3.price``.
        end = name if len(name) <= _LONGEST_NAME else f"…{name[-_LONGEST_NAME:]}"
        yield Fix(tr("Go to {n}").format(n=end), FixAction.FOCUS_PARAMETER, name)


def fixes_of_row(
    row: CodeRow,
    errors: FieldErrors,
    texts: tuple[str, ...],
    wait_s: int | None,
    request: Request,
    siblings: Sequence[Endpoint],
) -> Iterator[Fix]:
    """Yield the fixes of a row with their targets filled in.

    A fix that needs a target and finds none is left out.

    Args:
        row: The row of the code.
        errors: What the server said about single values.
        texts: What it said, and what is documented of the code: one may name a parameter.
        wait_s: Seconds that it asks to wait; None where it does not.
        request: The one that it is about.
        siblings: Endpoints of the same service, one of which may list what exists.
    """
    target = None
    if any(fix.action in _ABOUT_THE_TARGET and not fix.target for fix in row.fixes):
        target = target_parameter(request, texts)
    for fix in row.fixes:
        if fix.action is FixAction.WAIT_AND_RESEND:
            yield from (fix,) if wait_s is None else resend_after(wait_s)
        elif fix.action is FixAction.FOCUS_PARAMETER:
            named = (fix.target,) if fix.target else _named(errors, target)
            yield from _going_to(fix, row, named)
        elif fix.target or fix.action not in _ABOUT_THE_TARGET:
            yield fix
        elif target is not None:
            # Left out by ``fitting_fixes`` where no endpoint lists such targets.
            listing = listing_endpoint(target, request.endpoint, siblings)
            yield Fix(fix.text, fix.action, listing.id if listing else "")


def _named(errors: FieldErrors, target: Parameter | None) -> tuple[str, ...]:
    return errors.parameters or ((target.name,) if target else ())


def _going_to(fix: Fix, row: CodeRow, names: tuple[str, ...]) -> Iterator[Fix]:
    """Yield the fix once for each parameter; without any the form may help."""
    for name in names[:_MOST_BUTTONS]:
        yield Fix(fix.text.replace("{parameter}", name), fix.action, name)
    if not names and row.severity is Severity.INPUT:
        yield Fix(tr("Go to the form"), FixAction.FOCUS_FORM)


_TOKEN = "token"


class TokenSource(msgspec.Struct, frozen=True):
    """Request by which a token can be got, and the place that it goes to."""

    parameter: str
    """Name of the parameter that takes the token."""
    request: Request
    """Gets the token, with the values of the refused request."""
    member: str
    """Name of the member of the response that holds the token."""


def token_source(request: Request, siblings: Sequence[Endpoint]) -> TokenSource | None:
    """Return where the token of a request comes from, or None if it takes none.

    Args:
        siblings: Endpoints of the same service.
    """
    parameter = next(filter(_takes_token, request.endpoint.parameters), None)
    # With an access token beside it, a credential may be what is missing; that is tried first.
    if parameter is None or request.endpoint.parameter(ACCESS_TOKEN) is not None:
        return None
    # By name and shape: ``GetToken`` of Probe, whose response holds one text.
    issuers = [
        (sibling, field.name)
        for sibling in siblings
        if sibling.name.casefold() == f"get{_TOKEN}"
        for field in sibling.response_fields
        if field.type == "string"
    ]
    # Nothing is guessed: with two of them it is not known which one issues this token.
    if len(issuers) != 1:
        return None
    issuer, member = issuers[0]
    values = tuple(_values(issuer, request, parameter))
    asking = Request(issuer, values=values, credential=request.credential)
    return TokenSource(parameter.name, asking, member)


def with_token(request: Request, source: TokenSource, body: bytes) -> Request | None:
    """Return the request with the token that a response holds, or None if it holds none."""
    try:
        members = json.loads(body)
    except ValueError:
        return None
    token = members.get(source.member) if isinstance(members, dict) else None
    if not isinstance(token, str) or not token:
        return None
    # The refused token is replaced, not sent beside the new one.
    kept = tuple(pair for pair in request.values if pair[0] != source.parameter)
    return replace(request, values=(*kept, (source.parameter, token)))


def _takes_token(parameter: Parameter) -> bool:
    # Older services call it pbtoken.
    is_token = parameter.name.casefold().endswith(_TOKEN)
    return parameter.kind is ParameterKind.SECRET and is_token


def _values(
    issuer: Endpoint, request: Request, parameter: Parameter
) -> Iterator[tuple[str, Value]]:
    """Yield the values of the same name, and a choice that the parameter's description names."""
    given = {name.casefold(): value for name, value in request.values}
    # In each language, the name of the choice stands as the server spells it.
    words = set(re.findall(r"[A-Za-z]+", parameter.description))
    for needed in issuer.parameters:
        value = given.get(needed.name.casefold())
        if value is not None:
            yield needed.name, value
        elif named := [choice.value for choice in needed.choices if choice.value in words]:
            yield needed.name, named[0]


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
    fixes: Iterable[Fix], request: Request, outcome: Outcome, content: ContentKind
) -> tuple[Fix, ...]:
    """Return the fixes that can do what they say.

    Args:
        content: What the body is; of a failure, none.
    """
    # A status and a body may suggest the same fix; the first of them stays, in its place.
    possible = [fix for fix in dict.fromkeys(fixes) if _is_possible(fix, request, outcome, content)]
    if any(fix.action is FixAction.FOCUS_PARAMETER for fix in possible):
        # Each field that is named has its own button, and the form has no more to say.
        possible = [fix for fix in possible if fix.action is not FixAction.FOCUS_FORM]
    return tuple(possible)


def done_fixes(request: Request) -> frozenset[DoneFix]:
    """Return the fixes that a request needs no longer, because it is already as they say."""
    done = {(FixAction.CHOOSE_METHOD, request.sent_method)}
    if request.is_typed and not _is_plain_http(request):
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
        token = within(title)
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


def _is_possible(fix: Fix, request: Request, outcome: Outcome, content: ContentKind) -> bool:
    if fix.action in _NEEDS_TARGET and not fix.target:
        return False
    if fix.action is FixAction.SHOW_TEXT:
        return isinstance(outcome, Response) and content.is_text
    check = _CHECKS.get(fix.action)
    return check is None or check(fix, request)


def _is_plain_http(request: Request) -> bool:
    # The address of a socket that was typed has its own scheme.
    return to_http(request.url).casefold().startswith("http://")


GRAPHQL_VARIABLES = "variables"
"""The target of a fix that leads to the variables of a document of GraphQL."""


_CHECKS: dict[FixAction | None, Callable[[Fix, Request], bool]] = {
    FixAction.FOCUS_FORM: lambda _, request: bool(
        request.endpoint.parameters or isinstance(request.body, GraphqlBody)
    ),
    FixAction.FOCUS_PARAMETER: lambda fix, request: has_place_for(fix.target, request),
    FixAction.EDIT_ADDRESS: lambda _, request: request.is_typed,
    FixAction.USE_HTTPS: lambda _, request: _is_plain_http(request),
    FixAction.CHOOSE_ENVIRONMENT: lambda _, request: not request.is_typed,
    FixAction.CHOOSE_METHOD: lambda fix, request: fix.target != request.sent_method,
}
"""What a request must be like for the fixes that are not possible in every request."""
