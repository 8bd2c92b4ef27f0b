"""Adds up what came of requests, second by second, until it is told."""

import time
from collections import Counter

from aiurdesk.core.load.load_ticks import LoadCount, LoadOutcome, LoadTick, rounded_ms


class Measured:
    """What a process has measured and not yet told. Times are seconds since it was made."""

    def __init__(self) -> None:
        self._started_s = time.monotonic()
        self._seconds: dict[int, dict[tuple[str, LoadOutcome], Counter[int]]] = {}

    def add(self, request: str, outcome: LoadOutcome, elapsed_ms: float) -> None:
        """Count one request."""
        second = self._seconds.setdefault(self.now_s(), {})
        second.setdefault((request, outcome), Counter())[rounded_ms(elapsed_ms)] += 1

    def take_over(self, tick: LoadTick) -> None:
        """Count what a worker measured, now: its clock is another one."""
        second = self._seconds.setdefault(self.now_s(), {})
        for one in tick.counts:
            second.setdefault((one.request, one.outcome), Counter()).update(dict(one.times_ms))

    def now_s(self) -> int:
        """Return the second that it is."""
        return int(time.monotonic() - self._started_s)

    def restart(self) -> None:
        """Count the seconds from now on."""
        self._started_s = time.monotonic()
        self._seconds.clear()

    def ticks(self, users: int, *, is_last: bool = False) -> list[LoadTick]:
        """Return the seconds that are over, and forget them.

        Args:
            users: How many are at work.
            is_last: Whether the second that is not over is taken as well.
        """
        now_s = self.now_s()
        over = sorted(second for second in self._seconds if is_last or second < now_s)
        return [
            LoadTick(
                second,
                users,
                tuple(
                    LoadCount(request, outcome, tuple(sorted(times.items())))
                    for (request, outcome), times in self._seconds.pop(second).items()
                ),
            )
            for second in over
        ]
