"""Options ``--save-as`` and ``--against`` of ``aiurdesk run``: keep a run, compare with one."""

import argparse
import sys
from collections.abc import Iterable, Mapping
from contextlib import aclosing
from datetime import UTC, datetime

import msgspec
from msgspec.structs import replace

from aiurdesk.cli.environments import ask_consent
from aiurdesk.cli.output import tell
from aiurdesk.cli.run_progress import RunProgress
from aiurdesk.core.collection.collection import Collection
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import printable, tr
from aiurdesk.services.runs.kept_runs import Answers, KeptRun, kept_runs
from aiurdesk.services.runs.run_differences import compared_runs
from aiurdesk.services.runs.run_environment import environment_of_run
from aiurdesk.services.runs.run_reports.run_record import RunRecord, result_record
from aiurdesk.services.runs.runner import Run, runner_of
from aiurdesk.services.services import Services

_OF_RUN, _OF_ENVIRONMENT = "run:", "environment:"


class Against(msgspec.Struct):
    """What a run is kept as and compared with, and the answers that it needs for both."""

    save_as: str = ""
    kept: KeptRun | None = None
    """The run that is compared with."""
    environment: str = ""
    """Or the name of the environment that everything is sent in before."""
    ignored: tuple[str, ...] = ()
    answers: Answers = msgspec.field(default_factory=Answers)

    @property
    def is_used(self) -> bool:
        """Whether answers have to be collected at all."""
        return bool(self.save_as or self.environment or self.kept)


def against_of(
    arguments: argparse.Namespace,
    services: Services,
    collections: Iterable[Collection],
    own: Mapping[str, Environment],
) -> Against:
    """Return what the options ask for.

    Args:
        own: Name → environment of the profile.

    Raises:
        ProblemError: There is no such run or environment, or there are both.
    """
    runs = kept_runs(services.profile)
    collections = tuple(collections)
    ignored = [path for one in collections for path in one.root.settings.ignore]
    against = Against(ignored=tuple(dict.fromkeys(ignored)))
    if arguments.save_as is not None:
        runs.check(arguments.save_as)
        against.save_as = arguments.save_as
    name = arguments.against
    if name is None:
        return against
    if name.startswith(_OF_ENVIRONMENT):
        against.environment = name.removeprefix(_OF_ENVIRONMENT)
    elif name.startswith(_OF_RUN):
        against.kept = runs.read(name.removeprefix(_OF_RUN))
    elif _is_environment(name, collections, own):
        if runs.has(name):
            words = tr(
                "{name} is a kept run and an environment. Write --against run:{name} or "
                "--against environment:{name}."
            )
            raise ProblemError(words.format(name=printable(name)))
        against.environment = name
    else:
        against.kept = runs.read(name)
    return against


def _is_environment(
    name: str, collections: Iterable[Collection], own: Mapping[str, Environment]
) -> bool:
    try:
        for collection in collections:
            environment_of_run(collection, name, own)
    except ProblemError:
        return False
    return True


async def send_before(against: Against, runs: list[Run], services: Services) -> None:
    """Send everything in the other environment, as the run that is compared with."""
    answers, name = Answers(), runs[0].environment.name
    tell(tr("First in {environment}:").format(environment=printable(name)))
    has_passes = any(run.size > len(run.requests) for run in runs)
    progress = RunProgress(sys.stderr, sum(run.size for run in runs), has_passes=has_passes)
    started_at, first = datetime.now(UTC), 0
    for run in runs:
        async with aclosing(runner_of(services, ask_consent).run(run)) as results:
            async for result in results:
                progress.show(result_record(result, has_exchange=False, is_brief=True))
                await answers.add(first + result.position, result, name)
        first += run.size
    against.kept = answers.run("", "", name, started_at, runs[0].repeat)


async def ended(
    against: Against, record: RunRecord, repeat: int, services: Services, *, is_whole: bool
) -> tuple[RunRecord, tuple[str, ...]]:
    """Compare and keep a run that has ended.

    Args:
        repeat: How often each row was used.
        is_whole: False where a person has stopped it.

    Returns:
        The record with what differs, and what else there is to tell.

    Raises:
        StorageError: The run could not be kept.
    """
    if not against.is_used:
        return record, ()
    now = against.answers.run(
        against.save_as, record.name, record.environment, record.started_at, repeat
    )
    remarks: tuple[str, ...] = ()
    if against.kept is not None and is_whole:
        differences = await compared_runs(
            against.kept, now, against.ignored, is_stopped=record.is_stopped
        )
        record = replace(record, differences=differences)
    if against.save_as and not is_whole:
        remarks = (tr("The run was stopped, so it is not kept."),)
    elif against.save_as:
        kept_runs(services.profile).write(now)
        words = tr("Kept as {name}. Compare a later run with it: --against {name}.")
        remarks = (words.format(name=printable(now.name)), *now.remarks)
    return record, remarks
