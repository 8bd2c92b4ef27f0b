"""The report over a load test, and its table."""

import pytest

from aiurdesk.core.load import load_report
from aiurdesk.core.load.load_report import (
    LoadLimits,
    LoadTally,
    format_share,
    percentile_ms,
)
from aiurdesk.core.load.load_table import load_lines
from aiurdesk.core.load.load_ticks import LoadCount, LoadOutcome, LoadTick
from aiurdesk.core.translation import fixed_width
from aiurdesk.core.verdict.verdict import Severity

OK = LoadOutcome(Severity.SUCCESS, "0", 200)
WAIT = LoadOutcome(Severity.WAIT, "Wait −11", 200)
CREDENTIAL = LoadOutcome(Severity.CREDENTIAL, "Credential", 401)


def tick(at_s: int, *counts: LoadCount, users: int = 50) -> LoadTick:
    return LoadTick(at_s, users, counts)


def tally(*ticks: LoadTick) -> LoadTally:
    made = LoadTally()
    for one in ticks:
        made.add(one)
    return made


def push(outcome: LoadOutcome, *times_ms: tuple[int, int]) -> LoadCount:
    return LoadCount("Push message", outcome, times_ms)


def example() -> LoadTally:
    return tally(
        tick(0, push(OK, (18, 6_000), (44, 200)), push(WAIT, (18, 484))),
        tick(1, push(OK, (18, 5_106), (44, 500), (210, 119)), push(CREDENTIAL, (18, 1))),
    )


def test_the_table_is_that_of_the_command():
    lines = list(load_lines(example().report("Lamps"), 100))
    assert lines == [
        "request         sent      ok  Wait −11  Credential  p50  p95  p99 ms",
        "Push message  12,410  96.1 %     3.9 %       0.1 %   18   44   44",
        "484 of 12,410 came with HTTP 200 and failed.",
        "3.9 % failed; none may.",
    ]


def test_each_request_has_its_percentiles_and_all_together_a_row():
    made = tally(
        tick(0, push(OK, (10, 99), (500, 1)), LoadCount("List", WAIT, ((30, 10),))),
    ).report("Lamps")
    by_name = {row.request: row for row in (*made.requests, made.total)}
    assert by_name["Push message"].p50_ms == by_name["Push message"].p95_ms == 10
    assert by_name["List"].failed_under_200 == by_name["List"].sent == 10
    assert made.total.sent == 110
    assert [line.split()[0] for line in load_lines(made, 100)][:4] == [
        "request",
        "Push",
        "List",
        "All",
    ]


@pytest.mark.parametrize("width", [20, 40, 56, 64, 80])
def test_a_narrow_terminal_is_never_overrun(width: int):
    made = tally(
        tick(
            0,
            push(OK, (18, 10)),
            LoadCount("推送消息到所有灯并等待它们全部回复", CREDENTIAL, ((9, 3),)),
            *(push(LoadOutcome(Severity.SERVER, f"Server {n}", 500), (9, n)) for n in range(1, 9)),
        )
    ).report("Lamps")
    lines = list(load_lines(made, width))[: -len(made.exceeded) - 1]
    too_wide = [line for line in lines if fixed_width(line.strip()) > max(width, 34)]
    assert not too_wide


def test_columns_that_do_not_fit_are_one():
    counts = [
        push(LoadOutcome(Severity.SERVER, f"Server error {n}", 500), (9, 10 - n)) for n in range(9)
    ]
    head, row, *_ = load_lines(tally(tick(0, *counts)).report("Lamps"), 80)
    assert "other" in head
    assert fixed_width(row) <= 80


def test_a_limit_that_was_exceeded_is_told():
    made = example()
    kept = made.report("Lamps", limits=LoadLimits(fail_above=0.05, p95_below_ms=45))
    assert kept.exceeded == ()
    broken = made.report("Lamps", limits=LoadLimits(fail_above=0.01, p95_below_ms=44))
    assert broken.exceeded == (
        "3.9 % failed; the limit is 1 %.",
        "95 of 100 responses came within 44 ms; the limit is below 44 ms.",
    )


def test_a_load_that_sent_nothing_kept_to_no_limit():
    assert LoadTally().report("Lamps").exceeded == ("Nothing was sent.",)


def test_a_second_has_its_rate_and_its_severities():
    first, second = example().report("Lamps").points
    assert (first.at_s, first.per_second, first.p50_ms, first.users) == (0, 6_684, 18, 50)
    assert first.by_severity == ((Severity.SUCCESS, 6_200), (Severity.WAIT, 484))
    assert second.by_severity == ((Severity.SUCCESS, 5_725), (Severity.CREDENTIAL, 1))


def test_ticks_of_two_workers_for_one_second_are_one_point():
    made = tally(tick(3, push(OK, (5, 2)), users=10), tick(3, push(OK, (7, 2)), users=15))
    assert [(point.users, point.sent) for point in made.points()] == [(25, 4)]
    assert made.report("Lamps").users == 25


def test_points_follow_what_is_added_later():
    made = tally(tick(0, push(OK, (5, 2))))
    assert made.points()[0].sent == 2
    made.add(tick(0, push(OK, (5, 3)), users=0))
    assert made.points()[0].sent == 5


def test_a_long_load_has_bounded_points(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(load_report, "MOST_POINTS", 10)
    made = tally(*(tick(at_s, push(OK, (5, 2))) for at_s in range(35)))
    points = made.points()
    assert len(points) <= 10
    assert sum(point.sent for point in points) == 70
    assert {point.per_second for point in points[:-1]} == {2}
    assert {point.users for point in points} == {50}


def test_further_outcomes_and_requests_are_counted_together():
    counts = (
        LoadCount(f"Request {n}", LoadOutcome(Severity.INPUT, f"Input {n}", 200), ((5, 1),))
        for n in range(500)
    )
    made = tally(tick(0, *counts)).report("Lamps")
    assert len(made.columns) == load_report.MOST_OUTCOMES + 1
    assert len(made.requests) == load_report.MOST_REQUESTS + 1
    assert made.requests[-1].request == "other requests"
    other = next(column for column in made.columns if column.label == "other")
    assert (other.severity, other.count) == (Severity.INPUT, 400)
    assert made.total.sent == 500


def test_only_none_is_nothing_and_only_all_is_everything():
    shares = [format_share(count, 100_000) for count in (0, 1, 99_999, 100_000)]
    assert shares == ["0 %", "0.1 %", "99.9 %", "100 %"]


def test_a_percentile_is_a_time_that_came():
    assert percentile_ms({10: 1, 20: 1}, 0.5) == 10
    assert percentile_ms({10: 1, 20: 1}, 0.95) == 20
    assert percentile_ms({}, 0.95) == 0
