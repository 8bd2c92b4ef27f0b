"""Puts together what a request is sent with, without keyring and network.

A plan is made once per send; another one is needed only when the environment changes, such as when
the sandbox has started.
"""

import secrets

from msgspec.structs import replace

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.environments.environment import Environment, StandIn, with_named_secrets
from aiurdesk.core.environments.scope import NOTHING_USED, VariableScope, used_in
from aiurdesk.core.errors import AuthError
from aiurdesk.core.preparing.address import origin_of_request
from aiurdesk.core.preparing.availability import why_unavailable
from aiurdesk.core.preparing.form_rules import form_problems
from aiurdesk.core.preparing.prepare import NO_AUTH_PARAMETERS, AuthParameters, prepare
from aiurdesk.core.problem import Problem, make_credential
from aiurdesk.core.request.request import (
    Body,
    GraphqlBody,
    Header,
    JsonBody,
    PreparedRequest,
    Request,
    TextBody,
)
from aiurdesk.core.request.request_texts import SortedTexts, sorted_texts
from aiurdesk.core.translation import tr
from aiurdesk.services.credentials.accounts import Accounts
from aiurdesk.services.library import Library
from aiurdesk.services.sending.given_variables import GivenVariables
from aiurdesk.services.sending.planned_request import Needs, PlannedRequest

_PREPARED_AT_ONCE = 64 * 1024
"""Characters of a body that are prepared on the event loop."""


class RequestPlanner:
    """Plans requests, and shows what a plan would send; holds no state of its own."""

    def __init__(self, library: Library, accounts: Accounts, variables: GivenVariables) -> None:
        self._library = library
        self._accounts = accounts
        self._variables = variables

    def plan(
        self, request: Request, environment: Environment, chosen: Credential | None = None
    ) -> PlannedRequest:
        """Put together what a request is sent with; neither keyring nor network is used.

        Args:
            chosen: The credential for requests that name none.
        """
        found = sorted_texts(request), form_problems(request)
        return self._plan(request, environment, chosen, found)

    def _plan(
        self,
        request: Request,
        environment: Environment,
        chosen: Credential | None,
        found: tuple[SortedTexts, tuple[Problem, ...]],
    ) -> PlannedRequest:
        """Put it together.

        Args:
            found: What a walk over the request found, which is the same in each environment.
        """
        service = self._library.service(request.endpoint.service_id)
        if request.variables or request.env_files or request.folder:
            environment = _with_variables_of(request, environment)
        environment = with_named_secrets(environment)
        texts, problems = found
        plan = PlannedRequest(request, service, environment, form_problems=problems, texts=texts)
        used = used_in(plan.sent_texts, environment)
        environment = self._variables.stand_ins(used, environment)
        tests, messages = (
            used_in(named, environment) if named else NOTHING_USED
            for named in (texts.of_tests, texts.of_messages)
        )
        needs = Needs(used, tests, messages)
        # Asked before the values are looked at, and nowhere else on the way.
        unavailable = why_unavailable(request.endpoint, service, environment)
        plan = replace(plan, environment=environment, needs=needs, unavailable=unavailable)
        if request.credential is None:
            return self.with_credential(plan, chosen)
        # NO_CREDENTIAL: this request goes without one, even if one is chosen for the others.
        if not request.credential:
            return plan
        # The only place where a name becomes a credential; later stages take it from the plan.
        named = self._accounts.credentials.by_name(request.credential)
        if named is None:
            trouble = tr(
                "There is no credential named {credential}. Add one of that name, or "
                "choose another one or none in the Auth tab."
            ).format(credential=request.credential)
            problem = Problem(trouble, fixes=(make_credential(request.credential),))
            return replace(plan, credential_problem=problem)
        # From here on the name is spelled as the credential spells it.
        request = replace(request, credential=named.name)
        return self.with_credential(replace(plan, request=request), named)

    def preview(self, plan: PlannedRequest) -> PreparedRequest | tuple[Problem, ...]:
        """Return what would go on the wire, dots for unknown secrets, or why it cannot."""
        if plan.unavailable is not None:
            return (plan.unavailable,)
        auth_parameters = plan.auth_parameters
        if not auth_parameters.is_empty:
            # Whether the real ones may go there is asked when it is sent.
            origins = (*auth_parameters.origins, plan.origin)
            auth_parameters = replace(auth_parameters, origins=origins)
        environment, request = plan.environment, plan.request
        if any(isinstance(value, StandIn) for value in environment.variables.values()):
            # Whether the real values follow the rules shows when they are known.
            request = replace(request, is_forced=True)
        plan = replace(plan, request=request)
        prepared = prepare_request(plan, auth_parameters)
        return prepared if isinstance(prepared, tuple) else _as_signed(prepared)

    def in_environment(self, plan: PlannedRequest, environment: Environment) -> PlannedRequest:
        """Return the plan for another environment."""
        found = plan.texts, plan.form_problems
        return self._plan(plan.request, environment, plan.credential, found)

    def with_credential(
        self, plan: PlannedRequest, credential: Credential | None
    ) -> PlannedRequest:
        """Return a plan with another credential, or with none."""
        if credential is None:
            return replace(plan, credential=None, possible_parameters=NO_AUTH_PARAMETERS)
        request, service, environment = plan.request, plan.service, plan.environment
        origin = origin_of_request(request.endpoint, service, environment)
        plan = replace(plan, credential=credential, origin=origin)
        try:
            possible_parameters = self._accounts.authenticator.auth_parameters(
                credential, request, service, environment
            )
        except AuthError as error:
            # A plan is made at every key that is typed; what is wrong is told when it is sent.
            return replace(plan, credential_problem=error.problem)
        return replace(plan, possible_parameters=possible_parameters)


def prepare_request(
    plan: PlannedRequest, auth_parameters: AuthParameters
) -> PreparedRequest | tuple[Problem, ...]:
    """Return what goes on the wire, or why it cannot."""
    # A random boundary, because files are not searched for it. RFC 2046 section 5.1.1.
    boundary = secrets.token_hex(16)
    return prepare(
        plan.request,
        plan.service,
        plan.environment,
        boundary,
        auth_parameters,
        plan.form_problems,
    )


def has_long_text(body: Body | None) -> bool:
    """Return whether preparing a body takes longer than the event loop may be held up."""
    if isinstance(body, GraphqlBody):
        return len(body.query) + len(body.variables) > _PREPARED_AT_ONCE
    return isinstance(body, JsonBody | TextBody) and len(body.text) > _PREPARED_AT_ONCE


def _as_signed(prepared: PreparedRequest) -> PreparedRequest:
    """Return a request with dots as the signature that it is sent with."""
    is_typed = any(header.name.casefold() == "authorization" for header in prepared.headers)
    if prepared.signed is None or is_typed:
        return prepared
    header = Header("Authorization", f"{prepared.signed.word} {DOTS}")
    signed = replace(prepared.signed, headers=(header.name,))
    return replace(prepared, headers=(*prepared.headers, header), signed=signed)


def _with_variables_of(request: Request, environment: Environment) -> Environment:
    """Return an environment with the variables of a request's collection below its own."""
    return replace(
        VariableScope(collection=dict(request.variables)).over(environment),
        env_files=tuple(dict.fromkeys((*environment.env_files, *request.env_files))),
        folders=tuple(dict.fromkeys((*environment.folders, *filter(None, (request.folder,))))),
    )
