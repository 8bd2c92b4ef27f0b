"""Runs a folder of a collection for the window, and keeps its last results."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from aiurdesk.core.collection.collection import Collection
from aiurdesk.core.collection.environment_file import BASES, name_in_files
from aiurdesk.core.collection.run_comparison import PastResult, PastRun, merged
from aiurdesk.core.environments.environment import CUSTOM_URLS, Environment
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.response.response import Response
from aiurdesk.core.state.history_settings import RunHistory
from aiurdesk.core.translation import tr
from aiurdesk.services.collections.collections import Selection, open_selection
from aiurdesk.services.environments import name_in_collection
from aiurdesk.services.runs.kept_runs import KeptHead, KeptRun, kept_runs
from aiurdesk.services.runs.run_beside import Beside, BesideWish, RunBeside
from aiurdesk.services.runs.run_data import read_rows
from aiurdesk.services.runs.run_differences import PASS_GAP_S
from aiurdesk.services.runs.run_environment import (
    careful_problem,
    change_by,
    check_other,
    environment_of_run,
    start_environment,
)
from aiurdesk.services.runs.run_reports import RUN_REPORTS, save_report
from aiurdesk.services.runs.run_reports.run_record import ResultRecord, RunRecord, result_record
from aiurdesk.services.runs.runner import Rows, Run, RunResult, runner_of
from aiurdesk.services.sending.asking import AskConsent, refuse_consent
from aiurdesk.services.sending.reach import requests_reach
from aiurdesk.services.sending.trust import Reach, TrustQuestion
from aiurdesk.services.services import Services
from aiurdesk.storage.past_runs import PastRuns
from aiurdesk.storage.paths import places


class RunnableFolder(msgspec.Struct, frozen=True):
    """A folder of a collection, or the file of a request, that can be run."""

    path: str
    """Without links, so that it has one name only."""
    name: str
    request_count: int
    environments: tuple[str, ...]
    """The names that can be chosen."""
    environment: str
    """The one to run it in, unless a person chooses another one; may be empty."""
    mistakes: tuple[Problem, ...] = ()
    """A problem for each file that is left out."""
    only_reads: bool = False
    """Whether none of its requests may change something."""
    kept: tuple[KeptHead, ...] = ()
    """The kept runs that it can be compared with."""


class RunChoices(msgspec.Struct, frozen=True):
    """Options that a person chose for a run."""

    path: str
    environment: str = ""
    repeat: int = 1
    jobs: int = 1
    delay_ms: int = 0
    data_file: str = ""
    is_stopped_by_failure: bool = False
    history: RunHistory = RunHistory.FAILED
    beside: BesideWish = BesideWish()


class ReadyRun(msgspec.Struct, frozen=True):
    """A run that can begin."""

    choices: RunChoices
    selection: Selection
    run: Run
    started_at: datetime
    warning: Problem | None = None
    """What has to be asked before: which request may change something in a careful place."""
    trust_question: TrustQuestion | None = None
    """What has to be asked before, too: whether the folder may use what its requests use."""
    other: Run | None = None
    """The same run in the environment that it is compared with."""
    kept: KeptRun | None = None
    """Or the kept run that it is compared with."""

    @property
    def runs(self) -> tuple[Run, ...]:
        """All that is sent, in its order."""
        return (self.run,) if self.other is None else (self.other, self.run)

    def opened(self, exchange: Exchange) -> Exchange:
        """Return an exchange whose request can be sent again without its collection."""
        top = self.selection.collection.root
        file, variables = top.settings.env_file, top.settings.variables
        files = (str(Path(top.path) / file),) if file else ()
        request = replace(exchange.request, variables=variables, env_files=files)
        return replace(exchange, request=request)


class FinishedRun(msgspec.Struct, frozen=True):
    """A run that came to its end, or was stopped."""

    ready: ReadyRun
    elapsed_ms: float
    results: tuple[RunResult, ...]
    """Those whose exchange is still there."""
    earlier: tuple[tuple[int, ResultRecord], ...] = ()
    """Position and record of each other one."""
    beside: Beside = Beside()


class _Planned(msgspec.Struct, frozen=True):
    """A run in one environment."""

    run: Run
    warning: Problem | None
    reach: Reach


class CollectionRuns:
    """Opens folders, prepares and carries out runs, and keeps the last results of each folder."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._past = PastRuns(places(services.profile).data_folder / "runs")
        self._kept = kept_runs(services.profile)

    async def look(self, path: str, chosen: str = "") -> RunnableFolder:
        """Return what can be run in a folder.

        Args:
            path: The folder, or the file of a saved request.
            chosen: The environment that the window sends to, for a collection that names none.

        Raises:
            ProblemError: There is no such folder, or it cannot be read.
        """
        selection = (await open_selection(Path(path))).with_cases
        collection = selection.collection
        # Read again, because another window may have changed them.
        own = (await self._services.environments.read()).by_name
        resolved = await asyncio.to_thread(Path(path).resolve)
        # Both without links: the same folder may be reached by two paths.
        is_top = str(resolved) == str(await asyncio.to_thread(Path(collection.root.path).resolve))
        names = tuple(dict.fromkeys((*collection.environments, *own, CUSTOM_URLS.name, *BASES)))
        return RunnableFolder(
            path=str(resolved),
            name=collection.name if is_top else f"{collection.name} › {resolved.name}",
            request_count=len(selection.requests),
            environments=names,
            environment=_environment(collection, chosen, names),
            mistakes=selection.mistakes,
            only_reads=all(
                change_by(request, self._services.library) is None for request in selection.requests
            ),
            kept=await self.kept_heads(),
        )

    async def prepare(self, choices: RunChoices, limits: Limits) -> ReadyRun:
        """Read the folder and its data again, and start the sandbox where it is needed.

        Raises:
            ProblemError: Something cannot be used; nothing was sent.
        """
        services = self._services
        selection = (await open_selection(Path(choices.path))).with_cases
        if not selection.requests:
            raise ProblemError(
                "\n".join(map(str, selection.mistakes)) or tr("There are no saved requests.")
            )
        root = Path(selection.collection.root.path)
        await asyncio.to_thread(services.library.open_collection, root)
        rows: Rows = ({},)
        if choices.data_file:
            rows = await asyncio.to_thread(read_rows, Path(choices.data_file))
        # Loading may show errors of the file, which do not concern a run without credentials.
        if any(request.effective.credential for request in selection.requests):
            await services.credentials.load()
        own = (await services.environments.read()).by_name
        name, other_name = choices.environment or None, choices.beside.environment
        if other_name:
            check_other(selection.collection, other_name, name, own)
        kept_name = choices.beside.kept_run
        kept = await asyncio.to_thread(self._kept.read, kept_name) if kept_name else None
        run = Run(
            requests=selection.requests,
            environment=CUSTOM_URLS,
            limits=limits,
            rows=rows,
            repeat=choices.repeat,
            jobs=choices.jobs,
            delay_ms=choices.delay_ms,
            pass_gap_s=PASS_GAP_S if choices.beside.is_compared and choices.repeat > 1 else 0.0,
            is_stopped_by_failure=choices.is_stopped_by_failure,
            history=choices.history,
        )
        plans = [
            await self._planned(run, environment_of_run(selection.collection, one, own))
            for one in (name, *((other_name,) if other_name else ()))
        ]
        warnings = (plan.warning for plan in plans if plan.warning is not None)
        reach = plans[0].reach.joined(plans[-1].reach)
        folders = plans[0].run.environment.folders
        question = await asyncio.to_thread(services.trust.question, folders, reach)
        return ReadyRun(
            choices,
            selection,
            plans[0].run,
            datetime.now(UTC),
            next(warnings, None),
            question,
            plans[1].run if other_name else None,
            kept,
        )

    async def _planned(self, run: Run, environment: Environment) -> "_Planned":
        """Return a run in an environment, after starting the sandbox where it is needed."""
        # Before the sandbox is started, which takes a moment.
        seen = run.first_scope.over(environment)
        warning = careful_problem(run.requests, seen, self._services.library)
        start = await start_environment(environment, self._services)
        run = replace(run, environment=start.environment, chosen=start.chosen)
        reach = await asyncio.to_thread(requests_reach, run.requests, start.environment)
        return _Planned(run, warning, reach)

    def results(
        self, run: Run, consent: AskConsent = refuse_consent
    ) -> AsyncGenerator[RunResult, None]:
        """Yield the result of each request as soon as it is there; as ``Runner.run``.

        Args:
            run: One of a run that is ready.
            consent: As for ``runner_of``.
        """
        return runner_of(self._services, consent).run(run)

    def beside(self, ready: ReadyRun) -> RunBeside:
        """Return what looks at the results of a run besides."""
        ignored = ready.selection.collection.root.settings.ignore
        wish = ready.choices.beside
        return RunBeside(self._services, wish, ready.run, ready.kept, ignored)

    async def kept_heads(self) -> tuple[KeptHead, ...]:
        """Return the kept runs, sorted by their names."""
        return await asyncio.to_thread(self._kept.heads)

    async def keep_as(self, run: KeptRun) -> None:
        """Keep a run under its name.

        Raises:
            ProblemError: It cannot have that name, or there are too many.
            StorageError: The file cannot be written.
        """

        def write() -> None:
            self._kept.check(run.name)
            self._kept.write(run)

        await asyncio.to_thread(write)

    async def forget(self, name: str) -> None:
        """Remove a kept run.

        Raises:
            ProblemError: There is none.
            StorageError: The file cannot be removed.
        """
        await asyncio.to_thread(self._kept.remove, name)

    async def before(self, path: str) -> PastRun | None:
        """Return the last run of a folder, or None."""
        return await asyncio.to_thread(self._past.read, path)

    async def keep(
        self, ready: ReadyRun, results: tuple[PastResult, ...], before: PastRun | None
    ) -> None:
        """Keep the results of a run, to be compared with the next one.

        Raises:
            StorageError: They cannot be written.
        """
        choices = ready.choices
        now = PastRun(choices.path, ready.run.environment.name, ready.started_at, results)
        # What a stopped run did not reach keeps its result of the run before.
        is_whole = len(results) == ready.run.size
        await asyncio.to_thread(self._past.write, merged(before, now, is_whole=is_whole))

    async def save_report(self, name: str, finished: FinishedRun, file: Path) -> None:
        """Write a report of a run.

        Args:
            name: A key of ``RUN_REPORTS``.
            finished: The run.
            file: Where to.

        Raises:
            StorageError: The file cannot be written, or the file of a long body was deleted.
        """
        report = RUN_REPORTS[name]

        def write() -> None:
            save_report(report, _record_of(finished, has_exchange=report.has_exchanges), file)

        await asyncio.to_thread(write)

    def release(self, result: RunResult) -> None:
        """Delete what a response that is not shown any more has on disk."""
        exchange = result.exchange
        if exchange is not None and isinstance(exchange.outcome, Response):
            self._services.connections.files.remove(exchange.outcome.body.path)


def _record_of(finished: FinishedRun, *, has_exchange: bool) -> RunRecord:
    ready = finished.ready
    # Results come in any order where several requests run at once.
    records = dict(finished.earlier)
    for result in finished.results:
        records[result.position] = result_record(result, has_exchange=has_exchange)
    return RunRecord(
        name=ready.selection.collection.name,
        environment=ready.run.environment.name,
        started_at=ready.started_at,
        elapsed_ms=finished.elapsed_ms,
        results=tuple(records[position] for position in sorted(records)),
        mistakes=tuple(map(str, ready.selection.mistakes)),
        not_run=tuple(ready.run.left_of(records)),
        coverage=finished.beside.coverage,
        differences=finished.beside.differences,
        drift=finished.beside.drift,
    )


def _environment(collection: Collection, chosen: str, names: Iterable[str]) -> str:
    """Return the environment that a collection names, or else the one that the window shows."""
    named = collection.root.settings.environment
    # One of this collection has a longer name in the window, among environments of other places.
    own = {name_in_collection(name, collection.name): name for name in collection.environments}
    if named:
        return name_in_files(named)
    shown = name_in_files(own.get(chosen, chosen))
    # One of another collection cannot be used here. It is said where requests go instead.
    return shown if shown in names else CUSTOM_URLS.name
