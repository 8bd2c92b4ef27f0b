"""How a request went, by what was said, the table and the status."""

import pytest

from aiurdesk.core.verdict.dialect import CodeRow, Dialect, DialectReading, ReadOutcome
from aiurdesk.core.verdict.envelope_reading import outcome_of, with_table
from aiurdesk.core.verdict.verdict import Severity

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
