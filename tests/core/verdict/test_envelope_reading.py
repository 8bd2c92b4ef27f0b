"""What an envelope says by a table, and of which generation it is."""

import pytest

from aiurdesk.core.verdict.dialect import CodeRow, Dialect, DialectReading, ReadOutcome
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope, parse_envelope
from aiurdesk.core.verdict.envelope_reading import (
    matching_generation,
    outcome_of,
    read_by_table,
    similar_generation,
    with_table,
)
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.dialects.dialect_files import DialectFiles

DIALECTS = DialectFiles()
MARK = b"\xef\xbb\xbf"


def test_a_row_says_how_it_went():
    def outcome(code):
        read = read_by_table(Envelope(code, "m"), DIALECTS["2020"])
        return "" if isinstance(read, NotAnEnvelope) else read.outcome

    assert [outcome(code) for code in (0, -3, -8, 77)] == [
        ReadOutcome.SUCCESS, ReadOutcome.NOTICE, ReadOutcome.ERROR, ReadOutcome.ERROR,
    ]  # fmt: skip


def test_a_mark_before_an_envelope_counts_only_where_an_envelope_was_promised():
    parsed = parse_envelope(MARK + b'{"code": 0, "message": "m"}')
    assert isinstance(read_by_table(parsed, DIALECTS["2020"]), NotAnEnvelope)
    assert not isinstance(read_by_table(parsed, DIALECTS["2020"], is_matched=True), NotAnEnvelope)
    assert isinstance(read_by_table(None, DIALECTS["2020"]), NotAnEnvelope)


@pytest.mark.parametrize(
    ("body", "matching", "similar"),
    [
        (b'{"code": 0, "message": "m", "protocolVersion": "1"}', "2023", None),
        (b'{"code": 77, "message": "m", "protocolVersion": null}', "2023", None),
        (MARK + b'{"code": 0, "message": "m", "protocolVersion": "1"}', "2023", None),
        (b'{"code": 0, "message": "m"}', None, "2020"),
        (MARK + b'{"code": -8, "message": "m"}', None, "2020"),
        (b'{"code": 200, "message": "success"}', None, None),
        (b'{"code": 404, "message": "not found"}', None, None),
        (b'{"code": 0, "protocolVersion": "1"}', None, None),
        (b'{"code": "0", "message": "m", "protocolVersion": "1"}', None, None),
        (b"[]", None, None),
    ],
)
def test_only_the_mark_of_the_protocol_matches(body, matching, similar):
    parsed = parse_envelope(body)
    assert matching_generation(parsed, DIALECTS.heads) == matching
    assert similar_generation(parsed, DIALECTS.heads, DIALECTS) == similar


TABLE = Dialect("acme", rows=(CodeRow(codes=("same",), severity=Severity.SUCCESS),))


@pytest.mark.parametrize(
    ("said", "status", "outcome"),
    [
        (None, 200, ReadOutcome.SUCCESS),
        (None, 404, ReadOutcome.ERROR),
        (ReadOutcome.SUCCESS, 200, ReadOutcome.SUCCESS),
        (ReadOutcome.SUCCESS, 400, ReadOutcome.ERROR),
        (ReadOutcome.ERROR, 200, ReadOutcome.ERROR),
        (ReadOutcome.PARTIAL, 207, ReadOutcome.PARTIAL),
        (ReadOutcome.PARTIAL, 500, ReadOutcome.ERROR),
    ],
)
def test_what_was_said_never_makes_a_failing_status_a_success(said, status, outcome):
    assert outcome_of(said, status) is outcome


@pytest.mark.parametrize(
    ("is_own", "status", "outcome"),
    [
        (True, 409, ReadOutcome.SUCCESS),
        (False, 409, ReadOutcome.ERROR),
        (True, 500, ReadOutcome.ERROR),
        (False, 200, ReadOutcome.SUCCESS),
    ],
)
def test_a_row_does_so_only_in_a_dialect_that_is_meant_for_the_host(is_own, status, outcome):
    read = DialectReading("acme", ReadOutcome.ERROR, code="same", paths={"code": "error"})
    assert with_table(read, TABLE, status, is_own=is_own).outcome is outcome
