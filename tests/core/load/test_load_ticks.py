"""Times and outcomes of a load test, as they are counted."""

import pytest

from aiurdesk.core.load.load_ticks import LoadCount, LoadOutcome, rounded_ms
from aiurdesk.core.verdict.verdict import Severity


@pytest.mark.parametrize(
    ("elapsed_ms", "rounded"),
    [(0.4, 0), (18.6, 19), (99, 99), (101, 100), (237, 240), (5_432, 5_400)],
)
def test_a_time_keeps_two_digits(elapsed_ms: float, rounded: int):
    assert rounded_ms(elapsed_ms) == rounded


def test_a_good_response_whose_test_failed_counts_as_failed():
    assert LoadOutcome(Severity.TEST, "Test", 200).is_failure
    assert not LoadOutcome(Severity.NOTICE, "Notice −3", 200).is_failure


def test_a_count_is_the_sum_over_its_times():
    assert LoadCount("Push", LoadOutcome(Severity.SUCCESS, "0", 200), ((3, 2), (40, 1))).count == 3
