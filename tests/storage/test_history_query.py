"""The statements use an index, so that a long history is listed at once."""

import sqlite3

import pytest
from msgspec.structs import replace

from aiurdesk.core.history.history_filter import (
    HistoryFilter,
    parse_filter,
    property_pattern,
    property_word,
)
from aiurdesk.storage.history import HistoryDatabase
from aiurdesk.storage.history_query import Slice, listing, match_expression
from tests.history_records import STARTED_AT, a_record

COMBINATIONS = (
    "server",
    "server -7",
    '"server message"',
    '"server message" -7',
    "host:*x*",
    "endpoint:stargate.* server",
    "method:GET",
    "method:GET server severity:success",
    "environment:nothing server",
    "code:NotFound,-7",
    "host:127.0.0.1:8443",
    "service:archon status:404",
    "since:24h method:GET",
)


def nothing_like_it(_pattern, _limit):
    return []


def expression_of(text, lookup=nothing_like_it):
    criteria, mistakes = parse_filter(text, STARTED_AT)
    assert mistakes == ()
    return match_expression(criteria, lookup)


@pytest.fixture
def connection(tmp_path):
    database = HistoryDatabase(tmp_path / "history.sqlite", tmp_path / "bodies")
    record = a_record()
    start = record.entry.id
    database.add([replace(record, entry=replace(record.entry, id=start + n)) for n in range(500)])
    database.close()
    opened = sqlite3.connect(tmp_path / "history.sqlite")
    yield opened
    opened.close()


def plan_of(connection, text, part):
    criteria, _ = parse_filter(text, STARTED_AT)
    expression = match_expression(criteria, lambda pattern, _limit: [pattern.replace("*", "")])
    assert expression is not None
    statement, parameters = listing("*", criteria, expression, part)
    rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return [row[3] for row in rows.fetchall()]


@pytest.mark.parametrize("part", [Slice(10), Slice(1, 5, is_oldest_first=True)])
@pytest.mark.parametrize("text", COMBINATIONS)
def test_only_entries_that_match_are_read_and_never_sorted(connection, text, part):
    search, read = plan_of(connection, text, part)
    assert search.startswith("SCAN texts VIRTUAL TABLE INDEX ")
    # The letters tell what FTS5 itself does: look for words, and begin at an id.
    assert "M" in search.partition("INDEX ")[2]
    assert read == "SEARCH entries USING INTEGER PRIMARY KEY (rowid=?)"


@pytest.mark.parametrize(
    ("text", "step"),
    [("", "SCAN entries"), ("since:24h", "SEARCH entries USING INTEGER PRIMARY KEY (rowid>?)")],
)
def test_without_words_and_properties_entries_are_read_by_their_ids(connection, text, step):
    assert plan_of(connection, text, Slice(10)) == [step]


def test_a_word_of_a_pattern_is_looked_up_without_going_through_all_words(connection):
    statement = "SELECT term FROM terms WHERE term >= ? AND term < ? AND +term GLOB ? LIMIT ?"
    rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}", ("a", "b", "a*", 1)).fetchall()
    # 2 and 4 are the bounds, see fts5_vocab.c.
    assert [row[3] for row in rows] == ["SCAN terms VIRTUAL TABLE INDEX 6:"]


def test_a_beginning_stands_for_the_words_of_the_index():
    words = {"conv*": ["convert", "conversation"], "server*": ["servers"]}

    def lookup(pattern, _limit):
        return words.get(pattern, [])

    assert expression_of("conv it", lookup) == (
        '("conv" OR "convert" OR "conversation") AND ("it")'
    )
    assert expression_of("a.server", lookup) == '("a server" OR "a servers")'
    assert expression_of("nowhere", lookup) == '("nowhere")'
    assert match_expression(HistoryFilter(), lookup) == ""


def test_a_beginning_of_too_many_words_is_left_to_the_index():
    assert expression_of("con", lambda _, limit: ["cone"] * limit) == '("con"*)'
    assert expression_of('"a con"', lambda _, limit: ["cone"] * limit) == '("a con"*)'


def test_values_of_a_property_are_alternatives_and_properties_are_not():
    def lookup(pattern, limit):
        assert (pattern, limit) == (property_pattern("endpoint", "a.*.b"), -1)
        return ["found"]

    first, second = (f'"{property_word("status", number)}"' for number in (200, 404))
    assert expression_of("status:200,404 endpoint:a.*.b", lookup) == (
        f'("found") AND ({first} OR {second})'
    )
    # Nothing is like it, so nothing matches.
    assert expression_of("endpoint:a.*.b server") is None
