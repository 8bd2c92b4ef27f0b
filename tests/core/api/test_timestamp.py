from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.api.value_rules import Constraints, write_timestamp
from aiurdesk.core.problem import Problem


def written(text: str) -> str | Problem:
    return write_timestamp(Constraints(), text, "")


def refused(text: str) -> str:
    answer = written(text)
    assert isinstance(answer, Problem), answer
    return answer.sentence


@given(st.datetimes(timezones=st.timezones()))
def test_every_timestamp_arrives_as_the_same_moment(moment):
    offset = moment.utcoffset()
    if offset.total_seconds() % 60:
        moment = moment.astimezone(UTC) if 1 < moment.year < 9999 else moment.replace(tzinfo=UTC)
    try:
        expected = moment.astimezone(UTC)
    except OverflowError:
        assert "no such date" in refused(moment.isoformat())
        return
    wire = written(moment.isoformat())
    assert isinstance(wire, str)
    assert wire.endswith("Z")
    assert datetime.fromisoformat(wire) == expected


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("2026-11-24T10:11:12Z", "2026-11-24T10:11:12Z"),
        (" 2026-11-24 10:11z ", "2026-11-24T10:11:00Z"),
        ("2026-11-24T10:11:12.1234567Z", "2026-11-24T10:11:12.1234567Z"),
        ("2026-11-24T10:11:12.5+02:00", "2026-11-24T08:11:12.5Z"),
        ("2026-11-24T23:11:12-02:30", "2026-11-25T01:41:12Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z"),
    ],
)
def test_a_timestamp_is_sent_in_utc(text, wire):
    assert written(text) == wire


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("10:11:12", "time of today"),
        ("11/12/2026", "11/12/2026 is 12 November"),
        ("11-24-2026", "month, day, year"),
        ("2026-11-24", "midnight UTC"),
        ("2026-11-24T10:11", "without a zone"),
        ("2026-11-24 10:11:12", "without a zone"),
        ("2026/11/24", "without a zone"),
        ("24 Nov 2026", "without a zone"),
        ("2026-11-24T10:11:12.123456789Z", "7 decimals"),
        ("2026-02-29T00:00:00Z", "no such date"),
        ("2026-11-24T24:00:00Z", "no such date"),
        ("2026-11-24T23:59:60Z", "no such date"),
        ("2026-11-24T10:11:12+24:00", "no such date"),
        ("0001-01-01T00:00:00+01:00", "no such date"),
        ("20261124T101112Z", "Enter date, time and zone"),
        ("1700000000", "Enter date, time and zone"),
        ("now", "Enter date, time and zone"),
    ],
)
def test_a_notation_that_servers_misread_is_refused_with_the_reason(text, words):
    assert words in refused(text)
    assert "such as 2026-11-24T10:11:12Z" in refused(text)
