"""A service of the sandbox, made from its description in the catalogue and from its actions."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from aiurdesk.core.api.endpoint import Authentication, Endpoint, Location
from aiurdesk.core.api.endpoint import Parameter as DescribedParameter
from aiurdesk.core.api.endpoint import ParameterKind as Kind
from aiurdesk.core.environments.environment import is_in_sandbox
from aiurdesk.sandbox.aspnet import binding
from aiurdesk.sandbox.aspnet.binding import Parameter, Validator, Value
from aiurdesk.sandbox.aspnet.doc import sample_members
from aiurdesk.sandbox.aspnet.generation_2023 import envelope_2023
from aiurdesk.sandbox.aspnet.response import Response, envelope, html_page
from aiurdesk.sandbox.aspnet.routing import Handler, Request, Route
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.state import State

_FRAMEWORK_RULES: Mapping[str, Validator] = {
    "an e-mail address, with one @ inside": binding.email,
    "an address that begins with https://, http:// or ftp://": binding.url,
}
"""Rules for which .NET has messages of its own, by their words in the catalogue."""


@dataclass(frozen=True, slots=True)
class Action:
    """What a service does at an endpoint, if it does not take the catalogue's word for all."""

    handle: Handler
    optional: tuple[str, ...] = ()
    """Parameters that the catalogue requires, and that validation lets through without a value."""


Actions: TypeAlias = Mapping[str, Handler | Action]
"""Id of an endpoint, without the service's → what the service does there."""


def described_service(
    state: State,
    service_id: str,
    actions: Actions,
    *,
    checks: Mapping[str, Validator] = MappingProxyType({}),
    authorize: Callable[[Request], object] | None = None,
    is_wanted: Callable[[Endpoint], bool] = is_in_sandbox,
) -> WebService:
    """Return a service with a route for each of its endpoints that are in the sandbox.

    An endpoint without an action checks its parameters and the caller, and replies with a sample of
    its response.

    Args:
        actions: The endpoints that do more than that.
        checks: Further rules, by the name of the parameter.
        authorize: Checks the caller of an endpoint without an action, and ends the request with an
            exception. By default it checks the access token, where there is one.
        is_wanted: Tells whether the service has an endpoint here.

    Raises:
        KeyError: The catalogue has no such service, or no endpoint for an action.
    """
    description = state.descriptions[service_id]
    is_2023 = description.service.table == "2023"
    # In the validation of Directory and Stargate since 2023, a missing text has two errors.
    validates_missing = description.service.generation == "2023-2025"
    endpoints = {
        endpoint.id.removeprefix(f"{service_id}."): endpoint
        for endpoint in description.endpoints
        if endpoint.path != "/doc" and is_wanted(endpoint)
    }
    if unknown := actions.keys() - endpoints.keys():
        raise KeyError(*sorted(unknown))
    wrap = envelope_2023 if is_2023 else envelope

    def sample_reply(endpoint: Endpoint) -> Handler:
        async def reply(request: Request) -> Response:
            if authorize is not None:
                authorize(request)
            elif endpoint.authentication is Authentication.ACCESS_TOKEN:
                state.app_id_of(request)
            if not endpoint.has_envelope:
                return html_page(endpoint.shown_title, "<p>This page is empty in the sandbox.</p>")
            return wrap(0, "This is a sample.", sample_members(endpoint, state.clock()))

        return reply

    routes = []
    for name, endpoint in endpoints.items():
        action = actions.get(name) or sample_reply(endpoint)
        action = action if isinstance(action, Action) else Action(action)
        parameters = tuple(
            _parameter(described, action, checks.get(described.name), validates_missing)
            for described in endpoint.parameters
            # An action reads the files of a form by itself.
            if not described.traits.is_file
        )
        routes.append(Route(endpoint, action.handle, parameters))
    return WebService(description.service, tuple(routes), is_2023=is_2023)


def _parameter(
    described: DescribedParameter, action: Action, check: Validator | None, validates_missing: bool
) -> Parameter:
    kind = _kind(described)
    is_text = kind is Kind.TEXT
    rules = [*_rules(described), *filter(None, (check,))]
    return Parameter(
        described.name,
        kind,
        # A missing number or boolean is 0 or false, and not refused.
        required=is_text and described.required and described.name not in action.optional,
        # The catalogue and the service may have the same rule.
        validators=tuple(dict.fromkeys(rules)),
        is_argument=described.location is Location.PATH,
        is_nullable=not described.required and described.default is None,
        default=_default(described.default, kind),
        choices={} if is_text else {c.name: int(c.value) for c in described.choices},
        validates_missing=validates_missing,
    )


def _kind(described: DescribedParameter) -> Kind:
    """Return what a value is converted to; the server reads only numbers as choices."""
    if described.kind is Kind.CHOICE and all(c.value.isdecimal() for c in described.choices):
        return Kind.CHOICE
    is_converted = described.kind in (Kind.INTEGER, Kind.LONG, Kind.BOOLEAN)
    return described.kind if is_converted else Kind.TEXT


def _default(text: str | None, kind: Kind) -> Value:
    if text is None or kind is Kind.TEXT:
        return text
    return text == "true" if kind is Kind.BOOLEAN else int(text)


def _rules(described: DescribedParameter) -> Iterator[Validator]:
    if described.max_length is not None:
        yield binding.max_length(described.max_length)
    if described.min_length is not None:
        yield binding.min_length(described.min_length)
    if described.pattern is not None:
        words = described.pattern_hint
        rule = _FRAMEWORK_RULES.get(words)
        yield rule or binding.matches(described.pattern, f"The {{}} has to be {words}.")
    if described.minimum is not None and described.maximum is not None:
        yield binding.between(described.minimum, described.maximum)
