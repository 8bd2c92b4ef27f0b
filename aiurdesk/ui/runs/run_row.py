"""What the table of a run shows of one result."""

import msgspec

from aiurdesk.core.collection.run_comparison import Change, RunComparison
from aiurdesk.core.translation import tr
from aiurdesk.core.wording import format_duration
from aiurdesk.services.runs.run_summary import further_lines, headline_of, past_result
from aiurdesk.services.runs.runner import RunResult

PASSED, FAILED = tr("Passed"), tr("Failed")


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
    change: Change
    change_words: str
    details: str
    """Tests that failed, and the verdict with all its lines."""

    @property
    def passed(self) -> bool:
        """Whether the result counts as passed."""
        return self.word == PASSED


def row_of(result: RunResult, comparison: RunComparison) -> RunRow:
    """Return the row of a result."""
    count, failed = len(result.findings), len(result.failed_findings)
    exchange, past = result.exchange, past_result(result)
    headline = headline_of(result)
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
        verdict=headline if exchange is None else past.summary,
        change=comparison.change(past),
        change_words=comparison.words(past),
        details="\n".join((*_finding_lines(result), headline, *further_lines(result))),
    )


def _finding_lines(result: RunResult) -> tuple[str, ...]:
    return tuple(
        tr("{value} {title} · found {found}").format(
            value="✓" if finding.passed else "✗", title=finding.title, found=finding.found
        )
        for finding in result.findings
    )
