"""What differs between two runs."""

import json
from datetime import UTC, datetime

from msgspec.structs import replace

from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.runs.kept_runs import KeptAnswer, KeptRun
from aiurdesk.services.runs.run_differences import compared_runs, difference_lines, summary_line

NOW = datetime(2026, 12, 2, tzinfo=UTC)


def answer(value, title="A", number=1, severity=Severity.SUCCESS, **options):
    body = json.dumps(value).encode()
    return KeptAnswer(title, number, severity=severity, status=200, body=body, **options)


def a_run(*answers, repeat=1, remarks=()):
    return KeptRun("before", "c", "e", NOW, repeat, answers, remarks)


async def compared(before, now, *ignored):
    return await compared_runs(before, now, ignored)


async def test_the_same_answers_differ_in_nothing():
    found = await compared(a_run(answer({"a": 1})), a_run(answer({"a": 1})))
    assert found.differing == ()
    assert (
        summary_line(found) == "Nothing differs from before (e, 2026-12-02 00:00 UTC): 1 request."
    )


async def test_what_changes_in_two_passes_of_either_side_is_ignored():
    before = a_run(answer({"at": 1, "id": 5}), answer({"at": 2, "id": 5}, number=2), repeat=2)
    now = a_run(answer({"at": 3, "id": 6}), answer({"at": 3, "id": 7}, number=2), repeat=2)
    found = await compared(before, now)
    assert found.differing == ()
    assert found.learnt == (("A", ("at", "id")),)


async def test_a_value_that_changes_at_one_request_counts_at_another():
    before = a_run(answer({"at": 1}), answer({"at": 2}, number=2), answer({"at": 1}, "B"), repeat=2)
    found = await compared(before, a_run(answer({"at": 3}), answer({"at": 9}, "B")))
    assert [one.title for one in found.differing] == ["B"]


async def test_a_refusal_beside_a_success_teaches_nothing():
    before = a_run(
        answer({"code": 0, "price": 1}, code=0),
        answer({"code": -1, "price": 2}, number=2, code=-1, severity=Severity.INPUT),
        repeat=2,
    )
    found = await compared(before, a_run(answer({"code": 0, "price": 2}, code=0)))
    assert found.learnt == ()
    assert [difference.label for difference in found.differing[0].differences] == ["price"]


async def test_of_entries_with_new_ids_only_the_ids_are_ignored():
    def items(first, name):
        return answer({"items": [{"id": first, "name": name}, {"id": first + 1, "name": "b"}]})

    second = replace(items(3, "a"), pass_number=2)
    before = a_run(items(1, "a"), second, repeat=2)
    found = await compared(before, a_run(items(5, "a")))
    assert found.learnt == (("A", ("items[].id",)),)
    assert found.differing == ()
    assert (await compared(before, a_run(items(5, "other")))).differing


async def test_rows_of_data_are_compared_with_the_same_rows():
    before = a_run(
        answer(1), answer(1, number=2), answer(2, number=3), answer(2, number=4), repeat=2
    )
    now = a_run(answer(1), answer(3, number=2))
    found = await compared(before, now)
    (one,) = found.differing
    assert (one.title, one.row) == ("A", 2)
    assert [*found.by_pass] == [("A", 2)]
    assert "  A · row 2" in [*difference_lines(found)]


async def test_why_nothing_was_sent_is_a_difference():
    now = a_run(KeptAnswer("A", 1, why_not="There is no variable host."))
    found = await compared(a_run(answer(1)), now)
    assert "    Verdict: Success → There is no variable host." in [*difference_lines(found)]


async def test_of_a_body_that_was_cut_off_only_the_beginning_is_compared():
    before = KeptAnswer("A", 1, severity=Severity.SUCCESS, status=200, body=b"abc", is_whole=False)
    now = KeptAnswer("A", 1, severity=Severity.SUCCESS, status=200, body=b"abcdef")
    assert (await compared(a_run(before, remarks=("Cut.",)), a_run(now))).differing == ()
    lines = [*difference_lines(await compared(a_run(before, remarks=("Cut.",)), a_run(now)))]
    assert lines[-1] == "  Cut."


async def test_what_is_ignored_by_the_collection_is_told():
    found = await compared(
        a_run(answer({"a": [{"id": 1}]})), a_run(answer({"a": [{"id": 2}]})), "a[].id"
    )
    assert found.differing == ()
    assert "  Ignored, as the collection says: a[].id" in [*difference_lines(found)]
