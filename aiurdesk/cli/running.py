"""What ``aiurdesk run`` does: reads collections, runs them, and writes the reports."""

import argparse
import asyncio
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from aiurdesk.cli.arguments import FROM_VARIABLE, SecretSource, WrongUsage, split_pairs
from aiurdesk.cli.credentials import load
from aiurdesk.cli.exit_codes import ExitCode
from aiurdesk.cli.run_data import read_rows
from aiurdesk.cli.run_progress import RunProgress
from aiurdesk.cli.run_reports import RUN_REPORTS
from aiurdesk.cli.run_reports.run_record import ResultRecord, RunRecord, result_record
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import StorageError
from aiurdesk.services.collections import Selection, open_selection
from aiurdesk.services.profile import Profile
from aiurdesk.services.run_environment import (
    careful_refusal,
    find_environment,
    start_environment,
)
from aiurdesk.services.runner import Run, Runner
from aiurdesk.services.services import Services

_ORDER = (
    ExitCode.TEST_FAILED,
    ExitCode.USAGE,
    ExitCode.NO_RESPONSE,
    ExitCode.NO_ENVELOPE,
    ExitCode.REFUSED,
)
"""What the exit status of a run is, where several things happened: the first of these."""
STANDARD_OUTPUT = "-"


class _Collected(msgspec.Struct):
    """What is known of a run so far."""

    names: list[str]
    environments: list[str]
    mistakes: list[str]
    results: list[ResultRecord]
    is_stopped: bool = False


async def run_collections(arguments: argparse.Namespace, services: Services) -> ExitCode:
    """Run, report, and return the exit status.

    Raises:
        AiurdeskError: An argument or a collection is not valid; nothing was sent.
    """
    started_at, started = datetime.now(UTC), time.monotonic()
    collected = _Collected([], [], [], [])
    try:
        runs = await _planned(arguments, services, collected)
        size = sum(run.size for run in runs)
        progress = RunProgress(sys.stderr, size)
        try:
            for run in runs:
                await _run(run, services, arguments, collected, progress)
                if _is_to_stop(arguments, collected):
                    break
        except asyncio.CancelledError:
            # Ctrl+C cancels the task. What was done is reported like any other run.
            pass
        collected.is_stopped = len(collected.results) < size
        record = _record(collected, started_at, (time.monotonic() - started) * 1000)
        progress.end(record)
        _write_reports(arguments, record)
        return exit_status(record)
    finally:
        await services.aclose()


def exit_status(run: RunRecord) -> ExitCode:
    """Return the exit status of a run."""
    found = {result.status for result in run.results}
    if run.mistakes:
        found.add(ExitCode.USAGE)
    if run.is_stopped and not run.failed:
        found.add(ExitCode.NO_RESPONSE)
    return next((status for status in _ORDER if status in found), ExitCode.SUCCESS)


def _is_to_stop(arguments: argparse.Namespace, collected: _Collected) -> bool:
    has_failed = any(not result.passed for result in collected.results)
    return bool(arguments.stop_on_failure) and has_failed


async def _planned(
    arguments: argparse.Namespace, services: Services, collected: _Collected
) -> list[Run]:
    """Return a run for each path; everything that can be wrong with them is found before.

    Raises:
        AiurdeskError: Something is wrong; nothing was sent.
    """
    for _, file in _reports(arguments):
        if file != STANDARD_OUTPUT and not Path(file).parent.is_dir():
            raise WrongUsage(f"There is no folder {Path(file).parent} to write a report into.")
    settled, secrets = _settled(arguments.set)
    rows = read_rows(Path(arguments.data)) if arguments.data else ({},)
    if arguments.ca_file:
        await services.connections.trust_file(arguments.ca_file)
    selections = [await open_selection(Path(path)) for path in arguments.paths]
    for path, selection in zip(arguments.paths, selections, strict=True):
        _tell_mistakes(selection, collected)
        if not selection.requests and not selection.collection.mistakes:
            raise WrongUsage(
                f"There are no saved requests in {path}. 'aiurdesk send … --save FILE' makes one."
            )
    if any(_names_a_credential(selection) for selection in selections):
        await load(services)
    limits = Profile(services.profile).read().settings.limits
    runs = []
    for selection in selections:
        found = find_environment(selection.collection, arguments.environment)
        if found.is_careful and not arguments.yes:
            refused = careful_refusal(selection.requests, found, services.library)
            if refused:
                raise WrongUsage(f"{refused} Add --yes to send it nevertheless.")
        found = await start_environment(found, services)
        collected.names.append(selection.collection.name)
        collected.environments.append(found.environment.name)
        runs.append(
            Run(
                requests=selection.requests,
                environment=found.environment,
                limits=limits,
                chosen=found.chosen,
                settled=settled,
                rows=rows,
                repeat=arguments.repeat,
                jobs=arguments.jobs,
                is_stopped_by_failure=arguments.stop_on_failure,
                secrets=secrets,
            )
        )
    return runs


def _settled(texts: Iterable[str]) -> tuple[dict[str, str], tuple[Secret, ...]]:
    """Return the variables of ``--set``, and those that came from the process as secrets."""
    source = SecretSource(takes_literals=True)
    settled: dict[str, str] = {}
    secrets: list[Secret] = []
    for name, text in split_pairs(texts):
        settled[name] = source.read(name, text)
        if text.startswith(FROM_VARIABLE):
            secrets.append(Secret(settled[name]))
    return settled, tuple(secrets)


def _tell_mistakes(selection: Selection, collected: _Collected) -> None:
    for mistake in selection.collection.mistakes:
        sys.stderr.write(f"{mistake}\n")
        collected.mistakes.append(mistake)


def _names_a_credential(selection: Selection) -> bool:
    return any(each.credential for each in selection.requests)


async def _run(
    run: Run,
    services: Services,
    arguments: argparse.Namespace,
    collected: _Collected,
    progress: RunProgress,
) -> None:
    has_exchanges = any(RUN_REPORTS[name].has_exchanges for name, _ in _reports(arguments))
    runner = Runner(services.pipeline, services.library)
    records: dict[int, ResultRecord] = {}
    try:
        async with aclosing(runner.run(run)) as results:
            async for result in results:
                record = result_record(result, has_exchange=has_exchanges)
                records[result.position] = record
                progress.show(record)
    finally:
        # With several jobs they come in another order than they are reported in.
        collected.results.extend(records[position] for position in sorted(records))


def _record(collected: _Collected, started_at: datetime, elapsed_ms: float) -> RunRecord:
    return RunRecord(
        name=", ".join(dict.fromkeys(collected.names)),
        environment=", ".join(dict.fromkeys(collected.environments)),
        started_at=started_at,
        elapsed_ms=elapsed_ms,
        results=tuple(collected.results),
        mistakes=tuple(collected.mistakes),
        is_stopped=collected.is_stopped,
    )


def _write_reports(arguments: argparse.Namespace, record: RunRecord) -> None:
    """Write each report that was asked for.

    Raises:
        StorageError: A file cannot be written.
    """
    for name, file in _reports(arguments):
        text = RUN_REPORTS[name].write(record)
        if file == STANDARD_OUTPUT:
            sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
            sys.stdout.buffer.flush()
            continue
        try:
            Path(file).write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise StorageError(
                f"{file} could not be written ({error.strerror or error}). Choose another place."
            ) from error


def _reports(arguments: argparse.Namespace) -> Iterator[tuple[str, str]]:
    for name in RUN_REPORTS:
        file = getattr(arguments, name)
        if file:
            yield name, file
