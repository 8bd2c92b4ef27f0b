"""The rows of a run's results: one for each request, with what the other side of it said."""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec.structs import replace

from aiurdesk.core.collection.run_comparison import ResultChange, RunComparison
from aiurdesk.core.translation import format_duration, titled, tr, trn
from aiurdesk.services.runs.kept_runs import KeptAnswer
from aiurdesk.services.runs.run_differences import Key, RequestDifference, RunDifferences
from aiurdesk.services.runs.run_reports.run_record import further_lines, headline_of, past_result
from aiurdesk.services.runs.runner import RunResult

PASSED, FAILED, GONE = tr("Passed"), tr("Failed"), tr("Not sent now")
_SAME = tr("same")


class RunRow(msgspec.Struct, frozen=True):
    """One row. It holds no secret, as the result holds none."""

    position: int
    """The position of its result."""
    word: str
    title: str
    """With the number of the pass, from the second one on."""
    tests: str
    """How many tests passed, of how many; empty where it has no tests."""
    time: str
    verdict: str
    """Code and name, or HTTP status; or why it was not sent."""
    change: ResultChange
    change_words: str
    details: str
    """Tests that failed, and the verdict with all its lines."""
    key: tuple[str, int] = ("", 0)
    """Title and number of the pass."""
    other: str = ""
    """What the other side of a comparison said, and how long it took."""
    difference: RequestDifference | None = None
    """None where nothing differs from the other side."""
    differs: str = ""
    """How many values differ."""

    @property
    def passed(self) -> bool:
        """Whether the result counts as passed."""
        return self.word == PASSED

    @property
    def is_gone(self) -> bool:
        """Whether only the other side sent it, so that there is nothing to open."""
        return self.word == GONE


def run_row(
    result: RunResult, comparison: RunComparison, other: KeptAnswer | None = None
) -> RunRow:
    """Return the row of a result.

    Args:
        other: The answer of the other side.
    """
    count, failed = len(result.findings), len(result.failed_findings)
    exchange, past = result.exchange, past_result(result)
    headline = headline_of(result)
    findings = (
        tr("{value} {title} · found {found}").format(
            value="✓" if finding.passed else "✗", title=finding.title, found=finding.found
        )
        for finding in result.findings
    )
    # A run of one pass does not need the number.
    several = (
        tr(" · pass {pass_number}").format(pass_number=result.pass_number)
        if result.pass_number > 1
        else ""
    )
    return RunRow(
        position=result.position,
        word=PASSED if result.passed else FAILED,
        title=result.title + several,
        tests=f"{count - failed}/{count}" if count else "",
        time="" if exchange is None else format_duration(exchange.outcome.timing.total_ms),
        verdict=headline if exchange is None else str(past.summary),
        change=comparison.change(past),
        change_words=comparison.words(past),
        details="\n".join((*findings, headline, *further_lines(result))),
        key=(result.title, result.pass_number),
        other="" if other is None else _other_words(other),
    )


def compared_rows(
    rows: Iterable[RunRow], found: RunDifferences, gone: Mapping[Key, KeptAnswer]
) -> list[RunRow]:
    """Return rows with what differs in each, and at the end those that only the other side has.

    Args:
        gone: What the other side said to requests that this run has not sent.
    """
    differing, same = found.by_pass, found.same_passes
    compared = []
    for row in rows:
        if row.is_gone:
            continue
        difference = differing.get(row.key)
        # Later passes are not compared, nor is what is beyond the limits of a kept run.
        words = _differs(difference) if difference else _SAME if row.key in same else ""
        compared.append(replace(row, difference=difference, differs=words))
    last = max((row.position for row in compared), default=0)
    missing = (one for one in found.differing if one.is_gone)
    compared += (
        _gone_row(last + number, one, gone.get((one.title, one.row)))
        for number, one in enumerate(missing, start=1)
    )
    return compared


def _gone_row(position: int, one: RequestDifference, other: KeptAnswer | None) -> RunRow:
    words = "" if other is None else _other_words(other)
    return RunRow(
        position=position,
        word=GONE,
        title=one.title,
        tests="",
        time="",
        verdict="",
        change=ResultChange.SAME,
        change_words="",
        details=tr("was sent before, and not now"),
        other=words,
        difference=one,
        differs=_differs(one),
    )


def _differs(difference: RequestDifference) -> str:
    if difference.is_new:
        return tr("only here")
    if difference.is_gone:
        return tr("only there")
    count = difference.count
    return trn("{count:,} value", "{count:,} values", count).format(count=count)


def _other_words(other: KeptAnswer) -> str:
    if not other.elapsed_ms:
        return other.summary
    return f"{other.summary} · {format_duration(other.elapsed_ms)}"


def lines_of_rows(rows: Iterable[RunRow]) -> Iterable[str]:
    """Yield rows as text."""
    for row in rows:
        change = f" · {row.change_words}" if row.change_words else ""
        other = f" · {row.other} · {row.differs}" if row.other or row.difference else ""
        yield titled(row.word, f"{row.title} · {row.verdict}{other or change}")
