"""What a chart of a load test draws."""

from aiurdesk.core.load.load_report import LoadTally
from aiurdesk.core.load.load_series import severity_counts, spoken, thinned
from aiurdesk.core.load.load_ticks import LoadCount, LoadOutcome, LoadTick
from aiurdesk.core.verdict.verdict import Severity

OK = LoadOutcome(Severity.SUCCESS, "Success 0", 200)


def tally(seconds: int) -> LoadTally:
    made = LoadTally()
    for at_s in range(seconds):
        slow = 900 if at_s == 1234 else 20
        made.add(LoadTick(at_s, 5, (LoadCount("Push", OK, ((slow, 2),)),)))
    return made


def test_an_hour_is_thinned_and_its_peak_stays():
    points = tally(3600).points()
    drawn = thinned(points, 300)
    assert len(drawn) <= 300
    assert max(point.p95_ms for point in drawn) == 900
    assert sum(point.sent for point in drawn) == 7200
    assert {point.per_second for point in drawn} == {2}


def test_few_points_stay_as_they_are():
    points = tally(30).points()
    assert thinned(points, 300) == points
    assert thinned((), 300) == ()


def test_what_the_chart_shows_is_told_in_words():
    report = tally(10).report("Lamps")
    assert severity_counts(report) == ((Severity.SUCCESS, 20),)
    assert spoken(report) == (
        "After 10 s: 2 requests a second by 5 users; of 20 requests, half came within 20 ms and "
        "95 of 100 within 20 ms; Success 0: 100 %."
    )
    assert spoken(LoadTally().report("Lamps")) == "Nothing was sent yet."
