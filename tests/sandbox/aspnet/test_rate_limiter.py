"""The rate limiter counts like the real one."""

from datetime import UTC, datetime, timedelta

import pytest

from aiurdesk.sandbox.aspnet.rate_limiter import RateLimiter


class FixedClock:
    """A clock that a test sets."""

    now = datetime(2020, 9, 21, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> FixedClock:
    """Return a clock with a fixed time."""
    return FixedClock()


def remaining(limiter: RateLimiter, address: str = "203.0.113.1", path: str = "/A") -> int:
    return int(dict(limiter.count(address, path)[1])["x-rate-limit-remaining"])


def test_one_request_more_than_the_limit_passes(clock):
    limiter = RateLimiter(clock)
    remaining_counts = [remaining(limiter) for _ in range(31)]
    assert (remaining_counts[0], remaining_counts[1], remaining_counts[30]) == (29, 29, 0)
    is_blocked, headers = limiter.count("203.0.113.1", "/a")
    assert is_blocked
    assert dict(headers) == {
        "retry-after": "60",
        "x-rate-limit-limit": "1m",
        "x-rate-limit-remaining": "-1",
    }


def test_each_address_and_path_has_its_own_count(clock):
    limiter = RateLimiter(clock, requests_per_minute=1)
    for _ in range(2):
        limiter.count("203.0.113.1", "/a")
    assert limiter.count("203.0.113.1", "/A")[0]
    assert not limiter.count("203.0.113.1", "/b")[0]
    assert not limiter.count("203.0.113.2", "/a")[0]


def test_all_counts_are_reset_once_a_minute(clock):
    limiter = RateLimiter(clock, requests_per_minute=1)
    for _ in range(3):
        limiter.count("203.0.113.1", "/a")
    clock.now += timedelta(minutes=1)
    assert remaining(limiter, path="/a") == 0
