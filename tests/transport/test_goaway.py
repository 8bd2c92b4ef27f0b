import pytest
from hyperframe.frame import DataFrame, GoAwayFrame, RstStreamFrame
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.transport.goaway import GoawayFilter

DATA = DataFrame(1, b"some data").serialize()
REFUSED = 7


def goaway(last: int, error_code: int = 0) -> bytes:
    frame = GoAwayFrame(0, last_stream_id=last, error_code=error_code, additional_data=b"bye")
    return frame.serialize()


def refusal(stream_id: int) -> bytes:
    return RstStreamFrame(stream_id, error_code=REFUSED).serialize()


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(data), *(cut % len(data) for cut in cuts)})
    return [data[start:end] for start, end in zip(places, places[1:], strict=False)]


@given(st.lists(st.integers(0, 10**4), max_size=12))
def test_goaway_is_taken_out_wherever_the_data_is_cut(cuts):
    filter_ = GoawayFilter()
    filter_.highest_stream_id = 7
    data = DATA + goaway(3) + DATA + DATA
    passed = b"".join(filter_.feed(piece) for piece in pieces(data, cuts))
    assert passed == DATA + refusal(5) + refusal(7) + DATA * 2
    assert filter_.last_stream_id == 3


@given(st.lists(st.integers(0, 10**4), max_size=12))
def test_a_refusal_of_one_request_is_noted_wherever_the_data_is_cut(cuts):
    filter_ = GoawayFilter()
    filter_.highest_stream_id = 5
    cancelled = RstStreamFrame(1, error_code=8).serialize()
    # 9 was never sent.
    data = DATA + cancelled + refusal(3) + DATA + refusal(9) + DATA
    assert b"".join(filter_.feed(piece) for piece in pieces(data, cuts)) == data
    assert [number for number in range(1, 11, 2) if filter_.is_refused(number)] == [3]
    assert filter_.is_refused_alone(3)


def test_what_comes_after_goaway_is_not_refused_alone():
    filter_ = GoawayFilter()
    filter_.highest_stream_id = 5
    filter_.feed(goaway(3) + refusal(1))
    assert [filter_.is_refused(number) for number in (1, 3, 5)] == [True, False, True]
    assert [filter_.is_refused_alone(number) for number in (1, 3, 5)] == [True, False, False]


@pytest.mark.parametrize(
    "data", [goaway(3, error_code=1), DATA, b"", b"\x00\x00\x02\x07\x00\x00\x00\x00\x00ab"]
)
def test_other_frames_pass_unchanged(data):
    filter_ = GoawayFilter()
    assert filter_.feed(data) == data
    assert filter_.last_stream_id is None


def test_a_second_goaway_refuses_more_requests():
    filter_ = GoawayFilter()
    filter_.highest_stream_id = 3
    assert filter_.feed(goaway(2**31 - 1)) == b""
    assert not filter_.is_refused(3)
    assert filter_.feed(goaway(1) + goaway(3)) == refusal(3)
    assert filter_.is_refused(3)
    assert not filter_.is_refused(1)
