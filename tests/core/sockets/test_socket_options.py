from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.sockets.socket_options import back_off_s


def test_each_wait_is_twice_as_long_up_to_a_minute():
    waits = [back_off_s(attempt, 0.0) for attempt in range(1, 9)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


@given(st.integers(1, 10**9), st.floats(0, 1))
def test_jitter_shortens_a_wait_by_at_most_a_half(attempt, jitter):
    assert back_off_s(attempt, 0.0) / 2 <= back_off_s(attempt, jitter) <= back_off_s(attempt, 0.0)
