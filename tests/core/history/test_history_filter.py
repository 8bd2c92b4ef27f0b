"""What a person types into the filter of the history."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.history.history_entry import id_at
from aiurdesk.core.history.history_filter import (
    FILTER_KEYS,
    HistoryFilter,
    index_properties,
    index_text,
    parse_filter,
    property_pattern,
    property_word,
    search_words,
)
from tests.history_records import an_entry

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
    assert words in mistake.sentence


@given(st.text(), st.sampled_from(FILTER_KEYS))
def test_no_text_makes_it_fail(text, key):
    for typed in (text, f"{key}:{text}"):
        criteria, mistakes = parse_filter(typed, NOW)
        assert isinstance(criteria, HistoryFilter)
        assert all(mistake.sentence.endswith(".") for mistake in mistakes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Push message, push!", "push message push"),
        ("ChannelId", "channelid channel id"),
        ("ChannelId of a channel", "channelid of a channel id"),
        ("/API/AccessToken?x=1", "api accesstoken x 1 access token"),
        ("Straße Ärger", "strasse arger"),
        ("频道 id", "频 道 id"),
        ("snake_case", "snake case"),
        ("a" * 100, "a" * 48),
        ("…", ""),
    ],
)
def test_words_without_case_and_accents_in_their_order(text, words):
    assert index_text(text) == words


def test_a_text_of_several_words_is_a_phrase():
    assert search_words(("127.0.0.1", "Channel", "!")) == (("127", "0", "0", "1"), ("channel",))


def test_each_property_of_an_entry_has_a_word():
    entry = an_entry(code=-7, status=None, name="", address="https://[::1]:8443/a?b=c:d")
    words = index_properties(entry).split(" ")
    assert words == [
        property_word("endpoint", "stargate.message.pushmessage"),
        property_word("service", "stargate"),
        property_word("host", "stargate.aiursoft.com"),
        property_word("port", "[::1]:8443"),
        property_word("method", "post"),
        property_word("environment", "production 2020"),
        property_word("severity", "success"),
        property_word("code", -7),
    ]


def test_a_word_of_a_property_is_not_a_word_of_a_text():
    word = property_word("environment", 'a "b"-c*\0ü')
    assert index_text(word) != word
    # One word for SQLite, which ends words at all other signs of ASCII.
    assert all(sign.isalnum() or sign > "\x7f" for sign in word)
    assert property_pattern("host", "a-b") == property_word("host", "a-b")
    assert property_pattern("host", "*.b*") == "*".join(
        (property_word("host", ""), property_word("host", ".b")[2:], "")
    )
