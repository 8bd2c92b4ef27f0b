"""Sends generated inputs to a service, judges each answer by its verdict, and shrinks findings."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from aiurdesk.core import exporters
from aiurdesk.core.api.endpoint import Endpoint, Location
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.preparing.address import origin_of_request, unnamed_host
from aiurdesk.core.preparing.prepare import filled_names
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.methods import may_write
from aiurdesk.core.request.request import Pairs, PreparedRequest, Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import tr
from aiurdesk.services.expectations.examination import Examined
from aiurdesk.services.fuzzing.findings import Finding, findings
from aiurdesk.services.fuzzing.generated_cases import (
    GeneratedCase,
    generated,
    operation_document,
)
from aiurdesk.services.processes.evaluation import Stopped, evaluate
from aiurdesk.services.processes.helper_processes import Purpose
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.services.services import Services
from aiurdesk.services.sockets.street import StreetTerms, last_of
from aiurdesk.storage.regular_file import read_regular_file
from aiurdesk.storage.service_folders import MOST_BYTES

_BATCH = 15
"""Inputs of one kind for one endpoint, before the next endpoint has its turn."""
_GENERATING_S = 30.0
_MOST_ATTEMPTS = 40
"""Requests that make one finding smaller."""
_MOST_FINDINGS = 200
_MOST_UNANSWERED = 5
"""So many requests without any answer end the run."""
_READ_S, _TOTAL_S = 10.0, 20.0


class FuzzChoices(msgspec.Struct, frozen=True):
    """What a person chose for a run."""

    service_id: str
    environment: Environment
    endpoints: tuple[str, ...] = ()
    """Ids, or their ends; empty for all."""
    seed: int = 1
    for_s: float = 60.0
    cases: int = 1_000
    """Inputs of each kind for each endpoint at most."""
    per_s: float = 20.0
    """Requests a second at most."""
    writes: bool = False
    """Whether endpoints that may change something are called."""
    hosts_allowed: tuple[str, ...] = ()
    dialect: str = ""
    credential: str | None = None


class FuzzRun:
    """One run. What it found stays when it is cancelled."""

    def __init__(self, services: Services, choices: FuzzChoices, limits: Limits) -> None:
        self._services, self._choices = services, choices
        total = replace(
            limits, read_s=min(limits.read_s, _READ_S), total_s=min(limits.total_s, _TOTAL_S)
        )
        self._terms = StreetTerms(total, is_watched=False, is_recorded=lambda _: False)
        self.found: dict[tuple[str, str, str], Finding] = {}
        self.sent = 0
        self.answered = 0
        self.left_out = 0
        """Endpoints that may change something, and were not called."""
        self._schemas: dict[str, Any] = {}
        self._next_at = 0.0

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return the endpoints that are called.

        Raises:
            ProblemError: There is none, the environment is careful, or a host is not allowed.
        """
        choices = self._choices
        every = self._services.library.endpoints_of(choices.service_id)
        wanted = tuple(one for one in every if _is_wanted(one, choices.endpoints))
        if not wanted:
            text = tr("No endpoint of {name} is called {names}.")
            names = ", ".join(choices.endpoints)
            raise ProblemError(text.format(name=choices.service_id, names=names))
        callable_ = [one for one in wanted if not one.is_websocket]
        chosen = tuple(one for one in callable_ if choices.writes or not may_write(one.method))
        self.left_out = len(callable_) - len(chosen)
        if not chosen:
            text = tr("All of these endpoints may change something. --writes calls them, too.")
            raise ProblemError(text)
        if problem := self._host_problem(chosen[0]):
            raise ProblemError(problem)
        return chosen

    def _host_problem(self, endpoint: Endpoint) -> Problem | None:
        environment = self._choices.environment
        if environment.is_careful:
            text = tr("The environment {name} is careful. Invalid inputs are not sent there.")
            return Problem(text.format(name=environment.name))
        service = self._services.library.service(endpoint.service_id)
        origin = origin_of_request(endpoint, service, environment)
        allowed = self._choices.hosts_allowed
        name = unnamed_host(origin, allowed) if origin else endpoint.service_id
        if not name:
            return None
        text = tr(
            "Inputs that are made up would go to {host}. Allow it with --host-allowed {host}."
        )
        return Problem(text.format(host=name))

    async def run(self, on_finding: Callable[[Finding], object]) -> None:
        """Send until the time is over, all inputs were sent, or it is cancelled.

        Args:
            on_finding: Called with each finding once it is as small as it gets.

        Raises:
            ProblemError: Nothing can be sent, such as without a credential.
        """
        endpoints = self.endpoints()
        self._schemas = await asyncio.to_thread(self._read_schemas)
        try:
            async with asyncio.timeout(self._choices.for_s):
                async for case, endpoint in self._cases(endpoints):
                    await self._try(endpoint, case, on_finding)
                    is_dead = self.sent >= _MOST_UNANSWERED and not self.answered
                    if is_dead or len(self.found) >= _MOST_FINDINGS:
                        return
        except TimeoutError:
            return

    async def _cases(
        self, endpoints: Sequence[Endpoint]
    ) -> AsyncIterator[tuple[GeneratedCase, Endpoint]]:
        rounds = -(-self._choices.cases // _BATCH)
        done: set[tuple[str, bool]] = set()
        for number in range(rounds):
            count = min(_BATCH, self._choices.cases - number * _BATCH)
            for endpoint in endpoints:
                for is_valid in (True, False):
                    if (endpoint.id, is_valid) in done:
                        continue
                    cases = await self._generated(endpoint, number, count, is_valid=is_valid)
                    # An endpoint without values has one input.
                    if len(cases) < 2:
                        done.add((endpoint.id, is_valid))
                    for case in cases:
                        yield case, endpoint
            if len(done) == 2 * len(endpoints):
                return

    async def _generated(
        self, endpoint: Endpoint, number: int, count: int, *, is_valid: bool
    ) -> tuple[GeneratedCase, ...]:
        filled = self._plan(endpoint, ()).filled
        document = operation_document(endpoint, self._schemas, filled)
        names = tuple(one.name for one in endpoint.parameters if one.name not in filled)
        seed = self._choices.seed * 1_000 + number
        data = msgspec.json.encode(document)
        run = partial(generated, data, names, seed, count, is_valid=is_valid)
        (cases,) = await evaluate(
            self._services.processes, [run], None, len(data), _GENERATING_S, Purpose.GENERATING
        )
        if isinstance(cases, Stopped):
            return ()
        return cases or ((GeneratedCase((), is_valid),) if is_valid and not names else ())

    async def _try(
        self, endpoint: Endpoint, case: GeneratedCase, on_finding: Callable[[Finding], object]
    ) -> None:
        for found in await self._sent(endpoint, case.values):
            if found.same in self.found:
                continue
            # Known from now on, so that the requests that shrink it do not find it again.
            self.found[found.same] = found
            smallest = await self._shrunk(endpoint, found)
            self.found[found.same] = smallest
            on_finding(smallest)

    async def _sent(self, endpoint: Endpoint, values: Pairs) -> list[Finding]:
        """Send one input and return what is wrong with its answer."""
        plan = self._plan(endpoint, values)
        await self._wait()
        event = await last_of(self._services.street.send(plan.plan, self._terms))
        if not isinstance(event, Examined):
            return []
        exchange = event.exchange
        self.sent += 1
        outcome = exchange.outcome
        notes: tuple[Any, ...] = ()
        if isinstance(outcome, Response):
            self.answered += 1
            notes = await self._services.pipeline.judge.contract.response_notes(endpoint, outcome)
        wrong = await self._wrong(plan, exchange)
        found = findings(exchange, values, notes, wrong)
        return [replace(one, curl=_curl(exchange)) for one in found]

    async def _wrong(self, planned: "_Planned", exchange: Exchange) -> str:
        """Return what of a request does not fit the description; empty where all does."""
        unforced = self._services.pipeline.plan(
            replace(planned.plan.request, is_forced=False), planned.plan.environment
        )
        problems = [one for one in unforced.problems if one.field.parameter not in planned.filled]
        prepared = exchange.prepared
        judge = self._services.pipeline.judge.contract
        if not problems and isinstance(prepared, PreparedRequest):
            request, environment = unforced.request, unforced.environment
            problems = list(await judge.value_errors(request, prepared, environment))
        if not problems:
            return ""
        name = problems[0].field.parameter
        return f"{name}: {problems[0].sentence}" if name else problems[0].sentence

    async def _shrunk(self, endpoint: Endpoint, found: Finding) -> Finding:
        """Return a finding with as few and as short values as still show it."""
        smallest, attempts = found, 0
        is_smaller = True
        while is_smaller and attempts < _MOST_ATTEMPTS:
            is_smaller = False
            for values in smaller(smallest.values, endpoint):
                attempts += 1
                again = await self._sent(endpoint, values)
                same = next((one for one in again if one.same == found.same), None)
                if same is not None:
                    smallest, is_smaller = same, True
                    break
                if attempts >= _MOST_ATTEMPTS:
                    break
        return replace(smallest, shrunk_in=attempts)

    def _plan(self, endpoint: Endpoint, values: Pairs) -> "_Planned":
        request = Request(
            endpoint,
            values=values,
            is_forced=True,
            dialect=self._choices.dialect,
            credential=self._choices.credential,
        )
        plan = self._services.pipeline.plan(request, self._choices.environment)
        if plan.unavailable is not None:
            raise ProblemError(plan.unavailable)
        if plan.credential_problem is not None:
            raise ProblemError(plan.credential_problem)
        return _Planned(plan, frozenset(filled_names(plan.possible_parameters, endpoint)))

    def _read_schemas(self) -> dict[str, Any]:
        own = self._services.library.own.service(self._choices.service_id)
        if own is None or not Path(own.schemas_file).is_file():
            return {}
        decoded = msgspec.json.decode(read_regular_file(str(own.schemas_file), MOST_BYTES))
        return decoded if isinstance(decoded, dict) else {}

    async def _wait(self) -> None:
        """Wait until the next request may be sent."""
        now = time.monotonic()
        self._next_at = max(self._next_at, now) + 1 / self._choices.per_s
        if (left := self._next_at - 1 / self._choices.per_s - now) > 0:
            await asyncio.sleep(left)


class _Planned(msgspec.Struct, frozen=True):
    plan: PlannedRequest
    filled: frozenset[str]
    """Names of the parameters that the credential fills in."""


def _is_wanted(endpoint: Endpoint, wanted: tuple[str, ...]) -> bool:
    return not wanted or any(
        endpoint.id == one.casefold() or endpoint.id.endswith(f".{one.casefold()}")
        for one in wanted
    )


def _curl(exchange: Exchange) -> str:
    one = next(one for one in exporters.CODE_FORMATS if one.id == "curl")
    return one.code(exporters.code_request.code_request(exchange.prepared, reveal=False)).strip()


def smaller(values: Pairs, endpoint: Endpoint) -> Iterator[Pairs]:
    """Yield values with one thing less, the greatest steps first."""
    required = {one.name for one in endpoint.parameters if one.location is Location.PATH}
    for index, (name, _) in enumerate(values):
        if name not in required:
            yield (*values[:index], *values[index + 1 :])
    for index, (name, value) in enumerate(values):
        if isinstance(value, tuple):
            shorter: list[Any] = [value[:1]] if len(value) > 1 else []
        elif isinstance(value, str):
            shorter = list(_smaller_texts(value))
        else:
            shorter = []
        for one in shorter:
            yield (*values[:index], (name, one), *values[index + 1 :])


def _smaller_texts(text: str) -> Iterator[str]:
    if text[:1] in ("{", "["):
        try:
            value = msgspec.json.decode(text)
        except msgspec.DecodeError:
            value = None
        if value is not None:
            for one in _smaller_values(value):
                yield msgspec.json.encode(one).decode()
            return
    for one in ("", "0", "a", text[:1], text[: len(text) // 2]):
        if len(one) < len(text):
            yield one


def _smaller_values(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for name in value:
            yield {key: one for key, one in value.items() if key != name}
        for name, member in value.items():
            for one in _smaller_values(member):
                yield {**value, name: one}
    elif isinstance(value, list) and value:
        yield []
        yield value[:1] if len(value) > 1 else value[0]
    elif isinstance(value, str) and len(value) > 1:
        yield ""
        yield value[:1]
    elif isinstance(value, int | float) and not isinstance(value, bool) and value not in (0, 1):
        yield 0
        yield 1
