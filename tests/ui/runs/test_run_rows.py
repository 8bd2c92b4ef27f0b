"""The rows of a compared run."""

from aiurdesk.services.runs.run_differences import RequestDifference, RunDifferences
from aiurdesk.ui.runs.run_rows import compared_rows
from tests.ui.runs.runs import a_row


def test_what_was_not_compared_is_not_told_to_be_the_same():
    rows = [a_row(position, title=title) for position, title in enumerate("abc", start=1)]
    found = RunDifferences("before", (RequestDifference("a", 1, count=2),), (("b", 1),))
    compared = compared_rows(rows, found, {})
    assert [row.differs for row in compared] == ["2 values", "same", ""]
