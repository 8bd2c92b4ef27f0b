"""How responses are looked at, endpoint by endpoint."""

from aiurdesk.core.state.response_look import (
    MOST_ENDPOINTS,
    MOST_FILTERS,
    ResponseLook,
    ResponseLooks,
    with_columns,
    with_filter,
)
from aiurdesk.core.state.window_state import WindowState, parse_window_state, window_record


def test_the_last_filters_are_kept_each_once():
    look = ResponseLook()
    for number in (*range(12), 5):
        look = with_filter(look, f"a[{number}]")
    assert look.filters[:3] == ("a[5]", "a[11]", "a[10]")
    assert len(look.filters) == MOST_FILTERS


def test_widths_of_columns_that_are_not_there_now_stay_known():
    look = with_columns(ResponseLook(), ("b", "a"), ("c",), {"a": 10, "b": 20})
    look = with_columns(look, (), (), {"d": 30})
    assert look == ResponseLook(widths={"a": 10, "b": 20, "d": 30})


def test_the_endpoint_that_was_changed_first_is_forgotten_first():
    looks = ResponseLooks()
    for number in range(MOST_ENDPOINTS):
        looks.keep(str(number), ResponseLook(("a",)))
    looks.keep("0", ResponseLook(("b",)))
    looks.keep("new", ResponseLook(("c",)))
    assert len(looks.all) == MOST_ENDPOINTS
    assert looks.of("1") == ResponseLook()
    assert looks.of("0").filters == ("b",)


def test_looks_are_kept_with_the_window():
    looks = {"a.b.c": ResponseLook(("x",), ("b", "a"), ("c",), {"a": 10})}
    state = WindowState(response_looks=looks)
    read, mistakes = parse_window_state(window_record(state))
    assert (read.response_looks, mistakes) == (looks, ())
