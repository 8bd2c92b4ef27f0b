"""The rate limiter of 2020, which counts requests per minute, client address and path."""

from collections import Counter
from datetime import datetime, timedelta

from aiurdesk.sandbox.aspnet.response import Header
from aiurdesk.sandbox.clock import Clock

_WINDOW = timedelta(minutes=1)


class RateLimiter:
    """Counts requests, and resets all counts once a minute.

    Source:
        reference/aiursoft-api.md, section 7; the numbers from recorded/*/rate-limit/*.
    """

    def __init__(self, clock: Clock, requests_per_minute: int = 30) -> None:
        self._clock = clock
        self._limit = requests_per_minute
        self._counts: Counter[tuple[str, str]] = Counter()
        self._cleared_at: datetime = clock()

    def count(self, address: str, path: str) -> tuple[bool, tuple[Header, ...]]:
        """Count a request. One request more than the limit passes, as on the real servers.

        Returns:
            Whether the request is blocked, and the headers of its response.
        """
        # All counts at once, so a minute may hold nearly twice the limit, as on the real servers.
        if self._clock() - self._cleared_at >= _WINDOW:
            self._counts.clear()
            self._cleared_at = self._clock()
        key = (address, path.lower())
        # The first and the second request report the same number of remaining requests.
        before = max(self._counts[key], 1)
        is_blocked = self._counts[key] > self._limit
        # A blocked request is not counted.
        if not is_blocked:
            self._counts[key] += 1
        headers = (
            ("x-rate-limit-limit", "1m"),
            ("x-rate-limit-remaining", f"{self._limit - before}"),
        )
        return is_blocked, (("retry-after", "60"), *headers) if is_blocked else headers
