"""Makes the plan of a load from a collection; all that can be wrong is found before it begins."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from aiurdesk import storage
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.saved_request import request_of
from aiurdesk.core.credentials.credential import origin_of
from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.dialects.choosing import host_of
from aiurdesk.core.environments.environment import (
    AskedVariable,
    Environment,
    StandIn,
    used_names,
)
from aiurdesk.core.environments.plain_http import plain_host
from aiurdesk.core.environments.route import HttpVersion
from aiurdesk.core.environments.scope import DYNAMIC, VariableScope, used_in
from aiurdesk.core.errors import ProblemError, storage_errors
from aiurdesk.core.exchange.exchange_comparison import Compared
from aiurdesk.core.expectations.response_tests import file_of, needs_schema
from aiurdesk.core.preparing.address import unnamed_host
from aiurdesk.core.preparing.prepare import NO_AUTH_PARAMETERS, AuthParameters
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import (
    SSE,
    FileContent,
    PreparedRequest,
    Request,
    has_subscription,
)
from aiurdesk.core.translation import printable, tr, trn
from aiurdesk.core.verdict.dialect import Dialect
from aiurdesk.services.collections.collections import (
    Selection,
    open_selection,
    with_found_files,
)
from aiurdesk.services.runs.load.load_plan import (
    LoadPlan,
    LoadRequest,
    LoadRole,
    TrustedHost,
)
from aiurdesk.services.runs.run_data import read_rows
from aiurdesk.services.runs.run_environment import environment_of_run, start_environment
from aiurdesk.services.runs.runner import Rows, Run
from aiurdesk.services.sending.asking import (
    AskConsent,
    Asking,
    asked_once,
    everything_is_confirmed,
    refuse_consent,
)
from aiurdesk.services.sending.planned_request import NotSent, PlannedRequest
from aiurdesk.services.sending.request_planner import prepare_request
from aiurdesk.services.services import Services
from aiurdesk.storage.regular_file import read_regular_file

_MOST_FILE_BYTES = 16 * 1024 * 1024
"""Of one file that is sent or that a test needs; each process holds all of them in memory."""
AskValues = Callable[[tuple[AskedVariable, ...], Environment], Awaitable[Mapping[str, str]]]
"""Asks for the values of variables, once for all users."""


class HostsNotNamed(ProblemError):
    """A load would go to hosts that nobody named.

    Args:
        hosts: Without ports.
    """

    def __init__(self, hosts: tuple[str, ...]) -> None:
        self.hosts = hosts
        text = trn(
            "A load would go to {hosts}. Allow it with {options}.",
            "A load would go to {hosts}. Allow them with {options}.",
            len(hosts),
        )
        options = " ".join(f"--host-allowed {host}" for host in hosts)
        super().__init__(text.format(hosts=", ".join(hosts), options=options))


class LoadChoices(msgspec.Struct, frozen=True):
    """What a person chose for a load."""

    path: str
    users: int = 10
    for_s: float = 60.0
    spawn_per_s: float = 0.0
    """How many users begin each second; 0 for all at once."""
    environment: str | None = None
    """None for the one that the collection names."""
    data_file: str = ""
    dialect: str = ""
    hosts_allowed: tuple[str, ...] = ()
    scope: VariableScope = VariableScope()
    secret_option: str = ""
    role: LoadRole = LoadRole.ALONE
    master: str = "127.0.0.1"
    master_port: int = 5557
    workers: int = 1
    web_port: int | None = None


class ReadyLoad(msgspec.Struct, frozen=True):
    """A load that can begin."""

    name: str
    """Of the collection."""
    environment: str
    plan: LoadPlan
    remarks: tuple[Problem, ...] = ()
    """What is left out, and what has no effect."""


class _Planned(msgspec.Struct, frozen=True):
    request: LoadRequest
    prepared: PreparedRequest
    """As the first user would send it, with something in place of what is captured."""


class LoadPlanner:
    """Plans loads; the credentials sign in here, and never in the process that sends."""

    def __init__(
        self,
        services: Services,
        limits: Limits,
        consent: AskConsent = refuse_consent,
        ask_values: AskValues | None = None,
    ) -> None:
        """Prepare.

        Args:
            consent: As for ``runner_of``.
            ask_values: Asks for variables; without it, there is no person to ask.
        """
        self._services, self._limits = services, limits
        self._asking = Asking(careful=everything_is_confirmed, consent=asked_once(consent))
        self._ask_values = ask_values

    async def ready(self, choices: LoadChoices) -> ReadyLoad:
        """Return a load that can begin; credentials are signed in.

        Raises:
            HostsNotNamed: It would go to hosts that the choices do not name.
            ProblemError: Something else is wrong; nothing was sent but to sign in.
        """
        services = self._services
        selection = (await open_selection(Path(choices.path))).with_cases
        if not selection.requests:
            raise ProblemError(
                "\n".join(map(str, selection.mistakes)) or tr("There are no saved requests.")
            )
        root = Path(selection.collection.root.path)
        await asyncio.to_thread(services.library.open_collection, root)
        run = await self._run(choices, selection)
        planned = await self._planned(run, choices)
        plan = LoadPlan(
            requests=tuple(one.request for one in planned),
            users=choices.users,
            for_s=choices.for_s,
            spawn_per_s=choices.spawn_per_s or choices.users,
            limits=self._limits,
            rows=tuple(run.rows),
            given=run.scope.given,
            hosts=choices.hosts_allowed,
            plain_hosts=tuple({plain_host(one.prepared.url) for one in planned} - {""}),
            trusted=await self._trusted(planned),
            dialects=await asyncio.to_thread(self._dialects),
            role=choices.role,
            master=choices.master,
            master_port=choices.master_port,
            workers=choices.workers,
            web_port=choices.web_port,
        )
        remarks = (*selection.remarks, *selection.mistakes)
        return ReadyLoad(selection.collection.name, run.environment.name, plan, remarks)

    async def _run(self, choices: LoadChoices, selection: Selection) -> Run:
        """Return environment, rows and variables, as a run has them."""
        services = self._services
        rows: Rows = ({},)
        if choices.data_file:
            rows = await asyncio.to_thread(read_rows, Path(choices.data_file))
        if any(request.effective.credential for request in selection.requests):
            await services.credentials.load()
        own = (await services.environments.read()).by_name
        environment = environment_of_run(selection.collection, choices.environment, own)
        environment = replace(environment, secret_option=choices.secret_option)
        if environment.is_careful:
            text = tr("The environment {name} is careful. A load is not sent there.")
            raise ProblemError(text.format(name=environment.name))
        run = Run(selection.requests, environment, self._limits, scope=choices.scope, rows=rows)
        if run.asked and self._ask_values is not None:
            run = run.with_answers(await self._ask_values(run.asked, environment))
        start = await start_environment(environment, services)
        return replace(run, environment=start.environment, chosen=start.chosen)

    async def _planned(self, run: Run, choices: LoadChoices) -> list[_Planned]:
        planned: list[_Planned] = []
        problems: list[str] = []
        captured: dict[str, str] = {}
        for request in run.requests:
            try:
                planned.append(await self._one(run, request, captured, choices))
            except ProblemError as error:
                # Signing in fails for all of them alike.
                problems.append(f"{printable(request.title)}: {error}")
            for capture in request.saved.captures:
                captured[capture.variable] = StandIn("1")
        if problems:
            raise ProblemError("\n".join(problems))
        urls = (origin_of(one.prepared.url) for one in planned)
        hosts = (unnamed_host(url, choices.hosts_allowed) for url in urls)
        if unnamed := tuple(dict.fromkeys(filter(None, hosts))):
            raise HostsNotNamed(unnamed)
        return planned

    async def _one(
        self,
        run: Run,
        item: CollectionRequest,
        captured: Mapping[str, str],
        choices: LoadChoices,
    ) -> _Planned:
        """Plan one request, as ``Runner`` does before it sends it.

        Raises:
            ProblemError: It cannot be sent.
        """
        pipeline = self._services.pipeline
        beside = os.path.dirname(item.path)
        saved = with_found_files(item.saved, Path(beside))
        row = next(iter(run.rows), {})
        data = {**row, **dict(item.row)}
        # As if they were given: nothing is missing because it is captured later.
        scope = replace(run.scope, captured=captured, data=data)
        environment = scope.over(run.environment)
        folders = (*environment.folders, *((beside,) if beside else ()))
        environment = replace(environment, folders=folders)
        texts = tuple(item.texts)
        await pipeline.permissions.check_reach(item, texts, environment)
        environment = await pipeline.variables.settled(used_in(texts, environment), environment)
        request = item.with_inherited(request_of(saved, self._services.library))
        if choices.dialect:
            request = replace(request, dialect=choices.dialect)
        _check_kind(request)
        await pipeline.judge.check(request)
        plan = await self._granted(pipeline.plan(request, environment, run.chosen))
        added = await self._authenticated(plan)
        prepared = await self._prepared(plan, added, captured)
        self._check_route(prepared)
        kept = {name: run.environment.variables.get(name) for name in (*captured, *data)}
        planned = LoadRequest(
            name=item.title,
            request=plan.request,
            service=plan.service,
            texts=texts,
            environment=_without(plan.environment, kept),
            auth_parameters=added,
            row=item.row,
            dialect=self._dialect(plan, prepared),
            own_dialects=tuple((await pipeline.judge.own_dialects(request)).by_name.values()),
            cookies=self._services.connections.cookie_pairs(prepared.jar, prepared.url),
            schemas=await self._schemas(request),
            files=await asyncio.to_thread(self._files, plan, prepared, Path(beside)),
            examples=await asyncio.to_thread(_examples, request, Path(beside)),
        )
        return _Planned(planned, prepared)

    async def _granted(self, plan: PlannedRequest) -> PlannedRequest:
        """Return a plan with all that had to be asked for it.

        Raises:
            ProblemError: It cannot be sent.
        """
        problems = plan.problems
        granted: PlannedRequest | NotSent = plan
        if not problems:
            granted = await self._services.pipeline.permissions.granted(plan, self._asking)
            problems = granted.problems if isinstance(granted, NotSent) else ()
        if isinstance(granted, NotSent) or problems:
            raise _refusal(problems, plan)
        return granted

    async def _authenticated(self, plan: PlannedRequest) -> AuthParameters:
        credential = plan.credential
        if credential is None or plan.auth_parameters.is_empty:
            return NO_AUTH_PARAMETERS
        if plan.unbound_origin:
            # Preparing refuses it in words.
            return plan.auth_parameters
        authenticated = await self._services.authenticator.authenticate(
            credential, plan.request, plan.environment
        )
        added = authenticated.auth_parameters
        if added.signed is not None:
            text = tr(
                "The credential {name} computes something of each request, which a load does not "
                "do. Choose another credential, or none."
            )
            raise ProblemError(text.format(name=credential.name))
        return added

    async def _prepared(
        self, plan: PlannedRequest, added: AuthParameters, captured: Mapping[str, str]
    ) -> PreparedRequest:
        """Return what would go on the wire.

        Raises:
            ProblemError: It cannot be sent.
        """
        # Whether a value follows the rules shows when it is known.
        is_known = not captured.keys() & set(_names_in(plan))
        forced = plan if is_known else replace(plan, request=replace(plan.request, is_forced=True))
        prepared = await asyncio.to_thread(prepare_request, forced, added)
        if not isinstance(prepared, tuple) and not forced.request.is_forced:
            contract = self._services.pipeline.judge.contract
            errors = await contract.value_errors(plan.request, prepared, plan.environment)
            prepared = errors or prepared
        if isinstance(prepared, tuple):
            raise _refusal(prepared, plan)
        if not await self._services.pipeline.may_be_read(prepared, self._asking):
            raise _refusal((), plan)
        return prepared

    def _check_route(self, prepared: PreparedRequest) -> None:
        connections = self._services.connections
        self._services.pipeline.permissions.check_route(prepared.route)
        route = connections.given_route.over(prepared.route)
        proxy = route.proxy or connections.usual_proxy
        if proxy.url:
            text = tr(
                "A load goes straight to its host, and not through the proxy {proxy}. Take it out "
                "of the settings or of the collection, or send from elsewhere."
            )
            raise ProblemError(text.format(proxy=proxy.url))
        if route.http_version is HttpVersion.HTTP2:
            raise ProblemError(
                tr("A load is sent over HTTP/1.1, and this request over HTTP/2 only.")
            )

    def _dialect(self, plan: PlannedRequest, prepared: PreparedRequest) -> str:
        given = plan.request.dialect or (plan.service.table if plan.service else "")
        return given or self._services.host_dialects.name_for(host_of(prepared.url))

    def _dialects(self) -> tuple[Dialect, ...]:
        dialects = self._services.library.dialects
        dialects.read_all()
        return tuple(dialects[name] for name in dialects)

    async def _schemas(self, request: Request) -> bytes:
        if not any(map(needs_schema, request.tests)):
            return b""
        file = await self._services.pipeline.judge.contract.schemas_file(request.endpoint)
        return await asyncio.to_thread(_content, file) if file else b""

    def _files(
        self, plan: PlannedRequest, prepared: PreparedRequest, folder: Path
    ) -> dict[str, bytes | Problem]:
        """Return the files that are sent, and the schemas of tests; blocks."""
        found: dict[str, bytes | Problem] = {}
        permissions = self._services.pipeline.permissions
        for part in prepared.body:
            if isinstance(part, FileContent):
                checked = permissions.checked_file(part.path, plan.environment)
                found[part.path] = _content(checked.path)
        for test in plan.request.tests:
            if name := file_of(test):
                try:
                    found[name] = _content(str(folder / name))
                except ProblemError as error:
                    found[name] = error.problem
        return found

    async def _trusted(self, planned: list[_Planned]) -> tuple[TrustedHost, ...]:
        """Return what is trusted at each host beside the certificates of the system."""
        trusted: dict[tuple[str, int], TrustedHost] = {}
        connections = self._services.connections
        for one in planned:
            url = urlsplit(one.prepared.url)
            host, port = url.hostname or "", url.port or (443 if url.scheme == "https" else 80)
            if (host, port) in trusted:
                continue
            route = connections.given_route.over(one.prepared.route)
            addresses = route.addresses_of(host, port)
            authorities, client = await connections.trusted_for(one.prepared.url)
            trusted[host, port] = TrustedHost(
                host,
                port,
                authorities,
                "" if client is None else client.pem,
                Secret("") if client is None else client.passphrase,
                addresses,
            )
        return tuple(trusted.values())


def _check_kind(request: Request) -> None:
    """Check that a request is an ordinary one.

    Raises:
        ProblemError: It opens a socket or a stream.
    """
    if request.endpoint.is_websocket or has_subscription(request.body, SSE):
        raise ProblemError(tr("It opens a socket or a stream, which a load does not do."))


def _names_in(plan: PlannedRequest) -> tuple[str, ...]:
    return used_names(plan.sent_texts, plan.environment.variables)


def _refusal(problems: tuple[Problem, ...], plan: PlannedRequest) -> ProblemError:
    secrets = plan.environment.secrets
    words = (redact_text(problem.named_sentence, secrets) for problem in problems)
    return ProblemError(" ".join(words) or tr("It is not sent."))


def _without(environment: Environment, kept: Mapping[str, str | None]) -> Environment:
    """Return an environment without the values of one user, and of this moment.

    Args:
        kept: What the environment itself has for a name that has another value for each user.
    """
    variables = {
        name: value
        for name, value in environment.variables.items()
        if name not in kept and name not in DYNAMIC
    }
    variables |= {name: value for name, value in kept.items() if value is not None}
    return replace(environment, variables=variables, asked=())


def _content(path: str) -> bytes:
    text = tr("{path} could not be read ({value}).")
    with storage_errors(text, path=path):
        return read_regular_file(path, _MOST_FILE_BYTES)


def _examples(request: Request, folder: Path) -> dict[str, Compared | Problem]:
    """Return the examples that the tests of a request compare with; blocks."""
    return {
        test.subject: storage.examples.side_beside(folder, request.saved_name, test.subject)
        for test in request.tests
        if test.kind == "like"
    }
