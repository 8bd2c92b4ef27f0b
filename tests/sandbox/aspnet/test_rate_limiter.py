"""The limiter counts as the real one."""

from datetime import UTC, datetime, timedelta

import pytest

from aiurdesk.sandbox.aspnet.rate_limiter import RateLimiter


class Deadline:
    """A clock that is set by hand."""

    now = datetime(2020, 9, 21, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def watch() -> Deadline:
    """Return a clock."""
    return Deadline()


def remaining(limiter: RateLimiter, address: str = "203.0.113.1", path: str = "/A") -> int:
    return int(dict(limiter.count(address, path).headers)["x-rate-limit-remaining"])


def test_one_more_than_the_limit_passes(watch):
    limiter = RateLimiter(watch)
    counted = [remaining(limiter) for _ in range(31)]
    assert (counted[0], counted[1], counted[30]) == (29, 29, 0)
    blocked = limiter.count("203.0.113.1", "/a")
    assert blocked.is_blocked
    assert dict(blocked.headers) == {
        "retry-after": "60",
        "x-rate-limit-limit": "1m",
        "x-rate-limit-remaining": "-1",
    }


def test_each_address_and_path_has_its_own_count(watch):
    limiter = RateLimiter(watch, calls_per_minute=1)
    for _ in range(2):
        limiter.count("203.0.113.1", "/a")
    assert limiter.count("203.0.113.1", "/A").is_blocked
    assert not limiter.count("203.0.113.1", "/b").is_blocked
    assert not limiter.count("203.0.113.2", "/a").is_blocked


def test_everything_is_forgotten_once_a_minute(watch):
    limiter = RateLimiter(watch, calls_per_minute=1)
    for _ in range(3):
        limiter.count("203.0.113.1", "/a")
    watch.now += timedelta(minutes=1)
    assert remaining(limiter, path="/a") == 0
