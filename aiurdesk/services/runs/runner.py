"""Runs saved requests one after another or several at once, with their tests and captures."""

import asyncio
import logging
import os
import time
from collections.abc import (
    AsyncGenerator,
    Collection,
    Container,
    Iterable,
    Iterator,
    Mapping,
)
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec
from msgspec.structs import replace

from aiurdesk.core.auth.next_steps import command_steps
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.saved_request import request_of
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.environments.environment import (
    AskedVariable,
    Environment,
    used_names,
)
from aiurdesk.core.environments.scope import VariableScope, asked_in, used_in
from aiurdesk.core.errors import ProblemError, is_shortage, mistake_words
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.socket_options import limited_options
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.response.response import Failure
from aiurdesk.core.state.history_settings import RunHistory
from aiurdesk.core.translation import joined_sentences
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services import sockets
from aiurdesk.services.collections.collections import with_found_files
from aiurdesk.services.credentials.sign_in import SignInFailed
from aiurdesk.services.expectations.examination import Examined
from aiurdesk.services.library import Library
from aiurdesk.services.sending.asking import (
    AskConsent,
    Asking,
    asked_once,
    everything_is_confirmed,
    refuse_consent,
)
from aiurdesk.services.sending.planned_request import NotSent
from aiurdesk.services.sockets.street import Street, StreetTerms, last_of

if TYPE_CHECKING:
    from aiurdesk.services.services import Services
    from aiurdesk.services.sockets.socket_messages import SavedRequestFile


_log = logging.getLogger(__name__)
Rows: TypeAlias = Collection[Mapping[str, str]]
"""The variables of each pass through the requests."""


class Run(msgspec.Struct, frozen=True):
    """A run to carry out: its requests, environment and options."""

    requests: tuple[CollectionRequest, ...]
    environment: Environment
    """With the variables of the collection."""
    limits: Limits
    chosen: Credential | None = None
    """The credential for requests that name none, and whose folders name none."""
    scope: VariableScope = VariableScope()
    """Variables that were set for this run. No capture replaces them."""
    rows: Rows = ({},)
    """Variables of each pass; no capture replaces them either."""
    repeat: int = 1
    """How often each row is used."""
    jobs: int = 1
    """How many requests are on their way at the same time, at most."""
    delay_ms: int = 0
    """How long to wait between two requests; with several jobs, in each of them."""
    pass_gap_s: float = 0.0
    """Least time from a request of the first pass to the same one of the second."""
    is_stopped_by_failure: bool = False
    history: RunHistory = RunHistory.FAILED
    """What is recorded of it, if the history records anything."""

    @property
    def size(self) -> int:
        """Number of requests that are sent in all."""
        return len(self.requests) * len(self.rows) * self.repeat

    @property
    def asked(self) -> tuple[AskedVariable, ...]:
        """The variables that a person has to be asked for, once for all requests."""
        texts = (text for request in self.requests for text in request.texts)
        captures = (c for request in self.requests for c in request.saved.captures)
        captured = {capture.variable: "" for capture in captures}
        scope = replace(self.first_scope, captured={**captured, **self.scope.captured})
        return asked_in(texts, scope.over(self.environment))

    @property
    def first_scope(self) -> VariableScope:
        """The variables of the first pass."""
        return replace(self.scope, data=next(iter(self.rows), {}))

    def left_of(self, positions: Container[int]) -> Iterator[tuple[str, int]]:
        """Yield title and number of the pass of each request at other positions."""
        for position in range(1, self.size + 1):
            if position not in positions:
                passes, index = divmod(position - 1, len(self.requests))
                yield self.requests[index].title, passes + 1

    def with_answers(self, answers: Mapping[str, str]) -> "Run":
        """Return the run with the values of the variables in ``asked``."""
        return replace(self, scope=self.scope.with_answers(answers, self.environment.asked))


class RunResult(msgspec.Struct, frozen=True):
    """The result of one request of a run."""

    position: int
    """From 1, in the order of the run; with several jobs results come in another order."""
    title: str
    """Folders and name."""
    pass_number: int
    """From 1."""
    request: CollectionRequest
    exchange: Exchange | None = None
    """None if nothing was sent. Where signing in failed, it is the one of signing in."""
    errors: tuple[Problem, ...] = ()
    """Why the request was not sent; their texts hold no secret."""
    steps: tuple[str, ...] = ()
    """What is typed in a terminal to add what was missing."""
    is_mistake: bool = False
    """Whether that is an error in this program."""
    findings: tuple[Finding, ...] = ()
    """Results of its tests, and of captures that found nothing."""
    captured: tuple[tuple[str, str], ...] = ()
    """The variables that its captures gave."""

    @property
    def failed_findings(self) -> tuple[Finding, ...]:
        """The tests that did not pass."""
        return tuple(finding for finding in self.findings if not finding.passed)

    @property
    def passed(self) -> bool:
        """Whether all tests passed; without tests, whether the verdict is a success."""
        if self.exchange is None or self.errors or self.failed_findings:
            return False
        return bool(self.findings) or self.exchange.verdict.severity is Severity.SUCCESS


class _Item(msgspec.Struct, frozen=True):
    """One request of one pass."""

    position: int
    request: CollectionRequest
    of_pass: "_Pass"
    is_done: asyncio.Event
    awaits: tuple[asyncio.Event, ...]
    """Earlier requests of the pass that capture a variable that this one uses."""


class _Pass(msgspec.Struct):
    """One pass through the requests."""

    number: int
    scope: VariableScope
    begun_s: dict[str, float]
    """When each request of the first pass began, by its title; one dict for all passes."""


class Runner(msgspec.Struct, frozen=True):
    """Sends saved requests along the street."""

    street: Street
    library: Library
    """Knows the endpoints."""
    consent: AskConsent = refuse_consent
    """Whether a credential may go to an address that it is not bound to."""

    async def run(self, run: Run) -> AsyncGenerator[RunResult, None]:
        """Yield the result of each request as soon as it is there.

        Iterate within ``contextlib.aclosing``, so that requests on their way are cancelled.
        """
        # One by one: a run may have a million.
        items = _items(run)
        # Without tasks and a queue: one at a time needs neither.
        if run.jobs == 1:
            for item in items:
                result = await self._result(run, item)
                yield result
                if run.is_stopped_by_failure and not result.passed:
                    return
            return
        async for result in self._run_at_once(run, items):
            yield result

    async def _run_at_once(
        self, run: Run, items: Iterator[_Item]
    ) -> AsyncGenerator[RunResult, None]:
        results: asyncio.Queue[RunResult | None] = asyncio.Queue()
        has_failed = False

        async def work() -> None:
            # Items are taken in their order, so what an item waits for was taken before it.
            for item in items:
                if has_failed and run.is_stopped_by_failure:
                    break
                for event in item.awaits:
                    await event.wait()
                results.put_nowait(await self._result(run, item))
            results.put_nowait(None)

        workers = min(run.jobs, run.size)
        async with asyncio.TaskGroup() as group:
            for _ in range(workers):
                group.create_task(work())
            while workers:
                result = await results.get()
                if result is None:
                    workers -= 1
                    continue
                has_failed = has_failed or not result.passed
                yield result

    async def _result(self, run: Run, item: _Item) -> RunResult:
        result = RunResult(item.position, item.request.title, item.of_pass.number, item.request)
        try:
            # The first of each job waits for nothing.
            if run.delay_ms and item.position > run.jobs:
                await asyncio.sleep(run.delay_ms / 1000)
            if run.pass_gap_s:
                await _wait_for_gap(run.pass_gap_s, item)
            return await self._sent(run, item, result)
        except SignInFailed as failure:
            return replace(result, exchange=failure.unsent, errors=(failure.problem,))
        except ProblemError as error:
            steps = command_steps(error.problem)
            return replace(result, errors=(error.problem,), steps=steps)
        except Exception as error:  # noqa: BLE001 - it is reported, and costs no other request
            # Without memory or space, the next request fails as well.
            if isinstance(error, MemoryError) or is_shortage(error):
                raise
            _log.debug("a request of a run failed", exc_info=error)
            secrets = (*run.environment.secrets, *item.of_pass.scope.secrets)
            text = redact_text(mistake_words(error), secrets)
            return replace(result, errors=(Problem(text),), is_mistake=True)
        finally:
            item.is_done.set()

    async def _sent(self, run: Run, item: _Item, result: RunResult) -> RunResult:
        beside = os.path.dirname(item.request.path)
        folder = _folder(beside)
        # Paths in a file are as seen from its folder, not from where the run was started.
        saved = with_found_files(item.request.saved, folder)
        environment = _scope_of(item).over(run.environment)
        # Now, because tests may expect a value of this moment that the request holds as well.
        folders = (*environment.folders, *((beside,) if beside else ()))
        environment = replace(environment, folders=folders)
        texts = tuple(item.request.texts)
        pipeline = self.street.pipeline
        await pipeline.permissions.check_reach(item.request, texts, environment)
        environment = await pipeline.variables.settled(used_in(texts, environment), environment)
        request = item.request.with_inherited(request_of(saved, self.library))
        await pipeline.judge.check(request)
        plan = pipeline.plan(request, environment, run.chosen)
        errors = plan.problems
        captured: list[tuple[str, str]] = []

        async def send_request(file: "SavedRequestFile") -> Finding:
            return await self._message_request(run, item, file, captured)

        def is_recorded(examined: Exchange) -> bool:
            return is_recorded_in(run.history, examined, _with_exchange(result, examined))

        terms = StreetTerms(
            run.limits,
            # The person who starts the run was asked about a careful environment.
            Asking(careful=everything_is_confirmed, consent=self.consent),
            folder=folder,
            is_settled=True,
            is_watched=False,
            options=limited_options(request, run.limits),
            is_recorded=is_recorded,
            send_request=send_request,
        )
        last = NotSent(errors) if errors else await last_of(self.street.send(plan, terms))
        if not isinstance(last, Examined):
            errors = last.problems if isinstance(last, NotSent) else ()
            secrets = plan.environment.secrets
            return replace(
                result,
                errors=tuple(
                    replace(error, what=redact_text(error.sentence, secrets)) for error in errors
                ),
                steps=tuple(redact_text(step, secrets) for step in plan.terminal_steps(errors)),
            )
        # Before ``is_done``, which lets the requests begin that use them.
        scope = item.of_pass.scope
        item.of_pass.scope = replace(
            scope,
            captured={**scope.captured, **dict(last.variables)},
            secrets=(*scope.secrets, *last.secrets),
        )
        result = _with_exchange(result, last.exchange)
        return replace(result, captured=(*captured, *last.variables))

    async def _message_request(
        self, run: Run, item: _Item, file: "SavedRequestFile", captured: list[tuple[str, str]]
    ) -> Finding:
        """Send a saved request that is a message of a socket, and return what came of it.

        Args:
            captured: Gets what it captured.
        """
        # Not at the top: most sockets need none, and a run starts sooner without.
        messages = sockets.message_requests
        request = await messages.read_message_request(file, self.library)
        if isinstance(request, Problem):
            return messages.request_finding(file.name, request)
        result = await self._result(run, replace(item, request=request, is_done=asyncio.Event()))
        captured.extend(result.captured)
        why = Problem(joined_sentences(error.named_sentence for error in result.errors))
        sent = why if result.errors or result.exchange is None else result.exchange
        return messages.request_finding(file.name, sent)


async def _wait_for_gap(gap_s: float, item: _Item) -> None:
    """Let a request of the second pass wait, so that a clock in whole seconds has gone on."""
    begun_s, title, now_s = item.of_pass.begun_s, item.request.title, time.monotonic()
    if item.of_pass.number == 1:
        begun_s[title] = now_s
    elif item.of_pass.number == 2 and title in begun_s:
        await asyncio.sleep(max(0.0, begun_s[title] + gap_s - now_s))


def _scope_of(item: _Item) -> VariableScope:
    """Return the variables of a pass; a case has some of its own, as if the row of data did."""
    scope, row = item.of_pass.scope, item.request.row
    return replace(scope, data={**scope.data, **dict(row)}) if row else scope


def _with_exchange(result: RunResult, exchange: Exchange) -> RunResult:
    """Return a result with an exchange and what its tests found."""
    examination = exchange.examination
    findings = () if examination is None else examination.all_findings
    return replace(result, exchange=exchange, findings=findings)


def is_recorded_in(history: RunHistory, exchange: Exchange, result: RunResult) -> bool:
    """Tell whether the history is to have a result of a run, if it is on."""
    of_request = exchange.request.options.is_recorded
    if of_request is not None:
        return of_request
    if history is RunHistory.FAILED:
        return not result.passed or isinstance(exchange.outcome, Failure)
    return history is RunHistory.ALL


def runner_of(services: "Services", consent: AskConsent = refuse_consent) -> Runner:
    """Return a runner over the services of the program.

    Args:
        consent: Asks whether a credential may go to another address; each question once.
    """
    return Runner(services.street, services.library, asked_once(consent))


def _items(run: Run) -> Iterator[_Item]:
    """Yield the requests of all passes, in their order."""
    rows = (row for row in run.rows for _ in range(run.repeat))
    position, begun_s = 0, dict[str, float]()
    for number, row in enumerate(rows, start=1):
        of_pass = _Pass(number, replace(run.scope, data=row), begun_s)
        capturing: dict[str, list[asyncio.Event]] = {}
        for request in run.requests:
            position += 1
            is_done = asyncio.Event()
            saved = request.saved
            # Only what is used makes a request wait, so that independent ones run at once.
            used: Iterable[str] = ()
            if capturing:
                used = used_names(request.texts, of_pass.scope.over(run.environment).variables)
            if any(message.kind == "request" for message in saved.messages):
                # What such a request uses stands in a file of its own.
                used = capturing
            awaits = tuple(event for name in used for event in capturing.get(name, ()))
            for capture in saved.captures:
                capturing.setdefault(capture.variable, []).append(is_done)
            yield _Item(position, request, of_pass, is_done, awaits)


# Most requests are in the same few folders, and making a path takes as long as checking a form.
_folder = lru_cache(maxsize=64)(Path)
