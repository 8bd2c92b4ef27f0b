from datetime import UTC, datetime

from aiurdesk.core.collection.run_comparison import (
    PastResult,
    PastRun,
    ResultChange,
    RunComparison,
    merged,
)

AT = datetime(2026, 11, 26, 15, 40, tzinfo=UTC)


def a_run(*results):
    return PastRun("/folder", "Sandbox", AT, results)


def result(title, summary="0 Success", *, passed=True, number=1):
    return PastResult(title, number, passed, summary)


BEFORE = a_run(result("a"), result("b", "−4 NotFound", passed=False), result("c"))


def test_what_changed_is_told_with_what_there_was():
    comparison = RunComparison(BEFORE)
    assert comparison.words(result("a")) == ""
    assert comparison.words(result("a", "−4 NotFound", passed=False)) == (
        "fails now (was 0 Success)"
    )
    assert comparison.words(result("b")) == "passes now (was −4 NotFound)"
    assert comparison.words(result("d")) == "new"
    assert comparison.change(result("a", number=2)) is ResultChange.NEW


def test_a_run_in_one_sentence():
    now = (result("a", passed=False), result("b"), result("c"), result("d"))
    assert RunComparison(BEFORE).summary(now) == (
        "Since 2026-11-26 15:40 UTC: 1 now failing, 1 now passing, 1 new."
    )
    assert RunComparison(BEFORE).summary(BEFORE.results) == (
        "Since 2026-11-26 15:40 UTC: nothing changed."
    )


def test_the_first_run_has_nothing_to_be_compared_with():
    assert RunComparison(None).summary((result("a"),)) == ""
    assert RunComparison(None).change(result("a")) is ResultChange.SAME


def test_a_run_that_was_stopped_keeps_the_results_it_did_not_reach():
    now = a_run(result("a", passed=False))
    assert merged(BEFORE, now, is_whole=True) == now
    kept = merged(BEFORE, now, is_whole=False)
    assert kept.results == (result("a", passed=False), *BEFORE.results[1:])
    assert merged(None, now, is_whole=False) == now
