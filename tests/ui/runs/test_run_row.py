from aiurdesk.core.collection.run_comparison import Change
from aiurdesk.ui.runs.run_row import row_of
from tests.ui.runs.runs import FIRST, a_result, a_row, since


def test_a_row_says_what_was_found():
    row = a_row(passed=False)
    assert (row.word, row.tests, row.time, row.verdict) == (
        "Failed",
        "0/1",
        "23 ms",
        "−10 InvalidInput",
    )
    assert row.details.splitlines()[0] == "✗ result code is −10 · found −10 InvalidInput"
    assert "Invalid input" in row.details


def test_what_was_not_sent_says_why():
    row = row_of(a_result(exchange=None, findings=(), errors=("No variable.", "Set it.")), FIRST)
    assert (row.word, row.tests, row.time, row.verdict) == ("Failed", "", "", "No variable.")
    assert row.details == "No variable.\nSet it."


def test_a_row_says_what_changed():
    row = a_row(passed=False, comparison=since(("a", True)))
    assert (row.change, row.change_words) == (Change.FAILS_NOW, "fails now (was 0 Success)")
