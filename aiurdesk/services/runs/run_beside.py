"""What is found out beside the results of a run: what differs, what was seen, what is new."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from aiurdesk.core.state.history_settings import RunHistory
from aiurdesk.services.runs.coverage import Coverage, SeenInRun
from aiurdesk.services.runs.kept_runs import Answers, KeptAnswer, KeptRun
from aiurdesk.services.runs.run_differences import Key, RunDifferences, compared_runs, sides_of
from aiurdesk.services.runs.run_drift import Drift, DriftInRun
from aiurdesk.services.runs.runner import Run, RunResult
from aiurdesk.services.services import Services


class Beside(msgspec.Struct, frozen=True):
    """What was found out; None where that was not asked for."""

    differences: RunDifferences | None = None
    coverage: Coverage | None = None
    drift: tuple[Drift, ...] | None = None


class BesideWish(msgspec.Struct, frozen=True):
    """What is to be found out beside the results."""

    environment: str = ""
    """Everything is sent in this one first, and compared."""
    kept_run: str = ""
    """Or the name of the kept run that it is compared with."""
    has_coverage: bool = False
    has_drift: bool = False

    @property
    def is_compared(self) -> bool:
        """Whether there is another side."""
        return bool(self.environment or self.kept_run)


class RunBeside:
    """Looks at each result of a run, and of the same run in another environment before it."""

    def __init__(
        self,
        services: Services,
        wish: BesideWish,
        run: Run,
        before: KeptRun | None,
        ignored: Iterable[str],
    ) -> None:
        """Prepare.

        Args:
            before: The kept run that it is compared with.
            ignored: Paths that the collection leaves out of comparisons.
        """
        self._run = run
        self._other = Answers()
        self._answers = Answers() if wish.is_compared else None
        self._now: KeptRun | None = None
        self._is_stopped = False
        self.before = before
        """The other side; None without one, and until ``begin`` for an environment."""
        self._sides = {} if before is None else sides_of(before)
        self.ignored = tuple(ignored)
        self._seen = SeenInRun(services.library) if wish.has_coverage else None
        self._drift = DriftInRun(services.history) if wish.has_drift else None

    async def add_before(self, result: RunResult, environment: str) -> None:
        """Collect the answer to a request in the other environment."""
        await self._other.add(result.position, result, environment)

    def begin(self, environment: str, started_at: datetime) -> None:
        """Take what the other environment answered as the other side."""
        self.before = self._other.run("", "", environment, started_at, self._run.repeat)
        self._sides = sides_of(self.before)

    def answer_before(self, result: RunResult) -> KeptAnswer | None:
        """Return what the other side said; None for a later pass, and where it said nothing."""
        row, later = divmod(result.pass_number - 1, self._run.repeat)
        answers = () if later else self._sides.get((result.title, row + 1), ())
        return answers[0] if answers else None

    async def add(self, result: RunResult, history: RunHistory) -> None:
        """Look at a result of the run itself."""
        if self._answers is not None:
            await self._answers.add(result.position, result, self._run.environment.name)
        if self._seen is not None:
            self._seen.add(result)
        if self._drift is not None:
            self._drift.add(result, history)

    async def ended(self, started_at: datetime, *, is_stopped: bool) -> Beside:
        """Compare, and return what was found out."""
        drift = None if self._drift is None else await self._drift.found()
        self._is_stopped = is_stopped
        if self._answers is not None:
            name = self._run.environment.name
            self._now = self._answers.run("", "", name, started_at, self._run.repeat)
        coverage = None if self._seen is None else self._seen.coverage
        return Beside(await self.differences(), coverage, drift)

    async def differences(self) -> RunDifferences | None:
        """Compare, such as once more after something else is ignored; None without two sides."""
        if self.before is None or self._now is None:
            return None
        return await compared_runs(
            self.before, self._now, self.ignored, is_stopped=self._is_stopped
        )

    def gone(self, found: RunDifferences | None) -> Mapping[Key, KeptAnswer]:
        """Return what the other side said to requests that this run has not sent."""
        if found is None:
            return {}
        keys = ((one.title, one.row) for one in found.differing if one.is_gone)
        return {key: self._sides[key][0] for key in keys}

    def close(self) -> None:
        """Look at nothing more."""
        if self._drift is not None:
            self._drift.end()

    async def kept(
        self, name: str, collection: str, results: Iterable[RunResult], started_at: datetime
    ) -> KeptRun:
        """Return the run as it is kept under a name.

        Args:
            results: With their exchanges; looked at where nothing was compared.
        """
        answers = self._answers
        environment = self._run.environment.name
        if answers is None:
            answers = Answers()
            for result in results:
                await answers.add(result.position, result, environment)
        return answers.run(name, collection, environment, started_at, self._run.repeat)
