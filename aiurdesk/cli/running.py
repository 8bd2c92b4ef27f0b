"""Command ``aiurdesk run``: read collections, run them, and write the reports."""

import argparse
import asyncio
import sys
import time
from collections.abc import Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from aiurdesk import cli
from aiurdesk.cli.arguments import interrupted_at_once
from aiurdesk.cli.environments import (
    SECRET_OPTION,
    ask_consent,
    ask_for,
    environment_name,
    given_variables,
)
from aiurdesk.cli.logged_run import follow_settings
from aiurdesk.cli.options import given_plain, given_route
from aiurdesk.cli.output import tell
from aiurdesk.cli.report_files import (
    check_report_folders,
    report_files,
    write_reports,
)
from aiurdesk.cli.run_against import Against, against_of, ended, send_before
from aiurdesk.cli.run_progress import RunProgress
from aiurdesk.core.environments.environment import CUSTOM_URLS, Environment
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.state.history_settings import RunHistory
from aiurdesk.core.translation import printable, tr
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services import runs as services_runs
from aiurdesk.services.collections.collections import Selection, open_selection
from aiurdesk.services.runs.coverage import SeenInRun, coverage_lines
from aiurdesk.services.runs.run_differences import PASS_GAP_S, difference_lines
from aiurdesk.services.runs.run_drift import DriftInRun, drift_lines
from aiurdesk.services.runs.run_environment import (
    careful_problem,
    check_other,
    environment_of_run,
    start_environment,
)
from aiurdesk.services.runs.run_reports import RUN_REPORTS
from aiurdesk.services.runs.run_reports.run_record import ResultRecord, RunRecord, result_record
from aiurdesk.services.runs.runner import Rows, Run, runner_of
from aiurdesk.services.runs.saved_bodies import SavedBodies, check_folder
from aiurdesk.services.services import Services

_ORDER = (
    ExitCode.MISTAKE,
    ExitCode.TEST_FAILED,
    ExitCode.USAGE,
    ExitCode.NO_RESPONSE,
    ExitCode.NO_ENVELOPE,
    ExitCode.REFUSED,
)
"""What the exit status of a run is, where several things happened: the first of these."""
MOST_REQUESTS = 1_000_000
"""Of one run. The results of all are kept for its reports."""


class _Collected(msgspec.Struct):
    """What is known of a run so far."""

    names: list[str]
    environments: list[str]
    mistakes: list[str]
    done: list[dict[int, ResultRecord]]
    """Position → result, for each run that has begun."""
    seen: SeenInRun | None = None
    """Where it was asked what of the documentation was seen."""
    against: Against = msgspec.field(default_factory=Against)
    """What it is kept as, and compared with."""
    others: list[Run] = msgspec.field(default_factory=list)
    """The same runs in the environment that it is compared with."""
    drift: DriftInRun | None = None
    """Where it was asked what was never so before."""
    is_interrupted: bool = False


async def run_collections(arguments: argparse.Namespace, services: Services) -> ExitCode:
    """Run, report, and return the exit status.

    Raises:
        ProblemError: An argument or a collection is not valid; nothing was sent.
    """
    started_at, started = datetime.now(UTC), time.monotonic()
    seen = SeenInRun(services.library) if arguments.coverage else None
    drift = DriftInRun(services.history) if arguments.drift else None
    collected = _Collected([], [], [], [], seen, drift=drift)
    services.pipeline.judge.collections.keep()
    try:
        runs = await _planned(arguments, services, collected)
        size = _check_size(runs)
        has_passes = any(run.size > len(run.requests) for run in runs)
        folder = arguments.save_bodies
        bodies = SavedBodies(Path(folder)) if folder else None
        progress = RunProgress(sys.stderr, size, has_passes=has_passes)
        await _send_all(runs, arguments, services, collected, progress, bodies)
        record = _record(collected, runs, started_at, (time.monotonic() - started) * 1000)
        if drift is not None:
            record = replace(record, drift=await drift.found())
        is_whole = not collected.is_interrupted
        record, remarks = await ended(
            collected.against, record, arguments.repeat, services, is_whole=is_whole
        )
        progress.end(record)
        _tell_beside(record, bodies)
        tell(*remarks)
        write_reports(arguments, RUN_REPORTS, record)
        await services.connections.save_cookies()
        return exit_status(record, is_interrupted=collected.is_interrupted)
    finally:
        await _close(services)


async def _send_all(
    runs: list[Run],
    arguments: argparse.Namespace,
    services: Services,
    collected: _Collected,
    progress: RunProgress,
    bodies: SavedBodies | None,
) -> None:
    """Send everything, in the other environment first where one is compared with."""
    try:
        if collected.others:
            await send_before(collected.against, collected.others, services)
            here = printable(", ".join(dict.fromkeys(collected.environments)))
            tell(tr("Then in {environment}:").format(environment=here))
        for run in runs:
            await _run(run, services, arguments, collected, progress, bodies)
            if _is_to_stop(arguments, collected):
                break
    except asyncio.CancelledError:
        # Ctrl+C cancels the task. What was done is reported like any other run.
        collected.is_interrupted = True
        services.history.hurry()


def _tell_beside(record: RunRecord, bodies: SavedBodies | None) -> None:
    """Tell what was asked for beside the results."""
    if record.differences is not None:
        tell(*map(printable, difference_lines(record.differences)))
    if record.coverage is not None:
        tell(*map(printable, coverage_lines(record.coverage)))
    if record.drift is not None:
        tell(*map(printable, drift_lines(record.drift)))
    tell(*(bodies.remarks if bodies else ()))


def _check_size(runs: list[Run]) -> int:
    """Return how many requests are sent.

    Raises:
        ProblemError: They are too many.
    """
    size = sum(run.size for run in runs)
    if size > MOST_REQUESTS:
        text = tr("This run would send {size:,} requests; it may send {most_requests:,} at most.")
        raise ProblemError(text.format(size=size, most_requests=MOST_REQUESTS))
    return size


async def _close(services: Services) -> None:
    try:
        await services.aclose()
    except asyncio.CancelledError:
        # Ctrl+C while the history is written. All results are shown, and their exit status stays.
        await services.aclose()


def exit_status(run: RunRecord, *, is_interrupted: bool = False) -> ExitCode:
    """Return the exit status of a run.

    Args:
        is_interrupted: Whether a person has ended it, and no failure.
    """
    statuses = {result.status for result in run.results}
    if run.mistakes:
        statuses.add(ExitCode.USAGE)
    # A run that --stop-on-failure ended has the status of its failure.
    if is_interrupted and run.is_stopped:
        statuses.add(ExitCode.NO_RESPONSE)
    if run.differences is not None and run.differences.differing:
        statuses.add(ExitCode.TEST_FAILED)
    return next((status for status in _ORDER if status in statuses), ExitCode.SUCCESS)


def _read_by(dialect: str, selection: Selection) -> Selection:
    """Return requests whose responses are all read by one dialect."""
    requests = tuple(
        replace(request, saved=replace(request.saved, dialect=dialect))
        for request in selection.requests
    )
    return replace(selection, requests=requests)


def _is_to_stop(arguments: argparse.Namespace, collected: _Collected) -> bool:
    results = (result for records in collected.done for result in records.values())
    return bool(arguments.stop_on_failure) and any(not result.passed for result in results)


async def _planned(
    arguments: argparse.Namespace, services: Services, collected: _Collected
) -> list[Run]:
    """Return a run for each path; everything that can be wrong with them is found before.

    Raises:
        ProblemError: Something is wrong; nothing was sent.
    """
    # First, so that a long run does not end without its report.
    check_report_folders(arguments, RUN_REPORTS)
    if arguments.save_bodies:
        check_folder(arguments.save_bodies)
    scope = given_variables(arguments.set)
    history = RunHistory(arguments.history)
    limits = follow_settings(services, is_recorded=history is not RunHistory.NONE)
    run = Run(
        requests=(),
        environment=CUSTOM_URLS,
        limits=limits,
        scope=scope,
        # Without data, everything runs once, with no values of a row.
        rows=_rows(arguments),
        repeat=arguments.repeat,
        jobs=arguments.jobs,
        delay_ms=arguments.delay,
        pass_gap_s=PASS_GAP_S if _is_learnt(arguments) else 0.0,
        is_stopped_by_failure=arguments.stop_on_failure,
        history=history,
    )
    services.connections.given_route = given_route(arguments)
    services.connections.plain.given = given_plain(arguments)
    await cli.certificates.read_certificates(arguments, services.connections)
    await services.connections.use_cookies(arguments.cookies)
    if arguments.secret or arguments.secret_file:
        await cli.given_secrets.give_secrets(arguments, services)
    selections = _only(
        arguments.only, [await _selection(path, collected) for path in arguments.paths]
    )
    for selection in selections:
        root = Path(selection.collection.root.path)
        await asyncio.to_thread(services.library.open_collection, root)
    if arguments.dialect:
        selections = [_read_by(arguments.dialect, selection) for selection in selections]
    if arguments.trust:
        for selection in selections:
            services.trust.allow(selection.collection.root.path)
    if any(
        request.effective.credential for selection in selections for request in selection.requests
    ):
        await cli.credentials.load(services)
    await _plan_others(run, selections, arguments, services, collected)
    return [
        await _in_environment(run, selection, arguments, services, collected)
        for selection in selections
    ]


def _is_learnt(arguments: argparse.Namespace) -> bool:
    """Tell whether passes show what changes by itself."""
    has_side = arguments.against is not None or arguments.save_as is not None
    return has_side and arguments.repeat > 1


async def _plan_others(
    run: Run,
    selections: list[Selection],
    arguments: argparse.Namespace,
    services: Services,
    collected: _Collected,
) -> None:
    """Find out what the run is kept as, and compared with."""
    own = (await services.environments.read()).by_name
    collections = [selection.collection for selection in selections]
    collected.against = against_of(arguments, services, collections, own)
    name = collected.against.environment
    if not name:
        return
    for selection in selections:
        # An environment that there is not is told of where the run itself is planned.
        if _has_environment(selection, arguments, own):
            check_other(selection.collection, name, environment_name(arguments), own)
    beside = _Collected([], [], [], [])
    collected.others = [
        await _in_environment(run, selection, arguments, services, beside, name)
        for selection in selections
    ]


def _has_environment(
    selection: Selection, arguments: argparse.Namespace, own: Mapping[str, Environment]
) -> bool:
    try:
        environment_of_run(selection.collection, environment_name(arguments), own)
    except ProblemError:
        return False
    return True


def _rows(arguments: argparse.Namespace) -> Rows:
    if not arguments.data:
        return ({},)
    # The file may be a pipe without a writer.
    with interrupted_at_once():
        return services_runs.run_data.read_rows(Path(arguments.data))


async def _selection(path: str, collected: _Collected) -> Selection:
    """Return the requests of a path, after telling which files are left out."""
    # As a shell gives it for a variable without a value. It would be the folder one is in.
    if not path:
        raise ProblemError(
            tr("Name the folder of a collection, or a saved request; . is this folder.")
        )
    selection = await open_selection(Path(path))
    tell(*selection.remarks, *selection.mistakes)
    collected.mistakes += map(str, selection.mistakes)
    if not selection.requests and not selection.mistakes:
        text = tr("There are no saved requests in {path}. 'aiurdesk send … --save FILE' makes one.")
        raise ProblemError(text.format(path=path))
    return selection.with_cases


def _only(text: str | None, selections: list[Selection]) -> list[Selection]:
    """Return the requests and cases that have a text in their title.

    Raises:
        ProblemError: None has it.
    """
    if not text:
        return selections
    folded = text.casefold()
    selections = [
        replace(
            selection,
            requests=tuple(one for one in selection.requests if folded in one.title.casefold()),
        )
        for selection in selections
    ]
    if not any(selection.requests for selection in selections):
        words = tr("No request or case has {text} in its name. Leave --only out to see all names.")
        raise ProblemError(words.format(text=text))
    return selections


async def _in_environment(
    run: Run,
    selection: Selection,
    arguments: argparse.Namespace,
    services: Services,
    collected: _Collected,
    name: str | None = None,
) -> Run:
    """Return the run of a selection, after starting the sandbox where it is needed.

    Args:
        name: Of the environment; None leaves the choice to the arguments.
    """
    own = await services.environments.read()
    name = environment_name(arguments) if name is None else name
    try:
        environment = environment_of_run(selection.collection, name, own.by_name)
    except ProblemError:
        # The file of the environment that is missing may be one of these.
        tell(*own.mistakes)
        raise
    environment = replace(environment, secret_option=SECRET_OPTION)
    seen = run.first_scope.over(environment)
    refused = careful_problem(selection.requests, seen, services.library)
    if refused and not arguments.yes:
        raise ProblemError(
            tr("{refused} Add --yes to send it nevertheless.").format(refused=refused)
        )
    run = replace(run, requests=selection.requests, environment=environment)
    run = run.with_answers(await ask_for(run.asked, environment))
    start = await start_environment(environment, services)
    collected.names.append(selection.collection.name)
    collected.environments.append(start.environment.name)
    return replace(run, environment=start.environment, chosen=start.chosen)


async def _run(
    run: Run,
    services: Services,
    arguments: argparse.Namespace,
    collected: _Collected,
    progress: RunProgress,
    bodies: SavedBodies | None,
) -> None:
    # Of the collections before it.
    first = sum(map(len, collected.done))
    is_brief = not any(
        RUN_REPORTS[name].has_exchanges for name, _ in report_files(arguments, RUN_REPORTS)
    )
    runner = runner_of(services, ask_consent)
    records: dict[int, ResultRecord] = {}
    collected.done.append(records)
    async with aclosing(runner.run(run)) as results:
        async for result in results:
            record = result_record(result, has_exchange=not is_brief, is_brief=is_brief)
            records[result.position] = record
            progress.show(record)
            if collected.seen is not None:
                collected.seen.add(result)
            if collected.against.is_used:
                answers = collected.against.answers
                await answers.add(first + result.position, result, run.environment.name)
            if collected.drift is not None:
                collected.drift.add(result, run.history)
            if bodies is not None:
                await bodies.save(first + result.position, result, run.environment.name)


def _record(
    collected: _Collected, runs: list[Run], started_at: datetime, elapsed_ms: float
) -> RunRecord:
    nothing: dict[int, ResultRecord] = {}
    # Runs that have not begun are at the end.
    done = [*collected.done, *[nothing] * (len(runs) - len(collected.done))]
    return RunRecord(
        # Each name once, in the order of the arguments.
        name=", ".join(dict.fromkeys(collected.names)),
        environment=", ".join(dict.fromkeys(collected.environments)),
        started_at=started_at,
        elapsed_ms=elapsed_ms,
        # With several jobs they come in another order than they are reported in.
        results=tuple(records[position] for records in done for position in sorted(records)),
        mistakes=tuple(collected.mistakes),
        not_run=tuple(
            left for run, records in zip(runs, done, strict=True) for left in run.left_of(records)
        ),
        coverage=None if collected.seen is None else collected.seen.coverage,
    )
