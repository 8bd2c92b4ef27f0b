from aiurdesk.core.window_state import WindowState, parse_window_state


def test_each_mistake_is_told_and_the_rest_is_used():
    state, mistakes = parse_window_state(
        {"tabs": [{"request": {"endpoint_id": "a"}}, {"request": 3}], "splitters": {"main": 3}}
    )
    assert [tab.request.endpoint_id for tab in state.tabs] == ["a", ""]
    assert mistakes == (
        "splitters: main should be text, not 3",
        "tab 2: request: should be an object with members, not 3",
    )


def test_a_window_without_anything_in_it():
    assert parse_window_state({"tabs": []}) == (WindowState(), ())
