"""Tests of hints how long to wait."""

from typing import Any

import pytest

from aiurdesk.core.dialects.retry_hint import seconds_of


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (5, 5.0),
        (0.25, 0.25),
        ("30", 30.0),
        ("30s", 30.0),
        ("30.5s", 30.5),
        ("500ms", 0.5),
        ("2 m", 120.0),
        ("Wed, 21 Oct 2015 07:28:10 GMT", 10.0),
        ("Wed, 21 Oct 2015 07:27:00 GMT", 0.0),
        (-1, None),
        (True, None),
        (float("nan"), None),
        ("soon", None),
        ("²", None),
        ("9" * 5000, None),
        ([], None),
        (None, None),
    ],
)
def test_seconds_of_a_hint(value: Any, seconds: float | None) -> None:
    assert seconds_of(value, "Wed, 21 Oct 2015 07:28:00 GMT") == seconds


def test_a_date_without_the_date_of_the_response_says_nothing() -> None:
    assert seconds_of("Wed, 21 Oct 2015 07:28:10 GMT", None) is None
