from datetime import UTC, datetime

import pytest

from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Body, Response
from aiurdesk.core.verdict.statuses import (
    hinted_seconds,
    resend_after,
    retry_after_s,
    wait_in_words,
)
from aiurdesk.core.verdict.verdict import FixAction


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "60"}, 60),
        ({"Retry-After": " 0 "}, 0),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT",
          "Date": "Wed, 21 Oct 2026 07:26:30 GMT"}, 90),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT",
          "Date": "Wed, 21 Oct 2026 07:29:30 GMT"}, 0),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00",
          "Date": "Wed, 21 Oct 2026 07:27:30 GMT"}, 30),
        ({"Retry-After": "Wednesday, 21-Oct-26 07:28:00 GMT",
          "Date": "Wed Oct 21 07:27:00 2026"}, 60),
        ({"Retry-After": "Wed, 21 Oct 99999 07:28:00 GMT",
          "Date": "Wed, 21 Oct 2026 07:27:30 GMT"}, None),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "9" * 9}, 999_999_999),
        *(({"Retry-After": "1" * digits}, None) for digits in (10, 11, 50, 99, 100, 5000)),
        ({"Retry-After": "soon", "Date": "now"}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_the_wait_that_a_server_asks_for_is_read(headers, seconds):
    lines = tuple(Header(name, value) for name, value in headers.items())
    assert retry_after_s(Response(429, "HTTP/2", lines, Body(), "https://host/")) == seconds


def test_without_a_date_of_the_server_a_wait_counts_from_when_the_response_came():
    lines = (Header("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT"),)
    came_at = datetime(2026, 10, 21, 7, 27, 15, tzinfo=UTC)
    response = Response(429, "HTTP/2", lines, Body(), "https://host/", received_at=came_at)
    assert retry_after_s(response) == 45


@pytest.mark.parametrize(("seconds", "words"), [(0, "0 s"), (120, "120 s"), (86400, "24 h")])
def test_a_wait_is_told_in_the_unit_that_a_person_counts_in(seconds, words):
    assert wait_in_words(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "actions"),
    [(0, [FixAction.RESEND]), (17, [FixAction.WAIT_AND_RESEND]), (86400, [])],
)
def test_a_wait_that_is_too_long_to_watch_has_no_button(seconds, actions):
    assert [fix.action for fix in resend_after(seconds)] == actions


HINTS = [
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
]


def test_seconds_of_a_hint():
    date = "Wed, 21 Oct 2015 07:28:00 GMT"
    assert [(value, hinted_seconds(value, date)) for value, _ in HINTS] == HINTS


def test_a_date_without_the_date_of_the_response_says_nothing():
    assert hinted_seconds("Wed, 21 Oct 2015 07:28:10 GMT", None) is None
