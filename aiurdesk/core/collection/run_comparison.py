"""Comparison of two runs of a collection: which requests pass or fail now, unlike before."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from aiurdesk.core.translation import Phrase, listed, tr


class PastResult(msgspec.Struct, frozen=True, gc=False):
    """The result of one request of an earlier run. Of the response it holds only the verdict."""

    title: str
    """Folders and name."""
    pass_number: int
    passed: bool
    summary: str | Phrase
    """Code and name, or HTTP status: what is worth comparing. Words are made when it is shown."""


class PastRun(msgspec.Struct, frozen=True):
    """A run, as it is kept until the next one."""

    path: str
    """The folder or file that was run."""
    environment: str
    started_at: datetime
    results: tuple[PastResult, ...] = ()


class ResultChange(StrEnum):
    """Difference between a result and that of the previous run."""

    SAME = ""
    NEW = "new"
    PASSES_NOW = "passes now"
    FAILS_NOW = "fails now"


class RunComparison:
    """Compares the results of a run with the results of the run before."""

    def __init__(self, before: PastRun | None) -> None:
        """Take the run before; None if there was none."""
        self._before = before
        results = () if before is None else before.results
        self._results: Mapping[tuple[str, int], PastResult] = {
            # By title, because positions change as soon as a request is added.
            (result.title, result.pass_number): result
            for result in results
        }

    def change(self, now: PastResult) -> ResultChange:
        """Return how a result differs from the one before."""
        if self._before is None:
            return ResultChange.SAME
        before = self._results.get((now.title, now.pass_number))
        if before is None:
            return ResultChange.NEW
        if before.passed is now.passed:
            return ResultChange.SAME
        return ResultChange.PASSES_NOW if now.passed else ResultChange.FAILS_NOW

    def words(self, now: PastResult) -> str:
        """Return the change in words, with what there was before: ``fails now (was 0 Success)``."""
        change = self.change(now)
        if change in (ResultChange.SAME, ResultChange.NEW):
            return str(change)
        before = self._results[now.title, now.pass_number]
        return tr("{change} (was {before})").format(change=change, before=before.summary)

    def summary(self, results: Iterable[PastResult]) -> str:
        """Return in one sentence how a run differs; empty text if there was none before."""
        if self._before is None:
            return ""
        kinds = [self.change(result) for result in results]
        counts = (
            (ResultChange.FAILS_NOW, tr("now failing")),
            (ResultChange.PASSES_NOW, tr("now passing")),
            (ResultChange.NEW, "new"),
        )
        texts = [f"{kinds.count(change)} {words}" for change, words in counts if change in kinds]
        changed = listed(texts, of="clauses") or tr("nothing changed")
        return tr("Since {started_at:%Y-%m-%d %H:%M} UTC: {changed}.").format(
            started_at=self._before.started_at, changed=changed
        )


def merged(before: PastRun | None, now: PastRun, *, is_whole: bool) -> PastRun:
    """Return what is kept after a run.

    Args:
        is_whole: The run came to its end; else the results before stay for what it did not reach.
    """
    if before is None or is_whole:
        return now
    reached = {(result.title, result.pass_number) for result in now.results}
    rest = (r for r in before.results if (r.title, r.pass_number) not in reached)
    return msgspec.structs.replace(now, results=(*now.results, *rest))
