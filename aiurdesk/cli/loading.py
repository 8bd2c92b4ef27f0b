"""Command ``aiurdesk load``: plan, send, tell how it goes on, and report."""

import argparse
import asyncio
import contextlib
import shutil
import signal
import sys
import time
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from aiurdesk import cli
from aiurdesk.cli.arguments import asked_line
from aiurdesk.cli.environments import (
    SECRET_OPTION,
    ask_consent,
    ask_for,
    environment_name,
    given_variables,
    has_terminal,
)
from aiurdesk.cli.logged_run import follow_settings
from aiurdesk.cli.options import given_plain
from aiurdesk.cli.output import tell, write_data
from aiurdesk.cli.report_files import (
    STANDARD_OUTPUT,
    check_report_folders,
    report_files,
    write_reports,
)
from aiurdesk.core.environments.route import Route
from aiurdesk.core.load.load_report import LoadLimits, LoadReport, LoadTally, format_share
from aiurdesk.core.load.load_table import load_lines
from aiurdesk.core.load.load_ticks import LoadTick
from aiurdesk.core.translation import format_duration, printable, tr, trn
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services.collections.collections import collection_root
from aiurdesk.services.runs.load.load_plan import LoadEnd, LoadLine, LoadPlan, LoadRole
from aiurdesk.services.runs.load.load_planning import (
    HostsNotNamed,
    LoadChoices,
    LoadPlanner,
    ReadyLoad,
)
from aiurdesk.services.runs.load.load_run import LoadRun
from aiurdesk.services.runs.load_reports import LOAD_REPORTS
from aiurdesk.services.services import Services

_END_WORDS = {
    LoadEnd.PAGE: tr(
        "Stop was pressed on the page of Locust. The report has what came until then."
    ),
    LoadEnd.WORKERS: tr("The last worker is gone. The report has what came until then."),
}
_WIDTH = 100
"""Of a table that goes into a file or to another program."""


async def load_collection(arguments: argparse.Namespace, services: Services) -> ExitCode:
    """Send the load, report, and return the exit status.

    Raises:
        ProblemError: It cannot be sent, or the process that sends ended by itself.
    """
    try:
        check_report_folders(arguments, LOAD_REPORTS)
        ready = await _ready(arguments, services)
        tell(*ready.remarks)
        report, end = await _carried_out(arguments, ready)
        if arguments.worker:
            tell(tr("The load has ended. Its master has the report."))
            return ExitCode.SUCCESS
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDTH
        lines = tuple(load_lines(report, width))
        if any(file == STANDARD_OUTPUT for _, file in report_files(arguments, LOAD_REPORTS)):
            # What reads the report gets nothing else.
            tell(*lines)
        else:
            write_data("".join(f"{line}\n" for line in lines))
        write_reports(arguments, LOAD_REPORTS, report)
        is_cut = end is LoadEnd.WORKERS
        return ExitCode.REFUSED if report.exceeded or is_cut else ExitCode.SUCCESS
    finally:
        await services.aclose()


async def _ready(arguments: argparse.Namespace, services: Services) -> ReadyLoad:
    limits = follow_settings(services, is_recorded=False)
    services.connections.given_route = Route(addresses=tuple(arguments.resolve))
    services.connections.plain.given = given_plain(arguments)
    await cli.certificates.read_certificates(arguments, services.connections)
    if arguments.secret or arguments.secret_file:
        await cli.given_secrets.give_secrets(arguments, services)
    if arguments.trust:
        root = await asyncio.to_thread(collection_root, Path(arguments.path))
        services.trust.allow(str(root))
    choices = LoadChoices(
        arguments.path,
        users=arguments.users,
        for_s=getattr(arguments, "for"),
        spawn_per_s=arguments.spawn_rate,
        environment=environment_name(arguments),
        data_file=arguments.data or "",
        dialect=arguments.dialect,
        hosts_allowed=tuple(host.casefold() for host in arguments.host_allowed),
        scope=given_variables(arguments.set),
        secret_option=SECRET_OPTION,
        role=_role(arguments),
        master=arguments.worker or arguments.master_address,
        master_port=arguments.master_port,
        workers=arguments.workers,
        web_port=arguments.web_port if arguments.web else None,
    )
    planner = LoadPlanner(services, limits, ask_consent, ask_for)
    try:
        return await planner.ready(choices)
    except HostsNotNamed as unnamed:
        if not has_terminal() or not _may_reach(unnamed.hosts, choices.users):
            raise
        named = (*choices.hosts_allowed, *unnamed.hosts)
        return await planner.ready(replace(choices, hosts_allowed=named))


def _role(arguments: argparse.Namespace) -> LoadRole:
    if arguments.worker:
        return LoadRole.WORKER
    return LoadRole.MASTER if arguments.master else LoadRole.ALONE


def _tell_line(line: LoadLine) -> None:
    """Tell what a load says beside what it measures."""
    if line.web:
        tell(tr("The page of Locust is at {address} until the load ends.").format(address=line.web))
    if line.workers is not None:
        text = trn("{count} worker is there.", "{count} workers are there.", line.workers)
        tell(text.format(count=line.workers))


def _tell_role(plan: LoadPlan) -> None:
    at = f"{plan.master}:{plan.master_port}"
    if plan.role is LoadRole.WORKER:
        tell(tr("Sends what the master at {at} asks for.").format(at=at))
    if plan.role is LoadRole.MASTER:
        text = trn(
            "Waits at {at} for {count} worker.", "Waits at {at} for {count} workers.", plan.workers
        )
        tell(text.format(at=at, count=plan.workers))
        if plan.master != "127.0.0.1":
            words = tr("Everyone who reaches {at} over the network can take part in the load.")
            tell(words.format(at=at))


def _may_reach(hosts: tuple[str, ...], users: int) -> bool:
    """Ask the person at the terminal whether a load may go to hosts."""
    words = trn(
        "{users:,} user will send to {hosts} at once. Type yes to allow it",
        "{users:,} users will send to {hosts} at once. Type yes to allow it",
        users,
    )
    answer = asked_line(f"\n{words.format(users=users, hosts=', '.join(hosts))}: ")
    return answer.strip().casefold() in ("y", "yes")


async def _carried_out(
    arguments: argparse.Namespace, ready: ReadyLoad
) -> tuple[LoadReport, LoadEnd | None]:
    """Send until the time is over, or Ctrl+C: then what came is reported all the same."""
    load, tally = LoadRun(ready.plan, _tell_line), LoadTally()
    _tell_role(ready.plan)
    progress = _Progress(ready.plan.for_s)
    started_at, started_s = datetime.now(UTC), time.monotonic()
    loop = asyncio.get_running_loop()
    is_stopped = False

    def stop() -> None:
        nonlocal is_stopped
        is_stopped = True
        load.stop()

    with contextlib.suppress(NotImplementedError):
        loop.add_signal_handler(signal.SIGINT, stop)
    try:
        async with aclosing(load.ticks()) as ticks:
            async for tick in ticks:
                tally.add(tick)
                progress.show(tick)
    finally:
        progress.end()
        with contextlib.suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGINT)
    elapsed_s = time.monotonic() - started_s
    if load.end is not None:
        is_stopped = True
        tell(_END_WORDS[load.end])
    report = tally.report(
        ready.name,
        environment=ready.environment,
        started_at=started_at,
        duration_s=min(elapsed_s, ready.plan.for_s) if is_stopped else ready.plan.for_s,
        limits=LoadLimits(arguments.fail_above, arguments.p95_below),
        is_stopped=is_stopped,
    )
    return report, load.end


class _Progress:
    """Tells on standard error how a load goes on: a line that changes, or one every ten seconds."""

    def __init__(self, for_s: float) -> None:
        self._for_s = for_s
        self._sent = self._failed = 0
        self._line = ""
        self._told_s = 0
        self._is_terminal = sys.stderr.isatty()

    def show(self, tick: LoadTick) -> None:
        """Tell of one more second."""
        sent = sum(count.count for count in tick.counts)
        self._sent += sent
        self._failed += sum(one.count for one in tick.counts if one.outcome.is_failure)
        text = tr("{elapsed} of {whole} · {users} users · {rate:,} requests/s · {failed} failed")
        line = printable(
            text.format(
                elapsed=format_duration((tick.at_s + 1) * 1000),
                whole=format_duration(self._for_s * 1000),
                users=tick.users,
                rate=sent,
                failed=format_share(self._failed, self._sent),
            )
        )
        if self._is_terminal:
            erased = f"\r{' ' * len(self._line)}\r"
            self._line = line
            sys.stderr.write(erased + line)
        elif not self._told_s or tick.at_s + 1 >= self._told_s + 10:
            self._told_s = tick.at_s + 1
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._line:
            sys.stderr.write(f"\r{' ' * len(self._line)}\r")
            sys.stderr.flush()
