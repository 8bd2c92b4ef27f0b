"""Adds up what came of requests, second by second, until it is told."""

import time
from collections import Counter

from aiurdesk.core.load.load_ticks import LoadCount, LoadOutcome, LoadTick, rounded_ms


class Measured:
    """What a process has measured and not yet told. Times are seconds since it was made."""

    def __init__(self) -> None:
        self._started_s = time.monotonic()
        self._seconds: dict[int, dict[tuple[str, LoadOutcome], Counter[int]]] = {}
        self._users: Counter[int] = Counter()
        """By second, those of the workers."""

    def add(self, request: str, outcome: LoadOutcome, elapsed_ms: float) -> None:
        """Count one request."""
        second = self._seconds.setdefault(self.now_s(), {})
        second.setdefault((request, outcome), Counter())[rounded_ms(elapsed_ms)] += 1

    def take_over(self, tick: LoadTick) -> None:
        """Count what a worker measured, in its own second: all begin at the same time."""
        at_s = min(max(tick.at_s, 0), self.now_s())
        second = self._seconds.setdefault(at_s, {})
        self._users[at_s] += tick.users
        for one in tick.counts:
            second.setdefault((one.request, one.outcome), Counter()).update(dict(one.times_ms))

    def now_s(self) -> int:
        """Return the second that it is."""
        return int(time.monotonic() - self._started_s)

    def restart(self) -> None:
        """Count the seconds from now on."""
        self._started_s = time.monotonic()
        self._seconds.clear()
        self._users.clear()

    def ticks(self, users: int, *, is_last: bool = False, later_s: int = 0) -> list[LoadTick]:
        """Return the seconds that are over, and forget them.

        Args:
            users: How many are at work, where no worker said it.
            is_last: Whether the second that is not over is taken as well.
            later_s: So long a second is waited for after its end.
        """
        end_s = self.now_s() - later_s
        over = sorted(second for second in self._seconds if is_last or second < end_s)
        return [
            LoadTick(
                second,
                self._users.pop(second, users),
                tuple(
                    LoadCount(request, outcome, tuple(sorted(times.items())))
                    for (request, outcome), times in self._seconds.pop(second).items()
                ),
            )
            for second in over
        ]
