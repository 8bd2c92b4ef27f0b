"""Permissions before a request is sent: trust, confirmation, values of variables, consent.

Its plan says what it needs, and a person is asked through an ``Asking``.
"""

import asyncio
import os
from typing import TYPE_CHECKING

from msgspec.structs import replace

from aiurdesk.core.credentials.credential import Credential, allowed_words
from aiurdesk.core.environments.environment import Environment, resolve
from aiurdesk.core.environments.plain_http import plain_host
from aiurdesk.core.environments.route import Route
from aiurdesk.core.environments.scope import NOTHING_USED, Used
from aiurdesk.core.preparing.address import origin_of_request, origin_outside_sandbox
from aiurdesk.core.preparing.allowed_origin import binding_hint
from aiurdesk.core.problem import Fix, FixAction, Problem
from aiurdesk.core.request.methods import may_write
from aiurdesk.core.request.request import FileContent, Request
from aiurdesk.core.translation import tr
from aiurdesk.services import credentials as services_credentials
from aiurdesk.services import sending
from aiurdesk.services.credentials.accounts import Accounts
from aiurdesk.services.sending.asking import (
    AskConsent,
    Asking,
    Consent,
    ConsentQuestion,
    OutsideQuestion,
    PlainQuestion,
)
from aiurdesk.services.sending.given_variables import GivenVariables
from aiurdesk.services.sending.plain_hosts import PlainHosts
from aiurdesk.services.sending.planned_request import (
    NotSent,
    PlannedRequest,
    careful_question,
    catalogue_problem,
)
from aiurdesk.services.sending.request_planner import RequestPlanner
from aiurdesk.services.sending.trust import (
    NotTrusted,
    Reach,
    Trust,
    TrustQuestion,
    collection_of,
    real_file,
)

if TYPE_CHECKING:
    from aiurdesk.core.collection.collection_request import CollectionRequest


class Permissions:
    """Asks for what requests need; remembers nothing but what the person binds or trusts."""

    def __init__(
        self,
        planner: RequestPlanner,
        accounts: Accounts,
        variables: GivenVariables,
        trust: Trust,
    ) -> None:
        self.plain = PlainHosts()
        """The hosts that may be reached over plain HTTP."""
        self._planner = planner
        self._accounts = accounts
        self._variables = variables
        self._trust = trust

    async def granted(self, plan: PlannedRequest, asking: Asking) -> PlannedRequest | NotSent:
        """Return the plan with all answers of the person, or why it is not sent."""
        if refused := plan.final_problems:
            return NotSent(refused)
        if not await self.is_within_reach(plan, asking):
            return NotSent()
        if plan.needs.sent.of_keyring:
            await self._variables.load_credentials()
            # Once more: the credentials are loaded now, so something stands for their secrets.
            plan = self._planner.in_environment(plan, plan.environment)
        # No question is asked where a value is missing.
        variables = plan.environment.variables
        if any(isinstance(resolve(text, variables), tuple) for text in plan.sent_texts):
            preview = self._planner.preview(
                replace(plan, request=replace(plan.request, is_forced=True))
            )
            if isinstance(preview, tuple):
                return NotSent(preview)
        # Before keyring, browser and network are touched: a refusal must cost nothing.
        if unconfirmed := await self._unconfirmed(plan, asking):
            return unconfirmed
        completed = await self._completed(plan, asking)
        if isinstance(completed, NotSent) or not completed.unbound_origin:
            return completed
        return await self._consented(completed, asking.consent) or NotSent()

    async def is_within_reach(self, plan: PlannedRequest, asking: Asking) -> bool:
        """Return whether all that a request and its tests use may be used, maybe after a question.

        Raises:
            NotTrusted: It may not, and there is no person to ask.
        """
        if not plan.environment.folders:
            return True
        # Not at the top: most requests come from no such folder.
        reach = await sending.reach.reach_of(plan)
        return await self._is_trusted(plan.environment, reach, asking)

    async def check_reach(
        self, request: "CollectionRequest", texts: tuple[str, ...], environment: Environment
    ) -> None:
        """Find out whether all that a saved request and its tests use may be used.

        Args:
            request: Its paths are as in its file.
            texts: The texts in which variables are resolved.
            environment: The environment that it is sent in.

        Raises:
            NotTrusted: It may not.
        """
        if not environment.folders:
            return
        reach = await sending.reach.saved_reach(request, texts, environment)
        if question := await self._question(environment, reach, request.title):
            raise NotTrusted(question)

    async def may_carry(self, url: str, asking: Asking, *, is_optional: bool = False) -> bool:
        """Return whether a credential may go to an address, maybe after a question.

        Args:
            url: The address, without variables.
            asking: Whom to ask.
            is_optional: Whether it is only cookies, which can be left out.
        """
        host = plain_host(url)
        if not host or self.plain.allowed().allows_credentials(host):
            return True
        option = f"{self.plain.option}-credentials"
        scheme = "wss://" if url.startswith("ws") else "https://"
        answer = await asking.plain(PlainQuestion(host, option, True, is_optional, scheme))
        if answer is Consent.ALLOW:
            self.plain.allow(host, with_credentials=True)
        # Without the permission, the transport leaves the cookies of the jar out.
        return answer is Consent.ALLOW or is_optional and answer is Consent.WITHOUT

    async def _is_trusted(self, environment: Environment, reach: Reach, asking: Asking) -> bool:
        question = await self._question(environment, reach)
        return question is None or await asking.trust(question)

    async def _question(
        self, environment: Environment, reach: Reach, request: str = ""
    ) -> TrustQuestion | None:
        # Most requests use nothing: then no thread is waited for.
        if reach.is_empty:
            return None
        return await asyncio.to_thread(self._trust.question, environment.folders, reach, request)

    def check_route(self, route: Route) -> None:
        """Check that a collection is trusted to send its requests through a proxy or an override.

        Raises:
            NotTrusted: It is not trusted.
        """
        if not route.folder:
            return
        if question := self._trust.question((route.folder,), Reach(routes=route.diversions)):
            raise NotTrusted(question)

    def checked_file(self, path: str, environment: Environment) -> FileContent:
        """Return a file as it may be opened; blocks.

        Raises:
            NotTrusted: It lies outside a folder that is not trusted.
        """
        real = real_file(path, map(collection_of, environment.folders))
        if not real:
            reach = Reach(files=(os.path.abspath(path),))
            if question := self._trust.question(environment.folders, reach):
                raise NotTrusted(question)
        if not self._trust.untrusted(environment.folders):
            return FileContent(path)
        # What was looked at is what is opened: a link may take its place in between.
        return FileContent(real, follows_links=False)

    async def _completed(self, plan: PlannedRequest, asking: Asking) -> PlannedRequest | NotSent:
        """Return the plan with the values of all variables, or why it is not sent."""
        completed = await self.with_variables(plan, plan.needs.sent, asking)
        if isinstance(completed, NotSent) or not plan.needs.sent.asked:
            return completed
        if problem := catalogue_problem(completed):
            return NotSent((problem,))
        return await self._kept_here(completed, asking) or completed

    async def _kept_here(self, plan: PlannedRequest, asking: Asking) -> NotSent | None:
        """Return why a request may not go where it goes, maybe after questions; None if it may.

        It may leave the sandbox, or go to a public host without encryption.
        """
        endpoint, service, environment = plan.request.endpoint, plan.service, plan.environment
        host = plain_host(origin_of_request(endpoint, service, environment))
        if host:
            scheme = "wss://" if endpoint.is_websocket else "https://"
            question = PlainQuestion(host, self.plain.option, scheme=scheme)
            if not await self.plain.may_reach(question, asking.plain):
                return NotSent((_unencrypted(question, plan.request),))
        origin = origin_outside_sandbox(endpoint, service, environment)
        if not origin or service is None:
            return None
        leaving = OutsideQuestion(service.name, origin, environment.name)
        return None if await asking.outside(leaving) else NotSent()

    async def _unconfirmed(self, plan: PlannedRequest, asking: Asking) -> NotSent | None:
        """Return why a request is not sent that leaves the sandbox, or changes something.

        The latter is asked in a careful environment.
        """
        # A value that is asked for may be part of the address: then it is not known yet.
        if not plan.needs.sent.asked and (refused := await self._kept_here(plan, asking)):
            return refused
        method = plan.request.sent_method
        if not plan.environment.is_careful or not may_write(method, plan.request.body):
            return None
        return None if await asking.careful(careful_question(method, plan)) else NotSent()

    async def with_variables(
        self, plan: PlannedRequest, used: Used, asking: Asking
    ) -> PlannedRequest | NotSent:
        """Return the plan with the values of all variables that are used, or why not.

        Args:
            used: By the request, or by texts that go to the same address, such as messages of a
                socket.
            asking: Whom to ask.

        Raises:
            ProblemError: A secret cannot be read, or there is no person to ask.
        """
        if used == NOTHING_USED:
            return plan
        if not await self._is_trusted(plan.environment, Reach(used.of_process), asking):
            return NotSent()
        if used.of_keyring:
            await self._variables.load_credentials()
        environment = await self._variables.settled(used, plan.environment)
        answered = await self._variables.asked(used, environment, asking.value)
        if answered is None:
            return NotSent()
        plan = self._planner.in_environment(plan, answered)
        if not used.of_keyring:
            return plan
        for credential in self._variables.credentials(used):
            refused = await self._refused_variable(plan, credential, asking)
            if refused is not None:
                return refused
        return self._planner.in_environment(plan, await self._variables.of_keyring(used, answered))

    async def _refused_variable(
        self, plan: PlannedRequest, credential: Credential, asking: Asking
    ) -> NotSent | None:
        """Return why the secret of a credential must not go out as a variable, or None."""
        # Not at the top: it loads the schemes.
        origin = origin_of_request(plan.request.endpoint, plan.service, plan.environment)
        bound = services_credentials.binding.bound_origins(credential, plan.environment)
        if origin in bound:
            return None if await self.may_carry(origin, asking) else NotSent()
        if origin:
            binding = services_credentials.binding.binding_for(origin, plan.environment)
            question = ConsentQuestion(credential, origin, binding, is_variable=True)
            match await asking.consent(question):
                case Consent.ALLOW:
                    await self._accounts.credentials.allow(credential.id, binding)
                    self._allow_credentials(origin)
                    return None
                case Consent.CANCEL:
                    return NotSent()
        target = origin or tr("an address that is not valid")
        text = tr(
            "The secret of {name} is not sent to {target}: it is {allowed}. "
            "Allow the credential for the address, or leave the secret out."
        ).format(name=credential.name, target=target, allowed=allowed_words(bound))
        text += binding_hint(credential.name, origin, plan.environment)
        return NotSent((Problem(text),))

    def _allow_credentials(self, origin: str) -> None:
        """Note that a person bound a credential to an origin, knowing that it is not encrypted."""
        if host := plain_host(origin):
            self.plain.allow(host, with_credentials=True)

    async def _consented(
        self, plan: PlannedRequest, ask_consent: AskConsent
    ) -> PlannedRequest | None:
        """Return the plan as it may be sent; None where the person does not want to send."""
        credential = plan.credential
        if credential is None:
            return plan
        binding = services_credentials.binding.binding_for(plan.unbound_origin, plan.environment)
        match await ask_consent(ConsentQuestion(credential, plan.unbound_origin, binding)):
            case Consent.ALLOW:
                credentials = self._accounts.credentials
                await credentials.allow(credential.id, binding)
                self._allow_credentials(plan.unbound_origin)
                # Planned again: the credential has one more origin.
                return self._planner.with_credential(plan, credentials.by_id(credential.id))
            case Consent.WITHOUT:
                return self._planner.with_credential(plan, None)
            case Consent.REFUSE:
                # Preparing refuses auth parameters that are not bound to the address.
                return plan
        return None


def _unencrypted(question: PlainQuestion, request: Request) -> Problem:
    text = tr("Change to wss://") if request.endpoint.is_websocket else tr("Change to https://")
    fixes = (Fix(text, FixAction.USE_HTTPS),) if request.is_typed else ()
    return Problem(question.refusal, fixes=fixes)
