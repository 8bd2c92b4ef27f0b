"""The statements use an index, so that a long history is listed at once."""

import sqlite3

import pytest

from aiurdesk.core.history.history_filter import parse_filter
from aiurdesk.core.history.search_text import search_words
from aiurdesk.storage.history import HistoryDatabase
from aiurdesk.storage.history_query import Slice, listing, match_expression
from tests.history_records import STARTED_AT, a_record


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("", "SCAN entries"),
        ("-7", "SEARCH entries USING INDEX by_code (code=?)"),
        ("host:127.0.0.1:8443", "SEARCH entries USING INDEX by_host (host=?)"),
        ("endpoint:archon.home.index -7", "SEARCH entries USING INDEX by_endpoint"),
        ("severity:input status:404", "SEARCH entries USING INDEX by_status (status=?)"),
        ("since:24h", "SEARCH entries USING INTEGER PRIMARY KEY (rowid>?)"),
    ],
)
def test_entries_are_read_in_their_order_and_never_sorted(tmp_path, text, step):
    database = HistoryDatabase(tmp_path / "history.sqlite", tmp_path / "bodies")
    database.add([a_record()])
    database.close()
    wanted, _ = parse_filter(text, STARTED_AT)
    statement, parameters = listing("*", wanted, "", Slice(10))
    connection = sqlite3.connect(tmp_path / "history.sqlite")
    plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
    connection.close()
    assert len(plan) == 1
    assert plan[0][3].startswith(step)


def test_a_beginning_stands_for_the_words_of_the_index():
    known = {"conv": ["convert", "conversation"], "server": ["server"]}

    def words(beginning, _limit):
        return known.get(beginning, [])

    assert match_expression(search_words(("conv", "it")), words) == (
        '("convert" OR "conversation") AND "it"'
    )
    assert match_expression(search_words(("a.server",)), words) == '"a" AND ("server")'
    assert match_expression(search_words(("nowhere", "conv")), words) is None
    assert match_expression((), words) == ""


def test_a_beginning_of_too_many_words_is_left_to_the_index():
    found = match_expression(search_words(("con",)), lambda _, limit: ["con"] * limit)
    assert found == '"con"*'
