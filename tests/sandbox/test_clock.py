"""The format of times."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from aiurdesk.sandbox.clock import DATETIME_MIN, format_iso_8601, system_clock


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (DATETIME_MIN, "0001-01-01T00:00:00Z"),
        (datetime(2020, 9, 21, 11, 53, 18, 589544, UTC), "2020-09-21T11:53:18.589544Z"),
        (datetime(2020, 9, 21, 11, 53, 18, 500000, UTC), "2020-09-21T11:53:18.5Z"),
        (datetime(2020, 9, 21, 2, tzinfo=timezone(timedelta(hours=8))), "2020-09-20T18:00:00Z"),
    ],
)
def test_times_are_in_utc_without_trailing_zeros(moment, text):
    assert format_iso_8601(moment) == text


def test_the_system_time_is_timezone_aware():
    assert system_clock().tzinfo is UTC
