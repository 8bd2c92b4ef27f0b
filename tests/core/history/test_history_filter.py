"""What a person types into the filter of the history."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.history.history_entry import id_at
from aiurdesk.core.history.history_filter import FILTER_KEYS, HistoryFilter, parse_filter

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def parsed(text):
    criteria, mistakes = parse_filter(text, NOW)
    assert mistakes == ()
    return criteria


def local(*numbers):
    return id_at(datetime(*numbers).astimezone(UTC))


FILTERS = [
    ("", HistoryFilter()),
    ("channel  id", HistoryFilter(words=("channel", "id"))),
    ('"two words" one', HistoryFilter(words=("two words", "one"))),
    ('"not closed', HistoryFilter(words=("not closed",))),
    ("-7", HistoryFilter(code=(-7,))),
    ("−7", HistoryFilter(code=(-7,))),
    ("404", HistoryFilter(words=("404",))),
    ("code:0", HistoryFilter(code=(0,))),
    ("code:-7,NotFound", HistoryFilter(code=(-7, "NotFound"))),
    ("code:-7 code:-8", HistoryFilter(code=(-7, -8))),
    ("status:404,500", HistoryFilter(status=(404, 500))),
    ("Severity:Input", HistoryFilter(severity=("input",))),
    ("verdict:failure", HistoryFilter(severity=("failure",))),
    ("endpoint:Stargate.*", HistoryFilter(endpoint=("stargate.*",))),
    (
        "service:gateway host:127.0.0.1",
        HistoryFilter(service=("gateway",), host=("127.0.0.1",)),
    ),
    ('environment:"Production 2020"', HistoryFilter(environment=("Production 2020",))),
    ("severity:input,", HistoryFilter(severity=("input",))),
    ("severity:inp", HistoryFilter(severity=("input",))),
    ("severity:input,s", HistoryFilter(severity=("input", "success", "server"))),
    ("severity:,", HistoryFilter()),
    ("status:404,", HistoryFilter(status=(404,))),
    ("method:get,", HistoryFilter(method=("GET",))),
    ("method:post", HistoryFilter(method=("POST",))),
    ("https://a.example/b", HistoryFilter(words=("https://a.example/b",))),
]


def test_words_and_properties():
    assert {text: parsed(text) for text, _ in FILTERS} == dict(FILTERS)


def test_days_begin_and_end_at_midnight_of_this_computer():
    day = HistoryFilter(since_id=local(2026, 3, 1), until_id=local(2026, 3, 2))
    assert parsed("on:2026-03-01") == day
    assert parsed("since:2026-03-01 until:2026-03-01") == day


def test_a_time_span_counts_from_now():
    assert parsed("since:24h").since_id == id_at(NOW - timedelta(hours=24))
    assert parsed("since:7d").since_id == id_at(NOW - timedelta(days=7))
    today = NOW.astimezone().date()
    assert parsed("since:today").since_id == local(today.year, today.month, today.day)
    assert parsed("on:yesterday").until_id == parsed("since:today").since_id


def test_a_moment_without_an_offset_is_the_time_of_this_computer():
    assert parsed("since:2026-03-01T14:30").since_id == local(2026, 3, 1, 14, 30)
    assert parsed("until:2026-03-01T14:30+00:00").until_id == id_at(
        datetime(2026, 3, 1, 14, 31, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("since:soon", "“since:soon”: write a day such as 2026-03-01"),
        ("since:2026-02-30", "write a day"),
        ("since:999999w", "write a day"),
        ("status:many", "“status:many”: write HTTP statuses"),
        ("status:99999999999999999999", "write HTTP statuses"),
        ("severity:bad", "there is no severity bad, only success, notice"),
        ("code:", "“code:”: write a value after the colon"),
    ],
)
def test_what_is_not_valid_is_said_and_left_out(text, words):
    criteria, mistakes = parse_filter(f"{text} other", NOW)
    assert criteria == HistoryFilter(words=("other",))
    (mistake,) = mistakes
    assert words in mistake


@given(st.text(), st.sampled_from(FILTER_KEYS))
def test_no_text_makes_it_fail(text, key):
    for typed in (text, f"{key}:{text}"):
        criteria, mistakes = parse_filter(typed, NOW)
        assert isinstance(criteria, HistoryFilter)
        assert all(isinstance(mistake, str) for mistake in mistakes)
