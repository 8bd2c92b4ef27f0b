from aiurdesk.core.window_state import WindowState, parse_window_state


def test_each_mistake_is_told_and_the_rest_is_used():
    state, mistakes = parse_window_state(
        {"tabs": [{"endpoint_id": "a"}, {"values": [["name", 3]]}], "splitters": {"main": 3}}
    )
    assert [tab.endpoint_id for tab in state.tabs] == ["a", ""]
    assert len(mistakes) == 2
    assert mistakes[0].startswith("splitters should be an object")


def test_a_window_without_anything_in_it():
    assert parse_window_state({"tabs": []}) == (WindowState(), ())
