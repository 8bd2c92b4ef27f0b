"""A request with everything that it is sent with.

The plan answers without keyring and network; all that takes a walk over the request was worked out
once, when it was made:

- ``needs``: which variables the request, its tests and its messages use;
- ``problems``: what is wrong with it (availability, form rules without what the credential fills
  in, trouble with the credential);
- ``auth_parameters``: what the credential adds, dots for what is not known yet;
- ``unbound_origin``: where the credential would go although it is not bound to it.
"""

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from aiurdesk.core.api.endpoint import OWN_GENERATION, Service
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.environments.plain_http import plain_host
from aiurdesk.core.environments.scope import NOTHING_USED, Used
from aiurdesk.core.preparing.address import (
    host_problem,
    origin_of_request,
    typed_address,
)
from aiurdesk.core.preparing.prepare import (
    NO_AUTH_PARAMETERS,
    AuthParameters,
    filled_names,
    values_to_add,
)
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.limits import Limits, OnProgress
from aiurdesk.core.request.request import Request, Value
from aiurdesk.core.request.request_texts import SortedTexts
from aiurdesk.core.translation import tr
from aiurdesk.services.sending.asking import NOBODY, Asking, CarefulQuestion
from aiurdesk.transport.transport import Transport

_Secrets: TypeAlias = tuple[tuple[str, Secret], ...]


class SendTerms(msgspec.Struct, frozen=True):
    """What a planned request is sent with besides its plan."""

    limits: Limits = Limits()
    asking: Asking = NOBODY
    """Whom to ask before something is sent."""
    on_progress: OnProgress | None = None
    is_renewing: bool = False
    """Sign in again first, even if the old token is still valid."""
    transport: Transport | None = None
    """What it goes over, such as a socket that is opened by it; None for the usual connections."""


USUAL_TERMS = SendTerms()


class Needs(msgspec.Struct, frozen=True):
    """What a request uses beside the variables of its environment."""

    sent: Used = NOTHING_USED
    """By the texts that are sent with it."""
    tests: Used = NOTHING_USED
    """By what its tests expect."""
    messages: Used = NOTHING_USED
    """By what is sent over its socket."""

    @property
    def all(self) -> Used:
        """By all of them."""
        return self.sent.joined(self.tests, self.messages)


NO_NEEDS = Needs()


class PlannedRequest(msgspec.Struct, frozen=True):
    """A request with everything that it is sent with; made by ``SendPipeline.plan``."""

    request: Request
    service: Service | None
    """None for a custom URL."""
    environment: Environment
    credential: Credential | None = None
    """The one that the request names, or the one that was chosen for all requests."""
    unavailable: Problem | None = None
    """Why the environment does not have the endpoint, for any values."""
    form_problems: tuple[Problem, ...] = ()
    """What is wrong with its values; what the credential fills in is missing here."""
    credential_problem: Problem | None = None
    """Why the credential cannot be used, such as that it does not exist any more."""
    possible_parameters: AuthParameters = NO_AUTH_PARAMETERS
    """All that the credential can add, also in place of values that were typed."""
    origin: str = ""
    """Where the request goes; empty where that is not known yet."""
    texts: SortedTexts = SortedTexts()
    """The texts of the request that name variables."""
    needs: Needs = NO_NEEDS
    test_environment: Environment | None = None
    """Of a socket: its environment with the secrets that its tests expect. They are not sent, so a
    credential need not be bound to its host. None where no test expects one."""

    @property
    def sent_texts(self) -> tuple[str, ...]:
        """The texts that name variables and are sent, and the base URL of the service."""
        service = self.service
        if service is None:
            return self.texts.sent
        return (*self.texts.sent, self.environment.base_urls.get(service.id, service.base_url))

    @property
    def tested_in(self) -> Environment:
        """The environment with the values that its tests expect."""
        return self.environment if self.test_environment is None else self.test_environment

    @property
    def auth_parameters(self) -> AuthParameters:
        """What the credential adds to the values that were typed; dots for what is not known."""
        if self.possible_parameters.is_empty:
            return NO_AUTH_PARAMETERS
        # Nothing is added where the person typed all that the credential would fill in.
        return (
            self.possible_parameters
            if any(self.additions_of(self.possible_parameters))
            else NO_AUTH_PARAMETERS
        )

    def additions_of(
        self, auth_parameters: AuthParameters
    ) -> tuple[tuple[tuple[str, Value], ...], _Secrets, _Secrets, str]:
        """Return those auth parameters that the person did not enter, in a form to compare."""
        values = values_to_add(auth_parameters, self.request.endpoint, self.request.values)
        return values, auth_parameters.headers, auth_parameters.query, auth_parameters.jar

    @property
    def unbound_origin(self) -> str:
        """Where the credential would go although it is not bound to it; empty if nowhere."""
        # A credential that adds nothing goes nowhere, so no one is asked about it.
        is_bound = self.origin in self.possible_parameters.origins
        return "" if is_bound or self.auth_parameters.is_empty else self.origin

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it.

        A value that the credential fills in is not missing. "Send anyway" skips the form rules.
        Variables are resolved later: what is wrong with their values ``send`` says.
        """
        if self.unavailable is not None:
            return (self.unavailable,)
        # The form first: its fields are marked, trouble with a credential is one sentence above.
        if not self.request.is_forced and (problems := self._unfilled()):
            return problems
        return (self.credential_problem,) if self.credential_problem else ()

    @property
    def final_problems(self) -> tuple[Problem, ...]:
        """Why it is not sent, even if its form is valid: nothing outside must be touched."""
        if self.unavailable is not None:
            return (self.unavailable,)
        address = typed_address(self.request.endpoint, self.service, self.environment)
        refused = self.credential_problem or host_problem(address, self.environment)
        refused = refused or catalogue_problem(self)
        return (refused,) if refused else ()

    def terminal_steps(self, problems: Iterable[Problem]) -> tuple[str, ...]:
        """Return what is typed in a terminal to add what problems of it say is missing."""
        # It loads all schemes, which a request that is sent does without.
        from aiurdesk.core.auth.next_steps import terminal_steps

        service, environment = self.service, self.environment
        origin = origin_of_request(self.request.endpoint, service, environment)
        return terminal_steps(problems, environment, service, origin)

    def _unfilled(self) -> tuple[Problem, ...]:
        """Return what is wrong with the values, without those that the credential fills in."""
        if not self.form_problems:
            return ()
        request = self.request
        filled = set(filled_names(self.auth_parameters, request.endpoint))
        return tuple(
            problem
            for problem in self.form_problems
            # A value that was typed wins over the credential, so it has to be right.
            if problem.field.parameter not in filled
            or request.value(problem.field.parameter) is not None
        )


def catalogue_problem(plan: PlannedRequest) -> Problem | None:
    """Return why a service of the catalogue is not reached over plain HTTP, or None.

    They all have HTTPS: an address without it is a mistake, or somebody's in between.
    """
    service = plan.service
    if service is None or service.generation == OWN_GENERATION:
        return None
    origin = origin_of_request(plan.request.endpoint, service, plan.environment)
    if not plain_host(origin):
        return None
    words = tr(
        "Requests to {service} go over https:// only, and in the environment {environment} its "
        "address is {origin}. Change it there."
    )
    name = plan.environment.shown_name
    return Problem(words.format(service=service.name, environment=name, origin=origin))


class NotSent(msgspec.Struct, frozen=True):
    """Nothing was sent."""

    problems: tuple[Problem, ...] = ()
    """Why; empty where the person was asked for consent and does not want to send."""


def careful_question(what: str, plan: PlannedRequest) -> CarefulQuestion:
    """Return the question before a request or a message goes to a careful environment.

    Args:
        what: A method, or ``A_MESSAGE``.
    """
    origin = origin_of_request(plan.request.endpoint, plan.service, plan.environment)
    return CarefulQuestion(what, origin.partition("://")[2], plan.environment.shown_name)
