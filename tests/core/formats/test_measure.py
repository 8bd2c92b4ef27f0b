import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.formats.measure import DURATION, SIZE

MB = 1024 * 1024


@pytest.mark.parametrize(
    ("measure", "text", "number"),
    [
        (DURATION, "60 s", 60_000),
        (DURATION, "60", 60_000),
        (DURATION, "1.5 s", 1500),
        (DURATION, "1,5s", 1500),
        (DURATION, " 500 MS ", 500),
        (DURATION, "2 min", 120_000),
        (DURATION, "1,500 ms", 1500),
        (DURATION, "86 400 s", 86_400_000),
        (SIZE, "20 MB", 20 * MB),
        (SIZE, "20", 20 * MB),
        (SIZE, "512 kb", 512 * 1024),
        (SIZE, "1.5 GiB", 1536 * MB),
        (SIZE, "1,000,000 B", 1_000_000),
        (SIZE, "1000000 b", 1_000_000),
    ],
)
def test_times_and_sizes_are_read_as_they_are_typed(measure, text, number):
    assert measure.read(text) == number


@pytest.mark.parametrize(
    "text", ["", "many", "s", "-1 s", "1 s 2", "1e5 s", "1.2.3 s", "5 MB", "٣ s", f"{'9' * 400} s"]
)
def test_what_is_no_time_is_not_read(text):
    assert DURATION.read(text) is None


@pytest.mark.parametrize(
    ("measure", "number", "text"),
    [
        (DURATION, 60_000, "60 s"),
        (DURATION, 1500, "1.5 s"),
        (DURATION, 1234, "1.234 s"),
        (DURATION, 500, "500 ms"),
        (DURATION, 0, "0 s"),
        (DURATION, 86_400_000, "86,400 s"),
        (SIZE, 20 * MB, "20 MB"),
        (SIZE, 1536 * MB, "1.5 GB"),
        (SIZE, 1_000_000, "1,000,000 B"),
        (SIZE, 1, "1 B"),
    ],
)
def test_times_and_sizes_are_shown_in_their_largest_exact_unit(measure, number, text):
    assert measure.shown(number) == text


@given(st.integers(0, 2**40))
def test_what_is_shown_reads_back_as_the_same_number(number):
    assert SIZE.read(SIZE.shown(number)) == number
    assert DURATION.read(DURATION.shown(number)) == number


def test_a_quantity_out_of_range_is_told_in_its_units():
    assert DURATION.problem_in("90", "Timeout", 1, 86_400_000) is None
    problem = DURATION.problem_in("0", "Timeout", 1, 86_400_000)
    assert str(problem) == "Timeout: enter 1 ms to 86,400 s, such as 1.5 s."
