"""What the processes of a load test say each second."""

import msgspec

from aiurdesk.core.verdict.verdict import Severity


class LoadOutcome(msgspec.Struct, frozen=True):
    """What became of requests, as far as they are counted together."""

    severity: Severity
    """``Severity.TEST`` where the response was good and a test of the request failed."""
    label: str
    """A few words for a column: name and code (``Wait −11``), a status, or the kind of failure."""
    status: int | None = None
    """HTTP status; None where no response came."""

    @property
    def is_failure(self) -> bool:
        """Whether it counts as failed."""
        return self.severity not in (Severity.SUCCESS, Severity.NOTICE)


class LoadCount(msgspec.Struct, frozen=True):
    """Requests of one name that came to one outcome, within one second."""

    request: str
    """Name of the saved request."""
    outcome: LoadOutcome
    times_ms: tuple[tuple[int, int], ...]
    """Elapsed time, rounded by ``rounded_ms``, and how many requests took it; sorted by time."""

    @property
    def count(self) -> int:
        """How many requests there were."""
        return sum(count for _, count in self.times_ms)


class LoadTick(msgspec.Struct, frozen=True):
    """What one process, or all of them, sent within one second."""

    at_s: int
    """Whole seconds since the load began; a second without requests may have no tick."""
    users: int
    """Simulated users that are at work."""
    counts: tuple[LoadCount, ...] = ()


def rounded_ms(elapsed_ms: float) -> int:
    """Return a time rounded to what a percentile needs: all below 100 ms, two digits above.

    This keeps a tick small, whatever the number of requests: a second has 90 steps.
    """
    whole = round(elapsed_ms)
    step = 1
    while whole // step >= 100:
        step *= 10
    return round(whole / step) * step
