"""Ids are moments, and days have titles."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.history.history_entry import day_title, id_at, time_of
from tests.history_records import an_entry

TODAY = date(2026, 3, 2)


@given(st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_an_id_tells_the_moment_to_the_microsecond(moment):
    assert time_of(id_at(moment)) == moment


@pytest.mark.parametrize(("entry_id", "year"), [(-(2**63), 1970), (2**63 - 1, 9999)])
def test_a_damaged_id_has_a_moment_all_the_same(entry_id, year):
    assert an_entry(id=entry_id).day.year in (year - 1, year)  # as the time zone is


def test_an_entry_knows_its_day_in_the_time_zone_of_this_computer():
    entry = an_entry(id=id_at(datetime(2026, 3, 1, 12, tzinfo=UTC)))
    assert entry.day == datetime(2026, 3, 1, 12, tzinfo=UTC).astimezone().date()


@pytest.mark.parametrize(
    ("day", "title"),
    [
        (date(2026, 3, 2), "Today"),
        (date(2026, 3, 1), "Yesterday"),
        (date(2026, 2, 9), "Monday, 9 February 2026"),
    ],
)
def test_recent_days_have_their_own_words(day, title):
    assert day_title(day, TODAY) == title
